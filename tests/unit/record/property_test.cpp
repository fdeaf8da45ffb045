// Random forms and random answers from a seed: what we write passes our own check, what is changed does not.
#include "forms.h"

#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <random>

using namespace alongside;
using namespace alongside::forms;

namespace {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  int below(int limit) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(limit)); }
  bool one_in(int n) { return below(n) == 0; }
  template <class Kind>
  const Kind& of(const std::vector<Kind>& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }

 private:
  std::mt19937_64 engine_;
};

Json coding(int n) { return {{"system", "s"}, {"code", "c" + std::to_string(n)}}; }

// Builds a form whose conditions name only questions made before, then shuffles its outermost items.
class Maker {
 public:
  explicit Maker(Chance& chance) : chance_(chance) {}

  Json resource() {
    Json items = Json::array();
    const int count = 2 + chance_.below(8);
    for (int i = 0; i < count; ++i) items.push_back(item(0));
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[static_cast<std::size_t>(chance_.below(static_cast<int>(i)))]);
    }
    Json out = forms::resource(R"({"linkId":"x","type":"display"})");
    out["item"] = std::move(items);
    return out;
  }

 private:
  struct Asked {
    std::string link;
    std::string type;
  };

  Json item(int depth) {
    static const std::vector<std::string> types = {
        "boolean", "integer", "decimal", "date",   "time",    "dateTime",    "quantity", "url",
        "string",  "text",    "choice",  "choice", "display", "open-choice", "group",    "group"};
    std::string type = chance_.of(types);
    if (depth > 3 && type == "group") type = "choice";
    Json out = {{"linkId", "i" + std::to_string(++made_)}, {"type", type}};
    add_conditions(out);
    if (type == "group") {
      const int count = 1 + chance_.below(4);
      for (int i = 0; i < count; ++i) out["item"].push_back(item(depth + 1));
      return out;
    }
    if (type == "display") return out;
    if (chance_.one_in(3)) out["required"] = true;
    if (type == "choice" || type == "open-choice") {
      if (chance_.one_in(2)) out["repeats"] = true;
      for (int i = 0; i < 4; ++i) out["answerOption"].push_back({{"valueCoding", coding(i)}});
    }
    if (type == "string" && chance_.one_in(2)) out["maxLength"] = 12;
    if (type == "integer" && chance_.one_in(2)) {
      out["extension"] =
          json(R"([{"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueInteger":-3},
        {"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":7}])");
    }
    asked_.push_back({out["linkId"], type});
    if (!out.contains("repeats") && depth < 4 && chance_.one_in(5)) {
      const int count = 1 + chance_.below(3);
      for (int i = 0; i < count; ++i) out["item"].push_back(item(depth + 1));
    }
    return out;
  }

  void add_conditions(Json& out) {
    if (asked_.empty() || !chance_.one_in(2)) return;
    const int count = 1 + chance_.below(3);
    for (int i = 0; i < count; ++i) out["enableWhen"].push_back(condition(chance_.of(asked_)));
    if (count > 1) out["enableBehavior"] = chance_.one_in(2) ? "any" : "all";
  }

  Json condition(const Asked& asked) {
    static const std::vector<std::string> equal = {"=", "!="};
    static const std::vector<std::string> ordered = {"=", "!=", "<", ">", "<=", ">="};
    if (chance_.one_in(4)) {
      return {{"question", asked.link}, {"operator", "exists"}, {"answerBoolean", chance_.one_in(2)}};
    }
    Json out = {{"question", asked.link}, {"operator", chance_.of(ordered)}};
    if (asked.type == "integer") out["answerInteger"] = chance_.below(6);
    if (asked.type == "decimal") out["answerDecimal"] = chance_.below(6) + 0.5;
    if (asked.type == "date") out["answerDate"] = "2024-0" + std::to_string(1 + chance_.below(9));
    if (asked.type == "time") out["answerTime"] = "0" + std::to_string(chance_.below(9)) + ":30:00";
    if (asked.type == "dateTime") out["answerDateTime"] = "2024-0" + std::to_string(1 + chance_.below(9));
    if (asked.type == "quantity") out["answerQuantity"] = {{"value", chance_.below(6)}};
    if (asked.type == "url") out["answerString"] = "w" + std::to_string(chance_.below(4));
    if (asked.type == "string" || asked.type == "text")
      out["answerString"] = "w" + std::to_string(chance_.below(4));
    if (asked.type == "boolean") out["answerBoolean"] = chance_.one_in(2);
    if (asked.type == "choice" || asked.type == "open-choice") out["answerCoding"] = coding(chance_.below(4));
    if (out.contains("answerBoolean") || out.contains("answerCoding")) out["operator"] = chance_.of(equal);
    return out;
  }

  Chance& chance_;
  int made_ = 0;
  std::vector<Asked> asked_;
};

