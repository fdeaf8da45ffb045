// The backup that lets kiosks forget. The inbox is copied first: what it calls opened is then surely in the
// case copy.
#include <sync/server/backup.h>

#include <platform/files.h>
#include <sync/server/site.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace alongside {
namespace {

struct Newest {
  std::int64_t epoch = 0;
  std::int64_t seq = 0;
};

Result<Newest> newest_of(Db& inbox) {
  const auto row = TRY(inbox.row("select coalesce(max(server_seq), 0) from envelope"));
  return Newest{TRY(meta_number(inbox, "server-epoch")), row ? row->integer(0) : 0};
}

// A copy knows that it is one: put in place by hand, ingest will not serve it before `alongside restore`.
Result<> mark_as_copy(const std::string& path, const std::vector<Migration>& migrations) {
  Db copied = TRY(Db::open(path, migrations));
  TRY(set_meta(copied, "copy", "1"));
  return copied.checkpoint();
}

Result<> copy(Db& from, const std::string& to, const std::vector<Migration>& migrations) {
  std::error_code fault;
  const std::string fresh = to + ".new";
  // A log left by a run that was cut short must not be played into another file.
  for (const char* end : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(fresh + end, fault);
  TRY(from.back_up_to(fresh));
  TRY(mark_as_copy(fresh, migrations));
  for (const char* end : {"-wal", "-shm", "-journal"}) std::filesystem::remove(to + end, fault);
  std::filesystem::rename(fresh, to, fault);
  if (fault) return Error{Code::storage, "the backup could not be put in its place"};
  return {};
}

// What was last promised to kiosks, kept outside the databases: "epoch seq".
Result<Newest> promised(const std::string& folder) {
  const auto text = read_file(folder + "/promised", 100);
  if (!text.ok()) return text.error().code == Code::missing ? Result<Newest>(Newest{}) : text.error();
  Newest newest;
  const char* const end = text->data() + text->size();
  const auto first = std::from_chars(text->data(), end, newest.epoch);
  if (first.ptr < end) std::from_chars(first.ptr + 1, end, newest.seq);
  return newest;
}

Result<> promise(const std::string& folder, const Newest& newest) {
  return write_file(folder + "/promised",
                    std::to_string(newest.epoch) + " " + std::to_string(newest.seq) + "\n");
}

bool older(const Newest& a, const Newest& b) {
  return a.epoch < b.epoch || (a.epoch == b.epoch && a.seq < b.seq);
}

}  // namespace

Result<std::string> meta_text(Db& db, const std::string& name) {
  const auto row = TRY(db.row("select value from meta where name = $1", name));
  return row ? row->text(0) : std::string();
}

Result<std::int64_t> meta_number(Db& inbox, const std::string& name) {
  const std::string text = TRY(meta_text(inbox, name));
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Result<> set_meta(Db& db, const std::string& name, const std::string& value) {
  TRY(db.run(
      "insert into meta(name, value) values($1, $2) on conflict(name) do update set value = excluded.value",
      name, value));
  return {};
}

Result<Watermark> back_up(Db& inbox, const BackupPlaces& places, const SigningKey& backup_key, Time now) {
  TRY(make_folder(places.folder, 0700));
  const std::string inbox_copy = places.folder + "/inbox.db";
  TRY(copy(inbox, inbox_copy, inbox_migrations()));
  if (!places.case_db.empty()) {
    Db case_db = TRY(Db::open(places.case_db, case_migrations()));
    TRY(copy(case_db, places.folder + "/case.db", case_migrations()));
  }
  Newest newest;
  {
    Db checked = TRY(Db::open(inbox_copy, inbox_migrations(), DbOptions{.create = false, .read_only = true}));
    newest = TRY(newest_of(checked));
  }
  Watermark mark;
  mark.server_id = TRY(id16(places.server_id));
  mark.server_epoch = static_cast<std::uint32_t>(newest.epoch);
  mark.server_seq = static_cast<std::uint64_t>(newest.seq);
  mark.unix_time = static_cast<std::uint64_t>(now);
  const Bytes text = watermark_text(mark);
  TRY(promise(places.folder, newest));
  TRY(inbox.atomically([&]() -> Result<> {
    TRY(set_meta(inbox, "watermark-text", to_base64(text)));
    return set_meta(inbox, "watermark-signature", to_base64(sign(backup_key, text)));
  }));
  return mark;
}

Result<> check_not_restored(Db& inbox, const std::string& backup_folder) {
  if (!TRY(meta_text(inbox, "copy")).empty()) {
    return Error{Code::refused, "the inbox is a backup's copy: run `alongside restore`"};
  }
  if (!older(TRY(newest_of(inbox)), TRY(promised(backup_folder)))) return {};
  return Error{Code::refused, "the inbox is older than what was promised to kiosks: run `alongside restore`"};
}

Result<std::int64_t> enter_new_epoch(Db& inbox, const std::string& backup_folder, bool force) {
  const Newest now = TRY(newest_of(inbox));
  const Newest told = TRY(promised(backup_folder));
  if (older(now, told) && !force) {
    return Error{Code::refused, "this copy is older than what was promised to kiosks: only with --force"};
  }
  const Newest next{std::max(now.epoch, told.epoch) + 1, now.seq};
  TRY(inbox.atomically([&]() -> Result<> {
    TRY(inbox.run("delete from meta where name in ('copy', 'watermark-text', 'watermark-signature')"));
    return set_meta(inbox, "server-epoch", std::to_string(next.epoch));
  }));
  TRY(make_folder(backup_folder, 0700));
  TRY(promise(backup_folder, next));
  return next.epoch;
}

}  // namespace alongside
