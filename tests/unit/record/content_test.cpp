// The starter content: reads strictly, says nothing it must not, and only a demo may show it.
#include <sync/record/pack.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

using namespace alongside;
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

PackFiles starter() {
  const fs::path root = fs::path(ALONGSIDE_SOURCE) / "assets" / "pack";
  PackFiles files;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.is_regular_file())
      files[fs::relative(entry.path(), root).generic_string()] = text_of(entry.path());
  return files;
}

Pack pack_of(const PackFiles& files) {
  Result<Pack> pack = read_pack(files);
  const std::string reason = pack ? "" : pack.error().what;
  REQUIRE_MESSAGE(pack.ok(), reason);
  return pack.take();
}

void replace(PackFiles& files, const std::string& file, const std::string& from, const std::string& to) {
  const std::size_t at = files[file].find(from);
  REQUIRE(at != std::string::npos);
  files[file].replace(at, from.size(), to);
}

std::string refusal(const PackFiles& files) {
  const Result<Pack> pack = read_pack(files);
  return pack ? "" : pack.error().what;
}

}  // namespace

TEST_CASE("the starter content reads strictly and holds every meaning") {
  const Pack pack = pack_of(starter());
  for (const char* meaning : {"role",
                              "name-to-use",
                              "birth-year",
                              "due-date",
                              "baby-birth-date",
                              "baby-status",
                              "postcode-outward",
                              "languages",
                              "interpreter",
                              "access-needs",
                              "other-children",
                              "topics",
                              "own-words",
                              "how-soon",
                              "what-would-help",
                              "safe-channels",
                              "phone",
                              "address",
                              "email",
                              "times",
                              "leave-message",
                              "who-may-answer",
                              "code-phrase",
                              "share-with",
                              "concern",
                              "how-its-going",
                              "going-topics"}) {
    const bool there = std::any_of(pack.forms.begin(), pack.forms.end(), [&](const PackForm& form) {
      return form.form.meaning(meaning) != nullptr;
    });
    CHECK_MESSAGE(there, meaning);
  }
  CHECK(pack.topics.size() <= 12);
  CHECK(!pack.form("urn:alongside:form:phq-9")->on);
  CHECK(!pack.form("urn:alongside:form:gad-7")->on);
}

TEST_CASE("a demo shows the starter content and production refuses it") {
  Pack pack = pack_of(starter());
  std::size_t instruments = 0;
  for (const PackForm& form : pack.forms) instruments += form.instrument;
  CHECK(unpublishable(pack, "2026-01-01").size() == pack.helplines.size() + instruments);
  pack.helplines[0].verified_on = "2026-01-01";
  pack.helplines[0].verified_by = "A person";
  CHECK(unpublishable(pack, "2026-01-01").size() == pack.helplines.size() + instruments - 1);
  pack.helplines[0].expires_on = "2026-06-01";
  CHECK(unpublishable(pack, "2026-06-02").size() == pack.helplines.size() + instruments);
  pack.offline_withdraw_s = 0;
  CHECK(unpublishable(pack, "2026-01-01").size() == pack.helplines.size() + instruments);
}

TEST_CASE("every helpline number has the shape of one, and shows the same digits") {
  const std::regex shape("[0-9]{3}|[0-9]{5}|[0-9]{6}|080[08][0-9]{4,7}|030[03][0-9]{7}");
  for (const Helpline& line : pack_of(starter()).helplines) {
    CHECK_MESSAGE(std::regex_match(line.digits, shape), line.id);
    std::string shown;
    for (const char letter : line.display)
      if (std::isdigit(static_cast<unsigned char>(letter))) shown += letter;
    CHECK_MESSAGE(shown.rfind(line.digits, 0) == 0, line.id);
  }
}

TEST_CASE("kiosk words keep to plain, kind words") {
  const Pack pack = pack_of(starter());
  std::vector<std::string> texts;
  for (const auto& [key, text] : pack.words.at("en")) texts.push_back(text);
  for (const PageText& page : pack.pages) {
    texts.push_back(page.heading.text);
    for (const Words& line : page.lines) texts.push_back(line.text);
  }
  const std::regex banned(
      "\\b(please|sorry|valid|invalid|forbidden|you forgot|oops|abuse|perpetrator|at risk|"
      "flagged|score|parent)\\b",
      std::regex::icase);
  for (const std::string& text : texts) CHECK_MESSAGE(!std::regex_search(text, banned), text);
}

TEST_CASE("every key the kiosk asks for has English words") {
  const Pack pack = pack_of(starter());
  const std::regex call("[.>](?:word|words|skip|forward)\\(\"([A-Za-z0-9_.-]+)\"");
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(ALONGSIDE_SOURCE) / "kiosk")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string code = text_of(entry.path());
    for (std::sregex_iterator at(code.begin(), code.end(), call), end; at != end; ++at)
      CHECK_MESSAGE(pack.words.at("en").count((*at)[1].str()) == 1, (*at)[1].str());
  }
}

TEST_CASE("what a pack must not hold is refused with file and reason") {
  const PackFiles good = starter();
  const auto broken = [&](const std::string& file, const std::string& from, const std::string& to) {
    PackFiles files = good;
    replace(files, file, from, to);
    return refusal(files);
  };
  CHECK(broken("pack.json", "\"version\"", "\"versoin\"").find("unknown member versoin") !=
        std::string::npos);
  CHECK(broken("topics.json", "Health visiting", "Health visits").find("unknown term") != std::string::npos);
  CHECK(broken("rules/scores.json", "44250-9", "44250-8").find("unknown item") != std::string::npos);
  CHECK(broken("rules/concerns.json", "44260-8", "44260-0").find("unknown item") != std::string::npos);
  CHECK(broken("words/en.json", "\"back\"", "\"backwards\"").find("no English words") != std::string::npos);
  CHECK(broken("helplines.json", "\"116123\"", "\"999\"").find("already used") != std::string::npos);
  CHECK(broken("hubs.json", "17:00", "08:00").find("ends before") != std::string::npos);
  CHECK(broken("forms/audit-c.json", "choice", "chioce").find("forms/audit-c.json") != std::string::npos);
  PackFiles short_of_one = good;
  short_of_one.erase("helplines.json");
  CHECK(refusal(short_of_one) == "helplines.json: the file is missing");
}

TEST_CASE("words fall back to English and direction follows the tag") {
  const Pack pack = pack_of(starter());
  CHECK(pack.word("ur", "back") != pack.word("en", "back"));
  CHECK(pack.word("ur", "send") == pack.word("en", "send"));
  CHECK(pack.word("en", "no-such-key") == "[no-such-key]");
  CHECK(Pack::right_to_left("ur"));
  CHECK(Pack::right_to_left("ar-SA"));
  CHECK(!Pack::right_to_left("en"));
  CHECK(!Pack::right_to_left("pa"));
}
