// Content packs that are broken in many ways: each is refused with file and reason, and none is ever a crash.
#include <sync/record/pack.h>
#include <tests/support/starter.h>

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <set>

using namespace alongside;
using Tree = nlohmann::json;

namespace {

std::string refusal(const PackFiles& files) {
  const Result<Pack> pack = read_pack(files);
  return pack ? "" : pack.error().what;
}

void replace(PackFiles& files, const std::string& file, const std::string& from, const std::string& to) {
  const std::size_t at = files[file].find(from);
  REQUIRE_MESSAGE(at != std::string::npos, file, ": ", from);
  files[file].replace(at, from.size(), to);
}

// Breaks a whole file; each must be refused by that file's name.
struct Breakage {
  const char* name;
  std::function<std::string(const std::string&)> broken;
};

const std::vector<Breakage>& breakages() {
  static const std::vector<Breakage> list = {
      {"empty", [](const std::string&) { return std::string(); }},
      {"cut in half", [](const std::string& text) { return text.substr(0, text.size() / 2); }},
      {"last byte lost", [](const std::string& text) { return text.substr(0, text.rfind('}')); }},
      {"null", [](const std::string&) { return std::string("null"); }},
      {"a list", [](const std::string& text) { return "[" + text + "]"; }},
      {"a number", [](const std::string&) { return std::string("7"); }},
      {"a text", [](const std::string&) { return std::string("\"words\""); }},
      {"an empty object", [](const std::string&) { return std::string("{}"); }},
      {"byte order mark", [](const std::string& text) { return "\xEF\xBB\xBF" + text; }},
      {"bytes after the end", [](const std::string& text) { return text + "}"; }},
      {"not UTF-8", [](const std::string& text) { return "{\"\xC3\x28\":1," + text.substr(1); }},
      {"a NUL byte", [](const std::string& text) { return std::string("{\0", 2) + text.substr(1); }},
      {"a member twice", [](const std::string& text) { return "{\"x\":1,\"x\":2," + text.substr(1); }},
      {"an unknown member", [](const std::string& text) { return "{\"surprise\":1," + text.substr(1); }},
      {"depth 300",
       [](const std::string& text) {
         return "{\"x\":" + std::string(300, '[') + std::string(300, ']') + "," + text.substr(1);
       }},
      {"a number out of range", [](const std::string& text) { return "{\"x\":1e999," + text.substr(1); }},
      {"NaN", [](const std::string& text) { return "{\"x\":NaN," + text.substr(1); }},
      {"a comment", [](const std::string& text) { return "/* words */" + text; }},
      {"a comma too many", [](const std::string& text) { return "{," + text.substr(1); }},
      {"XML", [](const std::string&) { return std::string("<pack/>"); }},
      {"zeros", [](const std::string& text) { return std::string(text.size(), '\0'); }},
  };
  return list;
}

// Members that a file may lack; all others are missed by name.
bool may_lack(const std::string& file, const std::string& member) {
  static const std::set<std::string> list = {"pack.json offline_withdraw_s",
                                             "words/ checked",
                                             "pages/ risk_text",
                                             "forms/ name",
                                             "forms/ language",
                                             "forms/ code",
                                             "forms/ copyright",
                                             "taxonomy.json notice",
                                             "index on",
                                             "index sensitive",
                                             "index instrument",
                                             "index source",
                                             "index checked_by",
                                             "index permission_reference"};
  std::string kind = file;
  for (const char* folder : {"words/", "pages/", "forms/"})
    if (file.rfind(folder, 0) == 0) kind = folder;
  return list.count(kind + " " + member) > 0;
}

bool same_kind(const Tree& one, const Tree& other) {
  return one.type() == other.type() || (one.is_number() && other.is_number());
}

const std::vector<Tree>& wrong_values() {
  static const std::vector<Tree> list = {nullptr, 7, true, "", Tree::array({7}), Tree::object()};
  return list;
}

// What comes of a pack with one file changed: refused as "file: reason", or read.
struct Outcome {
  bool read;
  std::string reason;
};
Outcome with(PackFiles& files, const std::string& file, const std::string& content) {
  const std::string kept = files[file];
  files[file] = content;
  const std::string reason = refusal(files);
  files[file] = kept;
  if (!reason.empty()) {
    const std::size_t colon = reason.find(": ");
    CHECK_MESSAGE((colon != std::string::npos && files.count(reason.substr(0, colon)) == 1), reason);
    CHECK_MESSAGE(reason.size() < 300, reason);
  }
  return {reason.empty(), reason};
}

void keep(PackFiles& files, const std::string& file, const char* member,
          const std::function<bool(const Tree&)>& wanted) {
  Tree whole = Tree::parse(files[file]), kept = Tree::array();
  for (const Tree& one : whole[member])
    if (wanted(one)) kept.push_back(one);
  whole[member] = kept;
  files[file] = whole.dump();
}

// The smallest pack in which a file still means something, so that it can be read a hundred times.
PackFiles pack_around(const std::string& file) {
  PackFiles files = starter_files();
  std::set<std::string> forms = {"share"};
  if (file.rfind("rules/", 0) == 0) forms = {"audit-c", "urgent-concern"};
  if (file.rfind("forms/", 0) == 0 && file != "forms/index.json") forms = {file.substr(6, file.size() - 11)};
  const std::string own_language = file.rfind("keyboards/", 0) == 0 ? file.substr(10) : std::string();
  for (auto at = files.begin(); at != files.end();) {
    const std::string& name = at->first;
    const bool other = name.rfind("forms/", 0) == 0 && name != "forms/index.json" &&
                       !forms.count(name.substr(6, name.size() - 11));
    const bool words = name.rfind("words/", 0) == 0 && name != "words/en.json" && name != file &&
                       name.substr(6) != own_language;
    const bool keys = name.rfind("keyboards/", 0) == 0 && name != "keyboards/en.json" && name != file &&
                      "words/" + name.substr(10) != file;
    at = other || words || keys ? files.erase(at) : std::next(at);
  }
  keep(files, "forms/index.json", "forms", [&](const Tree& form) { return forms.count(form["id"]) > 0; });
  const auto known = [&](const Tree& rule) {
    const std::string form = rule["questionnaire"];
    return forms.count(form.substr(form.rfind(':') + 1)) > 0;
  };
  keep(files, "rules/scores.json", "scores", known);
  keep(files, "rules/concerns.json", "concerns", known);
  keep(files, "pack.json", "languages",
       [&](const Tree& tag) { return files.count("words/" + tag.get<std::string>() + ".json") > 0; });
  if (file.rfind("words/", 0) != 0)
    files["words/en.json"] = R"({"language":"en","own_name":"English","words":{"a":"b"}})";
  if (!own_language.empty() && own_language != "en.json")
    files["words/" + own_language] =
        R"({"language":")" + own_language.substr(0, 2) + R"(","own_name":"Own","words":{"a":"b"}})";
  return files;
}

}  // namespace

