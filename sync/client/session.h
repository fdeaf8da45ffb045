// One kiosk's talk with its server, one step at a time: no thread, no clock and no network of its own.
#pragma once

#include <platform/http.h>
#include <sync/client/identity.h>
#include <sync/client/outbox.h>
#include <sync/client/plan.h>
#include <sync/client/trusted_clock.h>
#include <sync/record/bundle.h>

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>

namespace alongside {

inline constexpr int client_api = 1;  // what this program speaks; a server may ask for more (min_client)

struct SessionSeams {
  std::function<Time()> clock = now_s;  // the kiosk's own clock, right or wrong
  std::function<Time()> ticks;          // seconds that never jump, for back-offs; empty: the machine's
  MayPurge may_purge = durable;
  std::function<Result<std::int64_t>()> free_bytes;  // of the outbox's disk; empty: enough
  std::int64_t low_disk_bytes = 64 << 20;            // no new visits under this
  std::int64_t most_age_s = 35 * 86400;              // no new visits while a record is older than this
  std::int64_t state_every_s = 60;
  std::function<void(Json&)> more_health;  // adds to what is reported; empty: nothing to add
};

class Session {
 public:
  Session(Identity identity, Outbox outbox, Transport& transport, std::string authority,
          std::size_t smallest_class, SessionSeams seams = {});
  Result<> start();  // reads what the last run noted

  // Fills in device_id, epoch, seq and record_id, seals, pads and commits. The record is wiped. A visit begun
  // before stop() changed may still be saved within a reserve: a quarter of the low disk mark, an hour of
  // age.
  Result<> save(VisitRecord& visit, Lane lane);
  // Does the next step if one is due, and answers when to come again. storage: the outbox failed.
  Result<Planned> step();
  void report_soon() { facts_.next_health = 0; }  // what is shown has changed
  void hurry();  // forget back-offs: staff asked, or something urgent was saved

  Time now() const { return clock_.now(seams_.clock()); }
  Time ticks() const { return seams_.ticks ? seams_.ticks() : monotonic_ms() / 1000; }
  // Why no new visit may begin.
  Result<Stop> stop();
  bool suspended() const { return suspended_ || ordered_out_; }
  // The console ordered everything here to be destroyed, and the outbox is empty: the owner removes the keys.
  bool wiped() const { return wiped_; }
  Time last_contact() const { return last_contact_; }
  Time server_clock_offset() const { return clock_.offset_s(); }
  const std::string& last_error() const { return last_error_; }
  const std::vector<StaffAccess>& staff() const { return staff_; }
  const Identity& identity() const { return identity_; }
  Outbox& outbox() { return outbox_; }

 private:
  struct Answer {
    HttpResponse response;
    std::string problem;
  };
  Result<> may_save();
  Result<Answer> ask(HttpRequest request);
  Result<> push();
  Result<> offer();
  Result<> ask_state();
  Result<> health();
  Result<std::vector<OutboxItem>> undamaged_waiting();
  Result<> take_batch_answer(const std::string& body, const std::vector<OutboxItem>& sent);
  Result<> take_receipt(const Json& entry);
  Result<> take_state(const std::string& body);
  Result<> take_watermark(const Json& entry);
  Result<> take_problem(const Answer& answer, const std::vector<OutboxItem>& sent);
  Result<> see_epoch(std::uint32_t server_epoch);
  Result<> set_suspended(bool suspended);
  Result<> take_directives(const Json& answer);
  Result<> obey(const std::string& order);
  Result<> heard(Time signed_at);
  void failed(const std::string& why);
  void succeeded();

  Identity identity_;
  Outbox outbox_;
  Transport& transport_;
  std::string authority_;
  std::size_t smallest_class_;
  SessionSeams seams_;
  PlanFacts facts_;
  TrustedClock clock_;
  std::uint32_t server_epoch_ = 0;
  std::string offered_up_to_;
  std::size_t batch_most_ = batch_most_envelopes;
  int failures_ = 0;
  bool suspended_ = false;    // the server says so, until it says otherwise
  bool ordered_out_ = false;  // the console's key said so, until the console's key says otherwise
  bool outdated_ = false;     // the server asks for a newer program: hold, keep collecting
  bool wiped_ = false;
  bool pushing_urgent_ = false;
  Time last_contact_ = 0;
  std::string last_error_;
  std::vector<StaffAccess> staff_;
};

}  // namespace alongside
