// The backup: copies that were checked, a watermark that never says more than they hold, and a restore that
// cannot be forgotten.
#include <platform/files.h>
#include <sync/server/backup.h>
#include <tests/support/device.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace alongside;

namespace {

Result<Watermark> back_up_world(World& world) {
  const Keys keys = read_keys(read_file(world.site().keys_folder + "/keys.json", 65536).take()).take();
  return back_up(world.inbox(), {world.site().backup_folder, world.site().case_db, keys.server_id},
                 key_of_site(world, "backup"), world.now);
}

Db copy_of(const World& world, const char* name) {
  return Db::open(world.site().backup_folder + "/" + name, {}, DbOptions{.create = false, .read_only = true})
      .take();
}

}  // namespace

TEST_CASE("backup: the watermark covers exactly what the checked copy holds, signed by the backup key") {
  World world;
  Device device(world);
  CHECK(back_up_world(world)->server_seq == 0);
  for (std::uint64_t i = 1; i <= 3; ++i) device.send({write_envelope(device.envelope(i))});
  const Watermark mark = back_up_world(world).take();
  CHECK(mark.server_seq == 3);
  CHECK(mark.server_epoch == 1);
  device.send({write_envelope(device.envelope(4))});
  const Bytes text = from_base64(meta_text(world.inbox(), "watermark-text").value()).value();
  const Bytes signature = from_base64(meta_text(world.inbox(), "watermark-signature").value()).value();
  CHECK(verify(device.identity().keys.backup, text, signature));
  CHECK_FALSE(verify(device.identity().keys.ingest, text, signature));
  CHECK(read_watermark(text)->server_seq == 3);
  Db inbox = copy_of(world, "inbox.db");
  CHECK((*inbox.row("select count(*) from envelope"))->integer(0) == 3);
  Db cases = copy_of(world, "case.db");
  CHECK((*cases.row("select count(*) from visit_part"))->integer(0) == 0);
}

TEST_CASE("backup: one that fails promises nothing, and the copy before it is whole") {
  World world;
  Device device(world);
  device.send({write_envelope(device.envelope(1))});
  REQUIRE(back_up_world(world).ok());
  device.send({write_envelope(device.envelope(2))});
  const std::string before = meta_text(world.inbox(), "watermark-text").value();
  // A folder stands where the copy is written.
  const std::string blocked = world.site().backup_folder + "/inbox.db.new";
  std::filesystem::create_directories(blocked + "/x");
  CHECK_FALSE(back_up_world(world).ok());
  CHECK(meta_text(world.inbox(), "watermark-text").value() == before);
  Db inbox = copy_of(world, "inbox.db");
  CHECK((*inbox.row("select count(*) from envelope"))->integer(0) == 1);
  std::filesystem::remove_all(blocked);
  CHECK(back_up_world(world)->server_seq == 2);
}

TEST_CASE("backup: what a run that was cut short left behind does not harm the next copy") {
  World world;
  Device device(world);
  device.send({write_envelope(device.envelope(1))});
  REQUIRE(back_up_world(world).ok());
  for (const char* end :
       {".new", ".new-wal", ".new-shm", ".new-journal", "-wal", ".new.new", ".new.new-journal"}) {
    std::ofstream(world.site().backup_folder + "/inbox.db" + end) << std::string(9000, 'x');
  }
  REQUIRE(back_up_world(world).ok());
  Db inbox = copy_of(world, "inbox.db");
  CHECK((*inbox.row("select count(*) from envelope"))->integer(0) == 1);
}

TEST_CASE("restore: a copy put in place by hand is not served before the operator says so") {
  World world;
  Device device(world);
  device.send({write_envelope(device.envelope(1))});
  REQUIRE(back_up_world(world).ok());
  REQUIRE(world.put_back_copies().ok());
  const auto refused = world.restart_server();
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::refused);
  CHECK(refused.error().what.find("alongside restore") != std::string::npos);
  {
    Db inbox = Db::open(world.site().inbox_db, inbox_migrations()).take();
    CHECK(enter_new_epoch(inbox, world.site().backup_folder, false).value() == 2);
  }
  REQUIRE(world.restart_server().ok());
  CHECK(meta_text(world.inbox(), "watermark-text").value().empty());  // the old promise counts no more
  CHECK(back_up_world(world)->server_epoch == 2);
}

TEST_CASE("restore: a copy older than what kiosks were promised needs force, and is not served without") {
  World world;
  Device device(world);
  device.send({write_envelope(device.envelope(1))});
  REQUIRE(back_up_world(world).ok());
  const std::string old = world.site().folder + "/old.db";
  std::filesystem::copy_file(world.site().backup_folder + "/inbox.db", old);
  device.send({write_envelope(device.envelope(2))});
  REQUIRE(back_up_world(world).ok());
  REQUIRE(world.put_back_copies().ok());
  std::filesystem::copy_file(old, world.site().inbox_db, std::filesystem::copy_options::overwrite_existing);
  CHECK_FALSE(world.restart_server().ok());
  {
    Db inbox = Db::open(world.site().inbox_db, inbox_migrations()).take();
    const auto refused = enter_new_epoch(inbox, world.site().backup_folder, false);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Code::refused);
    CHECK(inbox.run("delete from meta where name = 'copy'").ok());
  }
  CHECK_FALSE(world.restart_server().ok());
  {
    Db inbox = Db::open(world.site().inbox_db, inbox_migrations()).take();
    CHECK(enter_new_epoch(inbox, world.site().backup_folder, true).value() == 2);
  }
  CHECK(world.restart_server().ok());
}
