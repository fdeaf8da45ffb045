// Result<T>, Error and TRY: how every fallible function of ours answers.
#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace alongside {

// Named by what the caller does about it.
enum class Code {
  invalid,  // trying again cannot help
  missing,  // it is not there
  refused,  // a person must act
  offline,  // try later
  storage,  // our own disk failed: stop taking answers
};

// `what` is for logs and staff: it never holds a father's words.
struct Error {
  Code code;
  std::string what;
};

template <class T = void>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }
  // Aborts when there is no value: asking is a broken promise of the caller.
  T& value() { return ok() ? *std::get_if<0>(&held_) : (std::abort(), *std::get_if<0>(&held_)); }
  const T& value() const { return ok() ? *std::get_if<0>(&held_) : (std::abort(), *std::get_if<0>(&held_)); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const { return *std::get_if<1>(&held_); }
  T take() { return std::move(value()); }

 private:
  std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), failed_(true) {}

  bool ok() const { return !failed_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return error_; }
  void take() {}

 private:
  Error error_{Code::invalid, {}};
  bool failed_ = false;
};

}  // namespace alongside

#define ALONGSIDE_JOIN2(a, b) a##b
#define ALONGSIDE_JOIN(a, b) ALONGSIDE_JOIN2(a, b)
#define ALONGSIDE_TRY(name, ...)         \
  __extension__({                        \
    auto name = (__VA_ARGS__);           \
    if (!name.ok()) return name.error(); \
    name.take();                         \
  })
// The value of a Result, or return its error from the function we are in.
#define TRY(...) ALONGSIDE_TRY(ALONGSIDE_JOIN(try_result_, __COUNTER__), __VA_ARGS__)
