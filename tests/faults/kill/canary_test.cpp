// Planted words in every free field of a visit: none may be found in any file of the kiosk or of ingest,
// whenever the kiosk is killed.
#include <platform/log.h>
#include <tests/faults/kill/kill_points.h>
#include <tests/support/canary.h>
#include <tests/support/world.h>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdio>
#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

using namespace alongside;

namespace {

const std::string word = "quokka-bandersnatch";

VisitRecord visit() {
  VisitRecord record;
  record.facts.visit_id = random_hex(16);
  record.facts.reference = word;
  record.facts.hub = word;
  record.facts.language = word;
  record.facts.authored = word;
  record.facts.pack_version = record.facts.consent_version = word;
  record.responses.push_back({{"resourceType", "QuestionnaireResponse"}, {"text", word}});
  record.concerns.push_back({word, {}});
  return record;
}

}  // namespace

TEST_CASE("the canary search finds a word in each of its shapes, and in a process that holds it") {
  TempFolder folder;
  int number = 0;
  for (const std::string& shape : shapes_of(word)) {
    CHECK(shape.size() > 12);
    std::ofstream(folder.path() + "/file" + std::to_string(number++), std::ios::binary)
        << "abc" << shape << "\1z";
  }
  for (const std::size_t before : {0u, 1u, 2u, 3u}) {
    std::ofstream(folder.path() + "/file" + std::to_string(number++))
        << to_base64(view(std::string(before, 'q') + word + "tail"));
  }
  CHECK(files_with(folder.path(), word).size() == static_cast<std::size_t>(number));
  CHECK(files_with(folder.path(), "wombat-bandersnatch").empty());
  int ends[2];
  const int child = fork_with_pipe(ends);
  if (child == 0) {
    std::string copy = std::string("a ") + "wom";
    copy += "bat-in-memory";
    say(ends[1], "ready");
    close(ends[1]);
    while (copy.size() < 1000) pause();
  }
  CHECK(listen(ends[0]) == "ready\n");
  const long held = in_memory_of(child, std::string("wom") + "bat-in-memory");
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  if (held < 0)
    MESSAGE("skipped: the memory of a child may not be read here");
  else
    CHECK(held >= 1);
}

TEST_CASE("no word of a visit is in any file of the kiosk or of ingest, killed at any moment") {
  World world;
  TempFolder kiosks;
  const std::string folder = kiosks.path() + "/kiosk";
  REQUIRE(world.enrol_kiosk(folder, "hub-0").ok());
  world.stop_server();
  const std::string log = kiosks.path() + "/kiosk.log";
  int saved = 0;
  for (int cycle = 0; cycle < 40; ++cycle) {
    const Ended ended = in_child([&](int pipe) {
      log_to(log);
      arm({cycle % 2 == 0 ? "outbox.db" : "inbox.db", "", 1 + cycle * 3});
      if (!world.restart_server().ok()) _exit(3);
      auto kiosk = world.open_kiosk(folder);
      for (int i = 0; i < 6; ++i) {
        VisitRecord record = visit();
        if (!kiosk->save(record, Lane::ordinary).ok()) _exit(4);
        say(pipe, "saved");
        if (!kiosk->step().ok()) _exit(5);
      }
      if (!world.back_up_now().ok()) _exit(6);
      _exit(0);
    });
    CHECK(ended.status == 0);
    saved += static_cast<int>(ended.said.size() / 6);
    CHECK(files_with(kiosks.path(), word).empty());
    CHECK(files_with(world.site().folder, word).empty());
  }
  CHECK(saved > 40);
  std::printf("canary: %d visits full of planted words, 40 kills: 0 files hold one\n", saved);
}
