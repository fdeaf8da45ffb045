// What is left of his words in the kiosk's memory once he has gone: the whole process is searched.
#include <tests/journeys/child.h>
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

using namespace alongside;

namespace {

// The words themselves stand nowhere: each letter is worked out when it is typed or looked for.
struct Canary {
  int length;
  int seed;
  char at(int i) const { return static_cast<char>('a' + (i * i * 5 + i * seed + 11) % 26); }
};
constexpr Canary his_name{9, 3};    // fits inside a std::string
constexpr Canary his_words{29, 7};  // does not

void type(Hand& hand, const Canary& canary) {
  for (int i = 0; i < canary.length; ++i) hand.type(std::string(1, canary.at(i)));
}

bool stands_at(const std::string& bytes, std::size_t at, const Canary& canary, std::size_t stride) {
  if (at + static_cast<std::size_t>(canary.length) * stride > bytes.size()) return false;
  for (int i = 0; i < canary.length; ++i)
    if (bytes[at + static_cast<std::size_t>(i) * stride] != canary.at(i)) return false;
  return true;
}

struct Hits {
  int count = 0;
  std::string where;
};

// Every page that the process can write to, as a core would hold it; UTF-8, 16 and 32.
Hits hits_in(pid_t process, const Canary& canary) {
  const std::string folder = "/proc/" + std::to_string(process);
  const int memory = ::open((folder + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(memory >= 0);
  std::ifstream maps(folder + "/maps");
  Hits found;
  constexpr std::size_t piece = 1 << 20, overlap = 256;
  std::string buffer;
  for (std::string line; std::getline(maps, line);) {
    unsigned long long from = 0, to = 0;
    char rights[8] = {};
    if (std::sscanf(line.c_str(), "%llx-%llx %7s", &from, &to, rights) != 3 || rights[1] != 'w') continue;
    if (to - from > (1ull << 32)) continue;  // a sanitizer's shadow
    for (auto at = from; at < to; at += piece) {
      buffer.resize(static_cast<std::size_t>(std::min<unsigned long long>(piece + overlap, to - at)));
      const auto got = ::pread(memory, buffer.data(), buffer.size(), static_cast<off_t>(at));
      buffer.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
      const std::size_t own = std::min(buffer.size(), piece);
      for (std::size_t i = buffer.find(canary.at(0)); i < own; i = buffer.find(canary.at(0), i + 1)) {
        const bool hit = stands_at(buffer, i, canary, 1) || stands_at(buffer, i, canary, 2) ||
                         stands_at(buffer, i, canary, 4);
        if (!hit) continue;
        ++found.count;
        char place[32];
        std::snprintf(place, sizeof place, " at %llx", at + i);
        found.where += line + place + " in: ";
        for (std::size_t b = i < 64 ? 0 : i - 64; b < std::min(buffer.size(), i + 64); ++b)
          found.where += buffer[b] >= ' ' && buffer[b] <= '~' ? buffer[b] : '.';
        found.where += "\n";
      }
    }
  }
  ::close(memory);
  return found;
}

void fill_in(Hand& hand) {
  hand.tap_all({"Start", "English", "Continue", "I understand", "Yes, I am on my own"});
  hand.tap("I am the dad of a baby");
  type(hand, his_name);
  hand.tap("Continue");
  hand.skip_to("K14");
  hand.tap("Continue");
  hand.tap("Ask for support");
  hand.tap("Something else");
  hand.tap("Continue");
  type(hand, his_words);
  hand.tap("Continue");
  hand.tap("Skip");
  hand.tap("Skip");
  hand.tap("Do not contact me, I will come in");
  hand.tap("Continue");
  hand.skip_to("K19");
  hand.tap("I do not agree to any");
  hand.tap("Continue");
}

void gone_after(const char* way) {
  Place place;
  Child child(std::string("child: a father types and ") + way, place.kiosk_folder(),
              place.world().site().public_authority);
  REQUIRE(child.hears("there"));
  CHECK(hits_in(child.process(), his_name).count > 0);  // the search finds what is there
  CHECK(hits_in(child.process(), his_words).count > 0);
  child.go();
  REQUIRE(child.hears("gone"));
  for (const Canary& canary : {his_name, his_words}) {
    const Hits left = hits_in(child.process(), canary);
    CHECK_MESSAGE(left.count == 0, left.where);
  }
  child.kill();
}

template <class End>
void be_there_and(const End& end) {
  if (!child_folder()) return;
  Hand hand(child_folder(), no_network(), child_authority());
  fill_in(hand);
  child_says("there");
  child_waits();
  end(hand);
  child_says("gone");
  child_waits();
}

}  // namespace

// Skipped in an ordinary run: the tests below start this program again as their child, with --no-skip.
TEST_CASE("child: a father types and leaves" * doctest::skip()) {
  be_there_and([](Hand& hand) { hand.tap("Leave now"); });
}
TEST_CASE("child: a father types and sends" * doctest::skip()) {
  be_there_and([](Hand& hand) {
    hand.tap("Continue");
    hand.tap("Send my request");
    CHECK(hand.screen() == "K24");
  });
}
TEST_CASE("child: a father types and walks away" * doctest::skip()) {
  be_there_and([](Hand& hand) {
    hand.wait(cover_ms);
    hand.wait(warn_ms - cover_ms);
    hand.wait(countdown_ms);
    CHECK(hand.screen() == "K01");
  });
}

TEST_CASE("after Leave now nothing that he typed is left in the kiosk's memory") { gone_after("leaves"); }
TEST_CASE("after Sent nothing that he typed is left in the kiosk's memory") { gone_after("sends"); }
TEST_CASE("after the idle wipe nothing that he typed is left in the kiosk's memory") {
  gone_after("walks away");
}
