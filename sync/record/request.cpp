// What staff may do with a request, as a table: which act in which state by whom, and what follows.
#include <sync/record/request.h>

#include <algorithm>
#include <array>

namespace alongside {
namespace {

template <class Kind>
struct Name {
  Kind kind;
  const char* name;
};

constexpr std::array<Name<RequestState>, 6> states = {{{RequestState::fresh, "new"},
                                                       {RequestState::taken, "taken"},
                                                       {RequestState::accepted, "accepted"},
                                                       {RequestState::referred, "referred"},
                                                       {RequestState::declined, "declined"},
                                                       {RequestState::closed, "closed"}}};
constexpr std::array<Name<Role>, 3> roles = {
    {{Role::worker, "worker"}, {Role::manager, "manager"}, {Role::admin, "admin"}}};
constexpr std::array<Name<Channel>, 5> channels = {{{Channel::call, "call"},
                                                    {Channel::text, "text"},
                                                    {Channel::post, "post"},
                                                    {Channel::in_person, "come-in"},
                                                    {Channel::email, "email"}}};

template <class Kind, std::size_t N>
const char* name_in(const std::array<Name<Kind>, N>& names, Kind kind) {
  for (const auto& one : names) {
    if (one.kind == kind) return one.name;
  }
  return "";
}

template <class Kind, std::size_t N>
Result<Kind> kind_in(const std::array<Name<Kind>, N>& names, const std::string& name, const char* what) {
  for (const auto& one : names) {
    if (name == one.name) return one.kind;
  }
  return Error{Code::invalid, what};
}

constexpr std::size_t most_note = 2000;
constexpr std::size_t most_reason = 500;

Error refused(const std::string& what) { return {Code::refused, what}; }
Error invalid(const std::string& what) { return {Code::invalid, what}; }

// One row an act, in the order of Action.
struct Rule {
  const char* event;
  std::array<bool, 6> from;  // in the order of RequestState
  RequestState to;
  bool stays;       // the state stays as it is
  bool owner_only;  // a worker must own the request; a manager need not
  bool manager_only;
};
constexpr std::array<Rule, 8> rules = {{
    //                new    taken accepted referred declined closed
    {"taken", {true, false, false, false, false, false}, RequestState::taken, false, false, false},
    {"handed-over", {true, true, true, true, false, false}, RequestState::taken, true, false, true},
    {"contact", {false, true, true, true, false, false}, RequestState::taken, true, true, false},
    {"accepted", {false, true, false, true, false, false}, RequestState::accepted, false, true, false},
    {"declined", {false, true, true, true, false, false}, RequestState::declined, false, true, false},
    {"referred", {false, true, true, true, false, false}, RequestState::referred, false, true, false},
    {"closed", {false, true, true, true, true, false}, RequestState::closed, false, true, false},
    {"reopened", {false, false, false, false, true, true}, RequestState::taken, false, true, false},
}};

Result<> limit(const std::string& text, std::size_t most, const char* field) {
  if (text.size() > most) return invalid(std::string("too-long:") + field);
  return {};
}

Result<> need_reason(const std::string& reason) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) return invalid("reason-required");
  return limit(reason, most_reason, "reason");
}

bool known(const std::vector<std::string>& list, const std::string& code) {
  return std::find(list.begin(), list.end(), code) != list.end();
}

// What each act needs beyond its row, and what it leaves in the request and the event.
struct Apply {
  const Actor& actor;
  std::int64_t now_s;
  Request& request;
  RequestEvent& event;

