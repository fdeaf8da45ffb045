// Strict JSON over the nlohmann parser's events: duplicate keys, depth, size and trailing bytes are refused.
#include <platform/json.h>

#include <nlohmann/json.hpp>

#include <cmath>

namespace alongside {
namespace {

// Builds the value as the parser reports it; the first fault stops the parser.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(std::size_t most_depth) : most_depth_(most_depth) {}

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override {
    if (!std::isfinite(value)) return stop("number out of range");
    return put(value);
  }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return stop("binary"); }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool key(string_t& name) override {
    if (open_.back()->contains(name)) return stop("duplicate key");
    next_ = &(*open_.back())[name];
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    at_ = position;
    if (reason_.empty()) reason_ = error.id == 406 ? "number out of range" : "syntax";
    return false;
  }

  Json take() { return std::move(root_); }
  std::string fault() const { return "JSON at byte " + std::to_string(at_) + ": " + reason_; }

 private:
  bool stop(const char* reason) {
    reason_ = reason;
    return false;
  }
  Json* place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (open_.back()->is_array()) {
      open_.back()->push_back(std::move(value));
      return &open_.back()->back();
    }
    *next_ = std::move(value);
    return next_;
  }
  bool put(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json value) {
    if (open_.size() >= most_depth_) return stop("too deep");
    open_.push_back(place(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::size_t most_depth_;
  Json root_;
  std::vector<Json*> open_;  // innermost last; a parent does not grow while its child is open
  Json* next_ = nullptr;
  std::size_t at_ = 0;
  std::string reason_;
};

}  // namespace

Result<Json> parse_json(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes) return Error{Code::invalid, "JSON: larger than allowed"};
  // The library takes a NUL for the end of the text; it is never part of JSON.
  if (const auto nul = text.find('\0'); nul != text.npos)
    return Error{Code::invalid, "JSON at byte " + std::to_string(nul) + ": syntax"};
  if (text.substr(0, 3) == "\xef\xbb\xbf") return Error{Code::invalid, "JSON: byte order mark"};
  Builder builder(limits.depth);
  try {
    if (!Json::sax_parse(text.begin(), text.end(), &builder)) return Error{Code::invalid, builder.fault()};
  } catch (const std::exception&) {
    return Error{Code::invalid, "JSON: cannot be read"};
  }
  return builder.take();
}

std::string canonical(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> need_string(const Json& object, const char* key, std::size_t most) {
  if (!object.is_object() || !object.contains(key))
    return Error{Code::missing, std::string(key) + ": missing"};
  const Json& value = object[key];
  if (!value.is_string()) return Error{Code::invalid, std::string(key) + ": not text"};
  std::string text = value.get<std::string>();
  if (text.size() > most) return Error{Code::invalid, std::string(key) + ": too long"};
  return text;
}

Result<long long> need_integer(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key))
    return Error{Code::missing, std::string(key) + ": missing"};
  const Json& value = object[key];
  if (!value.is_number_integer()) return Error{Code::invalid, std::string(key) + ": not a whole number"};
  if (value.is_number_unsigned() && value.get<unsigned long long>() > 0x7fffffffffffffffULL) {
    return Error{Code::invalid, std::string(key) + ": out of range"};
  }
  return value.get<long long>();
}

std::string string_or(const Json& object, const char* key, std::string otherwise) {
  Result<std::string> found = need_string(object, key, 1u << 20);
  return found.ok() ? found.take() : otherwise;
}

long long integer_or(const Json& object, const char* key, long long otherwise) {
  const Result<long long> found = need_integer(object, key);
  return found.ok() ? found.value() : otherwise;
}

}  // namespace alongside
