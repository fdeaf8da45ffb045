// keys.json read and written, the key to seal to, and the sums of enrolment.
#include <sync/content/keys.h>

#include <platform/json.h>
#include <sync/record/wire.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace alongside {
namespace {

Result<Key32> key_member(const Json& object, const char* name) {
  const std::string hex_text = TRY(need_string(object, name, 64));
  const Bytes bytes = TRY(from_hex(hex_text));
  if (bytes.size() != 32) return Error{Code::invalid, std::string(name) + ": must be 64 hex digits"};
  Key32 key{};
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

Result<IntakeKey> read_intake(const Json& entry) {
  if (!entry.is_object()) return Error{Code::invalid, "intake: must be a list of objects"};
  IntakeKey key;
  key.kid = TRY(need_string(entry, "kid", 16));
  if (TRY(need_integer(entry, "suite")) != 1) return Error{Code::invalid, "intake: unknown suite"};
  key.open = TRY(key_member(entry, "pub"));
  if (key.kid != kid_of(key.open)) return Error{Code::invalid, "intake: kid does not belong to pub"};
  key.not_before = TRY(need_integer(entry, "not_before"));
  key.not_after = TRY(need_integer(entry, "not_after"));
  return key;
}

}  // namespace

Result<IntakeKey> Keys::sealing_key(Time now) const {
  const IntakeKey* best = nullptr;
  for (const IntakeKey& key : intake) {
    if (now < key.not_before || now >= key.not_after) continue;
    if (best == nullptr || key.not_before > best->not_before) best = &key;
  }
  if (best == nullptr) return Error{Code::missing, "no intake key is good at this time"};
  return *best;
}

Result<Keys> read_keys(std::string_view text) {
  const Json json = TRY(parse_json(text, {65536, 8}));
  Keys keys;
  keys.server_id = TRY(need_string(json, "server_id", 32));
  TRY(id16(keys.server_id));
  keys.ingest = TRY(key_member(json, "ingest"));
  keys.backup = TRY(key_member(json, "backup"));
  keys.console = TRY(key_member(json, "console"));
  const auto intake = json.find("intake");
  if (intake == json.end() || !intake->is_array() || intake->size() > 64) {
    return Error{Code::invalid, "intake: must be a list of at most 64"};
  }
  for (const Json& entry : *intake) keys.intake.push_back(TRY(read_intake(entry)));
  return keys;
}

std::string write_keys(const Keys& keys) {
  Json intake = Json::array();
  for (const IntakeKey& key : keys.intake) {
    intake.push_back({{"kid", key.kid},
                      {"suite", 1},
                      {"pub", to_hex(key.open)},
                      {"not_before", key.not_before},
                      {"not_after", key.not_after}});
  }
  const Json json = {{"server_id", keys.server_id},
                     {"ingest", to_hex(keys.ingest)},
                     {"backup", to_hex(keys.backup)},
                     {"console", to_hex(keys.console)},
                     {"intake", intake}};
  return canonical(json);
}

std::string anchor_of(std::string_view keys_json) { return to_hex(sha256(view(keys_json))); }

std::string kid_of(const Key32& open_key) { return to_hex(sha256(open_key)).substr(0, 16); }

Result<Bytes> seal_info(const std::string& server_id) {
  const Id16 id = TRY(id16(server_id));
  Bytes info = to_bytes(seal_info_prefix);
  info.insert(info.end(), id.begin(), id.end());
  return info;
}

Digest32 enrol_proof(std::string_view code, const Key32& device, ByteView nonce) {
  Bytes data(device.begin(), device.end());
  data.insert(data.end(), nonce.begin(), nonce.end());
  return hmac_sha256(view(code), data);
}

Result<std::string> compare_number(std::string_view code, const Key32& device, const Key32& server,
                                   const std::string& anchor) {
  Bytes data = to_bytes("alongside-compare-v1");
  data.insert(data.end(), device.begin(), device.end());
  data.insert(data.end(), server.begin(), server.end());
  const Bytes digest = TRY(from_hex(anchor));
  data.insert(data.end(), digest.begin(), digest.end());
  const Digest32 sum = hmac_sha256(view(code), data);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = (number << 8) | sum[i];
  std::string digits = std::to_string(number % 1000000);
  return std::string(6 - digits.size(), '0') + digits;
}

}  // namespace alongside
