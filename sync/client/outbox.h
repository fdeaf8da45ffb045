// The kiosk's outbox: sealed envelopes from "Sent" until the server has proved that they are durable (trust.md 7).
#pragma once

#include <platform/clock.h>
#include <platform/db.h>
#include <sync/record/wire.h>

#include <string>
#include <vector>

namespace alongside {

enum class Lane { urgent = 0, ordinary = 1 };  // a local column; never on the wire

struct OutboxItem {
  std::string record_id;  // 32 hex digits
  std::uint32_t epoch = 0;
  std::uint64_t seq = 0;
  Bytes envelope;
  Time saved_at = 0;
};

struct OutboxStatus {
  std::int64_t waiting = 0;       // saved, no receipt yet
  std::int64_t waiting_urgent = 0;
  std::int64_t receipted = 0;     // receipt held, not yet durable
  std::int64_t quarantined = 0;
  Time oldest_saved_at = 0;       // of everything still held; 0: nothing
};

}  // namespace alongside
