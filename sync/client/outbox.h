// The kiosk's outbox: sealed envelopes from "Sent" until the server has proved that they are durable
// (trust.md 7).
#pragma once

#include <platform/clock.h>
#include <platform/db.h>
#include <sync/record/wire.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace alongside {

enum class Lane { urgent = 0, ordinary = 1 };  // a local column; never on the wire

struct OutboxItem {
  std::string record_id;  // 32 hex digits
  std::uint32_t epoch = 0;
  std::uint64_t seq = 0;
  Bytes envelope;
  Bytes sha256;  // of the envelope as it was saved
  Time saved_at = 0;
};

struct OutboxStatus {
  std::int64_t waiting = 0;  // saved, no receipt yet
  std::int64_t waiting_urgent = 0;
  std::int64_t receipted = 0;  // receipt held, not yet durable
  std::int64_t quarantined = 0;
  Time oldest_saved_at = 0;  // of everything still held; 0: nothing
};

// Whether a record may leave this kiosk for ever. The one right rule is durable(); tests plant wrong ones.
using MayPurge = std::function<bool(const Receipt& receipt, const Watermark& watermark)>;
bool durable(const Receipt& receipt, const Watermark& watermark);

// One connection, one thread. Every change is committed before the function answers.
class Outbox {
 public:
  static Result<Outbox> open(const std::string& path);
  // Gives the next seq, lets `seal` make the envelope for it and commits both, or nothing.
  using Seal = std::function<Result<Bytes>(std::uint64_t seq)>;
  Result<OutboxItem> put(const std::string& record_id, std::uint32_t epoch, Lane lane, Time now,
                         const Seal& seal);
  // Saved and without a receipt: urgent first, then oldest, within the limits (at least one).
  Result<std::vector<OutboxItem>> waiting(std::size_t most_items, std::size_t most_bytes);
  struct Held {
    std::string record_id;
    Bytes sha256;
  };
  // Saved or receipted, in order of record_id, after a given one.
  Result<std::vector<Held>> held(const std::string& after, std::size_t most);
  // The receipt's signature must have been verified. refused: it is of another record, device or envelope.
  Result<> keep_receipt(const Receipt& receipt, const std::string& device_id);
  Result<> quarantine(const std::string& record_id, const std::string& reason);
  Result<> forget_receipt(const std::string& record_id);
  // The server was restored: receipts of other epochs stop counting.
  Result<> enter_epoch(std::uint32_t server_epoch);
  Result<std::int64_t> purge(const Watermark& watermark, const MayPurge& may = durable);
  Result<> requeue();  // what was quarantined is tried again: staff put right what was wrong
  Result<> wipe();     // every record, sent or not: only on an order of the console's key
  Result<OutboxStatus> status();

  Result<std::string> note(const std::string& name);  // empty: none
  Result<> set_note(const std::string& name, const std::string& value);
  Result<std::int64_t> number(const std::string& name);
  Result<> set_number(const std::string& name, std::int64_t value);
  Db& db() { return db_; }

 private:
  explicit Outbox(Db db) : db_(std::move(db)) {}
  Db db_;
};

}  // namespace alongside
