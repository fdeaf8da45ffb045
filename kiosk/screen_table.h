// What each page of a visit draws, and what its buttons mean.
#pragma once

#include <kiosk/ui.h>
#include <kiosk/visit.h>
#include <sync/client/runner.h>

#include <functional>

namespace alongside {

// What a page may look at, and where it puts what was touched.
struct Scene {
  const Visit& visit;
  const Content& content;
  const LinkStatus& link;
  std::vector<Happening>& out;
  bool& start;  // K01 Start was touched: the app makes the ids

  void pick(const std::string& id) const { out.push_back(event::Pick{id}); }
  void forward() const { out.push_back(event::Continue{}); }
  // English in place of what a right-to-left language lacks is marked as such, see english_part().
  std::string in(const Words& words) const;
  std::string word(const std::string& key) const;             // the interface's, marked likewise
  std::string in(const Item& item, const Enabled& on) const;  // a form's, as its answers make it
};

// `notice`: the TEST or DEMO mark, or empty.
PageFrame page_frame(const Visit& visit, const Content& content, const std::string& notice);
void draw_page(Ui& ui, const Scene& scene);

void draw_start(Ui& ui, const Scene& scene);
void draw_language(Ui& ui, const Scene& scene);
void draw_what(Ui& ui, const Scene& scene);
void draw_privacy(Ui& ui, const Scene& scene);
void draw_limits(Ui& ui, const Scene& scene);
void draw_alone(Ui& ui, const Scene& scene);
void draw_role(Ui& ui, const Scene& scene);
void draw_kind(Ui& ui, const Scene& scene);
void draw_staff(Ui& ui, const Scene& scene);
void draw_choose(Ui& ui, const Scene& scene);
void draw_intro(Ui& ui, const Scene& scene);
void draw_tips(Ui& ui, const Scene& scene);
void draw_field(Ui& ui, const Item& item, const Answer& answer, const Scene& scene);
void draw_options(Ui& ui, const Item& item, const Answer& answer, const Scene& scene);
void draw_question(Ui& ui, const Scene& scene);
void draw_check(Ui& ui, const Scene& scene);
void draw_support(Ui& ui, const Scene& scene);
void draw_urgent(Ui& ui, const Scene& scene);
void draw_send(Ui& ui, const Scene& scene);
void draw_done(Ui& ui, const Scene& scene);
void draw_left(Ui& ui, const Scene& scene);
void draw_problem(Ui& ui, const Scene& scene);
void draw_help(Ui& ui, const Scene& scene);
void draw_cover(Ui& ui, const Scene& scene);
void draw_warning(Ui& ui, const Scene& scene);

// Parts that several pages share.
// A page without words in his language: a heading of his language says that it is in English. True: said.
bool draw_english_heading(Ui& ui, const Scene& scene, const PageText& page);
void draw_lines(Ui& ui, const Scene& scene, const std::string& page, Picture picture = Picture::none);
// Those with any of the tags, each once.
void draw_helplines(Ui& ui, const Scene& scene, const std::vector<std::string>& tags);
void draw_desk(Ui& ui, const Scene& scene);
std::string day_words(const Ui& ui, const DayTime& time);      // "tomorrow at 09:00"
using Said = std::function<std::string(const std::string&)>;   // the words of a key, in some language
std::string day_alone(const DayTime& time, const Said& said);  // "tomorrow", "Monday", "Monday 4 January"
// An option as it is shown: after "Our baby died" a worry speaks of a child, not of his baby.
std::string option_words(const Item& item, const Option& option, const Scene& scene);
std::string error_words(const Ui& ui, const Scene& scene);  // why he cannot go on, for Visit::error
std::string answer_words(const Item& item, const Answer& answer, const Scene& scene, const Ui& ui);

}  // namespace alongside
