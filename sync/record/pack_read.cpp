// Strict reading of one JSON file of a pack: unknown members and wrong types are refused with file and place.
#include <sync/record/pack_read.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace alongside {
namespace {

Result<Words> words_of(const PackPart& part, const Json& value, const std::string& name) {
  Words words;
  if (value.is_string()) {
    words.text = value.get<std::string>();
  } else if (value.is_object()) {
    for (const auto& [language, text] : value.items()) {
      if (!text.is_string()) return part.fault(name + ": words must be text");
      if (language == "en")
        words.text = text.get<std::string>();
      else
        words.translations[language] = text.get<std::string>();
    }
  } else {
    return part.fault(name + ": words must be text or texts by language");
  }
  if (words.text.empty()) return part.fault(name + ": English words are missing");
  return words;
}

}  // namespace

PackPart::PackPart(std::string place, Json value)
    : place_(std::move(place)), value_(std::make_unique<Json>(std::move(value))) {}
PackPart::~PackPart() = default;
PackPart::PackPart(PackPart&&) noexcept = default;
PackPart::PackPart(const PackPart& other) : PackPart(other.place_, *other.value_) {}

Error PackPart::fault(const std::string& reason) const {
  return Error{Code::invalid, place_ + ": " + reason};
}

Result<PackPart> PackPart::open(const PackFiles& files, const std::string& file) {
  const auto found = files.find(file);
  if (found == files.end()) return Error{Code::invalid, file + ": the file is missing"};
  Result<Json> value = parse_json(found->second);
  if (!value) return Error{Code::invalid, file + ": " + value.error().what};
  if (!value->is_object()) return Error{Code::invalid, file + ": must be an object"};
  return PackPart(file, value.take());
}

Result<> PackPart::only(std::initializer_list<const char*> members) const {
  if (!json().is_object()) return fault("must be an object");
  for (const auto& [name, value] : json().items())
    if (std::find(members.begin(), members.end(), name) == members.end())
      return fault("unknown member " + name);
  return {};
}

bool PackPart::has(const char* member) const { return json().is_object() && json().contains(member); }

Result<std::vector<PackPart>> PackPart::list(const char* member) const {
  std::vector<PackPart> parts;
  if (!has(member) || !json()[member].is_array()) return fault(std::string(member) + ": must be a list");
  std::size_t index = 0;
  for (const Json& value : json()[member]) {
    std::string name = std::to_string(index++);
    if (value.is_object() && value.contains("id") && value["id"].is_string())
      name = value["id"].get<std::string>();
    parts.emplace_back(place_ + ": " + member + " " + name, value);
    if (!value.is_object()) return parts.back().fault("must be an object");
  }
  return parts;
}

Result<std::string> PackPart::string(const char* member) const {
  const std::string text = TRY(string_if(member));
  if (text.empty()) return fault(std::string(member) + ": is missing");
  return text;
}

Result<std::string> PackPart::string_if(const char* member) const {
  if (!has(member)) return std::string();
  if (!json()[member].is_string()) return fault(std::string(member) + ": must be text");
  return json()[member].get<std::string>();
}

Result<bool> PackPart::flag(const char* member, bool otherwise) const {
  if (!has(member)) return otherwise;
  if (!json()[member].is_boolean()) return fault(std::string(member) + ": must be true or false");
  return json()[member].get<bool>();
}

Result<std::int64_t> PackPart::integer(const char* member, std::int64_t otherwise) const {
  if (!has(member)) return otherwise;
  if (!json()[member].is_number_integer()) return fault(std::string(member) + ": must be a whole number");
  return json()[member].get<std::int64_t>();
}

Result<double> PackPart::number(const char* member) const {
  if (!has(member) || !json()[member].is_number()) return fault(std::string(member) + ": must be a number");
  return json()[member].get<double>();
}

Result<Words> PackPart::words(const char* member) const {
  if (!has(member)) return fault(std::string(member) + ": is missing");
  return words_of(*this, json()[member], member);
}

Result<Words> PackPart::words_if(const char* member) const {
  if (!has(member)) return Words{};
  return words(member);
}

Result<std::vector<std::string>> PackPart::strings(const char* member) const {
  std::vector<std::string> texts;
  if (!has(member)) return texts;
  if (!json()[member].is_array()) return fault(std::string(member) + ": must be a list");
  for (const Json& value : json()[member]) {
    if (!value.is_string()) return fault(std::string(member) + ": must be a list of texts");
    texts.push_back(value.get<std::string>());
  }
  return texts;
}

Result<std::vector<Words>> PackPart::word_list(const char* member) const {
  std::vector<Words> lines;
  if (!has(member) || !json()[member].is_array()) return fault(std::string(member) + ": must be a list");
  for (const Json& value : json()[member]) lines.push_back(TRY(words_of(*this, value, member)));
  return lines;
}

Result<std::map<std::string, std::string>> PackPart::string_map(const char* member) const {
  std::map<std::string, std::string> texts;
  if (!has(member) || !json()[member].is_object()) return fault(std::string(member) + ": must be an object");
  for (const auto& [key, value] : json()[member].items()) {
    if (!value.is_string() || value.get_ref<const std::string&>().empty())
      return fault(key + ": words are missing");
    texts[key] = value.get<std::string>();
  }
  return texts;
}

}  // namespace alongside
