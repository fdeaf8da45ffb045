// Concern rules: an option's code or weight on an enabled answer raises a concern; nothing lowers it.
#include <sync/record/concern.h>

#include <algorithm>
#include <array>

namespace alongside {
namespace {

struct KindName {
  ConcernKind kind;
  const char* name;
};
constexpr std::array<KindName, 5> kinds = {{{ConcernKind::self, "self"},
                                            {ConcernKind::baby, "baby"},
                                            {ConcernKind::other_person, "other-person"},
                                            {ConcernKind::not_safe_at_home, "not-safe-at-home"},
                                            {ConcernKind::talk_privately, "talk-privately"}}};

bool code_is(const Value& value, const std::string& code) {
  if (const auto* coding = std::get_if<Coding>(&value)) return coding->code == code;
  if (const auto* flag = std::get_if<bool>(&value)) return code == (*flag ? "true" : "false");
  if (const auto* number = std::get_if<std::int64_t>(&value)) return code == std::to_string(*number);
  return false;  // free words are never the source of a concern
}

bool weighs(const Item& item, const Value& value, double least) {
  return std::any_of(item.options.begin(), item.options.end(), [&](const Option& option) {
    return option.value == value && option.weight && *option.weight >= least;
  });
}

bool raises(const ConcernRule& rule, const Item& item, const Value& value) {
  if (!rule.code.empty() && code_is(value, rule.code)) return true;
  return rule.weight_at_least && weighs(item, value, *rule.weight_at_least);
}

}  // namespace

const char* name_of(ConcernKind kind) {
  for (const KindName& one : kinds) {
    if (one.kind == kind) return one.name;
  }
  return "";
}

Result<ConcernKind> concern_kind(const std::string& name) {
  for (const KindName& one : kinds) {
    if (name == one.name) return one.kind;
  }
  return Error{Code::invalid, "concern: unknown kind"};
}

std::vector<Concern> concerns(const std::vector<ConcernRule>& rules, const Questionnaire& form,
                              const Answers& answers) {
  std::vector<Concern> out;
  const Enabled on(form, answers);
  for (const ConcernRule& rule : rules) {
    if (rule.questionnaire != form.url && rule.questionnaire != form.canonical()) continue;
    bool raised = false;
    each_item(form.items, [&](const Item& item) {  // each round of a group that repeats
      if (item.in_form() != rule.link_id || !on(item.link_id) || !on.answers().answered(item.link_id)) return;
      const auto& values = on.answers().find(item.link_id)->values;
      raised = raised || std::any_of(values.begin(), values.end(),
                                     [&](const Value& value) { return raises(rule, item, value); });
    });
    if (raised) out.push_back({rule.id, rule.kind});
  }
  return out;
}

}  // namespace alongside
