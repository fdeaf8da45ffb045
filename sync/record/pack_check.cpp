// What is said about a pack before it is used: why production refuses it, words that lack, codes to compare.
#include <sync/record/pack.h>

#include <algorithm>

namespace alongside {
namespace {

constexpr const char* loinc_system = "http://loinc.org";

bool can_raise_concern(const Pack& pack, const PackForm& form) {
  return std::any_of(pack.concern_rules.begin(), pack.concern_rules.end(), [&](const ConcernRule& rule) {
    return rule.questionnaire == form.form.url && !rule.explicit_button;
  });
}

void helpline_reasons(const Pack& pack, const std::string& today, std::vector<std::string>& reasons) {
  for (const Helpline& line : pack.helplines) {
    if (line.verified_on.empty() || line.verified_by.empty())
      reasons.push_back("helpline " + line.id + ": not verified");
    else if (line.verified_on > today)
      reasons.push_back("helpline " + line.id + ": verified on a day that is still to come");
    else if (!line.expires_on.empty() && line.expires_on < today)
      reasons.push_back("helpline " + line.id + ": expired on " + line.expires_on);
  }
}

void form_reasons(const Pack& pack, std::vector<std::string>& reasons) {
  for (const PackForm& form : pack.forms) {
    const std::string name = "form " + form.form.url;
    if (form.instrument && form.checked_by.empty()) reasons.push_back(name + ": nobody checked the wording");
    if (form.licence == "needs-permission" && form.permission_reference.empty())
      reasons.push_back(name + ": no permission recorded");
    if (form.instrument && pack.offline_withdraw_s == 0 && can_raise_concern(pack, form))
      reasons.push_back(name + ": can raise a concern, and offline_withdraw_s is not set");
  }
}

bool among(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

// Interface words and pages of a language that nobody has checked.
std::size_t draft_count(const Pack& pack, const std::string& language) {
  const auto own = pack.words.find(language);
  if (language == "en" || own == pack.words.end()) return 0;
  const auto checked = pack.checked.find(language);
  std::size_t drafts = own->second.size() - (checked == pack.checked.end() ? 0 : checked->second.size());
  for (const PageText& page : pack.pages)
    drafts += page.heading.has(language) && !among(page.checked, language);
  return drafts;
}

}  // namespace

bool is_draft(const Pack& pack, const std::string& language) { return draft_count(pack, language) > 0; }

std::vector<std::string> draft_list(const Pack& pack) {
  std::vector<std::string> list;
  for (const std::string& language : pack.languages)
    if (const std::size_t drafts = draft_count(pack, language))
      list.push_back(language + ": " + std::to_string(drafts) + " words and pages that nobody has checked");
  return list;
}

std::vector<std::string> unpublishable(const Pack& pack, const std::string& today) {
  std::vector<std::string> reasons;
  helpline_reasons(pack, today, reasons);
  form_reasons(pack, reasons);
  return reasons;
}

std::string refused_in_production(const Pack& pack, const std::string& today) {
  for (std::string& reason : unpublishable(pack, today))
    if (reason.find(": expired on ") == std::string::npos) return std::move(reason);
  return {};
}

std::map<std::string, std::vector<std::string>> missing_words(const Pack& pack) {
  std::map<std::string, std::vector<std::string>> missing;
  const auto english = pack.words.find("en");
  if (english == pack.words.end()) return missing;
  for (const std::string& language : pack.languages) {
    const auto own = pack.words.find(language);
    for (const auto& [key, text] : english->second)
      if (own == pack.words.end() || !own->second.count(key)) missing[language].push_back(key);
  }
  return missing;
}

bool is_risk_word(const std::string& key) {
  if (key.rfind("urgent_", 0) == 0 || key.rfind("share_", 0) == 0) return true;
  const char* const keys[] = {"nobody_watching", "emergency_not", "sit_with",   "choose_private",
                              "understand",      "needs_share",   "desk_closed"};
  return std::any_of(std::begin(keys), std::end(keys), [&](const char* one) { return key == one; });
}

bool loinc_fits(const std::string& code) {
  const std::size_t dash = code.find('-');
  if (dash == std::string::npos || dash == 0 || code.size() != dash + 2) return false;
  int sum = 0;
  bool twice = true;
  for (std::size_t at = dash; at-- > 0;) {
    int digit = code[at] - '0';
    if (digit < 0 || digit > 9) return false;
    if (twice) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
    twice = !twice;
  }
  return code[dash + 1] - '0' == (10 - sum % 10) % 10;
}

std::vector<std::string> loinc_list(const Pack& pack) {
  std::vector<std::string> list;
  for (const PackForm& form : pack.forms)
    each_item(form.form.items, [&](const Item& item) {
      for (const Coding& coding : item.codes)
        if (coding.system == loinc_system && coding.code.rfind("LA", 0) != 0)
          list.push_back(form.form.url + ": " + coding.code + ": " + item.text.text);
    });
  return list;
}

}  // namespace alongside
