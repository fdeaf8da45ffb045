// Questionnaires that others wrote: each loads and round-trips, or is refused with a reason; a table of both.
#include <tests/support/source/source.h>
#include "forms.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

using namespace alongside;
namespace fs = std::filesystem;

namespace {

fs::path fixtures() {
  const char* given = std::getenv("ALONGSIDE_FIXTURES");
  const fs::path root = given != nullptr ? given : source_folder() + "/../shared/fixtures";
  return root / "fhir";
}

struct File {
  std::string name;
  std::string text;
};

std::vector<File> files() {
  std::vector<File> out;
  std::error_code none;
  if (!fs::is_directory(fixtures(), none)) return out;
  for (const auto& entry : fs::recursive_directory_iterator(fixtures())) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    out.push_back({fs::relative(entry.path(), fixtures()).generic_string(), text.str()});
  }
  std::sort(out.begin(), out.end(), [](const File& a, const File& b) { return a.name < b.name; });
  return out;
}

bool absent(const std::vector<File>& found) {
  if (found.empty()) std::cout << "skipped: ALONGSIDE_FIXTURES not found at " << fixtures().string() << "\n";
  return found.empty();
}

// Reads, writes and reads again; what is written twice is the same.
void round_trip(const Questionnaire& form) {
  const Json once = write_questionnaire(form);
  const auto again = read_questionnaire(*parse_json(canonical(once)), Reading::lenient);
  REQUIRE_MESSAGE(again.ok(), (again ? "" : again.error().what));
  CHECK(canonical(write_questionnaire(again->form)) == canonical(once));
  const auto first = read_response(form, write_response(form, {}, "2026-01-01T00:00:00Z", "en"));
  const std::string why = first ? "" : first.error().what;
  CHECK((first.ok() || why.find(": required") != std::string::npos));
}

std::string verdict(const Json& resource, Reading reading) {
  const auto read = read_questionnaire(resource, reading);
  if (!read) return "refused: " + read.error().what;
  round_trip(read->form);
  return "loads" + (read->warnings.empty() ? std::string()
                                           : " (" + std::to_string(read->warnings.size()) +
                                                 " warnings, first: " + read->warnings[0] + ")");
}

bool loads(const std::string& verdict) { return verdict.rfind("loads", 0) == 0; }

}  // namespace

TEST_CASE("fixtures: every Questionnaire loads and round-trips or is refused with linkId and reason") {
  const std::vector<File> all = files();
  if (absent(all)) return;
  int loaded = 0;
  int refused = 0;
  int strictly = 0;
  std::cout << "| file | imported | published as it is |\n|---|---|---|\n";
  for (const File& file : all) {
    CAPTURE(file.name);
    const auto resource = parse_json(file.text);
    REQUIRE(resource.ok());
    if (string_or(*resource, "resourceType") != "Questionnaire") continue;
    const std::string lenient = verdict(*resource, Reading::lenient);
    const std::string strict = verdict(*resource, Reading::strict);
    std::cout << "| " << file.name << " | " << lenient << " | " << strict << " |\n";
    ++(loads(lenient) ? loaded : refused);
    strictly += loads(strict) ? 1 : 0;
    CHECK((loads(lenient) || lenient.find(": ", 9) != std::string::npos));
    CHECK((loads(lenient) || !loads(strict)));  // strict never takes what lenient does not
  }
  std::cout << "questionnaires: " << loaded << " load, " << refused << " refused with a reason, " << strictly
            << " may be published as they are\n";
  CHECK(loaded + refused == 62);
}

TEST_CASE("fixtures: a response validates against its form where the form loads") {
  const std::vector<File> all = files();
  if (absent(all)) return;
  const std::map<std::string, std::string> pairs = {
      {"android-fhir/sampledata/measles-outbreak/questionnaire_response_outbreak.json",
       "android-fhir/sampledata/measles-outbreak/questionnaire_outbreak.json"},
      {"android-fhir/sampledata/repeated_group_response.json",
       "android-fhir/sampledata/component_repeated_group.json"}};
  for (const auto& [its_response_name, form_name] : pairs) {
    const auto& response_name = its_response_name;
    CAPTURE(response_name);
    const auto find = [&](const std::string& name) {
      return std::find_if(all.begin(), all.end(), [&](const File& one) { return one.name == name; });
    };
    REQUIRE(find(response_name) != all.end());
    REQUIRE(find(form_name) != all.end());
    const auto form = read_questionnaire(*parse_json(find(form_name)->text), Reading::lenient);
    const Json response = *parse_json(find(response_name)->text);
    if (!form) {
      std::cout << response_name << ": its form is refused (" << form.error().what << ")\n";
      continue;
    }
    const auto answers = read_response(form->form, response);
    std::cout << response_name << ": " << (answers ? "validates" : "refused: " + answers.error().what)
              << "\n";
  }
}

TEST_CASE("fixtures: a file cut short or changed in one byte is refused or read, never a crash") {
  const std::vector<File> all = files();
  if (absent(all)) return;
  std::size_t tried = 0;
  for (const File& file : all) {
    const std::size_t step = std::max<std::size_t>(file.text.size() / 5, 1);
    for (std::size_t at = step / 2; at < file.text.size(); at += step) {
      std::string changed = file.text;
      changed[at] = changed[at] == '"' ? '{' : '"';
      for (const std::string& text : {file.text.substr(0, at), changed}) {
        const auto resource = parse_json(text);
        if (resource) static_cast<void>(read_questionnaire(*resource, Reading::lenient));
        ++tried;
      }
    }
  }
  CHECK(tried >= 600);
}
