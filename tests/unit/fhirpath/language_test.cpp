// The language of FHIRPath: operators, precedence, dates, amounts, variables, faults and limits.
#include "sample.h"

using namespace alongside;
using sample::worked;

namespace {

void check(const std::string& expression, const std::string& answer) {
  CAPTURE(expression);
  CHECK(worked(expression) == answer);
}

bool fails(const std::string& expression) {
  const std::string out = worked(expression);
  return out.rfind("fails: ", 0) == 0 || out.rfind("does not read: ", 0) == 0;
}

}  // namespace

TEST_CASE("FHIRPath: operators bind as the specification says") {
  check("1 + 2 * 3", "[7]");
  check("(1 + 2) * 3", "[9]");
  check("-2 * 3", "[-6]");
  check("7 div 2 + 7 mod 2", "[4]");
  check("7 / 2", "[3.5]");
  check("1 / 0", "[]");
  check("0.1 + 0.2 = 0.3", "[true]");
  check("1 | 2 = 3", "[false]");
  check("true or false and false", "[true]");
  check("false implies {}", "[true]");
  check("{} or true", "[true]");
  check("{} and true", "[]");
  check("true xor true", "[false]");
  check("1 < 2 and 'a' < 'b'", "[true]");
  check("'a' & {} & 'b'", R"(["ab"])");
  check("'a' + {}", "[]");
  check("2 in (1 | 2)", "[true]");
  check("(1 | 2) contains 3", "[false]");
  check("1 is Integer and 1.5 is Decimal", "[true]");
  check("(1 as String).empty()", "[true]");
  check("'ABC' ~ 'abc'", "[true]");
  check("1 !~ 2", "[true]");
  check("(1 | 2) = (1 | 2)", "[true]");
  check("({}) = 1", "[]");
  check("(1 | 2 | 3)[1]", "[2]");
  check("(1 | 2 | 3)[9]", "[]");
  check("/* a */ 1 // b", "[1]");
  check("'\\u00e9' = 'é'", "[true]");
}

TEST_CASE("FHIRPath: paths find what a response holds, whatever its type") {
  check("QuestionnaireResponse.item.where(linkId='age').answer.value + 1", "[35]");
  check("Patient.item", "[]");
  check("item.where(linkId='age').answer.valueInteger", "[34]");
  check("%resource.item.count() = %context.item.count()", "[true]");
  check("%two + 1", "[3]");
  check("item.where($index = 1).linkId", R"(["age"])");
  check("item.where(linkId='smokes').answer.item.linkId", R"(["why"])");
  check("repeat(item).where(linkId='why').answer.value", "[]");
  check("%resource.authored > @2026-03-04T10:00:00Z", "[true]");
}

TEST_CASE("FHIRPath: dates compare by the part that both have, and move by amounts") {
  check("@2026-03 = @2026-03-04", "[]");
  check("@2026-03 < @2026-04-04", "[true]");
  check("@2026-03-04T10:00:00+01:00 = @2026-03-04T09:00:00Z", "[true]");
  check("@2024-01-31 + 1 month", R"(["2024-02-29"])");
  check("@2024-02-29 - 1 year", R"(["2023-02-28"])");
  check("@2026-12-31 + 2 days", R"(["2027-01-02"])");
  check("@T23:30:00 + 1 hour", R"(["00:30:00"])");
  check("@2026-03-04T10:00:00Z + 90 minutes", R"(["2026-03-04T11:30:00Z"])");
  check("today() - 18 years >= %resource.item.where(linkId='born').answer.value", "[true]");
  CHECK(fails("@2026-03-04 + 1 'a'"));
  CHECK(fails("@2026-02-30"));
  CHECK(fails("@2026-03-04 < @T10:00"));
}

TEST_CASE("FHIRPath: amounts of the same unit are added and compared, of others never converted") {
  check("item.where(linkId='weight').answer.value > 80 'kg'", "[true]");
  check("item.where(linkId='weight').answer.value = 80500 'g'", "[]");
  check("(1 'kg' + 2 'kg') = 3 'kg'", "[true]");
  check("1 'kg' + 2 'g'", "[]");
  check("2 * 3", "[6]");
}

TEST_CASE("FHIRPath: what is no expression, or none of ours, is named") {
  CHECK(worked("1 +") == "does not read: FHIRPath: an expression is missing at byte 3");
  CHECK(worked("resolve()") == "does not read: FHIRPath: function is not supported: resolve");
  CHECK(worked("where()") == "does not read: FHIRPath: wrong number of arguments: where");
  CHECK(worked("%unknown") == "fails: FHIRPath: unknown variable: %unknown");
  CHECK(worked("'open") == "does not read: FHIRPath: a text without end at byte 5");
  for (const char* bad : {"",
                          "1 2",
                          "(1",
                          "a.",
                          "a..b",
                          "a[1",
                          "'\\q'",
                          "#",
                          "@x",
                          "1 = = 2",
                          "$that",
                          "item.single()",
                          "(1 | 2) + 1",
                          "'a' > 1",
                          "'a' - 'b'",
                          "'a'.matches('(')",
                          "'a'.matches('\\\\1')",
                          "'a'.matches('a**')",
                          "99999999999",
                          "/* a"}) {
    CAPTURE(bad);
    CHECK(fails(bad));
  }
}

TEST_CASE("FHIRPath: depth, length, steps, sizes and regular expressions have limits") {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "(";
  CHECK(worked(deep + "1").find("nested too deep") != std::string::npos);
  std::string chain = "a";
  for (int i = 0; i < 5000; ++i) chain += ".a";
  CHECK(worked(chain).find("nested too deep") != std::string::npos);
  std::string minus;
  for (int i = 0; i < 5000; ++i) minus += "-";
  CHECK(worked(minus + "1").find("nested too deep") != std::string::npos);
  CHECK(worked(std::string(path::most_expression + 1, ' ')).find("too long") != std::string::npos);
  CHECK(worked("(1).repeat($this + 1)").find("too many steps") != std::string::npos);
  CHECK(worked("'ab'.repeat($this & $this)").find("too long") != std::string::npos);
  const std::string many(200, 'a');
  CHECK(worked("'" + many + "'.matches('^(a+)+$')") == "[true]");
  CHECK(worked("'" + many + "b'.matches('^(a+)+$')").find("too many steps") != std::string::npos);
  path::Limits few;
  few.elements = 5;
  CHECK(worked("(1 | 2 | 3).combine(4 | 5 | 6)", few).find("too large") != std::string::npos);
}

TEST_CASE("FHIRPath: regular expressions of published forms") {
  check(
      "'+1 (555) "
      "123-4567'.matches('^(\\\\+\\\\d{1,2}\\\\s?)?\\\\(?\\\\d{3}\\\\)?[\\\\s.-]?\\\\d{3}[\\\\s.-]?\\\\d{4}$'"
      ")",
      "[true]");
  check("'M5V 2T6'.matches('^(?!.*[DFIOQU])[A-VXY][0-9][A-Z] ?[0-9][A-Z][0-9]$')", "[true]");
  check("'D5V 2T6'.matches('^(?!.*[DFIOQU])[A-VXY][0-9][A-Z] ?[0-9][A-Z][0-9]$')", "[false]");
  check("'two words'.matches('\\\\bword')", "[true]");
  check("'abc'.matchesFull('a(b|x)*c?')", "[true]");
  check("'aaa'.replaceMatches('a{2}?', '-')", R"(["-a"])");
  check("'Zoë'.matches('^\\\\w+$')", "[false]");
}
