// A content pack: look-up, pages and words, reading of the whole, and what a production site refuses.
#include <sync/record/pack.h>

#include <sync/record/pack_read.h>

#include <algorithm>

namespace alongside {
namespace {

template <class List>
auto by_id(const List& list, const std::string& id) -> decltype(&list.front()) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.id == id; });
  return found == list.end() ? nullptr : &*found;
}

bool can_raise_concern(const Pack& pack, const PackForm& form) {
  return std::any_of(pack.concern_rules.begin(), pack.concern_rules.end(), [&](const ConcernRule& rule) {
    return rule.questionnaire == form.form.url && !rule.explicit_button;
  });
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

Result<> read_pack_words(const PackFiles& files, Pack& pack) {
  for (const std::string& language : pack.languages) {
    const PackPart part = TRY(PackPart::open(files, "words/" + language + ".json"));
    TRY(part.only({"language", "own_name", "words", "checked"}));
    if (TRY(part.string("language")) != language) return part.fault("language: differs from the file's name");
    pack.language_names[language] = TRY(part.string("own_name"));
    pack.words[language] = TRY(part.string_map("words"));
    for (const std::string& key : TRY(part.strings("checked")))
      if (!pack.words[language].count(key)) return part.fault("checked: unknown key " + key);
    for (const auto& [key, text] : pack.words[language])
      if (!pack.words["en"].count(key)) return part.fault(key + ": has no English words");
  }
  for (const auto& [file, content] : files) {
    if (file.rfind("pages/", 0) != 0) continue;
    const PackPart part = TRY(PackPart::open(files, file));
    TRY(part.only({"id", "heading", "lines", "risk_text"}));
    PageText page{TRY(part.string("id")), TRY(part.words("heading")), TRY(part.word_list("lines")),
                  TRY(part.flag("risk_text", false))};
    if ("pages/" + page.id + ".json" != file) return part.fault("id: differs from the file's name");
    pack.pages.push_back(std::move(page));
  }
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
  return pack;
}

std::vector<std::string> unpublishable(const Pack& pack, const std::string& today) {
  std::vector<std::string> reasons;
  for (const Helpline& line : pack.helplines) {
    if (line.verified_on.empty() || line.verified_by.empty())
      reasons.push_back("helpline " + line.id + ": not verified");
    else if (!line.expires_on.empty() && line.expires_on < today)
      reasons.push_back("helpline " + line.id + ": expired on " + line.expires_on);
  }
  for (const PackForm& form : pack.forms) {
    const std::string name = "form " + form.form.url;
    if (form.instrument && form.checked_by.empty()) reasons.push_back(name + ": nobody checked the wording");
    if (form.licence == "needs-permission" && form.permission_reference.empty())
      reasons.push_back(name + ": no permission recorded");
    if (form.instrument && pack.offline_withdraw_s == 0 && can_raise_concern(pack, form))
      reasons.push_back(name + ": can raise a concern, and offline_withdraw_s is not set");
  }
  return reasons;
}

}  // namespace alongside
