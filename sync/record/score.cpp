// Scores from answers: only when every scored item is answered.
#include <sync/record/score.h>

#include <algorithm>

namespace alongside {
namespace {

std::optional<double> weight_of(const Item& item, const Value& value) {
  for (const Option& option : item.options) {
    if (option.value == value) {
      if (option.weight) return option.weight;
      break;
    }
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
  if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->number();
  return std::nullopt;
}

// The skip rule of the instrument: another item's answer stands for this one.
bool counts_zero(const ScoreRule& rule, const std::string& link_id, const Enabled& on,
                 const Answers& answers) {
  return std::any_of(
      rule.counts_zero.begin(), rule.counts_zero.end(), [&](const ScoreRule::CountsZero& zero) {
        if (zero.link_id != link_id || !on(zero.when_link_id) || !answers.answered(zero.when_link_id))
          return false;
        const auto& values = answers.find(zero.when_link_id)->values;
        return std::any_of(values.begin(), values.end(), [&](const Value& value) {
          const auto* coding = std::get_if<Coding>(&value);
          return coding != nullptr && coding->code == zero.when_code;
        });
      });
}

std::optional<double> points(const ScoreRule& rule, const std::string& link_id, const Questionnaire& form,
                             const Enabled& on, const Answers& answers) {
  const Item* item = form.find(link_id);
  if (item == nullptr) return std::nullopt;
  if (on(link_id) && answers.answered(link_id)) {
    double sum = 0;
    for (const Value& value : answers.find(link_id)->values) {
      const auto weight = weight_of(*item, value);
      if (!weight) return std::nullopt;
      sum += *weight;
    }
    return sum;
  }
  if (counts_zero(rule, link_id, on, answers)) return 0.0;
  return std::nullopt;
}

}  // namespace

std::optional<Score> score(const ScoreRule& rule, const Questionnaire& form, const Answers& answers) {
  if (rule.questionnaire != form.url && rule.questionnaire != form.canonical()) return std::nullopt;
  if (rule.link_ids.empty()) return std::nullopt;
  const Enabled on(form, answers);
  const Answers& given = on.answers();
  double sum = 0;
  for (const std::string& link_id : rule.link_ids) {
    const auto one = points(rule, link_id, form, on, given);
    if (!one) return std::nullopt;
    sum += *one;
  }
  Score out{rule.id, sum * rule.factor};
  for (const Band& band : rule.bands) {
    if (out.value >= band.from && out.value <= band.to) out.band = &band;
  }
  const bool limited = rule.positive_from || rule.positive_to;
  out.positive = limited && (!rule.positive_from || out.value >= *rule.positive_from) &&
                 (!rule.positive_to || out.value <= *rule.positive_to);
  return out;
}

}  // namespace alongside
