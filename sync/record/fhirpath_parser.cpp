// Reads a FHIRPath expression into its tree, by the precedence of the specification.
#include <sync/record/fhirpath_lexer.h>
#include <sync/record/fhirpath_parts.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace alongside::path {
namespace {

struct Operator {
  std::string_view name;
  int binds;  // more binds stronger
};
constexpr std::array<Operator, 26> operators = {
    {{"implies", 1}, {"or", 2},   {"xor", 2},  {"and", 3}, {"in", 4}, {"contains", 4}, {"=", 5},
     {"~", 5},       {"!=", 5},   {"!~", 5},   {"<", 6},   {"<=", 6}, {">", 6},        {">=", 6},
     {"|", 7},       {"is", 8},   {"as", 8},   {"+", 9},   {"-", 9},  {"&", 9},        {"*", 10},
     {"/", 10},      {"div", 10}, {"mod", 10}, {"", 0},    {"", 0}}};
constexpr int weakest = 1;

const Operator* operator_of(const Token& token) {
  if (token.kind != TokenKind::symbol && token.kind != TokenKind::name) return nullptr;
  for (const Operator& one : operators) {
    if (one.binds > 0 && one.name == token.text) return &one;
  }
  return nullptr;
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<Tree> whole() {
    Tree out = TRY(expression(weakest));
    if (now().kind != TokenKind::end) return fail("more than one expression");
    return out;
  }

 private:
  const Token& now() const { return tokens_[at_]; }
  bool sign(std::string_view text) const { return now().kind == TokenKind::symbol && now().text == text; }
  Error fail(const std::string& what) const { return wrong(what + " at byte " + std::to_string(now().at)); }
  bool taken(std::string_view text) {
    if (!sign(text)) return false;
    ++at_;
    return true;
  }
  Result<> need(std::string_view text) {
    if (!taken(text)) return fail("expected " + std::string(text));
    return {};
  }

  Result<Tree> made(Kind kind, std::string text, std::vector<Tree> parts) const {
    Tree out;
    out.kind = kind;
    out.text = std::move(text);
    for (const Tree& part : parts) out.depth = std::max(out.depth, part.depth + 1);
    if (out.depth > most_depth) return wrong("nested too deep");
    out.parts = std::move(parts);
    return out;
  }

  Result<Tree> pair(Kind kind, std::string text, Tree one, Tree other) const {
    std::vector<Tree> parts;
    parts.push_back(std::move(one));
    parts.push_back(std::move(other));
    return made(kind, std::move(text), std::move(parts));
  }

  Result<Tree> expression(int least) {
    if (++open_ > most_depth) return wrong("nested too deep");
    Tree left = TRY(signed_term());
    while (const Operator* found = operator_of(now())) {
      if (found->binds < least) break;
      ++at_;
      if (found->name == "is" || found->name == "as") {
        std::vector<Tree> parts;
        parts.push_back(std::move(left));
        parts.push_back(TRY(made(Kind::literal, TRY(type_name()), {})));
        left = TRY(made(Kind::type_test, std::string(found->name), std::move(parts)));
        continue;
      }
      Tree right = TRY(expression(found->binds + 1));
      left = TRY(pair(Kind::operation, std::string(found->name), std::move(left), std::move(right)));
    }
    --open_;
    return left;
  }

  Result<Tree> signed_term() {
    if (!sign("+") && !sign("-")) return chain();
    if (++open_ > most_depth) return wrong("nested too deep");
    const std::string which = now().text;
    ++at_;
    std::vector<Tree> parts;
    parts.push_back(TRY(signed_term()));
    --open_;
    return made(Kind::sign, which, std::move(parts));
  }

  Result<Tree> chain() {
    Tree out = TRY(term());
    while (true) {
      if (taken(".")) {
        Tree next = TRY(invocation());
        out = TRY(pair(Kind::path, "", std::move(out), std::move(next)));
      } else if (taken("[")) {
        Tree place = TRY(expression(weakest));
        TRY(need("]"));
        out = TRY(pair(Kind::at, "", std::move(out), std::move(place)));
      } else {
        return out;
      }
    }
  }

  Result<Tree> term() {
    const Token token = now();
    if (taken("(")) {
      Tree inside = TRY(expression(weakest));
      TRY(need(")"));
      return inside;
    }
    if (taken("{")) {
      TRY(need("}"));
      return Tree{};
    }
    switch (token.kind) {
      case TokenKind::text:
        ++at_;
        return literal(one(token.text));
      case TokenKind::number:
        ++at_;
        return number(token.text);
      case TokenKind::moment: {
        auto read = read_moment(token.text);
        if (!read) return fail("not a date or time");
        ++at_;
        return literal({std::move(*read)});
      }
      case TokenKind::variable:
        ++at_;
        return made(Kind::variable, token.text, {});
      case TokenKind::name:
        if (token.text != "true" && token.text != "false") break;
        ++at_;
        return literal(one(token.text == "true"));
      default:
        break;
    }
    return invocation();
  }

  static Tree literal(Nodes nodes) {
    Tree out;
    out.literal = std::move(nodes);
    return out;
  }

  // A number, or an amount where a unit follows.
  Result<Tree> number(const std::string& digits) {
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const std::string unit = now().kind == TokenKind::text   ? now().text
                             : now().kind == TokenKind::name ? calendar_unit(now().text)
                                                             : std::string();
    if (!unit.empty()) {
      ++at_;
      return literal(one(Amount{value, unit}));
    }
    if (digits.find('.') != std::string::npos) return literal(one(value));
    std::int64_t whole = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
    if (read.ec != std::errc() || whole > 0x7fffffff) return fail("a number is too big");
    return literal(one(whole));
  }

  Result<Tree> invocation() {
    const Token token = now();
    if (token.kind == TokenKind::dollar) {
      ++at_;
      if (token.text == "this") return made(Kind::self, "", {});
      if (token.text == "index") return made(Kind::place, "", {});
      if (token.text == "total") return made(Kind::total, "", {});
      return fail("an unknown name after $");
    }
    if (token.kind != TokenKind::name && token.kind != TokenKind::quoted_name)
      return fail("an expression is missing");
    ++at_;
    if (!taken("(")) return made(Kind::name, token.text, {});
    if (token.kind == TokenKind::quoted_name) return fail("a function's name in marks");
    return call(token.text);
  }

  Result<Tree> call(const std::string& name) {
    const Function* found = find_function(name);
    if (found == nullptr) return wrong("function is not supported: " + name.substr(0, 60));
    std::vector<Tree> parts;
    if (name == "is" || name == "as" || name == "ofType") {
      parts.push_back(TRY(made(Kind::literal, TRY(type_name()), {})));
      TRY(need(")"));
    } else if (!taken(")")) {
      do {
        parts.push_back(TRY(expression(weakest)));
      } while (taken(","));
      TRY(need(")"));
    }
    if (parts.size() < found->least || parts.size() > found->most)
      return wrong("wrong number of arguments: " + name);
    return made(Kind::call, name, std::move(parts));
  }

  // FHIR.Patient, System.String or a bare name.
  Result<std::string> type_name() {
    if (now().kind != TokenKind::name && now().kind != TokenKind::quoted_name)
      return fail("a type is missing");
    std::string out = now().text;
    ++at_;
    while (taken(".")) {
      out += "." + now().text;
      ++at_;
    }
    return out;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int open_ = 0;
};

void collect_variables(const Tree& tree, std::vector<std::string>& out) {
  if (tree.kind == Kind::variable) out.push_back(tree.text);
  for (const Tree& part : tree.parts) collect_variables(part, out);
}

}  // namespace

Result<Expression> read_expression(std::string_view text) {
  if (text.size() > most_expression) return wrong("an expression is too long");
  std::vector<Token> tokens = TRY(tokens_of(text));
  Expression out;
  out.tree = TRY(Parser(std::move(tokens)).whole());
  out.text = std::string(text);
  return out;
}

bool calls(const Tree& tree, std::string_view function) {
  return (tree.kind == Kind::call && tree.text == function) ||
         std::any_of(tree.parts.begin(), tree.parts.end(),
                     [&](const Tree& part) { return calls(part, function); });
}

std::vector<std::string> variables_of(const Tree& tree) {
  std::vector<std::string> out;
  collect_variables(tree, out);
  return out;
}

}  // namespace alongside::path
