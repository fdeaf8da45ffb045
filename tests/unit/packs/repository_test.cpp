// The publisher's side: two of three keys, orders of writing, interruptions, rotation, what a client finds.
#include <tests/unit/packs/content_site.h>

#include <platform/crypto.h>
#include <platform/files.h>
#include <tests/unit/platform/syscalls.h>

#include <sys/wait.h>
#include <unistd.h>

using namespace alongside;

namespace {

// What a kiosk that keeps its folder finds.
struct Reader {
  TestFolder folder;
  explicit Reader(const Council& council) {
    const auto root = read_file(council.place + "/metadata/1.root.json", 65536);
    if (!root.ok() || !MetadataStore(folder.path).save("root", *root).ok()) std::abort();
  }
  Result<std::string> get(const Council& council, const std::string& path) {
    FolderTransport transport(council.place);
    Updater updater(MetadataStore(folder.path), Fetcher(transport, "/metadata"),
                    Fetcher(transport, "/targets"), council.now);
    TRY(updater.refresh());
    return updater.fetch(TRY(updater.find(path)));
  }
};

}  // namespace

TEST_CASE("content: two of three keys publish, and a kiosk reads it") {
  Council council;
  Reader reader(council);
  REQUIRE(council.repository().add("safety/helplines.json", "[]", "targets", council.now).ok());
  CHECK_FALSE(reader.get(council, "safety/helplines.json").ok());
  REQUIRE(council.sign("targets", {0}).ok());
  REQUIRE(council.publish().ok());
  CHECK_FALSE(reader.get(council, "safety/helplines.json").ok());
  REQUIRE(council.sign("targets", {2}).ok());
  CHECK_FALSE(reader.get(council, "safety/helplines.json").ok());  // signed, and not yet published
  REQUIRE(council.publish().ok());
  CHECK(reader.get(council, "safety/helplines.json").value() == "[]");
  CHECK(council.repository().verify(council.now).value() == "1 roles and 1 targets are good");
}

TEST_CASE("content: two signatures with one key are refused, and a stranger's is not taken") {
  Council council;
  REQUIRE(council.repository().add("safety/a", "a", "targets", council.now).ok());
  REQUIRE(council.sign("targets", {0}).ok());
  const auto again = council.sign("targets", {0});
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().code == Code::refused);
  const std::string waiting = council.repository().staged("targets").value();
  const SigningKey stranger = SigningKey::make();
  REQUIRE(council.repository().take(sign_metadata_text(waiting, stranger).value()).ok());
  REQUIRE(council.publish().ok());
  CHECK(council.repository().staged("targets").ok());  // still waits
  // A copy from before the last change counts for nothing.
  REQUIRE(council.repository().add("safety/b", "b", "targets", council.now).ok());
  CHECK_FALSE(council.repository().take(waiting).ok());
  const auto status = council.repository().status();
  REQUIRE(status.ok());
  for (const RoleStatus& role : *status) {
    if (role.role == "targets") CHECK(role.signatures == 0);
  }
}

TEST_CASE("content: an online key publishes in its own paths and changes nothing else") {
  Council council;
  Reader reader(council);
  REQUIRE(council.repository()
              .delegate({"la/E08000019", {"la/E08000019/*"}, {tuf_key_of(council.online.open)}}, council.now)
              .ok());
  REQUIRE(council.repository().add("la/E08000019/notice.json", "{}", "la/E08000019", council.now).ok());
  REQUIRE(council.repository().add("safety/helplines.json", "evil", "la/E08000019", council.now).ok());
  REQUIRE(council.sign("targets", {0, 1}).ok());
  REQUIRE(council.sign_online("la/E08000019").ok());
  REQUIRE(council.publish().ok());
  CHECK(reader.get(council, "la/E08000019/notice.json").value() == "{}");
  CHECK_FALSE(reader.get(council, "safety/helplines.json").ok());
}

TEST_CASE("content: keys are changed by old and new together, and old kiosks follow") {
  Council council;
  Reader reader(council);
  REQUIRE(council.repository().add("safety/a", "a", "targets", council.now).ok());
  REQUIRE(council.sign("targets", {0, 1}).ok());
  const SigningKey fresh = SigningKey::make();
  KeyChange change;
  change.role = "root";
  change.remove = {keyid_of(tuf_key_of(council.keys[0].open))};
  change.add = {tuf_key_of(fresh.open)};
  REQUIRE(council.repository().rotate(change, council.now).ok());
  council.keys.push_back(fresh);
  REQUIRE(council.sign("root", {3, 1}).ok());
  REQUIRE(council.publish().ok());
  CHECK(council.repository().staged("root").ok());  // one of two old keys is not enough
  REQUIRE(council.sign("root", {2}).ok());
  REQUIRE(council.publish().ok());
  CHECK_FALSE(council.repository().staged("root").ok());
  CHECK(reader.get(council, "safety/a").value() == "a");
  CHECK(read_file(council.place + "/metadata/2.root.json", 65536).ok());
  change.add.clear();
  change.remove = {keyid_of(tuf_key_of(council.keys[1].open)), keyid_of(tuf_key_of(council.keys[2].open))};
  CHECK_FALSE(council.repository().rotate(change, council.now).ok());  // too few would be left
}