TEST_CASE("every file broken in twenty ways is refused with file and reason") {
  CHECK(breakages().size() >= 20);
  std::size_t tried = 0;
  for (const auto& [its_file, starter] : starter_files()) {
    const auto& file = its_file;
    PackFiles files = pack_around(file);
    const PackFiles whole = files;
    const std::string& content = whole.at(file);
    REQUIRE_MESSAGE(refusal(whole).empty(), refusal(whole));
    for (const Breakage& breakage : breakages()) {
      const Outcome outcome = with(files, file, breakage.broken(content));
      CHECK_MESSAGE(outcome.reason.rfind(file + ": ", 0) == 0, file, ", ", breakage.name, ": ",
                    outcome.reason);
      ++tried;
    }
    PackFiles less = whole;
    less.erase(file);
    CHECK_MESSAGE(!refusal(less).empty(), file, " lost");
    ++tried;
  }
  MESSAGE(tried, " broken packs, all refused");
}

TEST_CASE("every member lost or of a wrong type is refused or known to be optional") {
  std::size_t tried = 0;
  for (const auto& [its_file, starter] : starter_files()) {
    const auto& file = its_file;
    PackFiles files = pack_around(file);
    const Tree good = Tree::parse(files.at(file));
    for (const auto& [its_member, value] : good.items()) {
      const auto& member = its_member;
      Tree bad = good;
      bad.erase(member);
      CHECK_MESSAGE((!with(files, file, bad.dump()).read || may_lack(file, member)), file, " without ",
                    member);
      for (const Tree& wrong : wrong_values()) {
        if (same_kind(wrong, value)) continue;
        bad = good;
        bad[member] = wrong;
        CHECK_MESSAGE(!with(files, file, bad.dump()).read, file, ": ", member, " as ", wrong.dump());
        ++tried;
      }
    }
  }
  MESSAGE(tried, " wrong types, all refused");
}

