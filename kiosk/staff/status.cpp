// S1 status: what the kiosk holds and when it last heard from its server. Counts and times only.
#include <kiosk/staff/staff.h>

namespace alongside {
namespace {

std::string span(const Ui& ui, std::int64_t seconds) {
  if (seconds < 60) return ui.word("staff_now");
  if (seconds < 7200) return ui.words("staff_minutes", {{"count", std::to_string(seconds / 60)}});
  if (seconds < 172800) return ui.words("staff_hours", {{"count", std::to_string(seconds / 3600)}});
  return ui.words("staff_days", {{"count", std::to_string(seconds / 86400)}});
}

std::string stopped(const Ui& ui, Stop stop) {
  switch (stop) {
    case Stop::none:
      return ui.word("staff_takes");
    case Stop::disk:
      return ui.word("out_disk");
    case Stop::too_old:
      return ui.word("out_old");
    case Stop::suspended:
      return ui.word("out_suspended");
    case Stop::broken:
      return ui.word("out_broken");
    case Stop::keys:
    case Stop::not_enrolled:
      break;
  }
  return ui.word("out_keys");
}

}  // namespace

StaffAct draw_staff_status(Ui& ui, const StaffFacts& facts) {
  const LinkStatus& link = facts.link;
  const OutboxStatus& outbox = link.outbox;
  const auto line = [&](std::string_view key, const std::string& value) {
    ui.text(ui.words(key, {{"value", value}}));
  };
  ui.heading(ui.word("staff_status"));
  ui.text(stopped(ui, link.stop), TextKind::strong);
  line("staff_waiting", std::to_string(outbox.waiting));
  line("staff_urgent", std::to_string(outbox.waiting_urgent));
  if (outbox.oldest_saved_at > 0) line("staff_oldest", span(ui, facts.now - outbox.oldest_saved_at));
  if (outbox.waiting > 0 && outbox.oldest_saved_at > 0 && facts.now - outbox.oldest_saved_at > old_queue_s)
    ui.error(ui.word("staff_old"));
  line("staff_kept", std::to_string(outbox.receipted));
  if (outbox.quarantined > 0) line("staff_person", std::to_string(outbox.quarantined));
  line("staff_contact",
       link.last_contact > 0 ? span(ui, facts.now - link.last_contact) : ui.word("staff_never"));
  if (!link.last_error.empty()) line("staff_error", link.last_error);
  line("staff_clock", facts.clock);
  if (link.clock_offset_s > 60 || link.clock_offset_s < -60)
    line("staff_clock_off", std::to_string(link.clock_offset_s));
  if (facts.battery_percent >= 0) line("staff_battery", std::to_string(facts.battery_percent));
  if (link.free_bytes > 0) line("staff_disk", std::to_string(link.free_bytes >> 20));
  line("staff_pack", facts.pack_version);
  line("staff_program", facts.program_version);
  line("staff_hub", facts.hub);
  if (!link.device_id.empty()) line("staff_device", link.device_id.substr(0, 8));
  StaffAct act = StaffAct::none;
  if (ui.button("staff-sync", ui.word("staff_sync"))) act = StaffAct::sync;
  if (ui.forward("staff_out")) act = StaffAct::back;
  return act;
}

}  // namespace alongside
