// The outbox in SQLite: one row a sealed envelope, and notes that must survive a restart.
#include <sync/client/outbox.h>

#include <platform/crypto.h>

#include <charconv>

namespace alongside {
namespace {

const std::vector<Migration>& outbox_migrations() {
  static const std::vector<Migration> list = {{"0001_first", R"sql(
create table record(
  record_id text primary key,
  epoch bigint not null,
  seq bigint not null,
  lane bigint not null,
  envelope bytea not null,
  sha256 bytea not null,
  saved_at bigint not null,
  state text not null,              -- saved, receipted, quarantined
  server_epoch bigint not null default 0,
  server_seq bigint not null default 0,
  reason text not null default '',
  unique(epoch, seq)
);
create index record_queue on record(state, lane, saved_at);
create table note(
  name text primary key,
  value text not null
);
)sql"},
                                              {"0002_order", R"sql(
-- The order of saving is that of the numbers: a clock that was put back changes nothing.
drop index record_queue;
create index record_queue on record(state, lane, epoch, seq);
)sql"}};
  return list;
}

}  // namespace

bool durable(const Receipt& receipt, const Watermark& watermark) {
  return receipt.server_epoch == watermark.server_epoch && watermark.server_seq >= receipt.server_seq;
}

Result<Outbox> Outbox::open(const std::string& path) {
  return Outbox(TRY(Db::open(path, outbox_migrations())));
}

Result<OutboxItem> Outbox::put(const std::string& record_id, std::uint32_t epoch, Lane lane, Time now,
                               const Seal& seal) {
  OutboxItem item{record_id, epoch, 0, {}, {}, now};
  TRY(db_.atomically([&]() -> Result<> {
    const std::string name = "next-seq-" + std::to_string(epoch);
    const std::int64_t next = TRY(number(name)) + 1;
    item.seq = static_cast<std::uint64_t>(next);
    item.envelope = TRY(seal(item.seq));
    const Digest32 digest = sha256(item.envelope);
    item.sha256.assign(digest.begin(), digest.end());
    TRY(
        db_.run("insert into record(record_id, epoch, seq, lane, envelope, sha256, saved_at, state)"
                " values($1, $2, $3, $4, $5, $6, $7, 'saved')",
                record_id, epoch, next, static_cast<int>(lane), item.envelope, item.sha256, now));
    return set_number(name, next);
  }));
  return item;
}

Result<std::vector<OutboxItem>> Outbox::waiting(std::size_t most_items, std::size_t most_bytes) {
  std::vector<OutboxItem> items;
  std::size_t bytes = 2;
  auto rows = TRY(
      db_.rows("select record_id, epoch, seq, envelope, sha256, saved_at from record where state = 'saved'"
               " order by lane, epoch, seq limit $1",
               static_cast<std::int64_t>(most_items)));
  for (Row& row : rows) {
    bytes += 4 + row.blob(3).size();
    if (!items.empty() && bytes > most_bytes) break;
    items.push_back({row.text(0), static_cast<std::uint32_t>(row.integer(1)),
                     static_cast<std::uint64_t>(row.integer(2)), row.blob(3), row.blob(4), row.integer(5)});
  }
  return items;
}

Result<std::vector<Outbox::Held>> Outbox::held(const std::string& after, std::size_t most) {
  std::vector<Held> list;
  const auto rows =
      TRY(db_.rows("select record_id, sha256 from record where state in ('saved', 'receipted')"
                   " and record_id > $1 order by record_id limit $2",
                   after, static_cast<std::int64_t>(most)));
  for (const Row& row : rows) list.push_back({row.text(0), row.blob(1)});
  return list;
}

Result<> Outbox::keep_receipt(const Receipt& receipt, const std::string& device_id) {
  const std::string id = hex(receipt.record_id);
  if (hex(receipt.device_id) != device_id) return Error{Code::refused, "receipt of another device"};
  const auto row = TRY(db_.row("select sha256 from record where record_id = $1", id));
  if (!row) return Error{Code::refused, "receipt of a record that is not held"};
  if (!same_secret(row->blob(0), receipt.envelope_sha256))
    return Error{Code::refused, "receipt of another envelope"};
  TRY(
      db_.run("update record set state = 'receipted', server_epoch = $2, server_seq = $3, reason = ''"
              " where record_id = $1 and state <> 'quarantined'",
              id, receipt.server_epoch, static_cast<std::int64_t>(receipt.server_seq)));
  return {};
}

Result<> Outbox::quarantine(const std::string& record_id, const std::string& reason) {
  TRY(db_.run("update record set state = 'quarantined', reason = $2 where record_id = $1 and state = 'saved'",
              record_id, reason));
  return {};
}

Result<> Outbox::forget_receipt(const std::string& record_id) {
  TRY(
      db_.run("update record set state = 'saved', server_epoch = 0, server_seq = 0"
              " where record_id = $1 and state = 'receipted'",
              record_id));
  return {};
}

Result<> Outbox::enter_epoch(std::uint32_t server_epoch) {
  return db_.atomically([&]() -> Result<> {
    TRY(
        db_.run("update record set state = 'saved', server_epoch = 0, server_seq = 0"
                " where state = 'receipted' and server_epoch <> $1",
                server_epoch));
    return set_number("server-epoch", server_epoch);
  });
}

Result<std::int64_t> Outbox::purge(const Watermark& watermark, const MayPurge& may) {
  std::int64_t purged = 0;
  TRY(db_.atomically([&]() -> Result<> {
    const auto rows =
        TRY(db_.rows("select record_id, server_epoch, server_seq from record where state = 'receipted'"));
    for (const Row& row : rows) {
      Receipt receipt;
      receipt.server_epoch = static_cast<std::uint32_t>(row.integer(1));
      receipt.server_seq = static_cast<std::uint64_t>(row.integer(2));
      if (!may(receipt, watermark)) continue;
      purged += TRY(db_.run("delete from record where record_id = $1", row.text(0)));
    }
    return {};
  }));
  if (purged > 0) TRY(db_.checkpoint());
  return purged;
}

Result<> Outbox::requeue() {
  TRY(db_.run("update record set state = 'saved', reason = '' where state = 'quarantined'"));
  return {};
}

Result<> Outbox::wipe() {
  TRY(db_.run("delete from record"));
  return {};
}

Result<OutboxStatus> Outbox::status() {
  OutboxStatus status;
  const auto rows =
      TRY(db_.rows("select state, lane, count(*), min(saved_at) from record group by state, lane"));
  for (const Row& row : rows) {
    const std::int64_t count = row.integer(2);
    if (row.text(0) == "saved") {
      status.waiting += count;
      if (row.integer(1) == 0) status.waiting_urgent += count;
    } else if (row.text(0) == "receipted") {
      status.receipted += count;
    } else {
      status.quarantined += count;
    }
    const Time oldest = row.integer(3);
    if (status.oldest_saved_at == 0 || oldest < status.oldest_saved_at) status.oldest_saved_at = oldest;
  }
  return status;
}

Result<std::string> Outbox::note(const std::string& name) {
  const auto row = TRY(db_.row("select value from note where name = $1", name));
  return row ? row->text(0) : std::string();
}

Result<> Outbox::set_note(const std::string& name, const std::string& value) {
  TRY(db_.run(
      "insert into note(name, value) values($1, $2) on conflict(name) do update set value = excluded.value",
      name, value));
  return {};
}

Result<std::int64_t> Outbox::number(const std::string& name) {
  const std::string text = TRY(note(name));
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Result<> Outbox::set_number(const std::string& name, std::int64_t value) {
  return set_note(name, std::to_string(value));
}

}  // namespace alongside
