// Fuzz target: a FHIRPath expression. It is refused, or ends within its limits on a small response.
#include <tests/fuzz/target.h>

#include <sync/record/fhirpath.h>

using namespace alongside;

namespace {

const Json& the_response() {
  static const Json json = parse_json(R"({"resourceType":"QuestionnaireResponse","item":[
{"linkId":"a","answer":[{"valueInteger":3},{"valueDecimal":1.5}]},
{"linkId":"b","item":[{"linkId":"c","answer":[{"valueDate":"2026-03-04"}]},
{"linkId":"d","answer":[{"valueCoding":{"system":"s","code":"x"}}]}]}]})")
                               .value();
  return json;
}

}  // namespace

FUZZ_TARGET(fhirpath) {
  const auto read = path::read_expression(input);
  if (!read.ok()) return must(read.error().what.rfind("FHIRPath: ", 0) == 0);
  path::Environment environment;
  environment.resource = &the_response();
  environment.now = "2026-11-25T13:45:10+00:00";
  path::Limits limits;
  limits.steps = 20000;
  limits.elements = 2000;
  limits.text = 2000;
  const auto out = path::evaluate(*read, path::node_of(the_response()), environment, limits);
  if (!out.ok()) return must(out.error().what.rfind("FHIRPath: ", 0) == 0);
  must(out->size() <= limits.elements);
  for (const path::Node& node : *out) must(!path::json_of(node).is_discarded());
}
