// Reading and writing what a form works out: variables, expressions and constraints of FHIR and SDC.
#include <sync/record/questionnaire_parts.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace alongside::form {
namespace {

constexpr const char* sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";
constexpr std::size_t most_formulas = 50;  // of one item

struct UseName {
  const char* name;  // last part of the extension's address
  FormulaUse use;
};
constexpr std::array<UseName, 7> uses = {{{"variable", FormulaUse::variable},
                                          {"initialExpression", FormulaUse::initial},
                                          {"calculatedExpression", FormulaUse::calculated},
                                          {"enableWhenExpression", FormulaUse::enabled},
                                          {"constraint", FormulaUse::constraint},
                                          {"targetConstraint", FormulaUse::constraint},
                                          {"cqf-expression", FormulaUse::words}}};

Result<path::Expression> read_formula(const std::string& text, const std::string& where, const char* name) {
  auto read = path::read_expression(text);
  if (!read) return fault(where, std::string(name) + ": " + read.error().what + ": " + text.substr(0, 200));
  return read;
}

// An Expression of FHIR; other languages than FHIRPath would need a server.
Result<path::Expression> read_expression_of(const Json& holder, const std::string& where, const char* name) {
  const auto found = holder.find("valueExpression");
  if (found == holder.end() || !found->is_object())
    return fault(where, std::string(name) + " without an Expression");
  const std::string language = string_or(*found, "language");
  if (language != "text/fhirpath")
    return fault(where, std::string(name) + ": language is not supported: " + language.substr(0, 60));
  return read_formula(string_or(*found, "expression"), where, name);
}

const Json* part(const Json& holder, const char* url) {
  const auto list = holder.find("extension");
  if (list == holder.end() || !list->is_array()) return nullptr;
  for (const Json& one : *list) {
    if (one.is_object() && string_or(one, "url") == url) return &one;
  }
  return nullptr;
}

// A text of one of the types that the two kinds of constraint use.
std::string text_of_part(const Json& holder, const char* url) {
  const Json* found = part(holder, url);
  if (found == nullptr) return {};
  for (const char* key : {"valueId", "valueCode", "valueString", "valueMarkdown"}) {
    if (found->contains(key)) return string_or(*found, key);
  }
  return {};
}

Result<Formula> read_constraint(const Json& json, const std::string& where, const char* name) {
  Formula out;
  out.use = FormulaUse::constraint;
  out.name = text_of_part(json, "key");
  const std::string severity = text_of_part(json, "severity");
  if (severity != "error" && severity != "warning")
    return fault(where, std::string(name) + " without severity");
  out.warning = severity == "warning";
  const Json* expression = part(json, "expression");
  if (expression == nullptr) return fault(where, std::string(name) + " without expression");
  if (expression->contains("valueExpression")) {
    out.expression = TRY(read_expression_of(*expression, where, name));
  } else {
    out.expression = TRY(read_formula(string_or(*expression, "valueString"), where, name));
  }
  if (const Json* human = part(json, "human")) out.human = TRY(read_words(*human, "valueString", where));
  if (out.human.text.empty()) return fault(where, std::string(name) + " without words for people (human)");
  return out;
}

Result<Formula> read_one(const Json& json, const UseName& use, const std::string& where) {
  if (use.use == FormulaUse::constraint) return read_constraint(json, where, use.name);
  Formula out;
  out.use = use.use;
  out.expression = TRY(read_expression_of(json, where, use.name));
  if (use.use != FormulaUse::variable) return out;
  out.name = string_or(json["valueExpression"], "name");
  if (out.name.empty() || out.name.size() > 100) return fault(where, "variable without a name");
  return out;
}

constexpr std::array<std::string_view, 7> known = {"resource", "rootResource", "context", "questionnaire",
                                                   "ucum",     "loinc",        "sct"};

Json expression_json(const Formula& formula) {
  Json out = {{"language", "text/fhirpath"}, {"expression", formula.expression.text}};
  if (formula.use == FormulaUse::variable) out["name"] = formula.name;
  return out;
}

Json constraint_json(const Formula& formula) {
  Json human = {{"url", "human"}};
  write_words(human, "valueString", formula.human);
  return {{"url", std::string(fhir) + "targetConstraint"},
          {"extension",
           Json::array({Json{{"url", "key"}, {"valueId", formula.name}},
                        Json{{"url", "severity"}, {"valueCode", formula.warning ? "warning" : "error"}},
                        Json{{"url", "expression"}, {"valueExpression", expression_json(formula)}}, human})}};
}

Result<> check_variables(const std::vector<Formula>& formulas, const std::string& where,
                         std::vector<std::string>& names) {
  const auto defines = [](const Formula& one) { return one.use == FormulaUse::variable; };
  std::vector<const Formula*> ordered;
  for (bool first : {true, false}) {
    for (const Formula& one : formulas) {
      if (defines(one) == first) ordered.push_back(&one);
    }
  }
  for (const Formula* formula : ordered) {
    for (const std::string& used : path::variables_of(formula->expression.tree)) {
      if (std::find(known.begin(), known.end(), used) != known.end()) continue;
      if (std::find(names.begin(), names.end(), used) == names.end())
        return fault(where, "an expression uses an unknown variable: %" + used.substr(0, 60));
    }
    if (defines(*formula)) names.push_back(formula->name);
  }
  return {};
}

Result<> check_place(const Item& item) {
  const bool works = item.formula(FormulaUse::initial) != nullptr || item.calculated();
  if (works && !item.asks()) return fault(item.link_id, "an expression gives a value where nothing is asked");
  if (item.formula(FormulaUse::initial) != nullptr && !item.initial.empty())
    return fault(item.link_id, "both initial and initialExpression");
  if (item.formula(FormulaUse::enabled) != nullptr && !item.enable_when.empty())
    return fault(item.link_id, "both enableWhen and enableWhenExpression");
  return {};
}

// Variables are seen where they stand and below.
Result<> check_items(const std::vector<Item>& items, std::vector<std::string>& names) {
  for (const Item& item : items) {
    const std::size_t before = names.size();
    TRY(check_variables(item.formulas, item.link_id, names));
    TRY(check_place(item));
    TRY(check_items(item.items, names));
    names.resize(before);
  }
  return {};
}

}  // namespace