Value random_value(const Item& item, Chance& chance) {
  if (!item.options.empty() && (item.type == ItemType::choice || !chance.one_in(3)))
    return chance.of(item.options).value;
  switch (item.type) {
    case ItemType::boolean:
      return chance.one_in(2);
    case ItemType::integer:
      return std::int64_t{chance.below(11) - 3};
    case ItemType::decimal:
      return Decimal{std::to_string(chance.below(7)) + "." + std::to_string(chance.below(100))};
    case ItemType::time:
      return ClockTime{"0" + std::to_string(chance.below(9)) + ":30:00"};
    case ItemType::date_time:
      return DateTime{"2024-0" + std::to_string(1 + chance.below(9)) + (chance.one_in(2) ? "-15" : "")};
    case ItemType::quantity:
      return Quantity{{std::to_string(chance.below(7))}, {}};
    case ItemType::url:
      return Uri{"w" + std::to_string(chance.below(6))};
    case ItemType::date:
      return Date{"2024-0" + std::to_string(1 + chance.below(9)) + (chance.one_in(2) ? "-15" : "")};
    default:
      return "w" + std::to_string(chance.below(6));
  }
}

Answer random_answer(const Item& item, Chance& chance) {
  if (chance.one_in(8)) return Answer{{}, true};
  Answer out = one(random_value(item, chance));
  if (!item.repeats) return out;
  for (const Option& option : item.options) {
    const bool there = std::any_of(out.values.begin(), out.values.end(),
                                   [&](const Value& value) { return value == option.value; });
    if (!there && chance.one_in(3)) out.values.push_back(option.value);
  }
  return out;
}

// An answer to every required question and to most others, whether enabled or not.
Answers random_answers(const Questionnaire& form, Chance& chance) {
  Answers out;
  each_item(form.items, [&](const Item& item) {
    if (!item.asks() || (!item.required && chance.one_in(3))) return;
    out.by_link[item.link_id] = random_answer(item, chance);
  });
  return out;
}

// enableWhen told again in the plainest way, as an oracle: by recursion, without numbers or stacks.
class Plain {
 public:
  Plain(const Questionnaire& form, const Answers& answers) : answers_(answers) { index(form.items, nullptr); }

  bool enabled(const std::string& link) const {
    const auto& [item, parent] = known_.at(link);
    if (parent != nullptr && !enabled(parent->link_id)) return false;
    const bool under_question = parent != nullptr && parent->asks() && item->type != ItemType::display;
    if (under_question && !answers_.answered(parent->link_id)) return false;
    int met = 0;
    for (const EnableWhen& when : item->enable_when) met += holds(when) ? 1 : 0;
    const int count = static_cast<int>(item->enable_when.size());
    return count == 0 || (item->enable_behavior == EnableBehavior::any ? met > 0 : met == count);
  }

 private:
  void index(const std::vector<Item>& items, const Item* parent) {
    for (const Item& item : items) {
      known_[item.link_id] = {&item, parent};
      index(item.items, &item);
    }
  }

  bool holds(const EnableWhen& when) const {
    const bool there = answers_.answered(when.question) && enabled(when.question);
    if (when.compare == Compare::exists) return std::get<bool>(when.answer) == there;
    if (!there) return false;
    for (const Value& value : answers_.find(when.question)->values) {
      if (compares(when.compare, value, when.answer)) return true;
    }
    return false;
  }

