// Shared members of TUF metadata: envelope, keys, roles, hashes, delegations.
#include <sync/content/metadata_parts.h>

#include <platform/crypto.h>
#include <platform/pem_key.h>
#include <sync/content/tuf_json.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace alongside {
namespace {

Error wrong(const std::string& what) { return {Code::invalid, what}; }

bool is_hex(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most &&
         text.find_first_not_of("0123456789abcdef") == text.npos;
}

Result<std::vector<std::string>> texts(const Json& object, const char* key, std::size_t most,
                                       std::size_t most_bytes) {
  const Json& list = *TRY(tuf_list(object, key, most));
  std::vector<std::string> found;
  for (const Json& entry : list) {
    if (!entry.is_string() || entry.get_ref<const std::string&>().size() > most_bytes)
      return wrong(std::string(key) + ": must hold short texts");
    found.push_back(entry.get<std::string>());
  }
  return found;
}

bool known_spec(const std::string& text) {
  return text.starts_with("1.") && text.size() > 2 && text.size() <= 16 &&
         text.find_first_not_of("0123456789.") == text.npos;
}

std::string fingerprint_of(const TufKey& key) {
  if (key.type == "ed25519") {
    const auto bytes = from_hex(key.open);
    return key.scheme == "ed25519" && bytes.ok() && bytes->size() == 32 ? "ed25519:" + key.open : "";
  }
  const bool ecdsa = key.type == "ecdsa" || key.type == "ecdsa-sha2-nistp256";
  if (!ecdsa && key.type != "rsa") return {};
  const auto der = read_pem_key(key.open, ecdsa ? PemScheme::ecdsa_p256_sha256 : PemScheme::rsa_pss_sha256);
  return der.ok() ? "der:" + to_hex(sha256(*der)) : "";
}

Result<TufKey> read_key(const std::string& keyid, const Json& object) {
  if (!object.is_object()) return wrong("keys: must hold objects");
  TufKey key;
  key.type = TRY(need_string(object, "keytype", 64));
  key.scheme = TRY(need_string(object, "scheme", 64));
  key.open = TRY(need_string(*TRY(tuf_object(object, "keyval")), "public", 8192));
  if (keyid != keyid_of(object)) return wrong("keys: a key id does not belong to its key");
  key.fingerprint = fingerprint_of(key);
  return key;
}

Result<Delegation> read_delegation(const Json& entry) {
  Delegation role;
  role.name = TRY(need_string(entry, "name", role_name_most_bytes));
  if (role.name.empty() || is_top_level(role.name) || role.name == "." || role.name == "..")
    return wrong("delegations: a role may not have this name");
  role.keys = TRY(read_role_keys(entry));
  const auto terminating = entry.find("terminating");
  if (terminating == entry.end() || !terminating->is_boolean())
    return wrong("delegations: terminating must be true or false");
  role.terminating = terminating->get<bool>();
  const bool paths = entry.contains("paths");
  if (paths == entry.contains("path_hash_prefixes"))
    return wrong("delegations: either paths or path_hash_prefixes");
  if (paths) {
    role.paths = TRY(texts(entry, "paths", 1000, target_path_most_bytes));
    return role;
  }
  role.path_hash_prefixes = TRY(texts(entry, "path_hash_prefixes", 20000, 64));
  for (const std::string& prefix : role.path_hash_prefixes) {
    if (!is_hex(prefix, 1, 64)) return wrong("path_hash_prefixes: must be hex digits");
  }
  return role;
}

}  // namespace

Result<const Json*> tuf_object(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end() || !found->is_object()) return wrong(std::string(key) + ": must be an object");
  return &*found;
}

Result<const Json*> tuf_list(const Json& object, const char* key, std::size_t most) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end() || !found->is_array()) return wrong(std::string(key) + ": must be a list");
  if (found->size() > most) return wrong(std::string(key) + ": too many");
  return &*found;
}

Result<std::int64_t> tuf_integer(const Json& object, const char* key, std::int64_t least) {
  const std::int64_t value = TRY(need_integer(object, key));
  if (value < least) return wrong(std::string(key) + ": too small");
  return value;
}

Result<const Json*> open_signed(const Json& file, const char* type, Metadata& into) {
  const Json& body = *TRY(tuf_object(file, "signed"));
  const std::string named = TRY(need_string(body, "_type", 32));
  if (named != type) return wrong("_type: another kind of metadata");
  const std::string spec = TRY(need_string(body, "spec_version", 32));
  if (!known_spec(spec)) return wrong("spec_version: must be 1");
  into.version = TRY(tuf_integer(body, "version", 1));
  into.expires = TRY(read_utc(TRY(need_string(body, "expires", 32))));
  for (const Json& entry : *TRY(tuf_list(file, "signatures", tuf_most_signatures))) {
    Signature signature;
    signature.keyid = TRY(need_string(entry, "keyid", 128));
    signature.sig = TRY(need_string(entry, "sig", 4096));
    const auto same = [&signature](const Signature& other) { return other.keyid == signature.keyid; };
    if (std::any_of(into.signatures.begin(), into.signatures.end(), same))
      return wrong("signatures: a key id stands twice");
    into.signatures.push_back(std::move(signature));
  }
  into.payload = canonical_tuf(body);
  return &body;
}

Result<TufKeys> read_keys_member(const Json& object) {
  const Json& list = *TRY(tuf_object(object, "keys"));
  if (list.size() > tuf_most_keys) return wrong("keys: too many");
  TufKeys keys;
  for (const auto& [keyid, key] : list.items()) keys[keyid] = TRY(read_key(keyid, key));
  return keys;
}

Result<RoleKeys> read_role_keys(const Json& object) {
  RoleKeys role;
  role.threshold = TRY(tuf_integer(object, "threshold", 1));
  role.keyids = TRY(texts(object, "keyids", tuf_most_keys, 128));
  std::sort(role.keyids.begin(), role.keyids.end());
  if (std::adjacent_find(role.keyids.begin(), role.keyids.end()) != role.keyids.end())
    return wrong("keyids: a key id stands twice");
  return role;
}

Result<std::map<std::string, std::string>> read_hashes(const Json& object) {
  std::map<std::string, std::string> hashes;
  if (!object.is_object() || object.empty() || object.size() > 16) return wrong("hashes: must be an object");
  for (const auto& [name, value] : object.items()) {
    if (!value.is_string() || !is_hex(value.get_ref<const std::string&>(), 1, 256))
      return wrong("hashes: must be hex digits");
    hashes[name] = value.get<std::string>();
  }
  return hashes;
}

Result<MetaFile> read_meta_file(const Json& object) {
  MetaFile file;
  file.version = TRY(tuf_integer(object, "version", 1));
  if (object.contains("length")) file.length = TRY(tuf_integer(object, "length", 1));
  if (object.contains("hashes")) file.hashes = TRY(read_hashes(object["hashes"]));
  return file;
}

Result<std::vector<Delegation>> read_delegations(const Json& object) {
  if (object.contains("succinct_roles")) return wrong("delegations: succinct_roles is not supported");
  std::vector<Delegation> roles;
  for (const Json& entry : *TRY(tuf_list(object, "roles", tuf_most_delegations))) {
    roles.push_back(TRY(read_delegation(entry)));
    for (std::size_t i = 0; i + 1 < roles.size(); ++i) {
      if (roles[i].name == roles.back().name) return wrong("delegations: a role stands twice");
    }
  }
  return roles;
}

}  // namespace alongside
