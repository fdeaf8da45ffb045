// One kiosk's talk with its server, one step at a time: no thread, no clock and no network of its own.
#pragma once

#include <platform/http.h>
#include <sync/client/identity.h>
#include <sync/client/outbox.h>
#include <sync/client/plan.h>
#include <sync/record/bundle.h>

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>

namespace alongside {

struct SessionSeams {
  std::function<Time()> clock = now_s;  // the kiosk's own clock, right or wrong
  MayPurge may_purge = durable;
};

class Session {
 public:
  Session(Identity identity, Outbox outbox, Transport& transport, std::string authority,
          std::size_t smallest_class, SessionSeams seams = {});
  Result<> start();  // reads what the last run noted

  // Fills in device_id, epoch, seq and record_id, seals, pads and commits. The record is wiped.
  Result<> save(VisitRecord& visit, Lane lane);
  // Does the next step if one is due, and answers when to come again. storage: the outbox failed.
  Result<Planned> step();
  void hurry();  // forget back-offs: staff asked, or something urgent was saved

  Time now() const { return seams_.clock() + offset_; }
  bool suspended() const { return suspended_; }
  Time last_contact() const { return last_contact_; }
  Time server_clock_offset() const { return offset_; }
  const std::string& last_error() const { return last_error_; }
  const std::vector<StaffAccess>& staff() const { return staff_; }
  const Identity& identity() const { return identity_; }
  Outbox& outbox() { return outbox_; }

 private:
  struct Answer {
    HttpResponse response;
    std::string problem;
  };
  Result<Answer> ask(HttpRequest request);
  Result<> push();
  Result<> offer();
  Result<> ask_state();
  Result<> health();
  Result<> take_batch_answer(const std::string& body);
  Result<> take_receipt(const Json& entry);
  Result<> take_state(const std::string& body);
  Result<> take_watermark(const Json& entry);
  Result<> take_problem(const Answer& answer, const std::vector<OutboxItem>& sent);
  Result<> see_epoch(std::uint32_t server_epoch);
  Result<> set_suspended(bool suspended);
  void failed(const std::string& why);
  void succeeded();

  Identity identity_;
  Outbox outbox_;
  Transport& transport_;
  std::string authority_;
  std::size_t smallest_class_;
  SessionSeams seams_;
  PlanFacts facts_;
  std::int64_t offset_ = 0;
  std::uint32_t server_epoch_ = 0;
  std::string offered_up_to_;
  std::size_t batch_most_ = batch_most_envelopes;
  int failures_ = 0;
  bool suspended_ = false;
  bool pushing_urgent_ = false;
  Time last_contact_ = 0;
  std::string last_error_;
  std::vector<StaffAccess> staff_;
};

}  // namespace alongside
