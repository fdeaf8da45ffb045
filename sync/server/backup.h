// The backup that lets kiosks forget: both databases copied and checked, then a signed watermark.
#pragma once

#include <platform/crypto.h>
#include <platform/db.h>
#include <sync/record/wire.h>

#include <string>

namespace alongside {

struct BackupPlaces {
  std::string folder;
  std::string case_db;  // empty: only the inbox (tests)
  std::string server_id;
};

// The watermark covers exactly what the checked copy holds. It is stored in the inbox's meta and beside the
// copies.
Result<Watermark> back_up(Db& inbox, const BackupPlaces& places, const SigningKey& backup_key, Time now);

Result<std::int64_t> meta_number(Db& inbox, const std::string& name);
Result<std::string> meta_text(Db& db, const std::string& name);
Result<> set_meta(Db& db, const std::string& name, const std::string& value);

// refused: the database is older than the newest watermark promised, so it was put back without `alongside
// restore`.
Result<> check_not_restored(Db& inbox, const std::string& backup_folder);
// After an inbox copy was put in place: the server's next epoch, so that kiosks offer everything again.
// refused without `force` when the copy is older than the newest watermark.
Result<std::int64_t> enter_new_epoch(Db& inbox, const std::string& backup_folder, bool force);

}  // namespace alongside
