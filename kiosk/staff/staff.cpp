// Staff sign-in on the kiosk: code, PIN, tries and lock.
#include <kiosk/staff/staff.h>
#include <platform/crypto.h>

#include <algorithm>

namespace alongside {
namespace {

std::string dots(const std::string& pin) {
  std::string shown;
  for (std::size_t i = 0; i < pin.size(); ++i) shown += "•";
  return shown;
}

// The field shows dots; what comes back is dots and what was typed after them.
std::string undotted(const std::string& before, const std::string& shown) {
  const std::string dot = "•";
  std::size_t kept = 0, at = 0;
  while (shown.compare(at, dot.size(), dot) == 0) ++kept, at += dot.size();
  return before.substr(0, kept) + shown.substr(at);
}

}  // namespace

bool staff_locked(const StaffTries& tries, Time now) {
  // A clock that went back must not lock for longer than it ever may.
  return tries.locked_until > now && tries.locked_until <= now + staff_lock_s;
}

StaffTries count_try(StaffTries tries, Time now) {
  if (++tries.wrong < staff_tries) return tries;
  return {0, now + staff_lock_s};
}

bool staff_known(const std::vector<StaffAccess>& list, const std::string& code, const std::string& pin) {
  if (list.empty()) return false;
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const StaffAccess& each) { return each.code == code; });
  const StaffAccess& asked = found == list.end() ? list.front() : *found;
  const bool right = check_password(asked.pin_hash, pin);
  return right && found != list.end();
}

StaffAct draw_staff_sign_in(Ui& ui, Staff& staff, const std::string& locked_until) {
  ui.heading(ui.word("staff_title"));
  if (!locked_until.empty()) {
    ui.text(ui.words("staff_locked", {{"time", locked_until}}), TextKind::strong);
    return StaffAct::none;
  }
  const bool pin = staff.page == StaffPage::pin;
  StaffAct act = StaffAct::none;
  const std::string wrong = staff.error.empty() ? "" : ui.word("error_prefix") + " " + ui.word(staff.error);
  const auto typed = ui.field(pin ? "staff-pin" : "staff-code", ui.word(pin ? "staff_pin" : "staff_code"),
                              pin ? dots(staff.pin) : staff.code, FieldKind::code, 32, wrong);
  if (typed) {
    std::string& into = pin ? staff.pin : staff.code;
    into = pin ? undotted(into, *typed) : *typed;
    staff.error.clear();
    act = StaffAct::typed;
  }
  if (ui.forward()) act = StaffAct::next;
  return act;
}

}  // namespace alongside
