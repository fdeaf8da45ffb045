// Regular expressions of forms: they try one way after another, and give up at a count of steps, so that no
// pattern can hold the kiosk (the standard library's would exhaust the stack).
#include <sync/record/fhirpath_parts.h>

#include <functional>

namespace alongside::path {
namespace {

constexpr std::size_t most_steps = 200000;
constexpr int most_open = 1000;  // pieces being matched inside each other
constexpr std::size_t most_pattern = 5000;
constexpr std::size_t most_repeats = 1000;
constexpr int most_groups_deep = 50;

using Letters = std::u32string;

Letters letters_of(std::string_view text) {
  Letters out;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    char32_t code = lead < 0x80   ? lead
                    : lead < 0xE0 ? lead & 0x1Fu
                    : lead < 0xF0 ? lead & 0x0Fu
                                  : lead & 0x07u;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80 && lead >= 0x80)
      code = (code << 6) | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
    out += code;
  }
  return out;
}

struct Set {
  std::vector<std::pair<char32_t, char32_t>> ranges;
  std::vector<Set> others;  // \D inside a class
  bool negated = false;
  bool has(char32_t letter) const {
    bool found = false;
    for (const auto& [first, last] : ranges) found = found || (letter >= first && letter <= last);
    for (const Set& one : others) found = found || one.has(letter);
    return found != negated;
  }
};

constexpr char32_t last_letter = 0x10FFFF;
Set single_letter(char32_t letter) { return {{{letter, letter}}, {}, false}; }
const Set digit_set{{{'0', '9'}}, {}, false};
const Set word_set{{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}, {}, false};
const Set blank_set{{{9, 13}, {32, 32}, {0xA0, 0xA0}, {0x2000, 0x200A}, {0x2028, 0x2029}}, {}, false};

enum class PieceKind { letter, group, begin, end, boundary, no_boundary, ahead, not_ahead };
struct Piece;
using Sequence = std::vector<Piece>;
struct Piece {
  PieceKind kind = PieceKind::letter;
  Set set;
  std::vector<Sequence> choices;
  std::size_t least = 1;
  std::size_t most = 1;
  bool lazy = false;
};

class Pattern {
 public:
  explicit Pattern(Letters text) : text_(std::move(text)) {}

  Result<std::vector<Sequence>> all() {
    auto out = TRY(choices(0));
    if (at_ < text_.size()) return fail();
    return out;
  }

 private:
  static Error fail() { return wrong("a regular expression is not supported"); }
  bool more() const { return at_ < text_.size(); }
  char32_t now() const { return more() ? text_[at_] : 0; }
  bool taken(char32_t letter) {
    if (now() != letter || !more()) return false;
    ++at_;
    return true;
  }

  Result<std::vector<Sequence>> choices(int depth) {
    if (depth > most_groups_deep) return fail();
    std::vector<Sequence> out;
    do {
      Sequence each;
      while (more() && now() != '|' && now() != ')') {
        Piece piece = TRY(atom(depth));
        TRY(repeats(piece));
        each.push_back(std::move(piece));
      }
      out.push_back(std::move(each));
    } while (taken('|'));
    return out;
  }

  Result<Piece> atom(int depth) {
    Piece out;
    if (taken('(')) {
      out.kind = PieceKind::group;
      if (taken('?')) {
        if (taken('=')) {
          out.kind = PieceKind::ahead;
        } else if (taken('!')) {
          out.kind = PieceKind::not_ahead;
        } else if (!taken(':')) {
          return fail();
        }
      }
      out.choices = TRY(choices(depth + 1));
      if (!taken(')')) return fail();
    } else if (taken('[')) {
      out.set = TRY(bracket());
    } else if (taken('.')) {
      out.set = {{{0, last_letter}}, {}, false};
    } else if (taken('^')) {
      out.kind = PieceKind::begin;
    } else if (taken('$')) {
      out.kind = PieceKind::end;
    } else if (taken('\\')) {
      if (now() == 'b' || now() == 'B')
        out.kind = text_[at_++] == 'b' ? PieceKind::boundary : PieceKind::no_boundary;
      else
        out.set = TRY(escape());
    } else if (now() == '*' || now() == '+' || now() == '?' || now() == '{') {
      return fail();
    } else {
      out.set = single_letter(text_[at_++]);
    }
    return out;
  }

