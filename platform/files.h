// Whole files: read with a limit; write-then-rename with fsync of file and folder.
#pragma once

#include <platform/bytes.h>
#include <platform/result.h>

#include <cstddef>
#include <string>
#include <vector>

namespace alongside {

// invalid: over `most_bytes`. refused: no regular file. missing, storage: as the system says. `what` starts
// with the path. Never waits, whatever the path is.
Result<std::string> read_file(const std::string& path, std::size_t most_bytes);
enum class FileMode : unsigned { everyone = 0644, owner = 0600 };
// After success the content survives a power cut; after failure the old file is whole. storage: disk full,
// read-only.
Result<> write_file(const std::string& path, std::string_view content, FileMode mode = FileMode::everyone);
// After success the name is gone for good; a name that is not there is success.
Result<> remove_file(const std::string& path);
// After success the folder has its new name for good. storage: there is one of that name already.
Result<> rename_folder(const std::string& from, const std::string& to);
Result<> make_folder(const std::string& path, unsigned mode = 0755);  // parents too; existing is success
Result<std::vector<std::string>> list_files(
    const std::string& folder);  // names of regular files under it, sorted,
                                 // with '/' for sub-folders; symlinks refused
// Bytes that a program without privileges may still write.
Result<std::int64_t> free_bytes(const std::string& folder);
// refused when group or others may do anything with the file: for private keys.
Result<> check_private(const std::string& path);

}  // namespace alongside
