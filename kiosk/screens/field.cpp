// K13 and every typed answer: the field of one question.
#include <kiosk/screen_table.h>

namespace alongside {
namespace {

FieldKind field_kind(const Item& item) {
  const bool whole = item.type == ItemType::integer && !below_nought(item);
  if (whole || item.type == ItemType::time || asks_date(item)) return FieldKind::digits;
  if (item.has_code(meaning_system, "phone")) return FieldKind::phone;
  if (item.has_code(meaning_system, "email")) return FieldKind::email;
  if (item.has_code(meaning_system, "postcode-outward")) return FieldKind::postcode;
  return item.has_code(meaning_system, "name-to-use") ? FieldKind::name : FieldKind::free_text;
}

std::string typed_date(const Value& value) {
  const std::string day = text_of(value);
  if (day.size() < 7) return {};
  const std::string month = day.substr(5, 2) + day.substr(0, 4);
  return day.size() >= 10 ? day.substr(8, 2) + month : month;
}

// Characters that an answer of the item's type may need, where the form names no limit.
std::size_t most_typed(const Item& item) {
  if (asks_date(item)) return 8;
  if (item.type == ItemType::time || item.has_code(meaning_system, "birth-year")) return 4;
  if (item.has_code(meaning_system, "email")) return 254;  // RFC 5321, 4.5.3.1.3
  return item.type == ItemType::integer ? 9 : 500;
}

// The answer as he would type it again.
std::string typed_again(const Item& item, const Value& value) {
  if (asks_date(item)) return typed_date(value);
  if (const auto* time = std::get_if<ClockTime>(&value))
    return time->text.substr(0, 2) + time->text.substr(3, 2);
  if (const auto* amount = std::get_if<Quantity>(&value)) return amount->amount.digits;
  return text_of(value);
}

const char* label_of(const Item& item) {
  if (asks_date(item)) return "date_label";
  return item.type == ItemType::time ? "time_label" : "answer_label";
}

}  // namespace

std::string error_words(const Ui& ui, const Scene& scene) {
  const std::string& error = scene.visit.error;
  return error == said_by_form ? scene.in(scene.visit.error_said) : ui.word(error);
}

void draw_field(Ui& ui, const Item& item, const Answer& answer, const Scene& scene) {
  const std::size_t most = item.max_length ? static_cast<std::size_t>(*item.max_length) : most_typed(item);
  std::string value = scene.visit.typed;
  if (value.empty() && item.type == ItemType::open_choice)
    value = own_words_of(answer);
  else if (value.empty() && !answer.values.empty())
    value = typed_again(item, answer.values.front());
  std::string label = ui.word(label_of(item));
  const std::string& unit = item.unit.display.empty() ? item.unit.code : item.unit.display;
  for (const std::string& hint : {unit, scene.in(item.entry_format)}) {
    if (!hint.empty()) label += " (" + hint + ")";
  }
  const std::string& error = scene.visit.error;
  const std::string wrong = error.empty() ? error : ui.word("error_prefix") + " " + error_words(ui, scene);
  const auto typed = ui.field("answer", label, value, field_kind(item), most, wrong);
  if (typed) scene.out.push_back(event::Type{item.link_id, *typed});
}

}  // namespace alongside