  Result<> repeats(Piece& piece) {
    constexpr std::size_t any = static_cast<std::size_t>(-1);
    if (taken('*')) {
      piece.least = 0;
      piece.most = any;
    } else if (taken('+')) {
      piece.most = any;
    } else if (taken('?')) {
      piece.least = 0;
    } else if (taken('{')) {
      piece.least = TRY(count());
      piece.most = piece.least;
      if (taken(',')) piece.most = now() == '}' ? any : TRY(count());
      if (!taken('}') || piece.least > piece.most) return fail();
    } else {
      return {};
    }
    piece.lazy = taken('?');
    return {};
  }

  Result<std::size_t> count() {
    std::size_t out = 0;
    if (now() < '0' || now() > '9') return fail();
    while (now() >= '0' && now() <= '9') {
      out = out * 10 + (text_[at_++] - '0');
      if (out > most_repeats) return fail();
    }
    return out;
  }

  Result<char32_t> code(std::size_t length) {
    char32_t out = 0;
    for (std::size_t i = 0; i < length; ++i) {
      const char32_t letter = now();
      const bool digit = letter >= '0' && letter <= '9';
      const char32_t small = letter | 0x20u;
      if (!digit && (small < 'a' || small > 'f')) return fail();
      out = out * 16 + (digit ? letter - '0' : small - 'a' + 10);
      ++at_;
    }
    return out;
  }

  Result<Set> escape() {
    if (!more()) return fail();
    const char32_t letter = text_[at_++];
    struct Class {
      char32_t name;
      const Set& set;
    };
    for (const Class& one : {Class{'d', digit_set}, Class{'w', word_set}, Class{'s', blank_set}}) {
      if ((letter | 0x20u) != one.name) continue;
      Set out = one.set;
      out.negated = letter < 'a';
      return out;
    }
    if (letter == 'n') return single_letter('\n');
    if (letter == 'r') return single_letter('\r');
    if (letter == 't') return single_letter('\t');
    if (letter == 'x') return single_letter(TRY(code(2)));
    if (letter == 'u') return single_letter(TRY(code(4)));
    const bool plain_sign = letter < 128 && !word_set.has(letter);
    return plain_sign ? Result<Set>(single_letter(letter)) : fail();
  }

  Result<Set> bracket() {
    Set out;
    out.negated = taken('^');
    while (!taken(']')) {
      if (!more()) return fail();
      Set first = TRY(member());
      const bool range = now() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']';
      if (!range || first.ranges.size() != 1 || first.negated) {
        out.others.push_back(std::move(first));
        continue;
      }
      ++at_;
      const Set last = TRY(member());
      if (last.ranges.size() != 1 || last.ranges[0].first < first.ranges[0].first) return fail();
      out.ranges.emplace_back(first.ranges[0].first, last.ranges[0].second);
    }
    return out;
  }

  Result<Set> member() {
    if (taken('\\')) return escape();
    if (!more()) return fail();
    return single_letter(text_[at_++]);
  }

  Letters text_;
  std::size_t at_ = 0;
};

using Next = std::function<bool(std::size_t)>;

class Matcher {
 public:
  explicit Matcher(const Letters& text) : text_(text) {}

  bool any(const std::vector<Sequence>& choices, std::size_t at, const Next& next) {
    for (const Sequence& one : choices) {
      if (sequence(one, 0, at, next)) return true;
      if (gave_up) return false;
    }
    return false;
  }

  bool gave_up = false;

 private:
  bool spend() {
    if (++steps_ > most_steps || open_ > most_open) gave_up = true;
    return !gave_up;
  }

  bool sequence(const Sequence& pieces, std::size_t which, std::size_t at, const Next& next) {
    if (!spend()) return false;
    if (which == pieces.size()) return next(at);
    const Piece& piece = pieces[which];
    const Next after = [&, which](std::size_t here) { return sequence(pieces, which + 1, here, next); };
    ++open_;
    const bool out = piece.kind == PieceKind::letter  ? letters(piece, at, after)
                     : piece.kind == PieceKind::group ? group(piece, 0, at, after)
                                                      : holds(piece, at) && after(at);
    --open_;
    return out;
  }

