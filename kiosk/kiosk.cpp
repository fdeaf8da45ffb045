// Frame, visit and runner together: every event goes through turn(), every effect to the runner or the frame.
#include <kiosk/kiosk.h>
#include <kiosk/rehearse.h>
#include <platform/crypto.h>
#include <platform/memory.h>
#include <sync/record/reference.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace alongside {

Result<std::unique_ptr<Kiosk>> Kiosk::open(const KioskOptions& options, const Pack& pack, Runner& runner) {
  auto frame = TRY(UiFrame::open(options.screen, pack));
  std::unique_ptr<Kiosk> kiosk(new Kiosk(options, pack, runner, std::move(frame)));
  kiosk->noted_ = runner.counter("visit-open") > 0;
  if (kiosk->noted_) kiosk->visit_.page = Page::problem;
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
  if (content.out.empty() && hub == nullptr) content.out = "out_content";  // nobody would see what is sent
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

// A touch that wakes a dimmed screen does nothing else.
bool Kiosk::wakes(Millis now, bool ends) {
  input_ = staff_.page == StaffPage::away;
  lit_ = now;
  if (!dim_) return false;
  if (ends) frame_->set_dim(dim_ = false);
  return true;
}

void Kiosk::touch(const Touch& touch, Millis now) {
  if (wakes(now, touch.phase == Touch::Phase::up)) return;
  held(touch, now);
  if (staff_.page != StaffPage::away) staff_.touched = now;
  frame_->touch(touch, now);
}

void Kiosk::key(Key key, const std::string& typed, Millis now) {
  if (!wakes(now, true)) frame_->key(key, typed, now);
}

// Any input shows that a man is here, also one that only turns a page; the one that lifts a cover or answers
// the warning does nothing else.
bool Kiosk::somebody_is_here(Millis now, Time clock) {
  if (!std::exchange(input_, false)) return false;
  const bool hidden = visit_.idle != Idle::awake;
  if (hidden)
    happen(event::Touched{}, now, clock);
  else if (visit_.page != Page::start && visit_.page != Page::done && visit_.page != Page::left)
    visit_.touched = now;
  return hidden;
}

// A visit that a power cut or a crash ended is told of at the next start (K28): what was not sent is gone.
void Kiosk::note_visit() {
  const bool open = !visit_.visit_id.empty() && visit_.page != Page::done;
  if (open == noted_) return;
  noted_ = open;
  runner_.set_counter("visit-open", open ? 1 : 0);
}

Millis Kiosk::dims_at() const {
  const bool rests = visit_.page == Page::start && staff_.page == StaffPage::away && !dim_;
  return rests ? std::max(lit_, visit_.page_since) + dim_ms : 0;
}

void Kiosk::run(Millis now, Time clock) {
  link_ = runner_.status();
  if (lit_ == 0) lit_ = now;
  if (visit_.page == Page::problem && visit_.page_since == 0) visit_.page_since = now;
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
  if (const Millis dims = dims_at(); dims > 0 && now >= dims) frame_->set_dim(dim_ = true);
  for (int i = 0; i < 8; ++i)
    if (!draw(now, clock)) break;
  if (somebody_is_here(now, clock)) draw(now, clock);
  note_visit();
  if (wipe_stack_) wipe_dead_stack();
  wipe_stack_ = false;
}

Millis Kiosk::wait_ms(Millis now) const {
  if (frame_->wants_another_frame()) return 16;
  Millis due = 0;
  for (const Millis each : {staff_due(), dims_at(), staff_.page == StaffPage::away ? next_timer(visit_) : 0})
    if (each > 0 && (due == 0 || each < due)) due = each;
  return due == 0 ? -1 : std::max<Millis>(0, due - now);
}

}  // namespace alongside
