// What staff may do with a request: every act in every state by every role, and what each act needs.
#include <sync/record/request.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

constexpr std::int64_t now = 1'000'000;
const std::vector<RequestState> states = {RequestState::fresh,    RequestState::taken,
                                          RequestState::accepted, RequestState::referred,
                                          RequestState::declined, RequestState::closed};
const Actor worker{"w1", Role::worker};
const Actor other{"w2", Role::worker};
const Actor manager{"m1", Role::manager};
const Actor admin{"a1", Role::admin};

Request request(RequestState state, const char* owner = "w1") {
  Request out;
  out.id = "r";
  out.state = state;
  out.owner = state == RequestState::fresh ? "" : owner;
  out.safe_channels = {Channel::call, Channel::text};
  out.contacted = true;
  out.version = 7;
  return out;
}

// The words of a refusal, or the state that followed.
std::string outcome(const Request& from, const Action& action, const Actor& actor, std::int64_t version = 7) {
  const auto decided = decide(from, action, actor, version, now);
  return decided ? std::string(name_of(decided->request.state)) : decided.error().what;
}

RecordContact contact(Channel channel, const char* what = "spoke") { return {channel, what, 0, {}}; }

struct Act {
  const char* name;
  Action action;
  std::vector<std::string> by_state;  // in the order of `states`: the new state, or why not
};

}  // namespace

TEST_CASE("request: every act in every state, by the worker who has it") {
  const std::vector<Act> acts = {
      {"take", Take{}, {"taken", "clash:w1", "clash:w1", "clash:w1", "not-when-declined", "closed"}},
      {"contact",
       contact(Channel::call),
       {"not-taken", "taken", "accepted", "referred", "not-when-declined", "closed"}},
      {"accept",
       Accept{},
       {"not-taken", "accepted", "not-when-accepted", "accepted", "not-when-declined", "closed"}},
      {"decline",
       Decline{"full"},
       {"not-taken", "declined", "declined", "declined", "not-when-declined", "closed"}},
      {"refer",
       Refer{"GP", "agreed", ""},
       {"not-taken", "referred", "referred", "referred", "not-when-declined", "closed"}},
      {"close", Close{"supported", ""}, {"not-taken", "closed", "closed", "closed", "closed", "closed"}},
      {"reopen",
       Reopen{"he came back"},
       {"not-taken", "not-when-taken", "not-when-accepted", "not-when-referred", "taken", "taken"}},
      {"hand over", HandOver{"w2"}, std::vector<std::string>(6, "manager-only")},
  };
  for (const Act& act : acts) {
    for (std::size_t i = 0; i < states.size(); ++i) {
      CAPTURE(act.name);
      CAPTURE(name_of(states[i]));
      CHECK(outcome(request(states[i]), act.action, worker) == act.by_state[i]);
    }
  }
}

TEST_CASE("request: another worker may not act on it, a manager may, an administrator may do nothing") {
  const std::vector<Action> acts = {contact(Channel::call), Accept{}, Decline{"full"},
                                    Refer{"GP", "agreed", ""}, Close{"supported", ""}};
  for (const Action& act : acts) {
    CAPTURE(act.index());
    CHECK(outcome(request(RequestState::taken), act, other) == "not-yours");
    CHECK(decide(request(RequestState::taken), act, manager, 7, now).ok());
    CHECK(outcome(request(RequestState::taken), act, admin) == "not-yours");
  }
  CHECK(outcome(request(RequestState::closed), Reopen{"back"}, other) == "not-yours");
  CHECK(outcome(request(RequestState::closed, ""), Reopen{"back"}, other) == "taken");
  CHECK(outcome(request(RequestState::fresh), Take{}, admin) == "not-yours");
}

TEST_CASE("request: taking makes the worker its owner; two at once: the second learns who has it") {
  const auto first = decide(request(RequestState::fresh), Take{}, worker, 7, now);
  REQUIRE(first.ok());
  CHECK(first->request.owner == "w1");
  CHECK(first->request.version == 8);
  CHECK(first->event.kind == "taken");
  CHECK(outcome(first->request, Take{}, other, 7) == "clash:w1");
  CHECK(outcome(first->request, Take{}, other, 8) == "clash:w1");
}

TEST_CASE("request: an act on an older version is refused as stale") {
  CHECK(outcome(request(RequestState::taken), Accept{}, worker, 6) == "stale");
  CHECK(outcome(request(RequestState::taken), Accept{}, worker, 8) == "stale");
  CHECK(outcome(request(RequestState::fresh), Take{}, worker, 6) == "stale");
}

