// Fuzz target: a QuestionnaireResponse against a form of every kind of item. What is read is written the
// same.
#include <tests/fuzz/target.h>

#include <sync/record/answers.h>

using namespace alongside;

namespace {

const char* form_text = R"({"resourceType":"Questionnaire","url":"urn:form","version":"1","status":"active",
  "item":[{"linkId":"g","type":"group","item":[
    {"linkId":"s","type":"string","maxLength":9},{"linkId":"i","type":"integer"}]},
  {"linkId":"d","type":"date"},{"linkId":"f","type":"decimal"},{"linkId":"b","type":"boolean"},
  {"linkId":"t","type":"text","enableWhen":[{"question":"b","operator":"=","answerBoolean":true}]},
  {"linkId":"c","type":"choice","answerOption":[{"valueCoding":{"system":"s","code":"a"}},{"valueString":"b"}]},
  {"linkId":"m","type":"open-choice","repeats":true,"answerOption":[{"valueCoding":{"code":"a"}},
    {"valueInteger":1}]}]})";

const Questionnaire& the_form() {
  static const Questionnaire form = read_questionnaire(*parse_json(form_text), Reading::strict).take().form;
  return form;
}

}  // namespace

FUZZ_TARGET(response) {
  const Result<Json> resource = parse_json(input, {.bytes = 1u << 16, .depth = 64});
  if (!resource.ok()) return;
  static_cast<void>(response_form(*resource));
  const Result<Answers> read = read_response(the_form(), *resource);
  if (!read.ok()) return must(!read.error().what.empty());
  const Json once = write_response(the_form(), *read, "2026-01-01T00:00:00Z", "en");
  const Result<Answers> again = read_response(the_form(), once);
  must(again.ok());
  must(again->by_link == read->by_link);
}
