// One father's visit as plain values, what can happen to it, and what must be done outside. Pure.
#pragma once

#include <kiosk/hub_times.h>
#include <platform/clock.h>
#include <platform/phone.h>
#include <sync/record/bundle.h>
#include <sync/record/pack.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace alongside {

enum class Page {
  start,     // K01
  language,  // K02
  what,      // K04
  privacy,   // K05
  limits,    // K05 "Tell me more"
  alone,     // K06
  role,      // K07
  choose,    // K10
  intro,     // K11
  question,  // K09, K12, K13, K17, K18, K19
  check,     // K14
  support,   // K15
  urgent,    // K16
  send,      // K23
  done,      // K24
  left,      // K27
  kind,      // a woman or another person: the hub's contact
  staff,     // "talk to staff": also the route of under 16
  tips,      // crying and "take a break"; bereavement help where a baby died
  problem,   // K28
};

enum class Alone { not_asked, yes, companioned, not_said };
enum class Idle { awake, covered, warned };
enum class Sending { no, saving, failed };

struct Visit {
  Page page = Page::start;
  std::string language = "en";
  std::string visit_id;
  std::string reference;
  Alone alone = Alone::not_asked;
  std::string role;
  std::map<std::string, Answers> answers;  // by the form's url
  std::set<std::string> finished;          // urls of the forms he has been through
  std::vector<std::string> run;            // urls of the forms he goes through now, in order
  std::string form;                        // url of the form at hand
  std::string link;                        // item at hand
  Answer arrived;                          // the item's answer when he came to it
  std::string blank;                       // link whose answer is kept but not shown: he came by Back
  Page after = Page::choose;               // where the run ends
  bool changing = false;                   // came from Check answers
  bool show_answers = false;
  std::string typed;  // on the item at hand, before it is an answer
  std::string error;  // key of the words, or said_by_form
  Words error_said;   // the words of a constraint of the form
  std::vector<Concern> concerns;
  std::set<std::string> urgent_seen;  // rules that K16 was shown for
  Page after_urgent = Page::choose;   // "I am safe, go on"
  bool talk = false;                  // K16 shows the lines of "talk privately"
  std::string talk_about;             // his choice there: decides the lines, leaves with nothing
  bool urgent_contact = false;        // the safe-contact form is being asked for K16
  Page interrupted = Page::choose;    // the rest: where K16 interrupted him
  std::string resume_form, resume_link;
  std::vector<std::string> resume_run;
  Page resume_after = Page::choose;
  std::set<std::string> not_again;  // "url#linkId" that are not asked again: given on K16, or his name
  std::set<std::string> carried;    // those of them that follow the name in "About you"
  Sending urgent_sending = Sending::no;
  std::uint64_t urgent_ticket = 0;
  bool urgent_sent = false;
  bool urgent_for_talk = false;  // what he asked for: a private talk, no concern
  bool under_16 = false;
  bool choosing_language = false;  // K02 over the page at hand
  bool help = false;
  Idle idle = Idle::awake;
  Millis touched = 0;
  Millis page_since = 0;
  Sending sending = Sending::no;
  std::uint64_t send_ticket = 0;
  std::uint64_t tickets = 0;  // of saves begun
};

// The content and the facts that a turn may look at.
// In Visit::error: the form itself has the words.
inline constexpr const char* said_by_form = "said-by-form";

struct Content {
  const Pack& pack;
  std::string hub;
  std::string authored;        // local time, ISO 8601
  std::int64_t offline_s = 0;  // since the last contact
  HubTimes times{};
  PhoneRule phones = PhoneRule::live;
  bool rehearsal = false;
  std::string out{};    // key of the words why no visit can be taken; empty: it can
  bool drafts = false;  // languages whose words nobody has checked may be chosen

  int year() const;           // of `authored`
  std::string today() const;  // YYYY-MM-DD
};

