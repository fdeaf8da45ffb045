// Reads assets/pack, and makes pseudo-locales of it.
#include <tests/support/starter.h>
#include <tests/support/source/source.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace alongside {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string folder(const char* variable, const char* otherwise) {
  const char* given = std::getenv(variable);
  const fs::path path = given ? fs::path(given) : fs::path(source_folder()) / otherwise;
  if (fs::is_directory(path)) return path.string();
  std::printf("skipped: %s not found\n", variable);
  return {};
}

// One Arabic letter for each Latin one: readable by nobody, shaped and ordered like Urdu.
const char* arabic(char letter) {
  static const char* const letters[] = {"ا", "ب", "چ", "د", "ے", "ف", "گ", "ہ", "ی", "ج", "ک", "ل", "م",
                                        "ن", "و", "پ", "ق", "ر", "س", "ت", "ء", "ڑ", "ش", "خ", "ع", "ز"};
  return letters[std::tolower(static_cast<unsigned char>(letter)) - 'a'];
}

// `change` for each letter outside {names}.
template <class Change>
std::string each_letter(const std::string& text, const Change& change) {
  std::string out;
  bool inside = false;
  for (const char c : text) {
    if (c == '{') inside = true;
    if (!inside && std::isalpha(static_cast<unsigned char>(c)))
      out += change(c);
    else
      out += c;
    if (c == '}') inside = false;
  }
  return out;
}

void translate(Words& words, const std::string& tag) {
  if (!words.text.empty()) words.translations[tag] = pseudo(tag, words.text);
}

void translate(std::vector<Item>& items, const std::string& tag) {
  for (Item& item : items) {
    translate(item.text, tag);
    translate(item.prefix, tag);
    for (Option& option : item.options) translate(option.text, tag);
    translate(item.items, tag);
  }
}

}  // namespace

PackFiles starter_files() {
  const fs::path root = fs::path(source_folder()) / "assets" / "pack";
  PackFiles files;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.is_regular_file())
      files[fs::relative(entry.path(), root).generic_string()] = text_of(entry.path());
  return files;
}

Pack starter_pack() {
  Result<Pack> pack = read_pack(starter_files());
  if (!pack.ok()) {
    std::fprintf(stderr, "the starter content cannot be read: %s\n", pack.error().what.c_str());
    std::abort();
  }
  return pack.take();
}

std::string pseudo(const std::string& tag, const std::string& english) {
  if (tag == "qps-rtl") return each_letter(english, [](char letter) { return std::string(arabic(letter)); });
  std::string longer = each_letter(english, [](char letter) {
    const bool twice = std::string("aeiouAEIOU").find(letter) != std::string::npos;
    return std::string(twice ? 2 : 1, letter);
  });
  while (longer.size() < english.size() + english.size() * 2 / 5)
    longer += longer.size() % 8 == 0 ? ' ' : 'o';
  return "[" + longer + "]";
}

void add_pseudo_locale(Pack& pack, const std::string& tag) {
  pack.languages.push_back(tag);
  pack.language_names[tag] = pseudo(tag, "Language");
  for (const auto& [key, text] : pack.words.at("en")) pack.words[tag][key] = pseudo(tag, text);
  for (PackForm& form : pack.forms) {
    translate(form.form.title, tag);
    translate(form.form.copyright, tag);
    translate(form.form.items, tag);
  }
  for (PageText& page : pack.pages) {
    translate(page.heading, tag);
    for (Words& line : page.lines) translate(line, tag);
  }
  for (Helpline& line : pack.helplines)
    for (Words* words : {&line.name, &line.hours, &line.about}) translate(*words, tag);
  for (Hub& hub : pack.hubs)
    for (Words* words : {&hub.name, &hub.desk_sentence}) translate(*words, tag);
  for (Topic& topic : pack.topics) translate(topic.words, tag);
  for (Service& service : pack.services)
    for (Words* words : {&service.name, &service.about}) translate(*words, tag);
}

std::string design_folder() { return folder("ALONGSIDE_DESIGN", "../shared/design"); }
std::string fixtures_folder() { return folder("ALONGSIDE_FIXTURES", "../shared/fixtures"); }

}  // namespace alongside
