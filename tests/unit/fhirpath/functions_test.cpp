// Every function of FHIRPath with an example whose answer is known; the table of what is supported.
#include "sample.h"

#include <algorithm>
#include <iostream>

using namespace alongside;
using sample::worked;

namespace {

struct Row {
  const char* name;
  const char* expression;
  const char* answer;
};

const Row rows[] = {
    {"empty", "item.where(linkId='none').empty()", "[true]"},
    {"exists", "item.exists(linkId='age')", "[true]"},
    {"all", "item.all(linkId.exists())", "[true]"},
    {"allTrue", "(true | false).allTrue()", "[false]"},
    {"anyTrue", "(true | false).anyTrue()", "[true]"},
    {"allFalse", "({}).allFalse()", "[true]"},
    {"anyFalse", "(true | false).anyFalse()", "[true]"},
    {"subsetOf", "(1 | 2).subsetOf(1 | 2 | 3)", "[true]"},
    {"supersetOf", "(1 | 2).supersetOf(1 | 2 | 3)", "[false]"},
    {"count", "item.where(linkId='topics').answer.count()", "[3]"},
    {"distinct", "item.where(linkId='topics').answer.value.distinct()", R"(["sleep","money"])"},
    {"isDistinct", "item.where(linkId='topics').answer.value.isDistinct()", "[false]"},
    {"where", "item.where(linkId='age').answer.value", "[34]"},
    {"select", "item.where(linkId='topics').answer.select(value.upper())", R"(["SLEEP","MONEY","SLEEP"])"},
    {"repeat", "repeat(item).linkId.count()", "[11]"},
    {"ofType", "repeat(item).answer.value.ofType(boolean)", "[false]"},
    {"is", "item.where(linkId='born').answer.value.is(date)", "[true]"},
    {"as", "item.where(linkId='age').answer.value.as(integer)", "[34]"},
    {"single", "item.where(linkId='age').single().linkId", R"(["age"])"},
    {"first", "item.first().linkId", R"(["mood"])"},
    {"last", "item.last().linkId", R"(["at"])"},
    {"tail", "(1 | 2 | 3).tail()", "[2,3]"},
    {"skip", "(1 | 2 | 3).skip(2)", "[3]"},
    {"take", "(1 | 2 | 3).take(2)", "[1,2]"},
    {"intersect", "(1 | 2 | 3).intersect(2 | 3 | 4)", "[2,3]"},
    {"exclude", "(1 | 2 | 3).exclude(2)", "[1,3]"},
    {"union", "(1 | 2).union(2 | 3)", "[1,2,3]"},
    {"combine", "(1 | 2).combine(2)", "[1,2,2]"},
    {"iif", "iif(1 > 2, 'more', 'less')", R"(["less"])"},
    {"aggregate", "(1 | 2 | 3 | 4).aggregate($total + $this, 0)", "[10]"},
    {"not", "true.not()", "[false]"},
    {"children", "item.where(linkId='age').children().count()", "[2]"},
    {"descendants", "descendants().where(linkId='why').answer.value", R"(["no"])"},
    {"trace", "(1).trace('a')", "[1]"},
    {"now", "now()", R"(["2026-11-25T13:45:10+00:00"])"},
    {"today", "today()", R"(["2026-11-25"])"},
    {"timeOfDay", "timeOfDay()", R"(["13:45:10"])"},
    {"extension",
     "repeat(item).answer.value.extension('http://hl7.org/fhir/StructureDefinition/itemWeight').value",
     "[2.0]"},
    {"hasValue", "item.where(linkId='age').answer.value.hasValue()", "[true]"},
    {"getValue", "item.where(linkId='age').answer.value.getValue()", "[34]"},
    {"indexOf", "'Zoë Ali'.indexOf('Ali')", "[4]"},
    {"substring", "'Zoë Ali'.substring(2, 3)", R"(["ë A"])"},
    {"startsWith", "'sleep'.startsWith('sl')", "[true]"},
    {"endsWith", "'sleep'.endsWith('sl')", "[false]"},
    {"contains", "'sleep'.contains('lee')", "[true]"},
    {"upper", "'sleep'.upper()", R"(["SLEEP"])"},
    {"lower", "'SLEEP'.lower()", R"(["sleep"])"},
    {"replace", "'a-b-c'.replace('-', '+')", R"(["a+b+c"])"},
    {"matches", "'AB1 2CD'.matches('^[A-Z]{1,2}\\\\d')", "[true]"},
    {"matchesFull", "'AB1 2CD'.matchesFull('[A-Z]{1,2}\\\\d')", "[false]"},
    {"replaceMatches", "'a1b22'.replaceMatches('\\\\d+', '#')", R"(["a#b#"])"},
    {"length", "'Zoë'.length()", "[3]"},
    {"toChars", "'Zoë'.toChars()", R"(["Z","o","ë"])"},
    {"trim", "'  a b '.trim()", R"(["a b"])"},
    {"split", "'a,b,,c'.split(',')", R"(["a","b","","c"])"},
    {"join", "item.where(linkId='topics').answer.value.join(', ')", R"(["sleep, money, sleep"])"},
    {"sum", "(1 | 2 | 3.5).sum()", "[6.5]"},
    {"avg", "(1 | 2).avg()", "[1.5]"},
    {"min", "(3 | 1 | 2).min()", "[1]"},
    {"max", "('b' | 'a').max()", R"(["b"])"},
    {"abs", "(-3).abs()", "[3]"},
    {"ceiling", "(1.1).ceiling()", "[2]"},
    {"floor", "(-1.1).floor()", "[-2]"},
    {"truncate", "(-1.9).truncate()", "[-1]"},
    {"exp", "0.exp()", "[1.0]"},
    {"ln", "1.ln()", "[0.0]"},
    {"sqrt", "81.sqrt()", "[9.0]"},
    {"log", "16.log(2)", "[4.0]"},
    {"power", "2.power(10)", "[1024]"},
    {"round", "3.14159.round(3)", "[3.142]"},
    {"toBoolean", "'yes'.toBoolean()", "[true]"},
    {"toInteger", "'-12'.toInteger()", "[-12]"},
    {"toDecimal", "'1.25'.toDecimal()", "[1.25]"},
    {"toString", "(4 'mg').toString()", R"(["4 'mg'"])"},
    {"toDate", "'2026-03'.toDate()", R"(["2026-03"])"},
    {"toDateTime", "'2026-03-04T10:00:00Z'.toDateTime()", R"(["2026-03-04T10:00:00Z"])"},
    {"toTime", "'10:15'.toTime()", R"(["10:15"])"},
    {"toQuantity", "'4 days'.toQuantity() = 4 days", "[true]"},
    {"convertsToBoolean", "'maybe'.convertsToBoolean()", "[false]"},
    {"convertsToInteger", "'1.5'.convertsToInteger()", "[false]"},
    {"convertsToDecimal", "'1.5'.convertsToDecimal()", "[true]"},
    {"convertsToString", "1.convertsToString()", "[true]"},
    {"convertsToDate", "'2026-02-30'.convertsToDate()", "[false]"},
    {"convertsToDateTime", "'2026-02'.convertsToDateTime()", "[true]"},
    {"convertsToTime", "'25:00'.convertsToTime()", "[false]"},
    {"convertsToQuantity", "'4 parsecs'.convertsToQuantity()", "[false]"},
    {"answers", "item.where(linkId='smokes').answers()", R"([false,"no"])"},
    {"answer", "item.where(linkId='mood').answer().code", R"(["a","b"])"},
    {"weight", "item.where(linkId='mood').item.answer.weight().sum()", "[3]"},
    {"ordinal", "item.where(linkId='mood').item.answer.value.ordinal()", "[1,2]"}};

}  // namespace

TEST_CASE("FHIRPath: every function has an example and its answer, and the table of them is printed") {
  std::cout << "| function | arguments | example | answer |\n|---|---|---|---|\n";
  for (const path::FunctionNote& function : path::functions()) {
    CAPTURE(std::string(function.name));
    const Row* row = std::find_if(std::begin(rows), std::end(rows),
                                  [&](const Row& one) { return std::string(one.name) == function.name; });
    REQUIRE(row != std::end(rows));
    const std::string found = worked(row->expression);
    CHECK(found == std::string(row->answer));
    const std::string most = function.most == function.least ? "" : "–" + std::to_string(function.most);
    std::cout << "| " << function.name << " | " << function.least << most << " | `" << row->expression
              << "` | `" << found << "` |\n";
  }
  CHECK(std::size(rows) == path::functions().size());
  std::cout << "FHIRPath functions: " << std::size(rows) << "\n";
}