Result<std::vector<Formula>> read_formulas(const Json& holder, const std::string& where) {
  std::vector<Formula> out;
  const auto list = holder.find("extension");
  if (list == holder.end() || !list->is_array()) return out;
  for (const Json& one : *list) {
    const std::string name = extension_name(one);
    const auto use =
        std::find_if(uses.begin(), uses.end(), [&](const UseName& each) { return name == each.name; });
    if (use == uses.end()) continue;
    if (out.size() == most_formulas) return fault(where, "more than 50 expressions");
    out.push_back(TRY(read_one(one, *use, where)));
  }
  for (FormulaUse use :
       {FormulaUse::initial, FormulaUse::calculated, FormulaUse::enabled, FormulaUse::words}) {
    const auto same = [&](const Formula& one) { return one.use == use; };
    if (std::count_if(out.begin(), out.end(), same) > 1) return fault(where, "the same expression twice");
  }
  return out;
}

Result<> no_formulas(const Json& holder, const std::string& where) {
  const std::vector<Formula> found = TRY(read_formulas(holder, where));
  if (!found.empty()) return fault(where, "an expression that belongs to an item");
  return {};
}

Result<> check_formulas(const Questionnaire& form) {
  std::vector<std::string> names;
  for (const Formula& one : form.formulas) {
    if (one.use != FormulaUse::variable && one.use != FormulaUse::constraint)
      return fault("form", "an expression that belongs to an item");
  }
  TRY(check_variables(form.formulas, "form", names));
  return check_items(form.items, names);
}

void write_words_formula(Json& item, const std::vector<Formula>& formulas) {
  for (const Formula& formula : formulas) {
    if (formula.use != FormulaUse::words) continue;
    item["_text"]["extension"].push_back(
        {{"url", std::string(fhir) + "cqf-expression"}, {"valueExpression", expression_json(formula)}});
  }
}

void write_formulas(Json& list, const std::vector<Formula>& formulas) {
  for (const Formula& formula : formulas) {
    switch (formula.use) {
      case FormulaUse::variable:
        list.push_back(
            {{"url", std::string(fhir) + "variable"}, {"valueExpression", expression_json(formula)}});
        break;
      case FormulaUse::constraint:
        list.push_back(constraint_json(formula));
        break;
      case FormulaUse::words:
        break;
      case FormulaUse::initial:
      case FormulaUse::calculated:
      case FormulaUse::enabled:
        for (const UseName& use : uses) {
          if (use.use == formula.use)
            list.push_back(
                {{"url", std::string(sdc) + use.name}, {"valueExpression", expression_json(formula)}});
        }
        break;
    }
  }
}

}  // namespace alongside::form
