// Functions of FHIRPath on text. Places and lengths count characters, not bytes.
#include <sync/record/fhirpath_parts.h>

#include <algorithm>

namespace alongside::path {
namespace {

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

// The byte at which a character begins; the end where there are not so many.
std::size_t byte_of(std::string_view text, std::size_t character) {
  std::size_t at = 0;
  for (std::size_t left = character + 1; at < text.size(); ++at) {
    if (begins_character(text[at]) && --left == 0) break;
  }
  return at;
}

// The text and the argument, where both are there.
struct Two {
  std::optional<std::string> text, other;
  bool both() const { return text && other; }
};

Result<Two> two(const Call& call) {
  Two out;
  out.text = TRY(text_in(call.focus));
  const Nodes argument = TRY(call.argument(0));
  out.other = TRY(text_in(argument));
  if (out.text) TRY(call.run.spend(out.text->size() / 16));
  return out;
}

Result<Nodes> index_of(const Call& call) {
  const Two found = TRY(two(call));
  if (!found.both()) return Nodes{};
  const std::size_t at = found.text->find(*found.other);
  if (at == std::string::npos) return one(std::int64_t{-1});
  return one(static_cast<std::int64_t>(characters(std::string_view(*found.text).substr(0, at))));
}

Result<Nodes> substring(const Call& call) {
  const auto text = TRY(text_in(call.focus));
  const Nodes start = TRY(call.argument(0));
  const auto from = TRY(whole_in(start));
  if (!text || !from || *from < 0) return Nodes{};
  const std::size_t count = characters(*text);
  if (static_cast<std::size_t>(*from) >= count) return Nodes{};
  std::size_t most = count;
  if (call.parts.size() > 1) {
    const Nodes argument = TRY(call.argument(1));
    const auto length = TRY(whole_in(argument));
    if (length) most = *length < 0 ? 0 : std::min(count, static_cast<std::size_t>(*length));
  }
  const std::size_t begin = byte_of(*text, static_cast<std::size_t>(*from));
  const std::size_t end = byte_of(*text, std::min(count, static_cast<std::size_t>(*from) + most));
  return one(text->substr(begin, end - begin));
}

Result<Nodes> starts_with(const Call& call) {
  const Two found = TRY(two(call));
  return found.both() ? one(found.text->rfind(*found.other, 0) == 0) : Nodes{};
}

Result<Nodes> ends_with(const Call& call) {
  const Two found = TRY(two(call));
  if (!found.both()) return Nodes{};
  const std::size_t size = found.other->size();
  return one(found.text->size() >= size &&
             found.text->compare(found.text->size() - size, size, *found.other) == 0);
}

Result<Nodes> contains(const Call& call) {
  const Two found = TRY(two(call));
  return found.both() ? one(found.text->find(*found.other) != std::string::npos) : Nodes{};
}

// Letters of ASCII only: other scripts of the kiosk have no cases, and no form asks for them.
Result<Nodes> changed_case(const Call& call, char from, char to) {
  auto text = TRY(text_in(call.focus));
  if (!text) return Nodes{};
  for (char& c : *text) {
    if (c >= from && c <= from + 25) c = static_cast<char>(c - from + to);
  }
  return one(*text);
}
Result<Nodes> upper(const Call& call) { return changed_case(call, 'a', 'A'); }
Result<Nodes> lower(const Call& call) { return changed_case(call, 'A', 'a'); }

Result<Nodes> replace(const Call& call) {
  const Two found = TRY(two(call));
  const Nodes argument = TRY(call.argument(1));
  const auto by = TRY(text_in(argument));
  if (!found.both() || !by) return Nodes{};
  std::string out;
  const std::string& text = *found.text;
  const std::string& old = *found.other;
  std::size_t at = 0;
  while (at < text.size()) {
    const bool here = old.empty() ? begins_character(text[at]) : text.compare(at, old.size(), old) == 0;
    if (here) out += *by;
    if (here && !old.empty()) {
      at += old.size();
    } else {
      out += text[at++];
    }
    if (out.size() > call.run.limits.text) return wrong("a text is too long");
  }
  return one(old.empty() ? out + *by : out);
}

Result<Nodes> matches_part(const Call& call) {
  const Two found = TRY(two(call));
  if (!found.both()) return Nodes{};
  return one(TRY(matches(*found.text, *found.other, false)));
}

Result<Nodes> matches_full(const Call& call) {
  const Two found = TRY(two(call));
  if (!found.both()) return Nodes{};
  return one(TRY(matches(*found.text, *found.other, true)));
}

Result<Nodes> replace_matches(const Call& call) {
  const Two found = TRY(two(call));
  const Nodes argument = TRY(call.argument(1));
  const auto by = TRY(text_in(argument));
  if (!found.both() || !by) return Nodes{};
  return one(TRY(replaced(*found.text, *found.other, *by, call.run.limits.text)));
}

Result<Nodes> length(const Call& call) {
  const auto text = TRY(text_in(call.focus));
  return text ? one(static_cast<std::int64_t>(characters(*text))) : Nodes{};
}

Result<Nodes> to_chars(const Call& call) {
  const auto text = TRY(text_in(call.focus));
  Nodes out;
  if (!text) return out;
  TRY(call.run.spend(text->size()));
  for (std::size_t at = 0; at < text->size();) {
    std::size_t end = at + 1;
    while (end < text->size() && !begins_character((*text)[end])) ++end;
    out.push_back(one(text->substr(at, end - at))[0]);
    at = end;
  }
  return out;
}

Result<Nodes> trim(const Call& call) {
  const auto text = TRY(text_in(call.focus));
  if (!text) return Nodes{};
  const std::size_t from = text->find_first_not_of(" \t\r\n");
  if (from == std::string::npos) return one(std::string());
  return one(text->substr(from, text->find_last_not_of(" \t\r\n") - from + 1));
}

Result<Nodes> split(const Call& call) {
  const Two found = TRY(two(call));
  Nodes out;
  if (!found.both()) return out;
  if (found.other->empty()) return to_chars(call);
  std::size_t at = 0;
  while (true) {
    const std::size_t end = found.text->find(*found.other, at);
    out.push_back(one(found.text->substr(at, end - at))[0]);
    if (end == std::string::npos) return out;
    at = end + found.other->size();
  }
}

Result<Nodes> join(const Call& call) {
  std::string between;
  if (!call.parts.empty()) {
    const Nodes argument = TRY(call.argument(0));
    between = TRY(text_in(argument)).value_or("");
  }
  if (call.focus.empty()) return Nodes{};
  std::string out;
  for (const Node& node : call.focus) {
    const Nodes only = {node};
    if (&node != &call.focus[0]) out += between;
    out += TRY(text_in(only)).value_or("");
    if (out.size() > call.run.limits.text) return wrong("a text is too long");
  }
  return one(out);
}

constexpr Function table[] = {{"indexOf", 1, 1, index_of},
                              {"substring", 1, 2, substring},
                              {"startsWith", 1, 1, starts_with},
                              {"endsWith", 1, 1, ends_with},
                              {"contains", 1, 1, contains},
                              {"upper", 0, 0, upper},
                              {"lower", 0, 0, lower},
                              {"replace", 2, 2, replace},
                              {"matches", 1, 1, matches_part},
                              {"matchesFull", 1, 1, matches_full},
                              {"replaceMatches", 2, 2, replace_matches},
                              {"length", 0, 0, length},
                              {"toChars", 0, 0, to_chars},
                              {"trim", 0, 0, trim},
                              {"split", 1, 1, split},
                              {"join", 0, 1, join}};

}  // namespace

std::span<const Function> text_functions() { return table; }

}  // namespace alongside::path
