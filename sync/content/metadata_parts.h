// The members that several kinds of TUF metadata share, read one by one.
#pragma once

#include <sync/content/metadata.h>

namespace alongside {

// missing or invalid, as need_string: a member that must be there and of its kind.
Result<const Json*> tuf_object(const Json& object, const char* key);
Result<const Json*> tuf_list(const Json& object, const char* key, std::size_t most);
Result<std::int64_t> tuf_integer(const Json& object, const char* key, std::int64_t least);
// Opens {"signatures", "signed"}: checks _type, spec_version, version, expires. The whole file is in `file`.
Result<const Json*> open_signed(const Json& file, const char* type, Metadata& into);
Result<TufKeys> read_keys_member(const Json& object);
Result<RoleKeys> read_role_keys(const Json& object);
Result<MetaFile> read_meta_file(const Json& object);
Result<std::map<std::string, std::string>> read_hashes(const Json& object);
Result<std::vector<Delegation>> read_delegations(const Json& object);

}  // namespace alongside
