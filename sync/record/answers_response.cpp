// Answers as a FHIR R4 QuestionnaireResponse, and the check of one against its form.
#include <sync/record/questionnaire_parts.h>
#include <sync/record/formulas.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

namespace alongside {
namespace {

constexpr const char* declined_url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
constexpr const char* declined_code = "asked-declined";
constexpr int most_depth = 16;

Json write_items(const std::vector<Item>& items, const Answers& answers, const Enabled& on, bool marked);

// False when there is nothing to write. What stands under a question goes with its answer.
bool write_answer(Json& one, const Item& item, const Answers& answers, const Enabled& on, bool marked) {
  const Answer* answer = answers.find(item.link_id);
  if (answer == nullptr || (!answer->declined && answer->values.empty())) return false;
  if (answer->declined) {
    one["extension"] = Json::array({Json{{"url", declined_url}, {"valueCode", declined_code}}});
    return true;
  }
  for (const Value& value : answer->values) {
    Json holder = Json::object();
    form::write_value(holder, "value", value);
    one["answer"].push_back(std::move(holder));
  }
  Json inside = write_items(item.items, answers, on, marked);
  if (!inside.empty()) one["answer"][0]["item"] = std::move(inside);
  return true;
}

Json write_items(const std::vector<Item>& items, const Answers& answers, const Enabled& on, bool marked) {
  Json out = Json::array();
  for (const Item& item : items) {
    if (!on(item.link_id) || item.adds) continue;
    Json one = {{"linkId", item.in_form()}};
    if (marked && !item.copy_of.empty()) one[copy_mark] = item.link_id;
    if (item.asks()) {
      if (!write_answer(one, item, answers, on, marked)) continue;
    } else {
      Json children = write_items(item.items, answers, on, marked);
      if (children.empty()) continue;
      one["item"] = std::move(children);
    }
    out.push_back(std::move(one));
  }
  return out;
}

bool says_declined(const Json& item) {
  const auto list = item.find("extension");
  if (list == item.end() || !list->is_array()) return false;
  return std::any_of(list->begin(), list->end(), [](const Json& one) {
    return one.is_object() && string_or(one, "url") == declined_url &&
           string_or(one, "valueCode") == declined_code;
  });
}

struct Known {
  const Item* item;
  const Item* parent;
};
using Index = std::unordered_map<std::string, std::vector<Known>>;

// Copies of a group that repeats stand behind each other, in the order of their rounds.
void index(const std::vector<Item>& items, const Item* parent, Index& out) {
  for (const Item& item : items) {
    if (!item.adds) out[item.in_form()].push_back({&item, parent});
    index(item.items, &item, out);
  }
}

class Reader {
 public:
  explicit Reader(const Questionnaire& form) { index(form.items, nullptr, known_); }

  Result<> items(const Json& list, const Item* parent, int depth) {
    if (!list.is_array()) return form::fault("response", "item is not a list");
    if (depth > most_depth) return form::fault("response", "nested too deep");
    for (const Json& one : list) {
      if (!one.is_object()) return form::fault("response", "an item is not an object");
      const Item* asked = TRY(place(string_or(one, "linkId"), parent));
      TRY(item(one, *asked, depth));
    }
    return {};
  }

  Answers answers;

 private:
  // The item that is meant here: for a group that repeats, its next round.
  Result<const Item*> place(const std::string& link, const Item* parent) {
    const auto found = known_.find(link);
    if (found == known_.end()) return form::fault("response", "an item has an unknown linkId");
    const Item* before = nullptr;
    for (const Known& one : found->second) {
      if (one.parent != parent) continue;
      if (seen_.insert(one.item).second) {
        if (before != nullptr) answers.by_link[before->items.back().link_id] = Answer{{true}, false};
        return one.item;
      }
      before = one.item;
    }
    if (before == nullptr) return form::fault(link, "stands in another place than in the form");
    return form::fault(link, before->repeats && !before->asks() ? "too-many" : "twice");
  }

