// The keys of each language as data: pages of rows, and capitals in the same places.
#include <sync/record/pack_read.h>

#include <set>

namespace alongside {
namespace {

constexpr std::size_t most_in_row = 7, most_rows = 4;  // what fits a 136 mm screen (journeys.md 14)

std::vector<std::string> split(const std::string& row) {
  std::vector<std::string> keys;
  std::size_t from = 0;
  for (std::size_t at = row.find(' '); at != std::string::npos; at = row.find(' ', from)) {
    keys.push_back(row.substr(from, at - from));
    from = at + 1;
  }
  keys.push_back(row.substr(from));
  return keys;
}

Result<std::vector<std::vector<std::string>>> read_rows(const PackPart& part, const char* member) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string& row : TRY(part.strings(member))) {
    rows.push_back(split(row));
    if (rows.back().size() > most_in_row)
      return part.fault(std::string(member) + ": more than 7 keys in a row");
    for (const std::string& key : rows.back())
      if (key.empty() || key.size() > 12)
        return part.fault(std::string(member) + ": a key is empty or too long");
  }
  if (rows.size() > most_rows) return part.fault(std::string(member) + ": more than 4 rows");
  return rows;
}

Result<> read_keyboard(const PackFiles& files, const std::string& file, Pack& pack) {
  const PackPart part = TRY(PackPart::open(files, file));
  TRY(part.only({"language", "pages"}));
  const std::string language = TRY(part.string("language"));
  if ("keyboards/" + language + ".json" != file) return part.fault("language: differs from the file's name");
  if (!pack.words.count(language)) return part.fault("language: not among the languages of pack.json");
  std::set<std::string> once;
  for (const PackPart& page : TRY(part.list("pages"))) {
    TRY(page.only({"rows", "capitals"}));
    KeyPage keys;
    keys.rows = TRY(read_rows(page, "rows"));
    keys.capitals = TRY(read_rows(page, "capitals"));
    if (keys.rows.empty()) return page.fault("rows: there is none");
    for (std::size_t row = 0; row < keys.rows.size(); ++row)
      for (const std::string& key : keys.rows[row])
        if (!once.insert(key).second) return page.fault("rows: the key " + key + " stands twice");
    if (page.has("capitals") && keys.capitals.size() != keys.rows.size())
      return page.fault("capitals: other rows than the small letters");
    for (std::size_t row = 0; row < keys.capitals.size(); ++row)
      if (keys.capitals[row].size() != keys.rows[row].size())
        return page.fault("capitals: other keys than the small letters");
    pack.keyboards[language].push_back(std::move(keys));
  }
  if (pack.keyboards[language].empty()) return part.fault("pages: there is none");
  return {};
}

}  // namespace

Result<> read_pack_keyboards(const PackFiles& files, Pack& pack) {
  for (const auto& [file, content] : files)
    if (file.rfind("keyboards/", 0) == 0) TRY(read_keyboard(files, file, pack));
  for (const std::string& language : pack.languages)
    if (!pack.keyboards.count(language))
      return Error{Code::invalid, "keyboards/" + language + ".json: the file is missing"};
  return {};
}

}  // namespace alongside
