// Works out the formulas of a form on its answers: rounds over a response until nothing changes.
#include <sync/record/formulas.h>
#include <sync/record/questionnaire_parts.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <unordered_map>

namespace alongside {
namespace {

constexpr int most_rounds = 20;

bool any_formula(const std::vector<Item>& items) {
  return std::any_of(items.begin(), items.end(),
                     [](const Item& item) { return !item.formulas.empty() || any_formula(item.items); });
}

template <class Test>
bool any_formula_that(const Questionnaire& form, const Test& test) {
  bool out = std::any_of(form.formulas.begin(), form.formulas.end(), test);
  each_item(form.items, [&](const Item& item) {
    out = out || std::any_of(item.formulas.begin(), item.formulas.end(), test);
  });
  return out;
}

bool uses_questionnaire(const Formula& formula) {
  const auto names = path::variables_of(formula.expression.tree);
  return std::find(names.begin(), names.end(), "questionnaire") != names.end();
}

bool uses_weights(const Formula& formula) {
  return path::calls(formula.expression.tree, "weight") || path::calls(formula.expression.tree, "ordinal");
}

std::string digits_of(double number) {
  std::array<char, 400> text{};
  const auto written =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return std::string(text.data(), written.ptr);
}

std::optional<Value> number_value(const Item& item, double number) {
  if (item.type == ItemType::decimal) return Value(Decimal{digits_of(number)});
  if (item.type == ItemType::quantity) return Value(Quantity{{digits_of(number)}, item.unit});
  const bool whole = std::trunc(number) == number && std::abs(number) < 2147483648.0;
  return whole && item.type == ItemType::integer ? std::optional<Value>(static_cast<std::int64_t>(number))
                                                 : std::nullopt;
}

std::optional<Value> text_value(const Item& item, const std::string& text) {
  if (item.type == ItemType::date) {
    const auto date = read_date(text);
    return date ? std::optional<Value>(*date) : std::nullopt;
  }
  if (item.type == ItemType::date_time) {
    const auto moment = read_date_time(text);
    return moment ? std::optional<Value>(*moment) : std::nullopt;
  }
  if (item.type == ItemType::time) {
    const auto time = read_time(text);
    return time ? std::optional<Value>(*time) : std::nullopt;
  }
  if (item.type == ItemType::url) return Value(Uri{text});
  for (const Option& option : item.options) {
    const auto* coding = std::get_if<Coding>(&option.value);
    if (coding != nullptr && coding->code == text) return option.value;
  }
  return Value(text);
}

// A result as an answer of the item's type, where it can be one.
std::optional<Value> value_of(const Item& item, const path::Node& node) {
  const Json json = path::json_of(node);
  if (const auto* amount = std::get_if<path::Amount>(&node.value))
    return Value(Quantity{{digits_of(amount->number)}, {item.unit.system, amount->unit, item.unit.display}});
  if (json.is_boolean()) return Value(json.get<bool>());
  if (json.is_number()) return number_value(item, json.get<double>());
  if (json.is_string()) return text_value(item, json.get<std::string>());
  if (!json.is_object()) return std::nullopt;
  const char* member = item.type == ItemType::quantity ? "valueQuantity" : "valueCoding";
  const auto read = form::read_value(Json{{member, json}}, "value");
  return read ? std::optional<Value>(*read) : std::nullopt;
}

Answer answer_of(const Item& item, const path::Nodes& nodes) {
  Answer out;
  for (const path::Node& node : nodes) {
    auto value = value_of(item, node);
    if (value) out.values.push_back(std::move(*value));
  }
  if (out.values.empty() || !check_answer(item, out)) out.values.clear();
  return out;
}

}  // namespace

// One round: every formula is worked out on the same response.
class Working {
 public:
  Working(const Questionnaire& form, const Answers& answers) : form_(form), now_(answers.now) {
    if (any_formula_that(form, uses_questionnaire)) questionnaire_ = write_questionnaire(form);
    if (!any_formula_that(form, uses_weights)) return;
    each_item(form.items, [&](const Item& item) { asked_.emplace(item.link_id, &item); });
  }

