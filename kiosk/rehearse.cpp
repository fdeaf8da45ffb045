// Plays a visit up to a screen: the fewest answers that lead there.
#include <kiosk/rehearse.h>

#include <algorithm>

namespace alongside {
namespace {

class Player {
 public:
  explicit Player(const Content& content) : content_(content) {}

  const Visit& visit() const { return visit_; }
  std::string screen() const { return screen_name(visit_, content_); }
  void happen(Happening what) {
    Turned turned = turn(std::move(visit_), Event{std::move(what), 1}, content_);
    visit_ = std::move(turned.visit);
  }
  void pick(const std::string& id) { happen(event::Pick{id}); }

  // One touch onwards, the way to `goal` where there are several.
  void on(const std::string& goal) {
    switch (visit_.page) {
      case Page::start:
        return happen(event::Begin{std::string(32, '0'), "00000000"});
      case Page::language:
        return pick("lang-" + (content_.pack.languages.empty() ? "en" : content_.pack.languages.front()));
      case Page::privacy:
        return pick("understand");
      case Page::alone:
        return pick("alone-yes");
      case Page::role:
        return pick("role-" + first_role());
      case Page::choose:
        return pick(way_to(goal));
      case Page::question:
        return answer();
      case Page::send:
        pick("send");
        return happen(event::SavedOutcome{visit_.send_ticket, true});
      default:
        return happen(event::Continue{});
    }
  }

 private:
  std::string first_role() const {
    const PackForm* form = form_with(content_.pack, "role");
    const Item* item = form ? form->form.meaning("role") : nullptr;
    for (const Option& option : item ? item->options : std::vector<Option>{})
      if (const Coding* coding = std::get_if<Coding>(&option.value)) return coding->code;
    return "father";
  }

  static std::string way_to(const std::string& goal) {
    if (goal == "K11" || goal == "K12" || goal == "K14" || goal == "K15") return "check-in";
    if (goal == "K16") return "urgent";
    if (goal == "K26") return "tips";
    return "ask-support";
  }

  // The last option asks for the least: "Something else", "I will come in", "I do not agree".
  void answer() {
    const PackForm* form = content_.pack.form(visit_.form);
    const Item* item = form ? form->form.find(visit_.link) : nullptr;
    if (!item) return;
    const bool worry = form && is_urgent_form(*form);
    if (!needed(*item) && !worry) return happen(event::Skip{});
    if (!item->options.empty())
      happen(event::Fill{item->link_id, Answer{{item->options.back().value}, false}});
    else
      happen(event::Type{item->link_id, "07700900000"});
    happen(event::Continue{});
  }

  const Content& content_;
  Visit visit_;
};

}  // namespace

std::optional<Visit> visit_at(const std::string& screen, const std::string& item, const Content& content) {
  Content open = content;
  open.out.clear();
  if (screen == "K01" && !content.out.empty()) return Visit{};
  if (screen == "K28") {
    Visit visit;
    visit.page = Page::problem;
    return visit;
  }
  Player player(open);
  constexpr int most_touches = 200;
  for (int touches = 0; touches < most_touches; ++touches) {
    const Visit& visit = player.visit();
    if (player.screen() == screen && (item.empty() || visit.link == item)) return visit;
    if (screen == "K27" && visit.page == Page::choose)
      player.happen(event::LeaveNow{});
    else
      player.on(screen);
  }
  return std::nullopt;
}

}  // namespace alongside
