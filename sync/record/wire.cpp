// The wire's byte layouts: fixed width, big-endian, strict about every length (sync/PROTOCOL.md).
#include <sync/record/wire.h>

#include <algorithm>

namespace alongside {
namespace {

constexpr std::string_view magic = "ALS1";
constexpr std::string_view receipt_prefix = "alongside-receipt-v1";
constexpr std::string_view watermark_prefix = "alongside-durable-v1";
constexpr std::string_view directive_prefix = "alongside-directive-v1";
constexpr std::size_t body_offset = 96;  // header 64, then enc 32
constexpr std::array<std::uint32_t, 4> ciphertext_sizes = {4096 + 16, 16384 + 16, 65536 + 16, 262144 + 16};

void put(Bytes& out, std::uint64_t number, int width) {
  for (int shift = (width - 1) * 8; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(number >> shift));
}

void put(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

// Reads in order; the caller has checked the whole length first.
struct Cursor {
  ByteView bytes;
  std::size_t at = 0;

  std::uint64_t number(int width) {
    std::uint64_t out = 0;
    for (int i = 0; i < width; ++i) out = (out << 8) | bytes[at++];
    return out;
  }
  template <std::size_t N>
  std::array<std::uint8_t, N> array() {
    std::array<std::uint8_t, N> out{};
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), N, out.begin());
    at += N;
    return out;
  }
};

Error bad(const char* what) { return {Code::invalid, what}; }

bool begins(ByteView bytes, std::string_view prefix) {
  return bytes.size() >= prefix.size() && text_of(bytes.first(prefix.size())) == prefix;
}

bool known_size(std::uint32_t bytes) {
  return std::find(ciphertext_sizes.begin(), ciphertext_sizes.end(), bytes) != ciphertext_sizes.end();
}

}  // namespace

Result<Id16> id16(std::string_view hex32) {
  if (hex32.size() != 32) return bad("id: not 32 hex digits");
  const Bytes bytes = TRY(from_hex(hex32));
  Id16 id{};
  std::copy(bytes.begin(), bytes.end(), id.begin());
  return id;
}

std::string hex(const Id16& id) { return to_hex(id); }

Bytes write_header(const EnvelopeHeader& header) {
  Bytes out;
  out.reserve(envelope_header_bytes);
  put(out, view(magic));
  put(out, 1, 1);  // version
  put(out, 1, 1);  // suite
  put(out, 0, 2);  // flags
  put(out, header.record_id);
  put(out, header.device_id);
  put(out, header.epoch, 4);
  put(out, header.seq, 8);
  put(out, header.kid);
  put(out, header.ciphertext_bytes, 4);
  return out;
}

Bytes write_envelope(const Envelope& envelope) {
  EnvelopeHeader header = envelope.header;
  header.ciphertext_bytes = static_cast<std::uint32_t>(envelope.ciphertext.size());
  Bytes out = write_header(header);
  put(out, envelope.enc);
  put(out, envelope.ciphertext);
  return out;
}

Result<Envelope> read_envelope(ByteView bytes) {
  if (bytes.size() < body_offset) return bad("length: shorter than the header");
  if (!begins(bytes, magic)) return bad("magic: not ALS1");
  Cursor in{bytes, magic.size()};
  if (in.number(1) != 1) return bad("version: not 1");
  if (in.number(1) != 1) return bad("suite: not known");
  if (in.number(2) != 0) return bad("flags: not 0");
  Envelope out;
  out.header.record_id = in.array<16>();
  out.header.device_id = in.array<16>();
  out.header.epoch = static_cast<std::uint32_t>(in.number(4));
  out.header.seq = in.number(8);
  out.header.kid = in.array<8>();
  out.header.ciphertext_bytes = static_cast<std::uint32_t>(in.number(4));
  if (!known_size(out.header.ciphertext_bytes)) return bad("ct_len: not a padding class");
  if (bytes.size() != body_offset + out.header.ciphertext_bytes) return bad("length: differs from ct_len");
  out.enc = in.array<32>();
  out.ciphertext.assign(bytes.begin() + body_offset, bytes.end());
  return out;
}

Result<Bytes> write_batch(const std::vector<Bytes>& envelopes) {
  if (envelopes.empty()) return bad("count: 0");
  if (envelopes.size() > batch_most_envelopes) return bad("count: too many");
  Bytes out;
  put(out, envelopes.size(), 2);
  for (const Bytes& envelope : envelopes) {
    put(out, envelope.size(), 4);
    put(out, envelope);
  }
  return out;
}

Result<std::vector<ByteView>> read_batch(ByteView body) {
  if (body.size() < 2) return bad("count: missing");
  Cursor in{body};
  const std::uint64_t count = in.number(2);
  if (count == 0) return bad("count: 0");
  if (count > batch_most_envelopes) return bad("count: too many");
  std::vector<ByteView> out;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (body.size() - in.at < 4) return bad("length: missing");
    const std::size_t length = static_cast<std::size_t>(in.number(4));
    if (length > body.size() - in.at) return bad("length: past the end");
    out.push_back(body.subspan(in.at, length));
    in.at += length;
  }
  if (in.at != body.size()) return bad("body: bytes after the last envelope");
  return out;
}

Bytes receipt_text(const Receipt& receipt) {
  Bytes out = to_bytes(receipt_prefix);
  put(out, receipt.device_id);
  put(out, receipt.record_id);
  put(out, receipt.envelope_sha256);
  put(out, receipt.server_epoch, 4);
  put(out, receipt.server_seq, 8);
  put(out, receipt.unix_time, 8);
  return out;
}

Result<Receipt> read_receipt(ByteView text) {
  if (text.size() != receipt_prefix.size() + 84) return bad("receipt: length");
  if (!begins(text, receipt_prefix)) return bad("receipt: prefix");
  Cursor in{text, receipt_prefix.size()};
  Receipt out;
  out.device_id = in.array<16>();
  out.record_id = in.array<16>();
  out.envelope_sha256 = in.array<32>();
  out.server_epoch = static_cast<std::uint32_t>(in.number(4));
  out.server_seq = in.number(8);
  out.unix_time = in.number(8);
  return out;
}

Bytes watermark_text(const Watermark& watermark) {
  Bytes out = to_bytes(watermark_prefix);
  put(out, watermark.server_id);
  put(out, watermark.server_epoch, 4);
  put(out, watermark.server_seq, 8);
  put(out, watermark.unix_time, 8);
  return out;
}

Result<Watermark> read_watermark(ByteView text) {
  if (text.size() != watermark_prefix.size() + 36) return bad("watermark: length");
  if (!begins(text, watermark_prefix)) return bad("watermark: prefix");
  Cursor in{text, watermark_prefix.size()};
  Watermark out;
  out.server_id = in.array<16>();
  out.server_epoch = static_cast<std::uint32_t>(in.number(4));
  out.server_seq = in.number(8);
  out.unix_time = in.number(8);
  return out;
}

Bytes directive_text(const Id16& device_id, std::uint64_t number, const std::string& canonical_json) {
  Bytes out = to_bytes(directive_prefix);
  put(out, device_id);
  put(out, number, 8);
  put(out, view(canonical_json));
  return out;
}

}  // namespace alongside
