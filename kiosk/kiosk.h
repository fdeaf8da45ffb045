// The kiosk without its window: frame, visit and runner together. Touches in, pixels out.
#pragma once

#include <kiosk/screen_table.h>
#include <kiosk/staff/staff.h>
#include <kiosk/ui_frame.h>

#include <memory>
#include <string>

namespace alongside {

inline constexpr Millis dim_ms = 600'000;  // K01 without input

struct KioskOptions {
  Screen screen;
  std::string hub;  // until the enrolment says which
  bool test = false;
  bool drafts = false;  // languages whose words nobody has checked are offered outside a demo too
};

class Kiosk {
 public:
  // Pack and runner outlive it.
  static Result<std::unique_ptr<Kiosk>> open(const KioskOptions& options, const Pack& pack, Runner& runner);

  void touch(const Touch& touch, Millis now);
  void key(Key key, const std::string& typed, Millis now);
  // Takes what was saved, lets timers pass, draws, and turns until nothing more happens. `clock` is the time
  // of day.
  void run(Millis now, Time clock);
  // Milliseconds until the next timer; below 0: none.
  Millis wait_ms(Millis now) const;

  UiFrame& frame() { return *frame_; }
  const Visit& visit() const { return visit_; }
  bool saving() const {
    return visit_.sending == Sending::saving || visit_.urgent_sending == Sending::saving;
  }
  std::string screen_id() const;  // "K12"
  int year(Time clock) const { return content(clock).year(); }
  const Screen& screen() const { return options_.screen; }
  const Pack& pack() const { return pack_; }
  void set_look(const Look& look) { frame_->set_look(look); }
  void set_language(const std::string& language) { visit_.language = language; }
  // Stands on a screen with made-up answers; false: no visit leads there. What they would send is not sent.
  bool show(const std::string& screen, const std::string& item, Millis now, Time clock);

 private:
  Kiosk(const KioskOptions& options, const Pack& pack, Runner& runner, std::unique_ptr<UiFrame> frame)
      : options_(options), pack_(pack), runner_(runner), frame_(std::move(frame)) {}
  Content content(Time clock) const;
  std::string notice() const;  // the TEST or DEMO mark
  void happen(Happening what, Millis now, Time clock);
  void perform(std::vector<Effect> effects);
  bool draw(Millis now, Time clock);
  // Staff: held() follows the finger on the title, the others draw and decide.
  void held(const Touch& touch, Millis now);
  Millis staff_due() const;
  void staff_time(Millis now);
  bool draw_staff(Millis now, Time clock);
  void staff_next(Millis now, Time clock);
  void staff_away();
  void next_size();
  bool wakes(Millis now, bool ends);
  bool somebody_is_here(Millis now, Time clock);  // true: the page shows again
  void note_visit();
  Millis dims_at() const;  // 0: does not

  KioskOptions options_;
  const Pack& pack_;
  Runner& runner_;
  std::unique_ptr<UiFrame> frame_;
  Visit visit_;
  LinkStatus link_;
  Staff staff_;
  Millis held_since_ = 0;
  bool wipe_stack_ = false;
  bool input_ = false;  // since the last run
  bool noted_ = false;  // on disk: a visit is open
  bool dim_ = false;
  Millis lit_ = 0;  // the last input
};

}  // namespace alongside
