// The battery as Linux lists it: the fullest one, none where there is none.
#include <platform/battery.h>
#include <platform/files.h>

#include <stdlib.h>

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

using namespace alongside;

TEST_CASE("the fullest battery counts; a mains supply and an empty folder are none") {
  std::string folder = (std::filesystem::temp_directory_path() / "alongside-battery-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  CHECK(battery_percent(folder) == -1);
  CHECK(battery_percent(folder + "/none") == -1);
  const auto supply = [&](const char* name, const char* type, const char* capacity) {
    REQUIRE(make_folder(folder + "/" + name, 0700).ok());
    REQUIRE(write_file(folder + "/" + name + "/type", type).ok());
    REQUIRE(write_file(folder + "/" + name + "/capacity", capacity).ok());
  };
  supply("AC", "Mains\n", "99\n");
  CHECK(battery_percent(folder) == -1);
  supply("BAT0", "Battery\n", "41\n");
  supply("BAT1", "Battery\n", "87\n");
  CHECK(battery_percent(folder) == 87);
  supply("BAT1", "Battery\n", "garbage\n");
  CHECK(battery_percent(folder) == 41);
  std::filesystem::remove_all(folder);
}