TEST_CASE("list entries doubled, foreign, or with a member changed are refused") {
  std::size_t tried = 0;
  for (const auto& [its_file, starter] : starter_files()) {
    const auto& file = its_file;
    PackFiles files = pack_around(file);
    const Tree good = Tree::parse(files.at(file));
    for (const auto& [its_member, list] : good.items()) {
      const auto& member = its_member;
      if (!list.is_array() || list.empty() || !list[0].is_object()) continue;
      Tree bad = good;
      bad[member].push_back(list[0]);
      CHECK_MESSAGE(!with(files, file, bad.dump()).read, file, ": first of ", member, " twice");
      bad = good;
      bad[member][0] = 7;
      CHECK_MESSAGE(!with(files, file, bad.dump()).read, file, ": a number among ", member);
      bad = good;
      bad[member][0]["surprise"] = 1;
      CHECK_MESSAGE(!with(files, file, bad.dump()).read, file, ": a surprise in ", member);
      for (const auto& [its_part, value] : list[0].items()) {
        const auto& part = its_part;
        for (const Tree& wrong : wrong_values()) {
          if (same_kind(wrong, value)) continue;
          bad = good;
          bad[member][0][part] = wrong;
          CHECK_MESSAGE(!with(files, file, bad.dump()).read, file, ": ", member, ".", part, " as ",
                        wrong.dump());
          ++tried;
        }
      }
    }
  }
  MESSAGE(tried, " changed entries, all refused");
}

TEST_CASE("what a pack must not hold is refused with file and reason") {
  const PackFiles good = starter_files();
  struct Case {
    const char *file, *from, *to, *reason;
  };
  const Case cases[] = {
      {"pack.json", "\"version\"", "\"versoin\"", "unknown member versoin"},
      {"pack.json", "3600", "-1", "must not be negative"},
      {"pack.json", "\"cy\"", "\"xx\"", "words/xx.json: the file is missing"},
      {"pack.json", "\"pl\"", "\"cy\"", "stands twice"},
      {"topics.json", "Health visiting", "Health visits", "unknown term"},
      {"topics.json", "\"sleep\"", "\"crying\"", "topic used twice"},
      {"services.json", "\"mood\"", "\"moods\"", "unknown topic moods"},
      {"rules/scores.json", "44250-9", "44250-8", "unknown item"},
      {"rules/scores.json", "\"from\": 29", "\"from\": 20", "none over another"},
      {"rules/concerns.json", "44260-8", "44260-0", "unknown item"},
      {"rules/concerns.json", "\"code\": \"self\"", "\"code\": \"selfie\"", "unknown option"},
      {"rules/concerns.json", "\"kind\": \"self\"", "\"kind\": \"sad\"", "unknown sad"},
      {"words/en.json", "\"back\"", "\"backwards\"", "no English words"},
      {"words/pl.json", "{seconds}", "45", "other {names} than English"},
      {"words/pl.json", "\"back\"", "\"urgent_title\"", "nobody has checked the translation"},
      {"words/pl.json", "\"language\": \"pl\"", "\"language\": \"cy\"", "differs from the file's name"},
      {"pages/urgent.json", "\"heading\": \"Help now\"",
       "\"heading\": {\"en\": \"Help now\", \"pl\": \"Pomoc\"}", "pl: about safety"},
      {"helplines.json", "\"116123\"", "\"999\"", "already used"},
      {"helplines.json", "\"id\": \"111\"", "\"id\": \"1-1-1\"", "111: is missing"},
      {"helplines.json", "\"116123\"", "\"116 123\"", "only digits"},
      {"hubs.json", "17:00", "08:00", "ends before"},
      {"hubs.json", "17:00", "25:00", "no such time"},
      {"hubs.json", "17:00", "5pm", "HH:MM"},
      {"hubs.json", "2026-12-25", "2026-02-30", "YYYY-MM-DD"},
      {"hubs.json", "\"weekday\": 1", "\"weekday\": 8", "1 to 7"},
      {"hubs.json", "3600", "5", "out of range"},
      {"hubs.json", "\"weekday\": 2", "\"weekday\": 1", "lie over one another"},
      {"hubs.json", "2026-12-28", "2026-12-25", "stands twice"},
      {"hubs.json", "Europe/London", "../etc/passwd", "a name such as Europe/London"},
      {"hubs.json", "\"desk_sentence\"", "\"desk_sentences\"", "unknown member desk_sentences"},
      {"forms/audit-c.json", "choice", "chioce", "type not supported"},
      {"forms/audit-c.json", "\"68519-8\"", "\"68519-7\"", "unknown item 68519-8"},
      {"forms/audit-c.json", "\"enableWhen\"", "\"enabledWhen\"", "enabledWhen"},
      {"forms/phq-2-gad-2.json", "\"code\": \"44250-9\"", "\"code\": \"44250-8\"", "wrong check digit"},
      {"forms/registration.json", "\"code\": \"born\"", "\"code\": \"died\"", "the same option twice"},
      {"forms/index.json", "\"free\"", "\"gratis\"", "unknown class"},
      {"forms/index.json", "\"id\": \"gad-7\"", "\"id\": \"phq-9\"", "listed twice"},
  };
  for (const Case& one : cases) {
    PackFiles files = good;
    replace(files, one.file, one.from, one.to);
    const std::string reason = refusal(files);
    CHECK_MESSAGE(reason.find(one.reason) != std::string::npos, one.file, ", ", one.to, ": ", reason);
  }
}

