// Delays after wrong sign-ins, by account and address: growing, never a hard lock.
#pragma once

#include <platform/clock.h>
#include <platform/db.h>

#include <string>

namespace alongside {

// 16 hex digits of the typed name, which may be a password in the wrong box.
std::string hash_sign_in_name(const std::string& sign_in);
// Seconds to wait; 0: try now. Works alike for names that nobody has.
Result<std::int64_t> sign_in_wait(Db& db, const std::string& sign_in, const std::string& peer, Time now);
Result<> count_wrong_sign_in(Db& db, const std::string& sign_in, const std::string& peer, Time now);
// He is in: his own counts go; the address keeps its count until a day has passed.
Result<> clear_wrong_sign_ins(Db& db, const std::string& sign_in, const std::string& peer);

}  // namespace alongside