  // Answers a round's result: states and calculated answers.
  WorkedOut round(const WorkedOut& before) {
    begin(before.answers, before.off);
    WorkedOut out;
    out.answers = before.answers;
    walk(form_.items, [&](const Item& item, const Answer* calculated, bool off) {
      if (off) out.off.insert(item.link_id);
      if (calculated == nullptr) return;
      if (calculated->values.empty()) {
        out.answers.by_link.erase(item.link_id);
      } else {
        out.answers.by_link[item.link_id] = *calculated;
      }
    });
    out.words = words_;
    return out;
  }

  void initial(Answers& answers) {
    begin(answers, {});
    start(form_.items, answers);
  }

  const Formula* broken(const Answers& answers, const std::set<std::string>& off,
                        const std::string& link_id) {
    begin(answers, off);
    if (link_id.empty()) {
      if (const Formula* found = broken_of(form_.formulas, path::node_of(response_))) return found;
    }
    return broken_in(form_.items, link_id);
  }

 private:
  void begin(const Answers& answers, const std::set<std::string>& off) {
    const Enabled on(form_, answers, off);
    response_ = {{"resourceType", "QuestionnaireResponse"}, {"status", "in-progress"}};
    if (!now_.empty()) response_["authored"] = now_;
    Json items = items_of_response(form_, answers, on);
    if (!items.empty()) response_["item"] = std::move(items);
    places_.clear();
    words_.clear();
    places_.reserve(form_.numbers.size());
    items_.clear();
    if (response_.contains("item")) index(response_["item"], false);
    environment_ = {};
    absent_.clear();
    environment_.resource = &response_;
    environment_.questionnaire = questionnaire_.is_null() ? nullptr : &questionnaire_;
    environment_.form = &form_;
    environment_.asked = &asked_;
    environment_.items = &items_;
    environment_.now = now_;
    define(form_.formulas, path::node_of(response_));
  }

  void index(const Json& items, bool under_answer) {
    for (const Json& item : items) {
      const char* name = item.contains(copy_mark) ? copy_mark : "linkId";
      places_.emplace(item[name].get_ref<const std::string&>(), &item);
      items_[item["linkId"].get_ref<const std::string&>()].push_back({&item, under_answer});
      if (item.contains("item")) index(item["item"], under_answer);
      if (!item.contains("answer")) continue;
      for (const Json& answer : item["answer"]) {
        if (answer.contains("item")) index(answer["item"], true);
      }
    }
  }

  // The item of the response; one that is not there has its linkId alone.
  path::Nodes context(const Item& item) {
    const auto found = places_.find(item.link_id);
    if (found != places_.end()) return path::node_of(*found->second);
    absent_.push_back(std::make_unique<Json>(Json{{"linkId", item.in_form()}}));
    return path::node_of(*absent_.back());
  }

  path::Nodes result(const Formula& formula, const path::Nodes& focus) {
    auto out = path::evaluate(formula.expression, focus, environment_);
    return out ? out.take() : path::Nodes{};
  }

  void define(const std::vector<Formula>& formulas, const path::Nodes& focus) {
    for (const Formula& one : formulas) {
      if (one.use == FormulaUse::variable) environment_.variables[one.name] = result(one, focus);
    }
  }

  // The item's variables while `inside` runs.
  template <class Inside>
  void with_variables(const Item& item, const Inside& inside) {
    const auto defines = [](const Formula& one) { return one.use == FormulaUse::variable; };
    if (std::none_of(item.formulas.begin(), item.formulas.end(), defines)) return inside();
    const auto before = environment_.variables;
    define(item.formulas, context(item));
    inside();
    environment_.variables = before;
  }

  void say(const Item& item, const path::Nodes& found) {
    if (found.size() != 1) return;
    const auto* text = std::get_if<std::string>(&found[0].value);
    if (text != nullptr && !text->empty()) words_[item.link_id] = *text;
  }

