// Inside turn(): a visit on its way from one state to the next. Not for screens.
#pragma once

#include <kiosk/visit.h>

#include <string>
#include <vector>

namespace alongside {

struct Turning {
  Visit visit;
  const Content& content;
  Millis now;
  std::vector<Effect> effects;

  void go(Page page);
  void end(Page page);  // wipes
  std::string url_of(const char* meaning) const;

  // Through these forms, one question a page, then to `after`. turn_forms.cpp
  void ask(const std::vector<std::string>& urls, Page after);
  void open_form(std::size_t at);
  void carry_name();
  void finish_run();
  void arrive(const std::string& form, const std::string& link, bool blank = false);
  void put(const std::string& link, const Answer& answer);
  std::size_t form_at() const;  // of the form at hand in the run
  bool raise();                 // concerns of all answers again; true: one that K16 was not shown for
  void step();
  void advance(const std::string& link);
  void forward_question();
  bool breaks_constraint();
  void skip(bool declined);
  void type(const std::string& link, const std::string& text);
  void fill(const std::string& link, Answer answer);
  void back_question();
  void after_talk();

  // turn_send.cpp
  VisitRecord record(VisitPart part) const;
  void leave_urgent_form();
  void save_urgent();
  void ask_hub();
  void show_urgent(Page after, bool talk);
  void send();
  void thank();
  void saved(const event::SavedOutcome& outcome);

  // turn.cpp
  void back();
  void forward();
  void pick(const std::string& id);
  void pick_role(const std::string& id);
  void pick_choice(const std::string& id);
  void choose_language(const Happening& what);
  void tick();
};

}  // namespace alongside
