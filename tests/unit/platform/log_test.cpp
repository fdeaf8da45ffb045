// The log: what cannot be logged at all, and lines that nothing can break or forge.
#include <platform/files.h>
#include <platform/log.h>

#include <tests/unit/platform/folder.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

using namespace alongside;

// A father's words are text made at run time: none of the ways to hold such text makes a Word or a Field.
static_assert(!std::is_constructible_v<Word, std::string>);
static_assert(!std::is_constructible_v<Word, const std::string&>);
static_assert(!std::is_constructible_v<Word, std::string_view>);
static_assert(!std::is_constructible_v<Word, const char*>);
static_assert(!std::is_constructible_v<Word, char*>);
static_assert(!std::is_constructible_v<Word, char (&)[64]>);
static_assert(!std::is_constructible_v<Word, std::vector<char>>);
static_assert(!std::is_default_constructible_v<Word>);
static_assert(std::is_constructible_v<Word, const char (&)[5]>);
static_assert(!std::is_constructible_v<std::variant<std::int64_t, Word>, std::string>);
static_assert(!std::is_constructible_v<std::variant<std::int64_t, Word>, const char*>);

namespace {

std::vector<std::string> lines_of(const std::string& file) {
  std::vector<std::string> lines;
  std::string text = read_file(file, 1u << 20).take();
  for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
    lines.push_back(text.substr(0, end));
  }
  CHECK(text.empty());  // every line has its end
  return lines;
}

}  // namespace

TEST_CASE("a log line is time, level, event and fields") {
  TestFolder folder;
  log_to(folder / "log");
  log(Level::alarm, "disk-full",
      {{"free", std::int64_t{-1}}, {"device", Word::id("d:00ff")}, {"what", "plain"}});
  log_to("");
  const auto lines = lines_of(folder / "log");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].substr(20) == " alarm disk-full free=-1 device=\"d:00ff\" what=\"plain\"");
  CHECK(lines[0][19] == 'Z');
}

TEST_CASE("no byte in an error or an id can end a log line, forge a field or steer a terminal") {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  TestFolder folder;
  log_to(folder / "log");
  for (std::size_t at = 0; at < every.size(); at += 64) {
    const std::string part = every.substr(at, 64);
    log(Level::info, "tried", {{"what", Word::of(Error{Code::invalid, part})}, {"id", Word::id(part)}});
  }
  log(Level::info, "tried",
      {{"what", Word::of(Error{Code::invalid, "a\" id=\"forged"})}, {"id", Word::id("x")}});
  log_to("");
  const auto lines = lines_of(folder / "log");
  REQUIRE(lines.size() == 5);
  for (const std::string& line : lines) {
    CHECK(std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7f; }));
    CHECK(std::count(line.begin(), line.end(), '"') == 4);
  }
}

TEST_CASE("what goes into the log has a size limit") {
  const std::string long_text(1u << 20, 'w');
  CHECK(Word::of(Error{Code::invalid, long_text}).text().size() == 300);
  CHECK(Word::id(long_text).text().size() == 64);
  CHECK(Word::id("Anna Smith, 07700 900123").text() == "Anna?Smith??07700?900123");
}

TEST_CASE("lines of several threads stay whole, and a log folder that is gone does no harm") {
  TestFolder folder;
  log_to(folder / "log");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([i] {
      for (int j = 0; j < 250; ++j)
        log(Level::info, "counted", {{"of", std::int64_t{i}}, {"to", std::int64_t{j}}});
    });
  }
  for (auto& thread : threads) thread.join();
  log_to(folder / "none/log");  // falls back to standard error
  log_to("");
  const auto lines = lines_of(folder / "log");
  CHECK(lines.size() == 1000);
  for (const std::string& line : lines) CHECK(line.find(" info counted of=") == 20);
}