  static int sign(double value) { return value < 0 ? -1 : value > 0 ? 1 : 0; }
  static double number(const Value& value) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    return whole != nullptr ? static_cast<double>(*whole) : std::get<Decimal>(value).number();
  }

  // -1, 0 or 1; none where neither is before the other.
  static std::optional<int> order(const Value& one, const Value& other) {
    const auto numeric = [](const Value& value) {
      return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<Decimal>(value);
    };
    if (numeric(one) && numeric(other)) return sign(number(one) - number(other));
    const auto wordy = [](const Value& value) {
      return std::holds_alternative<std::string>(value) || std::holds_alternative<Uri>(value);
    };
    const std::string a = text_of(one);
    const std::string b = text_of(other);
    if (wordy(one) && wordy(other)) return sign(a.compare(b));
    if (one.index() != other.index()) return {};
    if (const auto* amount = std::get_if<Quantity>(&one))
      return sign(amount->amount.number() - std::get<Quantity>(other).amount.number());
    if (std::holds_alternative<ClockTime>(one)) return sign(a.compare(b));
    if (std::holds_alternative<Date>(one) || std::holds_alternative<DateTime>(one)) {
      const int order = a.substr(0, b.size()).compare(b.substr(0, a.size()));
      if (order == 0 && a.size() != b.size()) return {};
      return sign(order);
    }
    return one == other ? std::optional<int>(0) : std::nullopt;
  }

  static bool compares(Compare compare, const Value& one, const Value& other) {
    const auto found = order(one, other);
    if (compare == Compare::not_equal) return found != 0;
    if (!found) return false;
    return (compare == Compare::equal && *found == 0) || (compare == Compare::greater && *found > 0) ||
           (compare == Compare::less && *found < 0) ||
           (compare == Compare::greater_or_equal && *found >= 0) ||
           (compare == Compare::less_or_equal && *found <= 0);
  }

  const Answers& answers_;
  std::map<std::string, std::pair<const Item*, const Item*>> known_;
};

constexpr int seeds = 600;

// ALONGSIDE_SEED runs that seed alone.
template <class Test>
void each_seed(const Test& test) {
  if (const char* given = std::getenv("ALONGSIDE_SEED")) {
    test(std::strtoull(given, nullptr, 10));
    return;
  }
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) test(seed);
}

struct Sample {
  Questionnaire form;
  Answers answers;
  Json response;
};

Sample sample(Chance& chance) {
  Questionnaire made = read_whole(Maker(chance).resource()).form;
  Answers answers = random_answers(made, chance);
  Json response = write_response(made, answers, "2026-01-01T00:00:00Z", "en");
  return {std::move(made), std::move(answers), std::move(response)};
}

}  // namespace

TEST_CASE("seeded: every random form round-trips and enables what the plain rule enables") {
  std::size_t off = 0;
  std::size_t items = 0;
  each_seed([&](std::uint64_t seed) {
    CAPTURE(seed);
    Chance chance(seed);
    const Sample made = sample(chance);
    const Json written = write_questionnaire(made.form);
    CHECK(canonical(write_questionnaire(read_whole(written).form)) == canonical(written));
    const Enabled on(made.form, made.answers);
    const Plain plain(made.form, made.answers);
    each_item(made.form.items, [&](const Item& item) {
      CAPTURE(item.link_id);
      CHECK(on(item.link_id) == plain.enabled(item.link_id));
      ++items;
      off += on(item.link_id) ? 0 : 1;
    });
  });
  std::cout << "seeded forms: " << items << " items, " << off << " of them disabled\n";
}

TEST_CASE("seeded: a written response passes its own check and gives back the enabled answers") {
  each_seed([&](std::uint64_t seed) {
    CAPTURE(seed);
    Chance chance(seed);
    const Sample made = sample(chance);
    const auto back = read_response(made.form, *parse_json(canonical(made.response)));
    REQUIRE_MESSAGE(back.ok(), (back ? "" : back.error().what));
    const Enabled on(made.form, made.answers);
    std::map<std::string, Answer> kept;
    for (const auto& [link, answer] : made.answers.by_link) {
      if (on(link)) kept[link] = answer;
    }
    CHECK(back->by_link == kept);
  });
}

