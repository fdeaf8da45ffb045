// Forms of a pack with what is known of each, and the rules for scores and concerns.
#include <sync/record/pack_read.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace alongside {
namespace {

const char* const licences[] = {"free", "cite", "own", "needs-permission"};

Result<const Item*> find_item(const PackPart& part, const Pack& pack, const std::string& url,
                              const std::string& id) {
  const PackForm* form = pack.form(url);
  if (!form) return part.fault("unknown form " + url);
  const Item* item = form->form.find(id);
  if (!item) return part.fault("unknown item " + id);
  return item;
}

bool has_option(const Item& item, const std::string& code) {
  return std::any_of(item.options.begin(), item.options.end(), [&](const Option& option) {
    const Coding* coding = std::get_if<Coding>(&option.value);
    return coding && coding->code == code;
  });
}

Result<ScoreRule> read_score(const PackPart& part, const Pack& pack) {
  TRY(part.only({"id", "questionnaire", "items", "factor", "counts_zero", "positive_from", "positive_to",
                 "bands", "source"}));
  ScoreRule rule;
  rule.id = TRY(part.string("id"));
  rule.questionnaire = TRY(part.string("questionnaire"));
  rule.link_ids = TRY(part.strings("items"));
  if (rule.link_ids.empty()) return part.fault("items: is missing");
  for (const std::string& id : rule.link_ids) TRY(find_item(part, pack, rule.questionnaire, id));
  if (part.has("factor")) rule.factor = TRY(part.number("factor"));
  if (part.has("positive_from")) rule.positive_from = TRY(part.number("positive_from"));
  if (part.has("positive_to")) rule.positive_to = TRY(part.number("positive_to"));
  rule.source = TRY(part.string_if("source"));
  if (part.has("counts_zero")) {
    for (const PackPart& zero : TRY(part.list("counts_zero"))) {
      TRY(zero.only({"item", "when", "code"}));
      ScoreRule::CountsZero counts;
      counts.link_id = TRY(zero.string("item"));
      counts.when_link_id = TRY(zero.string("when"));
      counts.when_code = TRY(zero.string("code"));
      TRY(find_item(zero, pack, rule.questionnaire, counts.link_id));
      const Item* when = TRY(find_item(zero, pack, rule.questionnaire, counts.when_link_id));
      if (!has_option(*when, counts.when_code)) return zero.fault("unknown option " + counts.when_code);
      rule.counts_zero.push_back(counts);
    }
  }
  if (part.has("bands")) {
    for (const PackPart& band : TRY(part.list("bands"))) {
      TRY(band.only({"from", "to", "code", "staff_words", "father_words"}));
      const double from = TRY(band.number("from")), to = TRY(band.number("to"));
      if (from > to || (!rule.bands.empty() && from <= rule.bands.back().to))
        return band.fault("bands: in order, and none over another");
      Band read{from, to, {}, {}, {}};
      read.code = TRY(band.string("code"));
      read.staff_words = TRY(band.words("staff_words"));
      read.father_words = TRY(band.words_if("father_words"));
      rule.bands.push_back(std::move(read));
    }
  }
  return rule;
}

Result<ConcernRule> read_concern(const PackPart& part, const Pack& pack) {
  TRY(part.only({"id", "questionnaire", "item", "code", "weight_at_least", "kind", "explicit_button",
                 "source", "after_loss"}));
  ConcernRule rule;
  rule.id = TRY(part.string("id"));
  rule.questionnaire = TRY(part.string("questionnaire"));
  rule.link_id = TRY(part.string("item"));
  rule.code = TRY(part.string_if("code"));
  if (part.has("weight_at_least")) rule.weight_at_least = TRY(part.number("weight_at_least"));
  const std::string kind = TRY(part.string("kind"));
  const Result<ConcernKind> known = concern_kind(kind);
  if (!known) return part.fault("kind: unknown " + kind);
  rule.kind = *known;
  rule.explicit_button = TRY(part.flag("explicit_button", false));
  rule.source = TRY(part.string_if("source"));
  rule.after_loss = TRY(part.words_if("after_loss"));
  const Item* item = TRY(find_item(part, pack, rule.questionnaire, rule.link_id));
  if (rule.code.empty() == !rule.weight_at_least) return part.fault("needs either code or weight_at_least");
  if (!rule.code.empty() && !has_option(*item, rule.code)) return part.fault("unknown option " + rule.code);
  return rule;
}

}  // namespace

Result<> read_pack_forms(const PackFiles& files, Pack& pack) {
  const PackPart index = TRY(PackPart::open(files, "forms/index.json"));
  TRY(index.only({"forms"}));
  std::set<std::string> known;
  for (const PackPart& part : TRY(index.list("forms"))) {
    TRY(part.only(
        {"id", "on", "sensitive", "instrument", "licence", "source", "checked_by", "permission_reference"}));
    const std::string file = "forms/" + TRY(part.string("id")) + ".json";
    if (!known.insert(file).second) return part.fault("listed twice");
    PackForm form;
    form.on = TRY(part.flag("on", true));
    form.sensitive = TRY(part.flag("sensitive", false));
    form.instrument = TRY(part.flag("instrument", false));
    form.licence = TRY(part.string("licence"));
    if (std::find(std::begin(licences), std::end(licences), form.licence) == std::end(licences))
      return part.fault("licence: unknown class " + form.licence);
    form.source = TRY(part.string_if("source"));
    form.checked_by = TRY(part.string_if("checked_by"));
    form.permission_reference = TRY(part.string_if("permission_reference"));
    const PackPart resource = TRY(PackPart::open(files, file));
    Result<ReadQuestionnaire> read = read_questionnaire(resource.json(), Reading::strict);
    if (!read) return resource.fault(read.error().what);
    form.form = std::move(read.value().form);
    TRY(check_pack_form(resource, form));
    if (pack.form(form.form.url)) return resource.fault("url used twice");
    pack.forms.push_back(std::move(form));
  }
  for (const auto& [file, content] : files)
    if (file.rfind("forms/", 0) == 0 && file != "forms/index.json" && !known.count(file))
      return Error{Code::invalid, file + ": not listed in forms/index.json"};
  return {};
}

Result<> read_pack_rules(const PackFiles& files, Pack& pack) {
  const PackPart scores = TRY(PackPart::open(files, "rules/scores.json"));
  TRY(scores.only({"scores"}));
  std::set<std::string> ids;
  for (const PackPart& part : TRY(scores.list("scores"))) {
    pack.scores.push_back(TRY(read_score(part, pack)));
    if (!ids.insert(pack.scores.back().id).second) return part.fault("id used twice");
  }
  const PackPart concerns = TRY(PackPart::open(files, "rules/concerns.json"));
  TRY(concerns.only({"concerns"}));
  ids.clear();
  for (const PackPart& part : TRY(concerns.list("concerns"))) {
    pack.concern_rules.push_back(TRY(read_concern(part, pack)));
    if (!ids.insert(pack.concern_rules.back().id).second) return part.fault("id used twice");
  }
  return {};
}

}  // namespace alongside
