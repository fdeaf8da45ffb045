// Every fuzz target on its committed corpus and on seeded changes of it, in the ordinary builds.
#include <tests/fuzz/target.h>
#include <tests/support/source/source.h>

#include <platform/files.h>

#include <doctest/doctest.h>

#include <cstdio>
#include <random>

using namespace alongside;

namespace {

std::vector<std::string> corpus_of(const std::string& name) {
  const std::string folder = source_folder() + "/tests/fuzz/corpus/" + name;
  std::vector<std::string> inputs;
  const auto names = list_files(folder);
  if (!names.ok()) return inputs;
  for (const std::string& file : names.value())
    inputs.push_back(read_file(folder + "/" + file, 1u << 20).take());
  return inputs;
}

// One to four changes: a byte set, taken out or put in, the end cut off, or a piece of another input put in.
std::string changed(std::string text, const std::vector<std::string>& corpus, std::mt19937_64& chance) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(chance() % (n == 0 ? 1 : n)); };
  for (std::size_t i = 1 + below(4); i > 0; --i) {
    const std::size_t at = below(text.size());
    const char byte = static_cast<char>(chance());
    const std::string& other = corpus[below(corpus.size())];
    switch (below(5)) {
      case 0:
        if (!text.empty()) text[at] = byte;
        break;
      case 1:
        if (!text.empty()) text.erase(at, 1 + below(8));
        break;
      case 2:
        text.insert(at, 1, byte);
        break;
      case 3:
        text.resize(at);
        break;
      default:
        text.insert(at, other.substr(below(other.size()), below(64)));
    }
  }
  return text;
}

}  // namespace

TEST_CASE("every fuzz target takes its corpus and five hundred changes of it") {
  REQUIRE(fuzz_targets().size() >= 5);
  for (const FuzzTarget& target : fuzz_targets()) {
    CAPTURE(target.name);
    const std::vector<std::string> corpus = corpus_of(target.name);
    CHECK_MESSAGE(!corpus.empty(), "a target needs a corpus");
    target.run("");
    for (const std::string& input : corpus) target.run(input);
    std::mt19937_64 chance(4711);
    for (std::size_t i = 0; i < 500 && !corpus.empty(); ++i) {
      target.run(changed(corpus[i % corpus.size()], corpus, chance));
    }
  }
  std::printf("fuzz: %zu targets replayed\n", fuzz_targets().size());
}