TEST_CASE("a file that nothing names is refused") {
  for (const char* file : {"forms/new.json", "words/xx.json"}) {
    PackFiles files = starter_files();
    files[file] = "{}";
    CHECK_MESSAGE(refusal(files).rfind(file, 0) == 0, refusal(files));
  }
}

TEST_CASE("an instrument's translation waits for a person") {
  PackFiles files = starter_files();
  Tree form = Tree::parse(files["forms/gad-7.json"]);
  form["item"][0]["item"][0]["_text"] = Tree::parse(
      R"({"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension":
          [{"url": "lang", "valueCode": "pl"}, {"url": "content", "valueString": "…"}]}]})");
  files["forms/gad-7.json"] = form.dump();
  CHECK(refusal(files).find("translation of an instrument that nobody has checked") != std::string::npos);
  Tree index = Tree::parse(files["forms/index.json"]);
  for (auto& entry : index["forms"])
    if (entry["id"] == "gad-7") entry["checked_by"] = "A person";
  files["forms/index.json"] = index.dump();
  CHECK(refusal(files).empty());
}

TEST_CASE("a demo shows the starter content and production refuses it") {
  Pack pack = starter_pack();
  std::size_t expected = pack.helplines.size();
  for (const PackForm& form : pack.forms) expected += form.instrument;
  const auto reasons = [&](const char* today) { return unpublishable(pack, today); };
  CHECK(reasons("2026-01-01").size() == expected);
  for (const std::string& reason : reasons("2026-01-01")) CHECK(reason.find(": ") != std::string::npos);
  Helpline& line = pack.helplines[0];
  line.verified_on = "2026-01-01";
  CHECK(reasons("2026-01-01").size() == expected);  // by whom?
  line.verified_by = "A person";
  CHECK(reasons("2026-01-01").size() == expected - 1);
  CHECK(reasons("2025-12-31").size() == expected);  // verified on a day still to come
  line.expires_on = "2026-06-01";
  CHECK(reasons("2026-06-01").size() == expected - 1);
  CHECK(reasons("2026-06-02").size() == expected);
  pack.offline_withdraw_s = 0;  // PHQ-9 item 9 can raise a concern
  CHECK(reasons("2026-01-01").size() == expected);
  pack.forms[0].licence = "needs-permission";
  CHECK(reasons("2026-01-01").size() == expected + 1);
  pack.forms[0].permission_reference = "Letter of 1 March";
  CHECK(reasons("2026-01-01").size() == expected);
}

TEST_CASE("a pack whose people have done their work may be published") {
  Pack pack = starter_pack();
  for (Helpline& line : pack.helplines) {
    line.verified_on = "2026-03-01";
    line.verified_by = "A person";
  }
  for (PackForm& form : pack.forms) form.checked_by = "A person";
  CHECK(unpublishable(pack, "2026-03-01").empty());
}

TEST_CASE("a language is a draft until a person has checked its words and its pages, and is listed as one") {
  Pack pack = starter_pack();
  CHECK(draft_list(pack).size() == pack.languages.size() - 1);
  for (const std::string& language : pack.languages)
    for (const auto& [key, text] : pack.words[language]) pack.checked[language].push_back(key);
  CHECK(is_draft(pack, "pl"));
  for (PageText& page : pack.pages) page.checked = pack.languages;
  for (const std::string& language : pack.languages) CHECK(!is_draft(pack, language));
  CHECK(draft_list(pack).empty());
}