namespace {

std::vector<Json*> leaves(Json& items) {
  std::vector<Json*> out;
  for (Json& item : items) {
    if (item.contains("item")) {
      for (Json* inner : leaves(item["item"])) out.push_back(inner);
      continue;
    }
    out.push_back(&item);
    if (!item.contains("answer") || !item["answer"][0].contains("item")) continue;
    for (Json* inner : leaves(item["answer"][0]["item"])) out.push_back(inner);
  }
  return out;
}

struct Mutation {
  const char* name;
  bool (*apply)(Sample& made, Json& item, const Item& asked);  // false: not possible here
};

bool answered(const Json& item) { return item.contains("answer"); }

const std::vector<Mutation> mutations = {
    {"unknown linkId",
     [](Sample&, Json& item, const Item&) {
       item["linkId"] = item["linkId"].get<std::string>() + "x";
       return true;
     }},
    {"item twice",
     [](Sample& made, Json& item, const Item&) {
       const Json copy = item;
       made.response["item"].push_back(copy);
       return true;
     }},
    {"wrong type",
     [](Sample&, Json& item, const Item& asked) {
       if (!answered(item)) return false;
       item["answer"][0] =
           asked.type == ItemType::boolean ? json(R"({"valueInteger":1})") : json(R"({"valueBoolean":true})");
       return true;
     }},
    {"unknown kind of value",
     [](Sample&, Json& item, const Item&) {
       if (!answered(item)) return false;
       item["answer"][0] = json(R"({"valueAttachment":{}})");
       return true;
     }},
    {"option not offered",
     [](Sample&, Json& item, const Item& asked) {
       if (!answered(item) || asked.options.empty()) return false;
       item["answer"][0] = {{"valueCoding", {{"system", "s"}, {"code", "never"}}}};
       return true;
     }},
    {"too many answers",
     [](Sample&, Json& item, const Item& asked) {
       if (!answered(item) || asked.repeats) return false;
       const Json first = item["answer"][0];
       item["answer"].push_back(first);
       return true;
     }},
    {"same option twice",
     [](Sample&, Json& item, const Item& asked) {
       if (!answered(item) || !asked.repeats || !item["answer"][0].contains("valueCoding")) return false;
       const Json first = item["answer"][0];
       item["answer"].push_back(first);
       return true;
     }},
    {"too long",
     [](Sample&, Json& item, const Item& asked) {
       if (!answered(item) || !asked.max_length) return false;
       item["answer"][0] = {{"valueString", std::string(13, 'a')}};
       return true;
     }},
    {"too big",
     [](Sample&, Json& item, const Item& asked) {
       if (!answered(item) || !asked.max_value) return false;
       item["answer"][0] = {{"valueInteger", 8}};
       return true;
     }},
    {"too small",
     [](Sample&, Json& item, const Item& asked) {
       if (!answered(item) || !asked.min_value) return false;
       item["answer"][0] = {{"valueInteger", -4}};
       return true;
     }},
    {"no required answer",
     [](Sample&, Json& item, const Item& asked) {
       if (!asked.required) return false;
       item.erase("answer");
       item.erase("extension");
       return true;
     }},
    {"declined and answered",
     [](Sample&, Json& item, const Item&) {
       if (!answered(item)) return false;
       item["extension"] = json(R"([{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                                     "valueCode":"asked-declined"}])");
       return true;
     }},
    {"another form",
     [](Sample& made, Json&, const Item&) {
       made.response["questionnaire"] = "urn:other|1";
       return true;
     }},
    {"no status",
     [](Sample& made, Json&, const Item&) {
       made.response.erase("status");
       return true;
     }},
};

// An answer added to a question that is disabled, at the place where it belongs.
bool add_disabled(Sample& made) {
  const Enabled on(made.form, made.answers);
  for (const Item& item : made.form.items) {
    const Answer* answer = made.answers.find(item.link_id);
    if (on(item.link_id) || answer == nullptr || item.type != ItemType::boolean) continue;
    Json one = {{"linkId", item.link_id}};
    one["answer"] = json(R"([{"valueBoolean":true}])");
    made.response["item"].push_back(one);
    return true;
  }
  return false;
}

}  // namespace

TEST_CASE("seeded: a response changed in any forbidden way is refused") {
  std::map<std::string, int> tried;
  each_seed([&](std::uint64_t seed) {
    Chance chance(seed);
    const Sample made = sample(chance);
    if (!made.response.contains("item")) return;
    for (const Mutation& mutation : mutations) {
      Sample changed = made;
      const auto all = leaves(changed.response["item"]);
      Json& item = *all[static_cast<std::size_t>(chance.below(static_cast<int>(all.size())))];
      const Item* asked = changed.form.find(string_or(item, "linkId"));
      REQUIRE(asked != nullptr);
      if (!mutation.apply(changed, item, *asked)) continue;
      CAPTURE(seed);
      CAPTURE(mutation.name);
      CHECK_FALSE(read_response(changed.form, changed.response).ok());
      ++tried[mutation.name];
    }
    Sample changed = made;
    if (!add_disabled(changed)) return;
    CAPTURE(seed);
    CHECK_FALSE(read_response(changed.form, changed.response).ok());
    ++tried["answer on a disabled question"];
  });
  int sum = 0;
  for (const auto& [name, times] : tried) sum += times;
  std::cout << "seeded changes of responses: " << sum << " of " << tried.size() << " kinds, all refused\n";
  if (std::getenv("ALONGSIDE_SEED") == nullptr) CHECK(tried.size() == mutations.size() + 1);
}
