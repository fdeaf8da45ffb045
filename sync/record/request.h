// A request for support and what staff may do with it: decide() is pure, the store only writes what it
// decided.
#pragma once

#include <platform/result.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace alongside {

enum class RequestState { fresh, taken, accepted, referred, declined, closed };
const char* name_of(RequestState state);  // "new", "taken", "accepted", "referred", "declined", "closed"
Result<RequestState> request_state(const std::string& name);

enum class Role { worker, manager, admin };
const char* name_of(Role role);
Result<Role> role_of(const std::string& name);

enum class Channel { call, text, post, in_person, email };
const char* name_of(Channel channel);  // "call", "text", "post", "come-in", "email"
Result<Channel> channel_of(const std::string& name);

// Due never: a check-in that asks for nothing has no response clock (domain.md 5.8). The end of 9999.
inline constexpr std::int64_t no_due = 253402300799;

struct Request {
  std::string id;
  std::string hub;
  RequestState state = RequestState::fresh;
  std::string owner;  // user id; empty: nobody
  bool urgent = false;
  std::vector<Channel> safe_channels;  // what he called safe; "come-in" alone: contact him not at all
  std::int64_t due_at = 0;
  std::int64_t next_at = 0;  // next contact agreed by staff; 0: none
  bool contacted = false;    // some attempt to reach him has been recorded
  std::int64_t version = 0;  // grows with every act; an act on an older version is refused
};

struct Actor {
  std::string user_id;
  Role role = Role::worker;
};

struct Take {};
struct HandOver {
  std::string to_user;
};  // manager only
struct RecordContact {
  Channel channel;
  std::string outcome;  // code: "spoke", "left-message", "no-answer", "met", "sent", "wrong-number"
  std::int64_t next_at = 0;
  std::string note;  // 2,000 characters at most
};
struct Accept {
  std::string note;
};
struct Decline {
  std::string reason;
};  // 1–500 characters
struct Refer {
  std::string agency;
  std::string lawful_basis;
  std::string note;
};
struct Close {
  std::string outcome;
  std::string note;
};  // outcome code from the list below
struct Reopen {
  std::string reason;
};
using Action = std::variant<Take, HandOver, RecordContact, Accept, Decline, Refer, Close, Reopen>;

struct RequestEvent {
  std::string kind;    // "taken", "contact", …: the audit's action word
  std::string detail;  // codes only
  std::string note;    // staff's words
};
struct Decided {
  Request request;
  RequestEvent event;
};
// refused: "unsafe-channel", "not-yours", "clash:<owner>", "stale", "closed", "not-contacted" …; invalid:
// "reason-required", "too-long:<field>".
Result<Decided> decide(const Request& request, const Action& action, const Actor& actor,
                       std::int64_t expected_version, std::int64_t now_s);

const std::vector<std::string>& contact_outcomes();
const std::vector<std::string>& close_outcomes();

}  // namespace alongside