  // As many as there may be, then fewer; the other way round when lazy.
  bool letters(const Piece& piece, std::size_t at, const Next& after) {
    std::size_t most = 0;
    while (most < piece.most && at + most < text_.size() && piece.set.has(text_[at + most])) ++most;
    steps_ += most / 8;
    if (most < piece.least) return false;
    for (std::size_t i = 0; i <= most - piece.least; ++i) {
      if (after(at + (piece.lazy ? piece.least + i : most - i))) return true;
      if (!spend()) return false;
    }
    return false;
  }

  bool group(const Piece& piece, std::size_t count, std::size_t at, const Next& after) {
    if (!spend()) return false;
    const auto again = [&] {
      if (count >= piece.most) return false;
      ++open_;
      const bool out = any(piece.choices, at, [&](std::size_t here) {
        return (here != at || count < piece.least) && group(piece, count + 1, here, after);
      });
      --open_;
      return out;
    };
    const bool enough = count >= piece.least;
    if (piece.lazy) return (enough && after(at)) || again();
    return again() || (enough && !gave_up && after(at));
  }

  bool holds(const Piece& piece, std::size_t at) {
    const bool before = at > 0 && word_set.has(text_[at - 1]);
    const bool behind = at < text_.size() && word_set.has(text_[at]);
    switch (piece.kind) {
      case PieceKind::begin:
        return at == 0;
      case PieceKind::end:
        return at == text_.size();
      case PieceKind::boundary:
        return before != behind;
      case PieceKind::no_boundary:
        return before == behind;
      default:
        break;
    }
    const bool found = any(piece.choices, at, [](std::size_t) { return true; });
    return !gave_up && found == (piece.kind == PieceKind::ahead);
  }

  const Letters& text_;
  std::size_t steps_ = 0;
  int open_ = 0;
};

Result<std::vector<Sequence>> read_pattern(const std::string& pattern) {
  if (pattern.size() > most_pattern) return wrong("a regular expression is too long");
  return Pattern(letters_of(pattern)).all();
}

Error costly() { return wrong("a regular expression takes too many steps"); }

std::string bytes_of(const Letters& text, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) {
    const char32_t code = text[i];
    const int tails = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    constexpr unsigned leads[] = {0, 0xC0, 0xE0, 0xF0};
    out += static_cast<char>(leads[tails] | (code >> (6 * tails)));
    for (int left = tails - 1; left >= 0; --left)
      out += static_cast<char>(0x80u | ((code >> (6 * left)) & 0x3Fu));
  }
  return out;
}

}  // namespace

Result<bool> matches(std::string_view text, const std::string& pattern, bool whole) {
  const auto choices = TRY(read_pattern(pattern));
  const Letters letters = letters_of(text);
  Matcher matcher(letters);
  for (std::size_t from = 0; from <= letters.size(); ++from) {
    const bool found =
        matcher.any(choices, from, [&](std::size_t end) { return !whole || end == letters.size(); });
    if (matcher.gave_up) return costly();
    if (found) return true;
    if (whole) break;
  }
  return false;
}

Result<std::string> replaced(std::string_view text, const std::string& pattern, const std::string& by,
                             std::size_t most) {
  if (by.find('$') != std::string::npos) return wrong("replaceMatches() with groups is not supported");
  if (pattern.empty()) return std::string(text);
  const auto choices = TRY(read_pattern(pattern));
  const Letters letters = letters_of(text);
  Matcher matcher(letters);
  std::string out;
  std::size_t from = 0;
  while (from <= letters.size()) {
    std::size_t end = from;
    const bool found = matcher.any(choices, from, [&](std::size_t here) {
      end = here;
      return true;
    });
    if (matcher.gave_up) return costly();
    if (found) out += by;
    if (!found || end == from) {
      if (from < letters.size()) out += bytes_of(letters, from, from + 1);
      end = from + 1;
    }
    from = end;
    if (out.size() > most) return wrong("a text is too long");
  }
  return out;
}

}  // namespace alongside::path
