// Frame, visit and runner together: every event goes through turn(), every effect to the runner or the frame.
#include <kiosk/kiosk.h>
#include <kiosk/rehearse.h>
#include <platform/crypto.h>
#include <platform/memory.h>
#include <sync/record/reference.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace alongside {

Result<std::unique_ptr<Kiosk>> Kiosk::open(const KioskOptions& options, const Pack& pack, Runner& runner) {
  auto frame = TRY(UiFrame::open(options.screen, pack));
  std::unique_ptr<Kiosk> kiosk(new Kiosk(options, pack, runner, std::move(frame)));
  return kiosk;
}

namespace {

// The words of K01 that say why no visit can be taken; empty: one can.
std::string out_word(Stop stop, const Pack& pack) {
  if (pack.forms.empty() || pack.hubs.empty()) return "out_content";
  switch (stop) {
    case Stop::none:
      return {};
    case Stop::disk:
      return "out_disk";
    case Stop::too_old:
      return "out_old";
    case Stop::suspended:
      return "out_suspended";
    case Stop::broken:
      return "out_broken";
    case Stop::keys:
    case Stop::not_enrolled:
      return "out_keys";
  }
  return "out_keys";
}

}  // namespace

Content Kiosk::content(Time clock) const {
  Content content{pack_, link_.hub.empty() ? options_.hub : link_.hub, {}};
  const Hub* hub = pack_.hub(content.hub);
  const std::string zone = hub ? hub->zone : "Europe/London";
  content.authored = iso_local(clock, zone);
  content.offline_s = std::max<std::int64_t>(0, clock - link_.last_contact);
  content.times =
      hub_times(hub, clock, link_.last_contact, [&](std::int64_t at) { return utc_offset_s(at, zone); });
  content.rehearsal = options_.test || link_.use == DeviceUse::demo;
  content.phones = content.rehearsal ? PhoneRule::demo : PhoneRule::live;
  content.drafts = content.rehearsal || options_.drafts;
  content.out = out_word(link_.stop, pack_);
  const bool production = !link_.device_id.empty() && link_.use == DeviceUse::production;
  if (content.out.empty() && production && !refused_in_production(pack_, content.today()).empty())
    content.out = "out_content";
  return content;
}

std::string Kiosk::screen_id() const {
  if (staff_.page != StaffPage::away) return "S1";
  return screen_name(visit_, Content{pack_, link_.hub.empty() ? options_.hub : link_.hub, {}});
}

std::string Kiosk::notice() const {
  if (options_.test) return pack_.word(visit_.language, "test_mark");
  return link_.use == DeviceUse::demo ? pack_.word(visit_.language, "demo_mark") : std::string();
}

void Kiosk::perform(std::vector<Effect> effects) {
  for (Effect& effect : effects) {
    if (auto* urgent = std::get_if<effect::SaveUrgent>(&effect)) {
      runner_.save(std::move(urgent->record), Lane::urgent, urgent->ticket);
    } else if (auto* send = std::get_if<effect::Send>(&effect)) {
      runner_.save(std::move(send->record), Lane::ordinary, send->ticket);
    } else {
      frame_->forget();
      if (std::get<effect::Forget>(effect).look) frame_->set_look(Look{});
      wipe_stack_ = true;
    }
  }
}

void Kiosk::happen(Happening what, Millis now, Time clock) {
  Turned turned = turn(std::move(visit_), Event{std::move(what), now}, content(clock));
  visit_ = std::move(turned.visit);
  perform(std::move(turned.effects));
}

void Kiosk::next_size() {
  const auto sizes = sizes_for(options_.screen);
  if (sizes.empty()) return;
  Look look = frame_->look();
  const auto at = std::find(sizes.begin(), sizes.end(), look.size);
  look.size = at == sizes.end() || at + 1 == sizes.end() ? sizes.front() : *(at + 1);
  frame_->set_look(look);
}

// One frame; true when something happened, so that the page has to be drawn again.
bool Kiosk::draw(Millis now, Time clock) {
  const Content facts = content(clock);
  std::vector<Happening> out;
  bool start = false;
  const Scene scene{visit_, facts, link_, out, start};
  Look look = frame_->look();
  if (look.language != visit_.language) {
    look.language = visit_.language;
    frame_->set_look(look);
  }
  const FrameTouch touched =
      frame_->run(page_frame(visit_, facts, notice()), [&](Ui& ui) { draw_page(ui, scene); });
  if (start) out.push_back(event::Begin{random_hex(16), make_reference(random_bytes(5))});
  switch (touched) {
    case FrameTouch::none:
      break;
    case FrameTouch::back:
      out.push_back(visit_.help ? Happening(event::Help{false}) : Happening(event::Back{}));
      break;
    case FrameTouch::leave_now:
      out.push_back(event::LeaveNow{});
      break;
    case FrameTouch::help:
      out.push_back(event::Help{true});
      break;
    case FrameTouch::language:
      out.push_back(event::Language{});
      break;
    case FrameTouch::text:
      next_size();
      out.push_back(event::Touched{});
      break;
  }
  for (Happening& what : out) happen(std::move(what), now, clock);
  return !out.empty();
}

bool Kiosk::show(const std::string& screen, const std::string& item, Millis now, Time clock) {
  staff_away();
  auto found = visit_at(screen, item, content(clock));
  if (!found) return false;
  found->tickets = visit_.tickets;
  found->touched = found->page_since = now;
  frame_->forget();
  visit_ = std::move(*found);
  return true;
}

void Kiosk::touch(const Touch& touch, Millis now) {
  held(touch, now);
  if (staff_.page != StaffPage::away) staff_.touched = now;
  frame_->touch(touch, now);
}

void Kiosk::run(Millis now, Time clock) {
  link_ = runner_.status();
  while (auto saved = runner_.take_saved())
    happen(event::SavedOutcome{saved->ticket, saved->outcome.ok()}, now, clock);
  staff_time(now);
  if (staff_.page != StaffPage::away) {
    for (int i = 0; i < 8; ++i)
      if (!draw_staff(now, clock)) break;
    if (staff_.page != StaffPage::away) return;
  }
  const Millis due = next_timer(visit_);
  if (due > 0 && now >= due) happen(event::Tick{}, now, clock);
  for (int i = 0; i < 8; ++i)
    if (!draw(now, clock)) break;
  if (wipe_stack_) wipe_dead_stack();
  wipe_stack_ = false;
}

Millis Kiosk::wait_ms(Millis now) const {
  const Millis staff = staff_due();
  const Millis due = staff > 0 ? staff : next_timer(visit_);
  if (frame_->wants_another_frame()) return 16;
  return due == 0 ? -1 : std::max<Millis>(0, due - now);
}

}  // namespace alongside
