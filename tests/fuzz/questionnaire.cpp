// Fuzz target: a Questionnaire. What is read can be shown, answered, written and read again as the same form.
#include <tests/fuzz/target.h>

#include <sync/record/answers.h>

using namespace alongside;

FUZZ_TARGET(questionnaire) {
  const Result<Json> resource = parse_json(input, {.bytes = 1u << 16, .depth = 64});
  if (!resource.ok()) return;
  const auto strict = read_questionnaire(*resource, Reading::strict);
  const auto read = read_questionnaire(*resource, Reading::lenient);
  if (!read.ok()) {
    must(!strict.ok());
    return must(read.error().what.find(": ") != std::string::npos);
  }
  const Questionnaire& form = read->form;
  const Enabled on(form, initial_answers(form));
  for (const Item* item : on.asking()) must(item->asks());
  const std::string once = canonical(write_questionnaire(form));
  const auto again =
      read_questionnaire(*parse_json(once, {.bytes = 1u << 22, .depth = 128}), Reading::lenient);
  must(again.ok());
  must(canonical(write_questionnaire(again->form)) == once);
}
