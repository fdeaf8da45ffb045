// The wire as plain values: envelope, batch, receipt, watermark, directive (sync/PROTOCOL.md). Pure; sizes in
// bytes.
#pragma once

#include <platform/bytes.h>
#include <platform/result.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace alongside {

using Id16 = std::array<std::uint8_t, 16>;
Result<Id16> id16(std::string_view hex32);
std::string hex(const Id16& id);

inline constexpr std::size_t envelope_header_bytes = 64;
inline constexpr std::size_t envelope_overhead_bytes = 112;  // header 64 + enc 32 + tag 16
inline constexpr const char* seal_info_prefix = "alongside/submission/v1";
inline constexpr std::size_t batch_most_envelopes = 64;
inline constexpr std::size_t offer_most_ids = 1000;

struct EnvelopeHeader {
  Id16 record_id{};
  Id16 device_id{};
  std::uint32_t epoch = 0;
  std::uint64_t seq = 0;
  std::array<std::uint8_t, 8> kid{};
  std::uint32_t ciphertext_bytes = 0;
};
Bytes write_header(const EnvelopeHeader& header);  // 64 bytes: the AAD
struct Envelope {
  EnvelopeHeader header;
  std::array<std::uint8_t, 32> enc{};
  Bytes ciphertext;
};
Bytes write_envelope(const Envelope& envelope);
// Strict: magic, version, suite, flags 0, length exactly 96 + ct_len, a class of bundle.h. invalid: "field:
// reason".
Result<Envelope> read_envelope(ByteView bytes);

Result<Bytes> write_batch(const std::vector<Bytes>& envelopes);
Result<std::vector<ByteView>> read_batch(ByteView body);  // u16 count, then u32 length + envelope each

struct Receipt {
  Id16 device_id{};
  Id16 record_id{};
  std::array<std::uint8_t, 32> envelope_sha256{};
  std::uint32_t server_epoch = 0;
  std::uint64_t server_seq = 0;
  std::uint64_t unix_time = 0;
};
Bytes receipt_text(const Receipt& receipt);  // the signed bytes, prefix included
Result<Receipt> read_receipt(ByteView text);

struct Watermark {
  Id16 server_id{};
  std::uint32_t server_epoch = 0;
  std::uint64_t server_seq = 0;
  std::uint64_t unix_time = 0;
};
Bytes watermark_text(const Watermark& watermark);
Result<Watermark> read_watermark(ByteView text);

Bytes directive_text(const Id16& device_id, std::uint64_t number, const std::string& canonical_json);

}  // namespace alongside
