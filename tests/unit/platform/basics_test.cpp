// Tests of bytes, strict JSON, the clock's zones, files and TRY.
#include <platform/bytes.h>
#include <platform/clock.h>
#include <platform/files.h>
#include <platform/json.h>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

using namespace alongside;

namespace {

struct Folder {
  std::string path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "alongside-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

Result<std::size_t> bytes_in(std::string_view hex) { return TRY(from_hex(hex)).size(); }

}  // namespace

TEST_CASE("TRY gives the value or hands on the error") {
  CHECK(bytes_in("00ff").value() == 2);
  REQUIRE_FALSE(bytes_in("0").ok());
  CHECK(bytes_in("0").error().code == Code::invalid);
}

TEST_CASE("text forms of bytes are strict and come back the same") {
  CHECK(to_hex(view("\x01\xff")) == "01ff");
  CHECK_FALSE(from_hex("0g").ok());
  CHECK(to_base64(view("fo")) == "Zm8=");
  CHECK(text_of(from_base64("Zm8=").value()) == "fo");
  CHECK_FALSE(from_base64("Zm8").ok());
  CHECK_FALSE(from_base64("Zm 8=").ok());
  CHECK(to_base64url(view("\xfb\xff")) == "-_8");
  CHECK(normal_crockford("o1-il").value() == "0111");
  CHECK_FALSE(normal_crockford("u").ok());
}

TEST_CASE("JSON that two readers could read differently is refused") {
  for (const char* bad : {"{\"a\":1,\"a\":2}", "[{\"b\":{\"a\":1,\"a\":1}}]", "1 2", "", "NaN", "1e309",
                          "[1,]", "\xef\xbb\xbf{}", "\"\xff\"", "{\"a\":1"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_json(bad).ok());
  }
  CHECK(parse_json(std::string(64, '[') + std::string(64, ']')).ok());
  CHECK_FALSE(parse_json(std::string(66, '[') + std::string(66, ']')).ok());
  CHECK_FALSE(parse_json("[1,2,3]", {.bytes = 3, .depth = 4}).ok());
  CHECK(canonical(parse_json(" {\"b\": [1, true], \"a\": null} ").value()) == "{\"a\":null,\"b\":[1,true]}");
}

TEST_CASE("London is an hour ahead in summer and not in winter") {
  CHECK(iso_utc(0) == "1970-01-01T00:00:00Z");
  CHECK(utc_offset_s(1784000000, "Europe/London") == 3600);
  CHECK(utc_offset_s(1795600000, "Europe/London") == 0);
  CHECK(utc_offset_s(1774745999, "Europe/London") == 0);
  CHECK(utc_offset_s(1774746000, "Europe/London") == 3600);
  CHECK(utc_offset_s(1784000000, "../../etc/passwd") == 0);
}

TEST_CASE("files are replaced whole, read with a limit, and links are refused") {
  Folder folder;
  const std::string file = folder.path + "/a";
  REQUIRE(write_file(file, "first").ok());
  REQUIRE(write_file(file, "second", FileMode::owner).ok());
  CHECK(read_file(file, 6).value() == "second");
  CHECK_FALSE(read_file(file, 5).ok());
  CHECK(check_private(file).ok());
  CHECK(list_files(folder.path).value().size() == 1);
  std::filesystem::permissions(file, std::filesystem::perms(0640));
  CHECK_FALSE(check_private(file).ok());
  std::filesystem::create_symlink(file, folder.path + "/link");
  CHECK_FALSE(list_files(folder.path).ok());
}
