// Values as FHIR JSON writes them: value[x], answer[x], initial[x].
#include <sync/record/questionnaire_parts.h>

#include <nlohmann/json.hpp>

namespace alongside::form {
namespace {

constexpr const char* digits_url = "urn:alongside:digits";

Error wrong_type() { return {Code::invalid, "value of another type than its name"}; }

// FHIR integers have 32 bits.
Result<Value> read_integer(const Json& json) {
  if (!json.is_number_integer()) return wrong_type();
  const bool huge = json.is_number_unsigned() && json.get<std::uint64_t>() > 0x7fffffff;
  if (huge || json.get<std::int64_t>() > 0x7fffffff || json.get<std::int64_t>() < -0x80000000LL) {
    return Error{Code::invalid, "whole number out of range"};
  }
  return Value(json.get<std::int64_t>());
}

bool plain_digits(const std::string& text) {
  if (text.empty() || text.size() > 40) return false;
  const std::size_t start = text[0] == '-' ? 1 : 0;
  const std::size_t point = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const std::string_view all(text);
  if (point == std::string::npos) return digits(all.substr(start));
  return point > start && digits(all.substr(start, point - start)) && digits(all.substr(point + 1));
}

Result<Decimal> read_decimal(const Json& holder, const std::string& key) {
  const auto found = holder.find(key);
  if (found == holder.end()) return Error{Code::invalid, "no number"};
  const Json& json = *found;
  const auto beside = holder.find("_" + key);
  const Json* twin = beside == holder.end() ? nullptr : &*beside;
  if (!json.is_number()) return wrong_type();
  Decimal out{json.dump()};
  if (twin == nullptr || !twin->is_object()) return out;
  const auto list = twin->find("extension");
  if (list == twin->end() || !list->is_array()) return out;
  for (const Json& one : *list) {
    if (string_or(one, "url") != digits_url) continue;
    const Decimal exact{string_or(one, "valueString")};
    if (!plain_digits(exact.digits) || !(exact == out)) {
      return Error{Code::invalid, "digits differ from the number"};
    }
    return exact;
  }
  return out;
}

// A whole number of up to 15 digits is written as one; the rest as JSON's floating point.
Json number_of(const Decimal& decimal) {
  const bool whole = plain_digits(decimal.digits) && decimal.digits.find('.') == std::string::npos;
  if (whole && decimal.digits.size() <= 15) return static_cast<std::int64_t>(decimal.number());
  return decimal.number();
}

void write_decimal(Json& holder, const std::string& key, const Decimal& decimal) {
  const Json number = number_of(decimal);
  holder[key] = number;
  if (number.dump() == decimal.digits || !plain_digits(decimal.digits)) return;
  holder["_" + key]["extension"] = Json::array({Json{{"url", digits_url}, {"valueString", decimal.digits}}});
}

Result<Quantity> read_quantity(const Json& json) {
  if (!json.is_object()) return wrong_type();
  if (json.contains("comparator")) return Error{Code::invalid, "an amount with a comparator"};
  Quantity out;
  out.amount = TRY(read_decimal(json, "value"));
  out.unit.system = TRY(read_text(json, "system", "Quantity"));
  out.unit.code = TRY(read_text(json, "code", "Quantity"));
  out.unit.display = TRY(read_text(json, "unit", "Quantity"));
  return out;
}

Result<Value> read_typed_text(const std::string& type, const Json& json) {
  if (!json.is_string()) return wrong_type();
  const auto& text = json.get_ref<const std::string&>();
  if (type == "Date") return Value(TRY(read_date(text)));
  if (type == "Time") return Value(TRY(read_time(text)));
  if (type == "DateTime") return Value(TRY(read_date_time(text)));
  if (text.empty() || text.find_first_of(" \t\r\n") != std::string::npos || text.size() > 2000)
    return Error{Code::invalid, "not an address"};
  return Value(Uri{text});
}

void write_coded(Json& out, const Coding& coding, const char* words) {
  if (!coding.system.empty()) out["system"] = coding.system;
  if (!coding.code.empty()) out["code"] = coding.code;
  if (!coding.display.empty()) out[words] = coding.display;
}

}  // namespace

Result<Value> read_value(const Json& holder, const std::string& prefix) {
  const Json* value = nullptr;
  std::string type;
  for (const auto& [key, member] : holder.items()) {
    if (key.compare(0, prefix.size(), prefix) != 0 || key.size() == prefix.size()) continue;
    if (value != nullptr) return Error{Code::invalid, "two values where one may be"};
    value = &member;
    type = key.substr(prefix.size());
  }
  if (value == nullptr) return Error{Code::missing, "no value"};
  if (type == "Boolean") return value->is_boolean() ? Result<Value>(value->get<bool>()) : wrong_type();
  if (type == "Integer") return read_integer(*value);
  if (type == "Decimal") return Value(TRY(read_decimal(holder, prefix + "Decimal")));
  if (type == "Quantity") return Value(TRY(read_quantity(*value)));
  const bool text = type == "Date" || type == "Time" || type == "DateTime" || type == "Uri" || type == "Url";
  if (text) return read_typed_text(type, *value);
  if (type == "String") {
    return value->is_string() ? Result<Value>(value->get<std::string>()) : wrong_type();
  }
  if (type == "Coding") {
    if (!value->is_object()) return wrong_type();
    return Value(TRY(read_coding(*value)));
  }
  return Error{Code::missing, "value of a type that is not supported"};
}

void write_value(Json& holder, const std::string& prefix, const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) holder[prefix + "Boolean"] = *flag;
  if (const auto* number = std::get_if<std::int64_t>(&value)) holder[prefix + "Integer"] = *number;
  if (const auto* decimal = std::get_if<Decimal>(&value)) write_decimal(holder, prefix + "Decimal", *decimal);
  if (const auto* date = std::get_if<Date>(&value)) holder[prefix + "Date"] = date->text;
  if (const auto* text = std::get_if<std::string>(&value)) holder[prefix + "String"] = *text;
  if (const auto* time = std::get_if<ClockTime>(&value)) holder[prefix + "Time"] = time->text;
  if (const auto* moment = std::get_if<DateTime>(&value)) holder[prefix + "DateTime"] = moment->text;
  if (const auto* address = std::get_if<Uri>(&value)) holder[prefix + "Uri"] = address->text;
  if (const auto* amount = std::get_if<Quantity>(&value)) {
    Json out = Json::object();
    write_decimal(out, "value", amount->amount);
    write_coded(out, amount->unit, "unit");
    holder[prefix + "Quantity"] = std::move(out);
  }
  if (const auto* coding = std::get_if<Coding>(&value)) {
    Json out = Json::object();
    write_coded(out, *coding, "display");
    holder[prefix + "Coding"] = std::move(out);
  }
}

}  // namespace alongside::form
