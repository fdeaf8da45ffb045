// Strict JSON: depth, duplicates, numbers, UTF-8 and size, each at its edge.
#include <platform/json.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("JSON that two readers could read differently is refused") {
  for (const char* bad : {"{\"a\":1,\"a\":2}",
                          "[{\"b\":{\"a\":1,\"a\":1}}]",
                          "{\"a\":1,\"\\u0061\":2}",
                          "1 2",
                          "",
                          " ",
                          "NaN",
                          "Infinity",
                          "[1,]",
                          "{\"a\":1,}",
                          "{a:1}",
                          "{'a':1}",
                          "[1 2]",
                          "{\"a\" 1}",
                          "{\"a\":1",
                          "[",
                          "]",
                          "tru",
                          "nul",
                          "TRUE",
                          "// c\n1",
                          "/* c */1",
                          "\"a",
                          "\"\\x41\"",
                          "\"\\u12\"",
                          "\"a\nb\"",
                          "\"a\tb\"",
                          "{1:2}",
                          "{}{}",
                          "1,"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_json(bad).ok());
  }
  CHECK(parse_json(" \t\r\n{ } \n").ok());
}

TEST_CASE("JSON numbers: whole ones exact to 64 bits, fractions finite, nothing lenient") {
  for (const char* bad :
       {"1e309", "-1e309", "01", "+1", ".5", "1.", "0x10", "1e", "1e+", "--1", "-", "1_000", "1.e5"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_json(bad).ok());
  }
  CHECK(parse_json("9223372036854775807").value().get<long long>() == INT64_MAX);
  CHECK(parse_json("-9223372036854775808").value().get<long long>() == INT64_MIN);
  CHECK(canonical(parse_json("18446744073709551615").value()) == "18446744073709551615");
  CHECK(canonical(parse_json("[-0, 1e2, 1.50]").value()) == "[0,100.0,1.5]");
  const Json held =
      parse_json("{\"n\":18446744073709551615,\"f\":1.0,\"big\":18446744073709551616,\"ok\":-5}").take();
  CHECK(need_integer(held, "n").error().what == "n: out of range");
  CHECK(need_integer(held, "f").error().what == "f: not a whole number");
  CHECK(need_integer(held, "big").error().what == "big: not a whole number");
  CHECK(need_integer(held, "ok").value() == -5);
  CHECK(need_integer(held, "none").error().code == Code::missing);
  CHECK(need_integer(Json::array(), "none").error().code == Code::missing);
}

TEST_CASE("JSON text is UTF-8 in its shortest form, without lone surrogates or a mark") {
  for (const char* bad :
       {"\"\xff\"", "\"\xc3\"", "\"\xc3(\"", "\"\xc0\xaf\"", "\"\xe0\x80\xaf\"", "\"\xed\xa0\x80\"",
        "\"\xf0\x80\x80\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xf8\x88\x80\x80\x80\"", "\"\\ud800\"",
        "\"\\udc00\"", "\"\\ud800\\u0041\"", "\xef\xbb\xbf{}", "\xff\xfe{\0}\0"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_json(bad).ok());
  }
  CHECK_FALSE(parse_json(std::string_view("\"\0\"", 3)).ok());
  CHECK_FALSE(parse_json(std::string_view("{}\0", 3)).ok());
  CHECK(parse_json("\"\\ud83d\\ude00\"").value() == "\xf0\x9f\x98\x80");
  CHECK(parse_json("\"\xe2\x80\xae\"").ok());  // direction marks are text; who shows it decides
}

TEST_CASE(
    "JSON depth and size stop at their limits to the level and the byte, and deep nesting costs nothing") {
  CHECK(parse_json(nested(64)).ok());
  CHECK_FALSE(parse_json(nested(65)).ok());
  CHECK(parse_json(nested(65)).error().what.find("too deep") != std::string::npos);
  CHECK(parse_json(nested(4), {.bytes = 8, .depth = 4}).ok());
  CHECK_FALSE(parse_json(nested(4), {.bytes = 7, .depth = 4}).ok());
  CHECK_FALSE(parse_json(nested(4), {.bytes = 8, .depth = 3}).ok());
  CHECK_FALSE(parse_json(std::string(100'000, '[')).ok());
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK_FALSE(parse_json(objects).ok());
  CHECK_FALSE(parse_json(std::string((4u << 20) + 1, ' ')).ok());
  std::string wide = "[0";
  for (int i = 0; i < 200'000; ++i) wide += ",0";
  CHECK(parse_json(wide + "]").value().size() == 200'001);
}

TEST_CASE("an error of JSON says where and why, and never what was there") {
  for (const std::string bad : {"{\"name\":\"Anna\",\"name\":\"Anna\"}", "[\"Anna\" \"Anna\"]", "Anna",
                                "[1e999,\"Anna\"]", "{\"Anna\":\"\\ud800\"}"}) {
    const Error error = parse_json(bad).error();
    CHECK(error.code == Code::invalid);
    CHECK(error.what.starts_with("JSON at byte "));
    CHECK(error.what.find("Anna") == std::string::npos);
  }
}

TEST_CASE("canonical JSON: keys in order, no spaces, the same bytes for the same value") {
  CHECK(canonical(parse_json(" {\"b\": [1, true], \"a\": null} ").value()) == "{\"a\":null,\"b\":[1,true]}");
  CHECK(canonical(parse_json("{\"a\":null,\"b\":[1,true]}").value()) == "{\"a\":null,\"b\":[1,true]}");
  CHECK(canonical(parse_json("\"\\u00e9\\/\\n\\u0001\"").value()) == "\"\xc3\xa9/\\n\\u0001\"");
}

TEST_CASE("members: absent, of another type or too long, each said by its name") {
  const Json held = parse_json("{\"s\":\"words\",\"n\":1,\"null\":null}").take();
  CHECK(need_string(held, "s").value() == "words");
  CHECK(need_string(held, "s", 5).ok());
  CHECK(need_string(held, "s", 4).error().what == "s: too long");
  CHECK(need_string(held, "n").error().what == "n: not text");
  CHECK(need_string(held, "null").error().code == Code::invalid);
  CHECK(need_string(held, "none").error().code == Code::missing);
  CHECK(need_string(Json(3), "none").error().code == Code::missing);
  CHECK(string_or(held, "n", "other") == "other");
  CHECK(integer_or(held, "s", 7) == 7);
}
