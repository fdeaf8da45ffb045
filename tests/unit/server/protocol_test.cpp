// The worked bytes of sync/PROTOCOL.md, made here again from their fixed keys.
#include <platform/crypto.h>
#include <platform/files.h>
#include <platform/http_signature.h>
#include <platform/json.h>
#include <sync/content/keys.h>
#include <sync/record/bundle.h>
#include <sync/record/wire.h>

#include <doctest/doctest.h>
#include <tests/support/source/source.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>

using namespace alongside;

namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

Bytes run_from(int first, int count) {
  Bytes out;
  for (int i = 0; i < count; ++i) out.push_back(static_cast<std::uint8_t>(first + i));
  return out;
}

template <std::size_t N>
std::array<std::uint8_t, N> array_from(int first) {
  std::array<std::uint8_t, N> out{};
  const Bytes bytes = run_from(first, N);
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

constexpr Time at = 1795600000;
constexpr const char* authority = "kiosks.example";

struct Fixed {
  SigningKey device = SigningKey::from_seed(run_from(0x00, 32)).take();
  SigningKey ingest = SigningKey::from_seed(run_from(0x20, 32)).take();
  SigningKey backup = SigningKey::from_seed(run_from(0x40, 32)).take();
  SigningKey console = SigningKey::from_seed(run_from(0x60, 32)).take();
  SealKey intake = SealKey::from_secret(array_from<32>(0x80));
  SealKey ephemeral = SealKey::from_secret(array_from<32>(0xa0));
  Keys keys;
  Id16 device_id{};

  Fixed() {
    keys.server_id = to_hex(run_from(0xf0, 16));
    keys.ingest = ingest.open;
    keys.backup = backup.open;
    keys.console = console.open;
    keys.intake.push_back({kid_of(intake.open), intake.open, at - 86400, at + 86400});
    device_id = id16(key_id('d', device.open).substr(2)).value();
  }
};

Bytes envelope_of(const Fixed& fixed) {
  EnvelopeHeader header;
  header.record_id = array_from<16>(0x10);
  header.device_id = fixed.device_id;
  header.epoch = 1;
  header.seq = 7;
  const Bytes kid = from_hex(fixed.keys.intake[0].kid).value();
  std::copy(kid.begin(), kid.end(), header.kid.begin());
  header.ciphertext_bytes = 4096 + 16;
  const std::string plain = pad("{}", 4096).value();
  const Bytes info = seal_info(fixed.keys.server_id).value();
  auto sealed =
      hpke_seal_with(fixed.ephemeral, fixed.intake.open, info, write_header(header), view(plain)).take();
  return write_envelope({header, sealed.enc, sealed.ciphertext});
}

void add_keys(Lines& lines, const Fixed& fixed) {
  lines.emplace_back("device key", to_hex(fixed.device.open));
  lines.emplace_back("device keyid", key_id('d', fixed.device.open));
  lines.emplace_back("ingest key", to_hex(fixed.ingest.open));
  lines.emplace_back("ingest keyid", key_id('s', fixed.ingest.open));
  lines.emplace_back("intake key", to_hex(fixed.intake.open));
  lines.emplace_back("intake kid", fixed.keys.intake[0].kid);
  lines.emplace_back("keys", write_keys(fixed.keys));
  lines.emplace_back("anchor", anchor_of(write_keys(fixed.keys)));
}

void add_enrolment(Lines& lines, const Fixed& fixed) {
  const std::string code = "7K3M9PQ2RSTV";
  const Bytes nonce = run_from(0xd0, 16);
  lines.emplace_back("code", code);
  lines.emplace_back("enrolment nonce", to_hex(nonce));
  lines.emplace_back("proof", to_hex(enrol_proof(code, fixed.device.open, nonce)));
  lines.emplace_back(
      "compare",
      compare_number(code, fixed.device.open, fixed.ingest.open, anchor_of(write_keys(fixed.keys))).value());
}

void add_record(Lines& lines, const Fixed& fixed, const Bytes& envelope) {
  const ByteView bytes = envelope;
  lines.emplace_back("header", to_hex(bytes.first(64)));
  lines.emplace_back("enc", to_hex(bytes.subspan(64, 32)));
  lines.emplace_back("ciphertext, first 32", to_hex(bytes.subspan(96, 32)));
  lines.emplace_back("ciphertext, last 16", to_hex(bytes.last(16)));
  lines.emplace_back("envelope sha256", to_hex(sha256(bytes)));
  lines.emplace_back("batch, first 10", to_hex(ByteView(write_batch({envelope}).value()).first(10)));
  Receipt receipt{
      fixed.device_id, array_from<16>(0x10), sha256(bytes), 2, 41, static_cast<std::uint64_t>(at)};
  lines.emplace_back("receipt", to_hex(receipt_text(receipt)));
  lines.emplace_back("receipt signature", to_hex(sign(fixed.ingest, receipt_text(receipt))));
  Watermark mark{id16(fixed.keys.server_id).value(), 2, 41, static_cast<std::uint64_t>(at)};
  lines.emplace_back("watermark", to_hex(watermark_text(mark)));
  lines.emplace_back("watermark signature", to_hex(sign(fixed.backup, watermark_text(mark))));
  const Bytes order = directive_text(fixed.device_id, static_cast<std::uint64_t>(at), R"({"do":"suspend"})");
  lines.emplace_back("directive", to_hex(order));
  lines.emplace_back("directive signature", to_hex(sign(fixed.console, order)));
}

std::string parameters(const Fixed& fixed, const std::string& components) {
  return "(" + components + ");created=" + std::to_string(at) + ";expires=" + std::to_string(at + 300) +
         ";nonce=\"" + to_base64(run_from(0xe0, 16)) + "\";keyid=\"" + key_id('d', fixed.device.open) +
         "\";alg=\"ed25519\";tag=\"alongside-v1\"";
}

// GET /v1/state: a request without a body.
HttpRequest request_of(const Fixed& fixed) {
  HttpRequest request;
  request.target = "/v1/state";
  request.headers = {{"alongside-version", "1"}, {"alongside-epoch", "1.2"}};
  const std::vector<std::string> components = {"@method", "@authority",        "@path",
                                               "@query",  "alongside-version", "alongside-epoch"};
  std::string list;
  for (const auto& one : components) list += (list.empty() ? "\"" : " \"") + one + "\"";
  const std::string text = parameters(fixed, list);
  const std::string base = signature_base(components, text, authority, request, nullptr).value();
  request.headers.emplace_back("signature-input", "als=" + text);
  request.headers.emplace_back("signature", "als=:" + to_base64(sign(fixed.device, view(base))) + ":");
  return request;
}

void add_signatures(Lines& lines, const Fixed& fixed) {
  const HttpRequest request = request_of(fixed);
  lines.emplace_back("request signature-input", request.header("signature-input"));
  lines.emplace_back("request signature", request.header("signature"));
  HttpResponse response;
  response.set("content-type", "application/json");
  response.body = R"({"server_epoch":2})";
  REQUIRE(sign_response(response, request, authority, fixed.ingest, key_id('s', fixed.ingest.open), at).ok());
  lines.emplace_back("answer content-digest", response.header("content-digest"));
  lines.emplace_back("answer signature-input", response.header("signature-input"));
  lines.emplace_back("answer signature", response.header("signature"));
}

// Lines "name = value" inside the fence that follows "## Worked bytes"; an indented line goes on with the one
// before it.
std::map<std::string, std::string> written() {
  const std::string page = read_file(source_folder() + "/sync/PROTOCOL.md", 1 << 20).take();
  std::istringstream in(page.substr(std::min(page.find("## Worked bytes"), page.size())));
  std::map<std::string, std::string> list;
  std::string name;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("```", 0) == 0) inside = !inside;
    const auto equals = line.find(" = ");
    if (!inside || line.rfind("```", 0) == 0) continue;
    if (line.rfind("  ", 0) == 0) {
      list[name] += line.substr(2);
    } else if (equals != std::string::npos) {
      name = line.substr(0, equals);
      list[name] = line.substr(equals + 3);
    }
  }
  return list;
}

}  // namespace

