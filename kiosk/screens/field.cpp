// K13 and every typed answer: the field of one question.
#include <kiosk/screen_table.h>

namespace alongside {
namespace {

FieldKind field_kind(const Item& item) {
  if (item.type == ItemType::integer || item.type == ItemType::date) return FieldKind::digits;
  if (item.has_code(meaning_system, "phone")) return FieldKind::phone;
  if (item.has_code(meaning_system, "email")) return FieldKind::email;
  if (item.has_code(meaning_system, "postcode-outward")) return FieldKind::postcode;
  return item.has_code(meaning_system, "name-to-use") ? FieldKind::name : FieldKind::free_text;
}

std::string typed_date(const Value& value) {
  const Date* day = std::get_if<Date>(&value);
  if (!day || day->text.size() < 7) return {};
  const std::string month = day->text.substr(5, 2) + day->text.substr(0, 4);
  return day->text.size() == 10 ? day->text.substr(8) + month : month;
}

}  // namespace

void draw_field(Ui& ui, const Item& item, const Answer& answer, const Scene& scene) {
  const bool date = item.type == ItemType::date;
  const std::size_t limit = item.type == ItemType::integer ? 4 : date ? 8 : 500;
  const std::size_t most = item.max_length ? static_cast<std::size_t>(*item.max_length) : limit;
  std::string value = scene.visit.typed;
  if (value.empty() && !answer.values.empty())
    value = date ? typed_date(answer.values.front()) : answer_words(item, answer, scene, ui);
  std::string label = ui.word(date ? "date_label" : "answer_label");
  const std::string& unit = item.unit.display.empty() ? item.unit.code : item.unit.display;
  for (const std::string& hint : {unit, scene.in(item.entry_format)}) {
    if (!hint.empty()) label += " (" + hint + ")";
  }
  const std::string& error = scene.visit.error;
  const std::string wrong = error.empty() ? error : ui.word("error_prefix") + " " + ui.word(error);
  const auto typed = ui.field("answer", label, value, field_kind(item), most, wrong);
  if (typed) scene.out.push_back(event::Type{item.link_id, *typed});
}

}  // namespace alongside
