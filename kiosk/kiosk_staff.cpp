// The kiosk's staff page: a finger held on the title, code and PIN, what the kiosk holds, and the way out.
#include <kiosk/kiosk.h>
#include <platform/battery.h>

#include <algorithm>

namespace alongside {

void Kiosk::held(const Touch& touch, Millis now) {
  const bool entry = visit_.page == Page::start || visit_.page == Page::problem;
  bool on_title = false;
  for (const Node& node : frame_->tree()) {
    if (node.id != "frame.title" && node.id != "frame.bar") continue;
    const Rect& at = node.rect_px;
    on_title |=
        touch.x_px >= at.x && touch.x_px < at.x + at.w && touch.y_px >= at.y && touch.y_px < at.y + at.h;
  }
  const bool there = entry && on_title && staff_.page == StaffPage::away && touch.phase != Touch::Phase::up;
  if (!there)
    held_since_ = 0;
  else if (touch.phase == Touch::Phase::down)
    held_since_ = now;
}

// When the hold is long enough, or nobody has touched for too long; 0: never.
Millis Kiosk::staff_due() const {
  if (staff_.page != StaffPage::away) return staff_.touched + staff_idle_ms;
  return held_since_ > 0 ? held_since_ + staff_hold_ms : 0;
}

void Kiosk::staff_away() {
  const bool there = staff_.page != StaffPage::away;
  std::fill(staff_.pin.begin(), staff_.pin.end(), '\0');
  staff_ = Staff{};
  held_since_ = 0;
  if (there) frame_->forget();
}

void Kiosk::staff_time(Millis now) {
  const Millis due = staff_due();
  if (due == 0 || now < due) return;
  if (staff_.page != StaffPage::away) return staff_away();
  held_since_ = 0;
  frame_->forget();
  staff_.page = StaffPage::code;
  staff_.touched = now;
}

void Kiosk::staff_next(Millis now, Time clock) {
  staff_.touched = now;
  if (staff_.page == StaffPage::code) {
    if (!staff_.code.empty()) staff_.page = StaffPage::pin;
    return;
  }
  StaffTries tries{runner_.counter("staff-wrong"), runner_.counter("staff-locked-until")};
  if (staff_locked(tries, clock)) return;
  tries = count_try(tries, clock);
  runner_.set_counter("staff-wrong", tries.wrong);
  runner_.set_counter("staff-locked-until", tries.locked_until);
  const bool known = staff_known(link_.staff, staff_.code, staff_.pin);
  std::fill(staff_.pin.begin(), staff_.pin.end(), '\0');
  staff_.pin.clear();
  if (!known) {
    staff_.page = StaffPage::code;
    staff_.code.clear();
    staff_.error = "staff_wrong";
    return;
  }
  runner_.set_counter("staff-wrong", 0);
  runner_.set_counter("staff-locked-until", 0);
  staff_.page = StaffPage::status;
}

bool Kiosk::draw_staff(Millis now, Time clock) {
  const Content facts = content(clock);
  const Hub* hub = pack_.hub(facts.hub);
  PageFrame frame;
  frame.screen = "S1";
  frame.key = "S1#" + std::to_string(static_cast<int>(staff_.page));
  frame.title = hub ? hub->name.in(visit_.language) : std::string();
  frame.leave_now = frame.help = frame.tools = false;
  frame.notice = notice();
  const StaffTries tries{runner_.counter("staff-wrong"), runner_.counter("staff-locked-until")};
  const std::string zone = hub ? hub->zone : "Europe/London";
  const std::string until =
      staff_locked(tries, clock) ? iso_local(tries.locked_until + 59, zone).substr(11, 5) : std::string();
  StaffAct act = StaffAct::none;
  const FrameTouch touched = frame_->run(frame, [&](Ui& ui) {
    act = staff_.page == StaffPage::status
              ? draw_staff_status(ui, {link_, pack_.version, ALONGSIDE_VERSION, facts.hub,
                                       facts.authored.substr(0, 16), clock, battery_percent()})
              : draw_staff_sign_in(ui, staff_, until);
  });
  if (touched == FrameTouch::back) act = StaffAct::back;
  if (act == StaffAct::back) staff_away();
  if (act == StaffAct::next) staff_next(now, clock);
  if (act == StaffAct::sync) runner_.sync_now();
  return act != StaffAct::none;
}

}  // namespace alongside