TEST_CASE("the worked bytes of PROTOCOL.md are what the code makes and takes") {
  REQUIRE(start_crypto().ok());
  const Fixed fixed;
  Lines lines;
  add_keys(lines, fixed);
  add_enrolment(lines, fixed);
  const Bytes envelope = envelope_of(fixed);
  add_record(lines, fixed, envelope);
  add_signatures(lines, fixed);
  const auto page = written();
  for (const auto& [its_name, its_value] : lines) {
    const auto& name = its_name;
    const auto& value = its_value;
    const auto found = page.find(name);
    CHECK_MESSAGE((found != page.end() && found->second == value), name << " = " << value);
    if (std::getenv("ALONGSIDE_PRINT") == nullptr) continue;
    std::printf("%s = %s\n", name.c_str(), value.substr(0, 100).c_str());
    for (std::size_t i = 100; i < value.size(); i += 100) std::printf("  %s\n", value.substr(i, 100).c_str());
  }
  CHECK(page.size() == lines.size());
  // And the other way round: what is written there is accepted.
  const Envelope read = read_envelope(envelope).value();
  const auto opened = hpke_open(fixed.intake, read.enc, seal_info(fixed.keys.server_id).value(),
                                write_header(read.header), read.ciphertext);
  REQUIRE(opened.ok());
  CHECK(unpad(std::string(text_of(*opened))).value() == "{}");
  const KeyOf key_of = [&](const std::string&) -> Result<Key32> { return fixed.device.open; };
  CHECK(verify_request(request_of(fixed), authority, key_of, at + 10, "alongside-v1").ok());
  CHECK(read_keys(write_keys(fixed.keys)).ok());
}
