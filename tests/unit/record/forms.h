// Small forms for tests: items as JSON text, read strictly, with the reason when refused.
#pragma once

#include <sync/record/answers.h>

#include <nlohmann/json.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace alongside::forms {

inline Json json(const std::string& text) {
  auto parsed = parse_json(text);
  REQUIRE_MESSAGE(parsed.ok(), (parsed ? "" : parsed.error().what) << " in " << text);
  return parsed.take();
}

// `items`: the members of the item list, as JSON text without the brackets.
inline Json resource(const std::string& items) {
  return json(R"({"resourceType":"Questionnaire","url":"urn:form","version":"1","status":"active","item":[)" +
              items + "]}");
}

inline ReadQuestionnaire read_whole(const Json& from, Reading reading = Reading::strict) {
  auto read = read_questionnaire(from, reading);
  REQUIRE_MESSAGE(read.ok(), (read ? "" : read.error().what));
  return read.take();
}

inline Questionnaire form(const std::string& items) { return read_whole(resource(items)).form; }

// "linkId: reason", or empty when it was read.
inline std::string refusal(const std::string& items, Reading reading = Reading::strict) {
  const auto read = read_questionnaire(resource(items), reading);
  return read ? "" : read.error().what;
}

inline std::string all(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "; ") + line;
  return out;
}

inline Answers answered(std::initializer_list<std::pair<const std::string, Answer>> list) {
  return Answers{std::map<std::string, Answer>(list)};
}
inline Answer one(Value value) { return Answer{{std::move(value)}, false}; }
inline Coding code(const std::string& code) { return {"s", code, ""}; }
inline std::string words(const char* text) { return text; }

// What Enabled says, as the linkIds of everything enabled, in reading order.
inline std::string enabled(const Questionnaire& form, const Answers& answers) {
  const Enabled on(form, answers);
  std::string out;
  each_item(form.items, [&](const Item& item) {
    if (on(item.link_id)) out += (out.empty() ? "" : " ") + item.link_id;
  });
  return out;
}

}  // namespace alongside::forms
