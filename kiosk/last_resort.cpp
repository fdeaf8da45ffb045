// The pack of a kiosk without a pack.
#include <kiosk/last_resort.h>
#include <platform/json.h>

#include <nlohmann/json.hpp>

namespace alongside {
namespace {

Words in_english(const char* text) {
  Words words;
  words.text = text;
  return words;
}

Helpline line(const char* id, const char* name, const char* shown, const char* spoken, const char* about) {
  Helpline made;
  made.id = made.digits = id;
  made.name = in_english(name);
  made.display = shown;
  made.spoken = spoken;
  made.hours = in_english("Day and night");
  made.about = in_english(about);
  made.tags = {"urgent"};
  return made;
}

}  // namespace

Pack last_resort_pack() {
  Pack pack;
  pack.version = "none";
  pack.languages = {"en"};
  pack.language_names["en"] = "English";
  const auto file = parse_json(last_resort_words(), {1 << 20, 8});
  if (file.ok() && file->contains("words"))
    for (const auto& [key, text] : (*file)["words"].items())
      if (text.is_string()) pack.words["en"][key] = text.get<std::string>();
  PageText page;
  page.id = "out-of-service";
  page.heading = in_english("This kiosk is not taking visits");
  page.lines = {in_english("You can still get help. Go to the desk and talk to staff."),
                in_english("In danger now? Call 999.")};
  pack.pages.push_back(page);
  pack.helplines = {line("999", "Emergency services", "999", "nine nine nine", "If someone is in danger now"),
                    line("111", "NHS 111, option 2", "111, then option 2", "one one one, then option two",
                         "If you need help with how you feel now")};
  return pack;
}

}  // namespace alongside
