// A content pack: look-up, pages and words, and reading of the whole.
#include <sync/record/pack.h>

#include <sync/record/pack_read.h>

#include <algorithm>
#include <set>

namespace alongside {
namespace {

template <class List>
auto by_id(const List& list, const std::string& id) -> decltype(&list.front()) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.id == id; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const PackForm* Pack::form(const std::string& url_or_canonical) const {
  for (const PackForm& each : forms)
    if (each.form.url == url_or_canonical || each.form.canonical() == url_or_canonical) return &each;
  return nullptr;
}

const Hub* Pack::hub(const std::string& id) const { return by_id(hubs, id); }
const PageText* Pack::page(const std::string& id) const { return by_id(pages, id); }
const Helpline* Pack::helpline(const std::string& id) const { return by_id(helplines, id); }

const std::string& Pack::word(const std::string& language, const std::string& key) const {
  for (const std::string& tag : {language, std::string("en")}) {
    const auto file = words.find(tag);
    if (file == words.end()) continue;
    const auto found = file->second.find(key);
    if (found != file->second.end()) return found->second;
  }
  thread_local std::map<std::string, std::string> missing;
  return missing.try_emplace(key, "[" + key + "]").first->second;
}

bool Pack::right_to_left(const std::string& language) {
  const std::string primary = language.substr(0, language.find('-'));
  if (language.find("-Latn") != std::string::npos) return false;
  if (language.find("-Arab") != std::string::npos || language == "qps-rtl") return true;
  const char* const tags[] = {"ar", "ur", "fa", "he", "ps", "ku", "ckb", "sd", "ug", "yi", "dv"};
  return std::any_of(std::begin(tags), std::end(tags), [&](const char* tag) { return primary == tag; });
}

namespace {

const char* const needed_pages[] = {"privacy",
                                    "limits",
                                    "what-this-is",
                                    "urgent",
                                    "talk-privately",
                                    "crying",
                                    "take-a-break",
                                    "bereavement",
                                    "under-16",
                                    "not-for-you",
                                    "leave-now",
                                    "problem",
                                    "out-of-service",
                                    "what-happens-next",
                                    "help"};

// The {names} that the program fills in.
std::set<std::string> filled_in(const std::string& text) {
  std::set<std::string> names;
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const std::size_t end = text.find('}', at);
    if (end != std::string::npos) names.insert(text.substr(at, end - at + 1));
  }
  return names;
}

Result<> read_language(const PackFiles& files, const std::string& language, Pack& pack) {
  const PackPart part = TRY(PackPart::open(files, "words/" + language + ".json"));
  TRY(part.only({"language", "own_name", "words", "checked"}));
  if (TRY(part.string("language")) != language) return part.fault("language: differs from the file's name");
  if (pack.words.count(language)) return part.fault("language: stands twice in pack.json");
  pack.language_names[language] = TRY(part.string("own_name"));
  const auto& words = pack.words[language] = TRY(part.string_map("words"));
  const auto& checked = pack.checked[language] = TRY(part.strings("checked"));
  const auto& english = pack.words["en"];
  for (const std::string& key : checked)
    if (!words.count(key)) return part.fault("checked: unknown key " + key);
  for (const auto& [key, text] : words) {
    const auto original = english.find(key);
    if (original == english.end()) return part.fault(key + ": has no English words");
    if (filled_in(original->second) != filled_in(text))
      return part.fault(key + ": other {names} than English");
    const bool by_person = std::find(checked.begin(), checked.end(), key) != checked.end();
    if (language != "en" && is_risk_word(key) && !by_person)
      return part.fault(key + ": about safety, and nobody has checked the translation");
  }
  return {};
}

Result<> read_page(const PackFiles& files, const std::string& file, Pack& pack) {
  const PackPart part = TRY(PackPart::open(files, file));
  TRY(part.only({"id", "heading", "lines", "risk_text", "checked"}));
  PageText page;
  page.id = TRY(part.string("id"));
  page.heading = TRY(part.words("heading"));
  page.lines = TRY(part.word_list("lines"));
  page.risk_text = TRY(part.flag("risk_text", false));
  page.checked = TRY(part.strings("checked"));
  if ("pages/" + page.id + ".json" != file) return part.fault("id: differs from the file's name");
  if (page.lines.empty()) return part.fault("lines: are missing");
  std::set<std::string> lines;
  for (const Words& line : page.lines)
    if (!lines.insert(line.text).second) return part.fault("lines: the same line twice");
  const auto& checked = page.checked;
  std::vector<Words> texts = page.lines;
  texts.push_back(page.heading);
  for (const Words& text : texts)
    for (const auto& [language, translated] : text.translations)
      if (page.risk_text && std::find(checked.begin(), checked.end(), language) == checked.end())
        return part.fault(language + ": about safety, and nobody has checked the translation");
  pack.pages.push_back(std::move(page));
  return {};
}

}  // namespace

Result<> read_pack_words(const PackFiles& files, Pack& pack) {
  for (const std::string& language : pack.languages) TRY(read_language(files, language, pack));
  for (const auto& [file, content] : files) {
    if (file.rfind("pages/", 0) == 0) TRY(read_page(files, file, pack));
    const bool words = file.rfind("words/", 0) == 0 && file.size() > 11;
    if (words && !pack.words.count(file.substr(6, file.size() - 11)))
      return Error{Code::invalid, file + ": not among the languages of pack.json"};
  }
  for (const char* id : needed_pages)
    if (!pack.page(id))
      return Error{Code::invalid, "pages/" + std::string(id) + ".json: the file is missing"};
  return {};
}

Result<Pack> read_pack(const PackFiles& files) {
  Pack pack;
  const PackPart head = TRY(PackPart::open(files, "pack.json"));
  TRY(head.only({"version", "consent_version", "offline_withdraw_s", "languages"}));
  pack.version = TRY(head.string("version"));
  pack.consent_version = TRY(head.string("consent_version"));
  pack.offline_withdraw_s = TRY(head.integer("offline_withdraw_s", 0));
  if (pack.offline_withdraw_s < 0) return head.fault("offline_withdraw_s: must not be negative");
  pack.languages = TRY(head.strings("languages"));
  if (pack.languages.empty() || pack.languages.front() != "en")
    return head.fault("languages: English comes first");
  TRY(read_pack_forms(files, pack));
  TRY(read_pack_rules(files, pack));
  TRY(read_pack_places(files, pack));
  TRY(read_pack_words(files, pack));
  TRY(read_pack_keyboards(files, pack));
  return pack;
}

}  // namespace alongside