  Result<> item(const Json& one, const Item& asked, int depth) {
    const std::string& link = asked.link_id;
    if (one.contains("modifierExtension")) return form::fault(link, "modifierExtension is not supported");
    const bool declined = says_declined(one);
    const bool has_answer = one.contains("answer");
    if (has_answer && one.contains("item")) return form::fault(link, "both answer and item (qrs-1)");
    if (!asked.asks()) {
      if (has_answer || declined) return form::fault(link, "an answer where nothing is asked");
      if (one.contains("item")) return items(one["item"], &asked, depth + 1);
      return {};
    }
    if (one.contains("item")) return form::fault(link, "items beside the answer, not under it");
    if (declined && has_answer) return form::fault(link, "both declined and answered");
    Answer answer{{}, declined};
    if (has_answer) TRY(values(one["answer"], asked, answer, depth));
    if (!declined && answer.values.empty()) return {};
    if (auto checked = check_answer(asked, answer); !checked) return form::fault(link, checked.error().what);
    answers.by_link.emplace(link, std::move(answer));
    return {};
  }

  Result<> values(const Json& list, const Item& asked, Answer& out, int depth) {
    const std::string& link = asked.link_id;
    if (!list.is_array() || list.empty()) return form::fault(link, "answer is not a list");
    for (const Json& one : list) {
      if (!one.is_object()) return form::fault(link, "type");
      const bool inside = one.contains("item");
      if (inside && (asked.items.empty() || &one != &list[0]))
        return form::fault(link, "items under an answer");
      if (inside) TRY(items(one["item"], &asked, depth + 1));
      auto value = form::read_value(one, "value");
      if (!value) return form::fault(link, "type");
      out.values.push_back(value.take());
    }
    return {};
  }

  Index known_;
  std::set<const Item*> seen_;
};

// Hidden items are never shown, so nobody could have answered them.
Result<> check_required(const std::vector<Item>& items, const Answers& answers, const Enabled& on) {
  for (const Item& item : items) {
    const Answer* answer = answers.find(item.link_id);
    if (!on(item.link_id)) {
      if (answer != nullptr) return form::fault(item.link_id, "answered though it is disabled");
    } else if (item.required && item.asks() && !item.hidden && !item.calculated() && answer == nullptr) {
      return form::fault(item.link_id, "required");
    }
    TRY(check_required(item.items, answers, on));
  }
  return {};
}

// What is calculated is worked out again: what the response says of it is not believed.
Result<Answers> settled(const Questionnaire& form, Answers answers, const std::string& authored) {
  answers.now = authored;
  each_item(form.items, [&](const Item& item) {
    if (item.calculated()) answers.by_link.erase(item.link_id);
  });
  const Enabled on(form, answers);
  TRY(check_required(form.items, on.answers(), on));
  if (const Formula* broken = broken_constraint(form, answers))
    return form::fault("response", "breaks constraint " + broken->name.substr(0, 60));
  return on.answers();
}

}  // namespace

Json items_of_response(const Questionnaire& form, const Answers& answers, const Enabled& on) {
  return write_items(form.items, answers, on, true);
}

Json write_response(const Questionnaire& form, const Answers& answers, const std::string& authored,
                    const std::string& language) {
  const Enabled on(form, answers);
  Json out = {{"resourceType", "QuestionnaireResponse"},
              {"questionnaire", form.canonical()},
              {"status", "completed"},
              {"authored", authored},
              {"language", language}};
  Json items = write_items(form.items, on.answers(), on, false);
  if (!items.empty()) out["item"] = std::move(items);
  return out;
}

Result<std::string> response_form(const Json& response) {
  if (!response.is_object() || string_or(response, "resourceType") != "QuestionnaireResponse") {
    return form::fault("response", "not a QuestionnaireResponse");
  }
  return need_string(response, "questionnaire", 1000);
}

Result<Answers> read_response(const Questionnaire& form, const Json& response) {
  const std::string canonical = TRY(response_form(response));
  if (canonical != form.canonical() && canonical != form.url)
    return form::fault("response", "answers another form");
  constexpr std::array<std::string_view, 5> states = {"in-progress", "completed", "amended",
                                                      "entered-in-error", "stopped"};
  const std::string status = string_or(response, "status");
  if (std::find(states.begin(), states.end(), status) == states.end()) {
    return form::fault("response", "status is missing or unknown");
  }
  if (response.contains("modifierExtension"))
    return form::fault("response", "modifierExtension is not supported");
  Reader reader(form);
  if (response.contains("item")) TRY(reader.items(response["item"], nullptr, 1));
  return settled(form, std::move(reader.answers), string_or(response, "authored"));
}

}  // namespace alongside