namespace event {
struct Begin {
  std::string visit_id;
  std::string reference;
};                  // Start: 32 hex digits and 8 characters
struct Touched {};  // any input: shows that a person is here
struct Tick {};     // a timer of next_timer() has passed
struct Pick {
  std::string id;
};  // a button of the page
struct Fill {
  std::string link;
  Answer answer;
};
struct Type {
  std::string link;
  std::string text;
};  // as typed; may not yet be an answer
struct Continue {};
struct Skip {};
struct Decline {};  // "Prefer not to say"
struct Back {};
struct LeaveNow {};
struct Help {
  bool open;
};
struct Language {};  // the frame's button
struct SavedOutcome {
  std::uint64_t ticket;
  bool ok;
};
}  // namespace event
using Happening = std::variant<event::Begin, event::Touched, event::Tick, event::Pick, event::Fill,
                               event::Type, event::Continue, event::Skip, event::Decline, event::Back,
                               event::LeaveNow, event::Help, event::Language, event::SavedOutcome>;
struct Event {
  Happening what;
  Millis now = 0;
};

namespace effect {
struct SaveUrgent {
  VisitRecord record;
  std::uint64_t ticket;
};
struct Send {
  VisitRecord record;
  std::uint64_t ticket;
};
struct Forget {
  bool look = true;  // the size and contrast he chose too
};                   // wipe every trace: typed text, pages, caches
}  // namespace effect
using Effect = std::variant<effect::SaveUrgent, effect::Send, effect::Forget>;

struct Turned {
  Visit visit;
  std::vector<Effect> effects;
};

inline constexpr Millis cover_ms = 45'000;
inline constexpr Millis warn_ms = 120'000;
inline constexpr Millis warn_urgent_ms = 300'000;
inline constexpr Millis countdown_ms = 45'000;
inline constexpr Millis done_ms = 60'000;

Turned turn(Visit visit, const Event& event, const Content& content);
// When a Tick is due; 0: never.
Millis next_timer(const Visit& visit);

// The forms by what they ask, whatever they are called.
const PackForm* form_with(const Pack& pack, const std::string& meaning);
// Check-in forms that this visit may be offered, in the pack's order.
std::vector<std::string> check_ins(const Visit& visit, const Content& content);
// The items still asked of the form at hand, in reading order.
std::vector<const Item*> asked_items(const Visit& visit, const Content& content, const std::string& form);
// What K14 shows of a form: what is asked, and what was given before and is not asked again.
std::vector<const Item*> checked_items(const Visit& visit, const Content& content, const std::string& form);
// "K12" and the like.
std::string screen_name(const Visit& visit, const Content& content);
bool baby_loss(const Visit& visit, const Content& content);
// What "Send" sends, by form in the pack's order.
std::vector<const PackForm*> parts(const Visit& visit, const Content& content);
// The same as K23 shows them: all check-ins are one line, so that no topic is read over a shoulder.
struct PartGroup {
  const PackForm* form = nullptr;  // null: the check-ins
  std::vector<std::string> urls;
};
std::vector<PartGroup> part_groups(const Visit& visit, const Content& content);
bool is_check_in(const PackForm& form);
// Only asked behind "something urgent" and "talk privately".
bool is_urgent_form(const PackForm& form);
bool is_talk_form(const PackForm& form);
bool asks_support(const PackForm& form);
// Not to be skipped: the form says so, or the way he chose needs it.
bool needed(const Item& item);
// "error_…" key of the words that say what to do; empty: nothing is wrong.
std::string answer_fault(const Item& item, const Answer* answer, const std::string& typed,
                         const Content& content);
// What he typed as an answer of the item's type: dates are digits, day first; month and year will do.
std::optional<Value> typed_value(const Item& item, const std::string& text);
// What he typed beside the options of an open choice; empty: nothing.
std::string own_words_of(const Answer& answer);
// A number that may be below 0: its keys must have a minus.
bool below_nought(const Item& item);
// Whether an answer to the item can raise a concern.
bool raises_concern(const Pack& pack, const PackForm& form, const Item& item);
// His age by the year he gave, the youngest he can be; none: not told.
std::optional<int> youngest_age(const Visit& visit, const Content& content);
// Under 18: Childline is shown too (journeys.md 7.8).
bool is_young(const Visit& visit, const Content& content);
// A date, or a date and time, of which the kiosk asks the date.
bool asks_date(const Item& item);
// Whether "Prefer not to say" stands under his choices: not where one of them says it already.
bool may_decline(const Item& item);

}  // namespace alongside
