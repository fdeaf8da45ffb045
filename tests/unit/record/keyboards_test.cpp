// The keys of each language: they type its words, and fit the smallest screen.
#include <sync/record/pack.h>
#include <tests/support/starter.h>

#include <doctest/doctest.h>

#include <set>

using namespace alongside;

namespace {

// The characters of a text outside {names}.
std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> list;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const std::string one = text.substr(at, length);
    at += length;
    if (one == "{") inside = true;
    if (!inside) list.push_back(one);
    if (one == "}") inside = false;
  }
  return list;
}

std::set<std::string> typed_by(const Pack& pack, const std::string& language) {
  std::set<std::string> all;
  for (const KeyPage& page : pack.keyboards.at(language))
    for (const auto* rows : {&page.rows, &page.capitals})
      for (const auto& row : *rows)
        for (const std::string& key : row)
          for (const std::string& one : characters(key)) all.insert(one);
  return all;
}

// Digits and marks have a page of their own on every keyboard; quotation marks and dashes are print, not
// typing.
bool is_mark(const std::string& one) {
  if (one.size() == 1) return !((one[0] >= 'a' && one[0] <= 'z') || (one[0] >= 'A' && one[0] <= 'Z'));
  static const std::set<std::string> print = {"«", "»", "„", "”", "“", "‘", "–", "—", "…", "¿", "¡", "·"};
  return print.count(one) > 0;
}

}  // namespace

TEST_CASE("each language's words can be typed on its own keys, with the Latin ones for codes and numbers") {
  const Pack pack = starter_pack();
  const std::set<std::string> latin = typed_by(pack, "en");
  std::size_t letters = 0;
  for (const std::string& language : pack.languages) {
    REQUIRE_MESSAGE(pack.keyboards.count(language) == 1, language);
    const std::set<std::string> keys = typed_by(pack, language);
    std::string words = pack.language_names.at(language);
    for (const auto& [key, text] : pack.words.at(language)) words += text;
    for (const std::string& one : characters(words)) {
      if (is_mark(one)) continue;
      ++letters;
      CHECK_MESSAGE((keys.count(one) || latin.count(one)), language, ": ", one);
    }
  }
  MESSAGE(letters, " letters of ", pack.languages.size(), " languages, each on a key");
}

TEST_CASE("a keyboard's pages have at most 4 rows of 7 keys, and capitals in the same places") {
  const Pack pack = starter_pack();
  for (const auto& keyboard : pack.keyboards)
    for (const KeyPage& page : keyboard.second) {
      CHECK(page.rows.size() <= 4);
      for (const auto& row : page.rows) CHECK_MESSAGE(row.size() <= 7, keyboard.first);
      CHECK((page.capitals.empty() || page.capitals.size() == page.rows.size()));
    }
}

TEST_CASE("keys that cannot be drawn or stand twice are refused by file and reason") {
  struct Case {
    const char *from, *to, *reason;
  };
  const Case cases[] = {
      {"a b c d e f g", "a b c d e f a", "the key a stands twice"},
      {"a b c d e f g", "a b c d e f g h", "more than 7 keys"},
      {"a b c d e f g", "a b c  e f g", "a key is empty"},
      {"A B C D E F G", "A B C", "capitals: other keys"},
      {"\"language\": \"en\"", "\"language\": \"pl\"", "differs from the file's name"},
      {"a b c d e f g\",", "a b c d e f g\", \"1\", \"2\", \"3\",", "more than 4 rows"},
  };
  for (const Case& one : cases) {
    PackFiles files = starter_files();
    std::string& text = files["keyboards/en.json"];
    const std::size_t at = text.find(one.from);
    REQUIRE_MESSAGE(at != std::string::npos, one.from);
    text.replace(at, std::string(one.from).size(), one.to);
    const Result<Pack> pack = read_pack(files);
    REQUIRE(!pack.ok());
    CHECK_MESSAGE(pack.error().what.rfind("keyboards/en.json: ", 0) == 0, pack.error().what);
    CHECK_MESSAGE(pack.error().what.find(one.reason) != std::string::npos, pack.error().what);
  }
  PackFiles files = starter_files();
  files.erase("keyboards/en.json");
  CHECK(!read_pack(files).ok());
}
