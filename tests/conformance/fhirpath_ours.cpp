// Works out FHIRPath expressions for the conformance test: reads {"resources", "questionnaire", "cases"} from
// a file, writes one result a case.
#include <platform/files.h>
#include <platform/json.h>
#include <sync/record/questionnaire.h>

#include <cstdio>

using namespace alongside;

namespace {

Json result(const Json& resource, const Questionnaire& form, const std::string& text) {
  const auto read = path::read_expression(text);
  if (!read) return {{"error", read.error().what}};
  path::Environment environment;
  environment.resource = &resource;
  environment.form = &form;
  environment.now = "2026-11-25T13:45:10+00:00";
  const auto out = path::evaluate(*read, path::node_of(resource), environment);
  if (!out) return {{"error", out.error().what}};
  Json list = Json::array();
  for (const path::Node& node : *out) list.push_back(path::json_of(node));
  return {{"is", list}};
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 2;
  const auto text = read_file(words[1], 64u << 20);
  const auto input = text ? parse_json(*text, {.bytes = 64u << 20, .depth = 64}) : Result<Json>(text.error());
  if (!input) {
    std::fprintf(stderr, "%s\n", input.error().what.c_str());
    return 2;
  }
  const auto form = read_questionnaire((*input)["questionnaire"], Reading::lenient);
  if (!form) {
    std::fprintf(stderr, "%s\n", form.error().what.c_str());
    return 2;
  }
  Json out = Json::array();
  for (const Json& one : (*input)["cases"])
    out.push_back(
        result((*input)["resources"][one["r"].get<std::size_t>()], form->form, one["e"].get<std::string>()));
  std::printf("%s\n", out.dump().c_str());
  return 0;
}
