// Each kind of TUF metadata read, and the names and paths that it holds.
#include <sync/content/metadata.h>

#include <platform/crypto.h>
#include <sync/content/metadata_parts.h>
#include <sync/content/tuf_json.h>

#include <nlohmann/json.hpp>

#include <array>
#include <cstdlib>

namespace alongside {
namespace {

constexpr std::array<const char*, 4> top_level = {"root", "timestamp", "snapshot", "targets"};

Error named(const char* role, const Error& error) {
  return {error.code, std::string(role) + ": " + error.what};
}

Result<RootMetadata> root_of(const Json& file) {
  RootMetadata root;
  const Json& body = *TRY(open_signed(file, "root", root));
  root.keys = TRY(read_keys_member(body));
  const Json& roles = *TRY(tuf_object(body, "roles"));
  for (const char* role : top_level) root.roles[role] = TRY(read_role_keys(*TRY(tuf_object(roles, role))));
  const auto consistent = body.find("consistent_snapshot");
  if (consistent == body.end()) return root;
  if (!consistent->is_boolean()) return Error{Code::invalid, "consistent_snapshot: must be true or false"};
  root.consistent_snapshot = consistent->get<bool>();
  return root;
}

Result<TimestampMetadata> timestamp_of(const Json& file) {
  TimestampMetadata timestamp;
  const Json& body = *TRY(open_signed(file, "timestamp", timestamp));
  const Json& meta = *TRY(tuf_object(body, "meta"));
  if (meta.size() != 1) return Error{Code::invalid, "meta: must name snapshot.json alone"};
  timestamp.snapshot = TRY(read_meta_file(*TRY(tuf_object(meta, "snapshot.json"))));
  return timestamp;
}

Result<SnapshotMetadata> snapshot_of(const Json& file) {
  SnapshotMetadata snapshot;
  const Json& body = *TRY(open_signed(file, "snapshot", snapshot));
  const Json& meta = *TRY(tuf_object(body, "meta"));
  if (meta.size() > 4096) return Error{Code::invalid, "meta: too many"};
  for (const auto& [name, entry] : meta.items()) snapshot.meta[name] = TRY(read_meta_file(entry));
  if (!snapshot.meta.contains("targets.json")) return Error{Code::invalid, "meta: targets.json is missing"};
  return snapshot;
}

Result<TargetsMetadata> targets_of(const Json& file) {
  TargetsMetadata targets;
  const Json& body = *TRY(open_signed(file, "targets", targets));
  const Json& list = *TRY(tuf_object(body, "targets"));
  for (const auto& [path, entry] : list.items()) {
    if (path.size() > target_path_most_bytes) return Error{Code::invalid, "targets: a path is too long"};
    TargetFile target;
    target.length = TRY(tuf_integer(entry, "length", 0));
    target.hashes = TRY(read_hashes(*TRY(tuf_object(entry, "hashes"))));
    if (entry.contains("custom")) target.custom = entry["custom"];
    targets.targets.emplace(path, std::move(target));
  }
  if (!body.contains("delegations")) return targets;
  const Json& delegations = *TRY(tuf_object(body, "delegations"));
  targets.keys = TRY(read_keys_member(delegations));
  targets.delegations = TRY(read_delegations(delegations));
  return targets;
}

template <class Read>
auto read_as(const char* role, std::string_view text, std::size_t most_bytes, Read read)
    -> decltype(read(Json())) {
  const auto file = parse_tuf_json(text, most_bytes);
  if (!file.ok()) return named(role, file.error());
  auto done = read(*file);
  if (!done.ok()) return named(role, done.error());
  return done;
}

bool is_digit_at(const std::string& text, std::size_t at) { return text[at] >= '0' && text[at] <= '9'; }

}  // namespace

Result<RootMetadata> read_root(std::string_view text) {
  return read_as("root", text, root_most_bytes, root_of);
}
Result<TimestampMetadata> read_timestamp(std::string_view text) {
  return read_as("timestamp", text, timestamp_most_bytes, timestamp_of);
}
Result<SnapshotMetadata> read_snapshot(std::string_view text) {
  return read_as("snapshot", text, snapshot_most_bytes, snapshot_of);
}
Result<TargetsMetadata> read_targets(std::string_view text) {
  return read_as("targets", text, targets_most_bytes, targets_of);
}

bool is_top_level(std::string_view role) {
  for (const char* name : top_level) {
    if (role == name) return true;
  }
  return false;
}

std::string keyid_of(const Json& key) { return to_hex(sha256(view(canonical_tuf(key)))); }

Result<Time> read_utc(const std::string& text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00Z";
  const Error wrong{Code::invalid, "expires: must be like 2030-01-01T00:00:00Z"};
  if (text.size() != shape.size()) return wrong;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == '0' ? !is_digit_at(text, i) : text[i] != shape[i]) return wrong;
  }
  const auto number = [&text](std::size_t at, std::size_t digits) {
    return std::strtoll(text.substr(at, digits).c_str(), nullptr, 10);
  };
  const long long year = number(0, 4);
  const long long month = number(5, 2);
  const long long day = number(8, 2);
  const long long hour = number(11, 2);
  const long long minute = number(14, 2);
  const long long second = number(17, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return wrong;
  // Days since 1 March of year 0 in the proleptic Gregorian calendar, then since 1970.
  const long long y = month > 2 ? year : year - 1;
  const long long m = (month + 9) % 12;
  const long long days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
  const Time at = days * 86400 + hour * 3600 + minute * 60 + second;
  if (iso_utc(at) != text) return wrong;  // 30 February
  return at;
}

std::string percent_encoded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool kept = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '_' || c == '.' || c == '-' || c == '~';
    if (kept) {
      out += c;
      continue;
    }
    constexpr const char* digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

Result<> check_target_path(std::string_view path) {
  const Error wrong{Code::invalid, "target path: not allowed"};
  if (path.empty() || path.size() > target_path_most_bytes) return wrong;
  std::string_view rest = path;
  while (true) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return wrong;
    for (const char c : part) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\') return wrong;
    }
    if (slash == rest.npos) return {};
    rest.remove_prefix(slash + 1);
  }
}

Result<> check_hashes(const std::map<std::string, std::string>& hashes, std::string_view content) {
  int known = 0;
  for (const auto& [name, value] : hashes) {
    if (name != "sha256" && name != "sha512") continue;
    ++known;
    const std::string own = name == "sha256" ? to_hex(sha256(view(content))) : to_hex(sha512(view(content)));
    if (own != value) return Error{Code::invalid, "a hash does not fit"};
  }
  if (known == 0) return Error{Code::invalid, "no hash of a known kind"};
  return {};
}

}  // namespace alongside
