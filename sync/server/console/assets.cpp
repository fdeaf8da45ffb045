// Mustache templates from files, and JSON data put into them.
#include <sync/server/console/assets.h>

#include <platform/crypto.h>
#include <platform/files.h>

#include <kainjow/mustache.hpp>

#include <array>
#include <map>

namespace alongside {
namespace {

using Mustache = kainjow::mustache::mustache;
using MustacheData = kainjow::mustache::data;

constexpr std::size_t template_most_bytes = 256u << 10;
constexpr std::array<const char*, 9> names = {"frame",  "sign_in", "problem", "queue",       "request",
                                              "kiosks", "account", "audit",   "needs_person"};

// U+202A–202E and U+2066–2069: they could make a line read otherwise than it was typed.
bool turns_text(const std::string& text, std::size_t at) {
  if (at + 2 >= text.size()) return false;
  const auto a = static_cast<unsigned char>(text[at]);
  const auto b = static_cast<unsigned char>(text[at + 1]);
  const auto c = static_cast<unsigned char>(text[at + 2]);
  if (a != 0xE2) return false;
  return (b == 0x80 && c >= 0xAA && c <= 0xAE) || (b == 0x81 && c >= 0xA6 && c <= 0xA9);
}

std::string shown(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (turns_text(text, at)) {
      at += 2;
    } else if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7F)) {
      out += text[at];
    }
  }
  return out;
}

MustacheData to_mustache(const Json& value) {
  if (value.is_object()) {
    MustacheData data{MustacheData::type::object};
    for (const auto& [key, member] : value.items()) data.set(key, to_mustache(member));
    return data;
  }
  if (value.is_array()) {
    MustacheData data{MustacheData::type::list};
    for (const Json& member : value) data.push_back(to_mustache(member));
    return data;
  }
  const auto yes_no = [](bool yes) {
    return MustacheData{yes ? MustacheData::type::bool_true : MustacheData::type::bool_false};
  };
  if (value.is_boolean()) return yes_no(value.get<bool>());
  if (value.is_null()) return yes_no(false);
  if (!value.is_string()) return MustacheData{value.dump()};
  std::string text = shown(value.get_ref<const std::string&>());
  return text.empty() ? yes_no(false) : MustacheData{std::move(text)};
}

}  // namespace

struct ConsoleAssets::Templates {
  std::map<std::string, Mustache> by_name;
};

ConsoleAssets::ConsoleAssets() : templates_(std::make_unique<Templates>()) {}
ConsoleAssets::ConsoleAssets(ConsoleAssets&&) noexcept = default;
ConsoleAssets::~ConsoleAssets() = default;

Result<ConsoleAssets> ConsoleAssets::load(const std::string& folder) {
  ConsoleAssets assets;
  for (const char* name : names) {
    const std::string path = folder + "/templates/" + name + ".mustache";
    const auto text = read_file(path, template_most_bytes);
    if (!text.ok()) return Error{text.error().code, "the console's template " + path + " cannot be read"};
    Mustache parsed{*text};
    if (!parsed.is_valid()) return Error{Code::invalid, path + ": " + parsed.error_message()};
    assets.templates_->by_name.emplace(name, std::move(parsed));
  }
  auto css = read_file(folder + "/build/console.css", 2u << 20);
  if (css.ok()) assets.css_ = css.take();
  assets.css_mark_ = to_hex(sha256(view(assets.css_))).substr(0, 12);
  return assets;
}

std::string ConsoleAssets::render(const std::string& name, const Json& data, const std::string& content) {
  const auto found = templates_->by_name.find(name);
  if (found == templates_->by_name.end()) std::abort();  // a page names a template that `names` lacks
  MustacheData all = to_mustache(data);
  if (!content.empty()) all.set("content", content);
  return found->second.render(all);
}

}  // namespace alongside