TEST_CASE(
    "request: he is contacted only by a channel that he called safe; meeting at the hub always counts") {
  const Request taken = request(RequestState::taken);
  CHECK(outcome(taken, contact(Channel::call), worker) == "taken");
  CHECK(outcome(taken, contact(Channel::text), worker) == "taken");
  CHECK(outcome(taken, contact(Channel::post), worker) == "unsafe-channel");
  CHECK(outcome(taken, contact(Channel::email), worker) == "unsafe-channel");
  CHECK(outcome(taken, contact(Channel::in_person, "met"), worker) == "taken");
  Request silent = taken;
  silent.safe_channels = {Channel::in_person};
  CHECK(outcome(silent, contact(Channel::call), worker) == "unsafe-channel");
  CHECK(outcome(silent, contact(Channel::call), manager) == "unsafe-channel");
}

TEST_CASE("request: a contact needs an outcome, a next date ahead, and a note that fits") {
  const Request taken = request(RequestState::taken);
  CHECK(outcome(taken, contact(Channel::call, ""), worker) == "outcome-required");
  CHECK(outcome(taken, contact(Channel::call, "shouted"), worker) == "outcome-required");
  RecordContact act = contact(Channel::call);
  act.next_at = now - 1;
  CHECK(outcome(taken, act, worker) == "next-in-the-past");
  act.next_at = now + 60;
  act.note = std::string(2000, 'a');
  const auto decided = decide(taken, act, worker, 7, now);
  REQUIRE(decided.ok());
  CHECK(decided->request.next_at == now + 60);
  CHECK(decided->request.contacted);
  CHECK(decided->event.detail == "call:spoke");
  act.note += "a";
  CHECK(outcome(taken, act, worker) == "too-long:note");
  for (const std::string& known : contact_outcomes()) {
    CAPTURE(known);
    CHECK(outcome(taken, contact(Channel::text, known.c_str()), worker) == "taken");
  }
}

TEST_CASE("request: closing one that was only taken needs a contact or a note that says why") {
  Request taken = request(RequestState::taken);
  CHECK(outcome(taken, Close{"supported", ""}, worker) == "closed");
  taken.contacted = false;
  CHECK(outcome(taken, Close{"supported", ""}, worker) == "not-contacted");
  CHECK(outcome(taken, Close{"supported", " \n"}, worker) == "not-contacted");
  CHECK(outcome(taken, Close{"duplicate", "same man as 12"}, worker) == "closed");
  CHECK(outcome(taken, Close{"unheard-of", "x"}, worker) == "outcome-required");
  const auto called = decide(taken, contact(Channel::call, "no-answer"), worker, 7, now);
  REQUIRE(called.ok());
  CHECK(outcome(called->request, Close{"not-reached", ""}, worker, 8) == "closed");
}

TEST_CASE("request: reasons, agencies, lawful bases and people are required and limited") {
  const Request taken = request(RequestState::taken);
  CHECK(outcome(taken, Decline{" "}, worker) == "reason-required");
  CHECK(outcome(taken, Decline{std::string(501, 'a')}, worker) == "too-long:reason");
  CHECK(outcome(taken, Refer{"", "agreed", ""}, worker) == "agency-required");
  CHECK(outcome(taken, Refer{"GP", "", ""}, worker) == "lawful-basis-required");
  CHECK(outcome(taken, Refer{std::string(201, 'a'), "agreed", ""}, worker) == "too-long:agency");
  CHECK(outcome(taken, Accept{std::string(2001, 'a')}, worker) == "too-long:note");
  CHECK(outcome(request(RequestState::closed), Reopen{""}, worker) == "reason-required");
  CHECK(outcome(taken, HandOver{""}, manager) == "user-required");
}

TEST_CASE("request: handing over gives it to another and keeps its state; a fresh one becomes taken") {
  const auto moved = decide(request(RequestState::accepted), HandOver{"w2"}, manager, 7, now);
  REQUIRE(moved.ok());
  CHECK(moved->request.owner == "w2");
  CHECK(moved->request.state == RequestState::accepted);
  CHECK(outcome(request(RequestState::fresh), HandOver{"w2"}, manager) == "taken");
  CHECK(outcome(request(RequestState::closed), HandOver{"w2"}, manager) == "closed");
}

TEST_CASE("request: every name reads back to what it names") {
  for (const RequestState state : states) CHECK(*request_state(name_of(state)) == state);
  for (const Role role : {Role::worker, Role::manager, Role::admin}) CHECK(*role_of(name_of(role)) == role);
  for (const Channel channel :
       {Channel::call, Channel::text, Channel::post, Channel::in_person, Channel::email}) {
    CHECK(*channel_of(name_of(channel)) == channel);
  }
  CHECK_FALSE(request_state("open").ok());
  CHECK_FALSE(role_of("root").ok());
  CHECK_FALSE(channel_of("pigeon").ok());
}