TEST_CASE("content: an expired root publishes nothing, and renewing goes on") {
  Council council;
  Reader reader(council);
  council.now += root_lasts_s;
  CHECK_FALSE(council.publish().ok());
  for (const char* role : {"root", "targets"}) {
    REQUIRE(council.repository().renew(role, council.now).ok());
    REQUIRE(council.sign(role, {0, 2}).ok());
  }
  REQUIRE(council.publish().ok());
  CHECK(council.repository().verify(council.now).ok());
}

TEST_CASE("content: killed at any step of publishing, kiosks read the old or the new, and it is finished") {
  Council council;
  REQUIRE(council.repository().add("safety/a", "old", "targets", council.now).ok());
  REQUIRE(council.sign("targets", {0, 1}).ok());
  REQUIRE(council.publish().ok());
  REQUIRE(council.repository().add("safety/a", "new", "targets", council.now).ok());
  REQUIRE(council.sign("targets", {0, 1}).ok());
  int steps = 0;
  for (int step = 1; step < 100; ++step) {
    CAPTURE(step);
    TestFolder copy;
    std::filesystem::copy(council.place, copy / "repository", std::filesystem::copy_options::recursive);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const Watch watch(step, Fault::end);
      Repository repository = Repository::open(copy / "repository").take();
      const bool done = repository.snapshot(council.online, council.now).ok() &&
                        repository.timestamp(council.online, council.now).ok();
      ::_exit(done ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    if (WEXITSTATUS(status) == 0) break;
    CHECK(WEXITSTATUS(status) == 99);
    steps = step;
    FolderTransport transport(copy / "repository");
    const auto read = [&] {
      Reader reader(council);
      Updater updater(MetadataStore(reader.folder.path), Fetcher(transport, "/metadata"),
                      Fetcher(transport, "/targets"), council.now);
      if (!updater.refresh().ok()) return std::string("refused");
      return updater.fetch(updater.find("safety/a").take()).take();
    };
    const std::string seen = read();
    CHECK((seen == "old" || seen == "new"));
    Repository repository = Repository::open(copy / "repository").take();
    CHECK(repository.snapshot(council.online, council.now).ok());
    CHECK(repository.timestamp(council.online, council.now).ok());
    CHECK(read() == "new");
    CHECK_FALSE(repository.staged("targets").ok());
  }
  CHECK(steps >= 9);
  std::printf("content: publishing killed at %d steps\n", steps);
}

TEST_CASE("content: a repository begins once, with enough keys that are different") {
  Council council;
  NewRepository fresh;
  fresh.offline = {tuf_key_of(council.keys[0].open)};
  fresh.online = {tuf_key_of(council.online.open)};
  CHECK_FALSE(Repository::init(council.folder / "few", fresh, tuf_now).ok());
  fresh.offline.push_back(fresh.offline[0]);
  CHECK_FALSE(Repository::init(council.folder / "same", fresh, tuf_now).ok());
  fresh.offline.push_back(tuf_key_of(council.keys[1].open));
  CHECK_FALSE(Repository::init(council.place, fresh, tuf_now).ok());
  CHECK_FALSE(Repository::open(council.folder / "nowhere").ok());
}

TEST_CASE("content: an exported copy serves the same, and a spoilt target is named") {
  Council council;
  REQUIRE(council.repository().add("safety/deep/er/a b.json", "content", "targets", council.now).ok());
  REQUIRE(council.sign("targets", {0, 1}).ok());
  REQUIRE(council.publish().ok());
  REQUIRE(council.repository().export_to(council.folder / "copy").ok());
  Council copied;
  copied.place = council.folder / "copy";
  Reader reader(copied);
  CHECK(reader.get(copied, "safety/deep/er/a b.json").value() == "content");
  for (const std::string& name : list_files(council.place + "/targets").take())
    REQUIRE(write_file(council.place + "/targets/" + name, "spoilt!").ok());
  const auto verified = council.repository().verify(council.now);
  REQUIRE_FALSE(verified.ok());
  CHECK(verified.error().what.starts_with("safety/deep/er/a b.json"));
}