  Result<> operator()(const Take&) const {
    request.owner = actor.user_id;
    return {};
  }
  Result<> operator()(const HandOver& act) const {
    if (act.to_user.empty()) return invalid("user-required");
    TRY(limit(act.to_user, 200, "user"));
    request.owner = act.to_user;
    if (request.state == RequestState::fresh) request.state = RequestState::taken;
    event.detail = act.to_user;
    return {};
  }
  Result<> operator()(const RecordContact& act) const {
    const auto& safe = request.safe_channels;
    // Meeting him at the hub is his own doing, so it may always be written down.
    const bool allowed =
        act.channel == Channel::in_person || std::find(safe.begin(), safe.end(), act.channel) != safe.end();
    if (!allowed) return refused("unsafe-channel");
    if (!known(contact_outcomes(), act.outcome)) return invalid("outcome-required");
    TRY(limit(act.note, most_note, "note"));
    if (act.next_at != 0 && act.next_at < now_s) return invalid("next-in-the-past");
    request.next_at = act.next_at;
    request.contacted = true;
    event.detail = std::string(name_of(act.channel)) + ":" + act.outcome;
    event.note = act.note;
    return {};
  }
  Result<> operator()(const Accept& act) const {
    TRY(limit(act.note, most_note, "note"));
    event.note = act.note;
    return {};
  }
  Result<> operator()(const Decline& act) const {
    TRY(need_reason(act.reason));
    event.note = act.reason;
    request.next_at = 0;
    return {};
  }
  Result<> operator()(const Refer& act) const {
    if (act.agency.empty()) return invalid("agency-required");
    if (act.lawful_basis.empty()) return invalid("lawful-basis-required");
    TRY(limit(act.agency, 200, "agency"));
    TRY(limit(act.lawful_basis, 200, "lawful-basis"));
    TRY(limit(act.note, most_note, "note"));
    event.detail = act.lawful_basis;
    event.note = act.note.empty() ? act.agency : act.agency + ": " + act.note;
    return {};
  }
  // A request that was only taken, without any attempt to reach him, needs a note that says why it is closed.
  Result<> operator()(const Close& act) const {
    if (!known(close_outcomes(), act.outcome)) return invalid("outcome-required");
    TRY(limit(act.note, most_note, "note"));
    const bool noted = act.note.find_first_not_of(" \t\r\n") != std::string::npos;
    if (request.state == RequestState::taken && !request.contacted && !noted) return refused("not-contacted");
    event.detail = act.outcome;
    event.note = act.note;
    request.next_at = 0;
    return {};
  }
  Result<> operator()(const Reopen& act) const {
    TRY(need_reason(act.reason));
    event.note = act.reason;
    if (request.owner.empty()) request.owner = actor.user_id;
    return {};
  }
};

Result<> may(const Rule& rule, const Request& request, const Action& action, const Actor& actor) {
  if (actor.role == Role::admin) return refused("not-yours");
  if (rule.manager_only && actor.role != Role::manager) return refused("manager-only");
  const bool taking = std::holds_alternative<Take>(action);
  const bool over = request.state == RequestState::closed || request.state == RequestState::declined;
  if (taking && !over && !request.owner.empty()) return refused("clash:" + request.owner);
  if (!rule.from[static_cast<std::size_t>(request.state)]) {
    if (request.state == RequestState::closed) return refused("closed");
    if (request.state == RequestState::fresh && rule.owner_only) return refused("not-taken");
    return refused(std::string("not-when-") + name_of(request.state));
  }
  const bool unowned_reopen = std::holds_alternative<Reopen>(action) && request.owner.empty();
  if (rule.owner_only && actor.role == Role::worker && request.owner != actor.user_id && !unowned_reopen) {
    return refused("not-yours");
  }
  return {};
}

}  // namespace

const char* name_of(RequestState state) { return name_in(states, state); }
Result<RequestState> request_state(const std::string& name) {
  return kind_in(states, name, "state: unknown");
}
const char* name_of(Role role) { return name_in(roles, role); }
Result<Role> role_of(const std::string& name) { return kind_in(roles, name, "role: unknown"); }
const char* name_of(Channel channel) { return name_in(channels, channel); }
Result<Channel> channel_of(const std::string& name) { return kind_in(channels, name, "channel: unknown"); }

const std::vector<std::string>& contact_outcomes() {
  static const std::vector<std::string> list = {"spoke", "left-message", "no-answer",
                                                "met",   "sent",         "wrong-number"};
  return list;
}

const std::vector<std::string>& close_outcomes() {
  static const std::vector<std::string> list = {"supported",        "joined-group", "referred-on",
                                                "no-longer-wanted", "not-reached",  "moved-away",
                                                "duplicate",        "other"};
  return list;
}

Result<Decided> decide(const Request& request, const Action& action, const Actor& actor,
                       std::int64_t expected_version, std::int64_t now_s) {
  const Rule& rule = rules[action.index()];
  // Two people who take the same request at once: the second is told who has it, not that his page is old.
  const bool taking = std::holds_alternative<Take>(action);
  if (!taking && expected_version != request.version) return refused("stale");
  TRY(may(rule, request, action, actor));
  if (expected_version != request.version) return refused("stale");
  Decided out{request, {rule.event, {}, {}}};
  TRY(std::visit(Apply{actor, now_s, out.request, out.event}, action));
  if (!rule.stays) out.request.state = rule.to;
  out.request.version = request.version + 1;
  return out;
}

}  // namespace alongside
