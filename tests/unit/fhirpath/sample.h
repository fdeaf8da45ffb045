// A response for the tests of FHIRPath, and an expression worked out on it.
#pragma once

#include <doctest/doctest.h>
#include <platform/json.h>
#include <sync/record/fhirpath.h>

#include <string>

namespace alongside::sample {

inline const Json& response() {
  static const Json json = parse_json(R"({"resourceType":"QuestionnaireResponse","status":"completed",
"authored":"2026-03-04T10:30:00Z","item":[
 {"linkId":"mood","item":[
  {"linkId":"m1","answer":[{"valueCoding":{"system":"s","code":"a","display":"Some days",
    "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":1}]}}]},
  {"linkId":"m2","answer":[{"valueCoding":{"system":"s","code":"b","display":"Most days",
    "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/itemWeight","valueDecimal":2}]}}]}]},
 {"linkId":"age","answer":[{"valueInteger":34}]},
 {"linkId":"weight","answer":[{"valueQuantity":{"value":80.5,"unit":"kg","code":"kg"}}]},
 {"linkId":"born","answer":[{"valueDate":"1992-02-29"}]},
 {"linkId":"name","answer":[{"valueString":"Zoë Ali"}]},
 {"linkId":"topics","answer":[{"valueString":"sleep"},{"valueString":"money"},{"valueString":"sleep"}]},
 {"linkId":"smokes","answer":[{"valueBoolean":false,"item":[{"linkId":"why","answer":[{"valueString":"no"}]}]}]},
 {"linkId":"price","answer":[{"valueDecimal":1.5}]},
 {"linkId":"at","answer":[{"valueTime":"09:30:00"}]}]})")
                               .value();
  return json;
}

// The answer as JSON, or "fails: why" and "does not read: why".
inline std::string worked(const std::string& text, const path::Limits& limits = {}) {
  const auto read = path::read_expression(text);
  if (!read) return "does not read: " + read.error().what;
  path::Environment environment;
  environment.resource = &response();
  environment.now = "2026-11-25T13:45:10+00:00";
  environment.variables["two"] = path::evaluate(*path::read_expression("2"), {}, environment).value();
  const auto out = path::evaluate(*read, path::node_of(response()), environment, limits);
  if (!out) return "fails: " + out.error().what;
  Json json = Json::array();
  for (const path::Node& node : *out) json.push_back(path::json_of(node));
  return json.dump();
}

}  // namespace alongside::sample
