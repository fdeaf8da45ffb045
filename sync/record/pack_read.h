// How the parts of a pack are read from their files: for pack*.cpp only.
#pragma once

#include <sync/record/pack.h>

#include <initializer_list>
#include <memory>

namespace alongside {

// One JSON file of the pack, or a part of it; every error names the file and the place.
class PackPart {
 public:
  static Result<PackPart> open(const PackFiles& files, const std::string& file);

  PackPart(std::string place, Json value);
  ~PackPart();
  PackPart(PackPart&&) noexcept;
  PackPart(const PackPart&);

  const Json& json() const { return *value_; }
  Error fault(const std::string& reason) const;
  Result<> only(std::initializer_list<const char*> members) const;
  bool has(const char* member) const;
  Result<std::vector<PackPart>> list(const char* member) const;
  Result<std::string> string(const char* member) const;     // required, not empty
  Result<std::string> string_if(const char* member) const;  // "" when absent
  Result<bool> flag(const char* member, bool otherwise) const;
  Result<std::int64_t> integer(const char* member, std::int64_t otherwise) const;
  Result<double> number(const char* member) const;
  Result<Words> words(const char* member) const;  // text, or {"en": text, "ur": text}
  Result<Words> words_if(const char* member) const;
  Result<std::vector<std::string>> strings(const char* member) const;  // empty when absent
  Result<std::vector<Words>> word_list(const char* member) const;
  Result<std::map<std::string, std::string>> string_map(const char* member) const;

 private:
  std::string place_;
  std::unique_ptr<Json> value_;
};

// Beyond read_questionnaire(): no unknown member and none of another type, words for everything that is
// shown, LOINC codes without a slip, no translation of an instrument that nobody has checked.
Result<> check_pack_form(const PackPart& part, const PackForm& form);
Result<> read_pack_forms(const PackFiles& files, Pack& pack);
Result<> read_pack_keyboards(const PackFiles& files, Pack& pack);  // after the words
Result<> read_pack_rules(const PackFiles& files, Pack& pack);
Result<> read_pack_places(const PackFiles& files, Pack& pack);
Result<> read_pack_words(const PackFiles& files, Pack& pack);

}  // namespace alongside
