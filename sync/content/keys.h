// keys.json: the server's public keys and the intake keys, as they arrive at enrolment. SHA-256 of it is the
// anchor.
#pragma once

#include <platform/clock.h>
#include <platform/crypto.h>
#include <platform/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace alongside {

struct IntakeKey {
  std::string kid;  // 16 hex digits: first 8 bytes of SHA-256(pub)
  Key32 open;
  Time not_before = 0;
  Time not_after = 0;
};

struct Keys {
  std::string server_id;  // 32 hex digits
  std::vector<IntakeKey> intake;
  Key32 ingest;   // receipts and answers
  Key32 backup;   // watermark only
  Key32 console;  // directives only
  // The key to seal to now: valid, the latest not_before. missing: none is valid at that time.
  Result<IntakeKey> sealing_key(Time now) const;
};

Result<Keys> read_keys(std::string_view json);
std::string write_keys(const Keys& keys);           // canonical JSON
std::string anchor_of(std::string_view keys_json);  // SHA-256, hex
std::string kid_of(const Key32& open_key);          // 16 hex digits

// HPKE info: the prefix of wire.h and the server's id.
Result<Bytes> seal_info(const std::string& server_id);
// The code as typed at enrolment: 2 characters that name the slot and are no secret, then 10 that are.
inline constexpr std::size_t enrol_slot_characters = 2;
inline constexpr std::size_t enrol_code_characters = 12;
// Enrolment: HMAC-SHA256(code, device key || nonce), and the 6 digits both sides show (trust.md 4).
Digest32 enrol_proof(std::string_view code, const Key32& device, ByteView nonce);
Result<std::string> compare_number(std::string_view code, const Key32& device, const Key32& server,
                                   const std::string& anchor);

}  // namespace alongside