  template <class Tell>
  void walk(const std::vector<Item>& items, const Tell& tell) {
    for (const Item& item : items) {
      with_variables(item, [&] {
        if (!item.formulas.empty()) {
          if (const Formula* words = item.formula(FormulaUse::words))
            say(item, result(*words, context(item)));
          const Formula* shown = item.formula(FormulaUse::enabled);
          const Formula* value = item.formula(FormulaUse::calculated);
          const bool off = shown != nullptr && !path::truth_of(result(*shown, context(item)));
          Answer answer;
          if (value != nullptr) answer = answer_of(item, result(*value, context(item)));
          tell(item, value == nullptr ? nullptr : &answer, off);
        }
        walk(item.items, tell);
      });
    }
  }

  void start(const std::vector<Item>& items, Answers& answers) {
    for (const Item& item : items) {
      with_variables(item, [&] {
        const Formula* formula = item.formula(FormulaUse::initial);
        if (formula != nullptr) {
          Answer answer = answer_of(item, result(*formula, context(item)));
          if (!answer.values.empty()) answers.by_link.emplace(item.link_id, std::move(answer));
        }
        start(item.items, answers);
      });
    }
  }

  // A constraint whose answer is empty cannot be told, and one that fails stops nobody.
  const Formula* broken_of(const std::vector<Formula>& formulas, const path::Nodes& focus) {
    for (const Formula& one : formulas) {
      if (one.use != FormulaUse::constraint || one.warning) continue;
      const path::Nodes found = result(one, focus);
      if (!found.empty() && !path::truth_of(found)) return &one;
    }
    return nullptr;
  }

  const Formula* broken_in(const std::vector<Item>& items, const std::string& link_id) {
    const Formula* out = nullptr;
    for (const Item& item : items) {
      with_variables(item, [&] {
        const bool meant = link_id.empty() || item.link_id == link_id;
        if (meant && places_.count(item.link_id) > 0) out = broken_of(item.formulas, context(item));
        if (out == nullptr) out = broken_in(item.items, link_id);
      });
      if (out != nullptr) return out;
    }
    return nullptr;
  }

  const Questionnaire& form_;
  std::string now_;
  Json questionnaire_;
  Json response_;
  std::unordered_map<std::string, const Json*> places_;
  path::ItemsByLink items_;
  std::unordered_map<std::string, const Item*> asked_;
  std::vector<std::unique_ptr<Json>> absent_;
  std::map<std::string, std::string> words_;
  path::Environment environment_;
};

bool works_out(const Questionnaire& form) { return !form.formulas.empty() || any_formula(form.items); }

WorkedOut work_out(const Questionnaire& form, const Answers& answers) {
  Working working(form, answers);
  WorkedOut now{answers, {}, {}};
  for (int i = 0; i < most_rounds; ++i) {
    WorkedOut next = working.round(now);
    const bool same = next.off == now.off && next.answers.by_link == now.answers.by_link;
    if (same) return next;
    now = std::move(next);
  }
  // What still changes waits for itself: it is not asked and has no value.
  WorkedOut next = working.round(now);
  each_item(form.items, [&](const Item& item) {
    if (now.off.count(item.link_id) != next.off.count(item.link_id)) now.off.insert(item.link_id);
    const Answer* before = now.answers.find(item.link_id);
    const Answer* after = next.answers.find(item.link_id);
    const bool same = before == nullptr || after == nullptr ? before == after : *before == *after;
    if (!same) now.answers.by_link.erase(item.link_id);
  });
  return now;
}

void add_initial(const Questionnaire& form, Answers& answers) {
  bool any = false;
  each_item(form.items, [&](const Item& item) { any = any || item.formula(FormulaUse::initial) != nullptr; });
  if (any) Working(form, answers).initial(answers);
}

const Formula* broken_constraint(const Questionnaire& form, const Answers& answers,
                                 const std::string& link_id) {
  if (!works_out(form)) return nullptr;
  const WorkedOut worked = work_out(form, answers);
  return Working(form, answers).broken(worked.answers, worked.off, link_id);
}

}  // namespace alongside
