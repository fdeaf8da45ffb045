// A kiosk that can take no visit says so on the first screen, with the way to the desk; a disk that fails in
// the middle of a visit loses no answer.
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>
#include <platform/files.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace alongside;
namespace fs = std::filesystem;

namespace {

void says(Hand& hand, const char* why) {
  INFO(why);
  CHECK(hand.screen() == "K01");
  CHECK(hand.sees("This kiosk is not taking visits"));
  CHECK(hand.sees(why));
  CHECK((hand.sees("Go to the desk") || hand.sees("The hub is closed now")));
  CHECK(hand.sees("Call 999"));
  CHECK_FALSE(hand.offers("Start"));
  CHECK(hand.offers("Help"));
}

// Nothing under the folder can be written until it goes, also for one who may do everything.
class NoWriting {
 public:
  explicit NoWriting(const std::string& folder) : folder_(folder), whole_(::geteuid() == 0) {
    each([this](const std::string& path, bool is_folder) {
      ::chmod(path.c_str(), is_folder ? 0500 : 0400);
      return !whole_ || ::chown(path.c_str(), other_, other_) == 0;
    });
    if (whole_ && ::seteuid(other_) != 0) whole_ = false;
  }
  ~NoWriting() {
    if (whole_) CHECK(::seteuid(0) == 0);
    each([this](const std::string& path, bool is_folder) {
      ::chmod(path.c_str(), is_folder ? 0700 : 0600);
      return !whole_ || ::chown(path.c_str(), 0, 0) == 0;
    });
  }
  NoWriting(const NoWriting&) = delete;
  NoWriting& operator=(const NoWriting&) = delete;

 private:
  template <class Act>
  void each(const Act& act) {
    CHECK(act(fs::path(folder_).parent_path().string(), true));
    CHECK(act(folder_, true));
    for (const auto& entry : fs::directory_iterator(folder_)) CHECK(act(entry.path().string(), false));
  }
  static constexpr unsigned other_ = 65534;
  std::string folder_;
  bool whole_;
};

// Every write to a file fails until it goes.
class FullDisk {
 public:
  FullDisk() {
    before_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    rlimit none = limit_;
    none.rlim_cur = 0;
    CHECK(::setrlimit(RLIMIT_FSIZE, &none) == 0);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  void (*before_)(int) = nullptr;
  rlimit limit_{};
};

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("each reason why no visit can be taken stands on the first screen with the desk route") {
  const std::pair<Stop, const char*> reasons[] = {{Stop::disk, "It has no room left"},
                                                  {Stop::keys, "It cannot lock your answers away safely"},
                                                  {Stop::not_enrolled, "It cannot lock your answers away"},
                                                  {Stop::too_old, "It has not been able to send for 35 days"},
                                                  {Stop::suspended, "The hub has paused it"},
                                                  {Stop::broken, "It cannot save answers safely"}};
  for (const auto& [stop, why] : reasons) {
    StandIn runner;
    runner.link.stop = stop;
    Hand hand(runner);
    says(hand, why);
    runner.link.stop = Stop::none;  // and it takes visits again by itself
    hand.settle();
    CHECK(hand.offers("Start"));
  }
}

TEST_CASE("a kiosk without questions says so on the first screen") {
  Pack empty = starter_pack();
  empty.forms.clear();
  StandIn runner;
  Hand hand(runner, {}, empty);
  says(hand, "It has no questions to show");
}

TEST_CASE("a visit begun before the kiosk stopped can be finished and sent") {
  StandIn runner;
  Hand hand(runner);
  hand.register_as();
  runner.link.stop = Stop::too_old;
  hand.tap("I am finished");
  hand.tap("Send my answers");
  CHECK(hand.screen() == "K24");
  hand.tap("I have it");
  says(hand, "It has not been able to send for 35 days");
}

TEST_CASE("a kiosk never enrolled, with a full disk, or that has not sent for too long, takes no visit") {
  Place place;
  const std::string& authority = place.world().site().public_authority;
  {
    TempFolder empty;
    Hand hand(empty.path(), place.transport(), authority);
    says(hand, "It cannot lock your answers away safely");
  }
  HandOptions full;
  full.low_disk_bytes = std::int64_t{1} << 60;
  {
    Hand hand(place.kiosk_folder(), place.transport(), authority, full);
    says(hand, "It has no room left");
  }
  {
    Hand hand(place.kiosk_folder(), place.transport(), authority);
    hand.register_as();
    hand.tap("I am finished");
    hand.tap("Send my answers");
    REQUIRE(hand.screen() == "K24");
  }
  HandOptions late;
  late.most_age_s = -7200;  // what waits is already older than that
  Hand hand(place.kiosk_folder(), place.transport(), authority, late);
  says(hand, "It has not been able to send for 35 days");
}

TEST_CASE("a disk that fails at Send keeps every answer, says so, and the same touch sends it later") {
  Place place;
  Hand hand(place.kiosk_folder(), place.transport(), place.world().site().public_authority);
  hand.clock = 1795600800;  // Wednesday 25 November 2026, 10:00 in London: the hub is open
  hand.register_as();
  hand.tap("I am finished");
  {
    const FullDisk full;
    hand.tap("Send my answers");
    CHECK(hand.screen() == "K23");
    CHECK(hand.sees("Your answers could not be saved yet. They are still here."));
    CHECK(hand.sees("Go to the desk"));
    hand.tap("Try again");
    CHECK(hand.screen() == "K23");
  }
  hand.tap("Try again");
  CHECK(hand.screen() == "K24");
  REQUIRE(hand.sync(place));
  CHECK(place.open_inbox() == 1);
  CHECK(place.count("select count(*) from visit_part") == 1);
}

TEST_CASE("read-only files: the first screen says so, nothing is changed, and a writable disk goes on") {
  Place place;
  const std::string& authority = place.world().site().public_authority;
  {
    Hand hand(place.kiosk_folder(), place.transport(), authority);
    hand.register_as();
    hand.tap("I am finished");
    hand.tap("Send my answers");
    REQUIRE(hand.screen() == "K24");
  }
  {
    const NoWriting closed(place.kiosk_folder());
    Hand hand(place.kiosk_folder(), place.transport(), authority);
    says(hand, "It cannot save answers safely");
  }
  Hand hand(place.kiosk_folder(), place.transport(), authority);
  CHECK(hand.offers("Start"));
  CHECK(hand.runner().status().outbox.waiting == 1);
}

TEST_CASE("a corrupt, cut or foreign database is left as it is, and the first screen says so") {
  Place place;
  const std::string& authority = place.world().site().public_authority;
  const std::string file = place.kiosk_folder() + "/outbox.db";
  {
    Hand hand(place.kiosk_folder(), place.transport(), authority);
    hand.register_as();
    hand.tap("I am finished");
    hand.tap("Send my answers");
    REQUIRE(hand.screen() == "K24");
  }
  const std::string good = bytes_of(file);
  REQUIRE(good.size() > 8192);
  std::string noise = good, head = good, cut = good.substr(0, good.size() / 2 + 100);
  for (std::size_t i = 4096; i < noise.size(); ++i) noise[i] = static_cast<char>(i * 131);
  for (std::size_t i = 0; i < 100; ++i) head[i] = '\0';
  for (const std::string& bad : {noise, head, cut, std::string("this is no database, but a text")}) {
    for (const char* end : {"-wal", "-shm"}) fs::remove(file + end);
    std::ofstream(file, std::ios::binary).write(bad.data(), static_cast<std::streamsize>(bad.size()));
    {
      Hand hand(place.kiosk_folder(), place.transport(), authority);
      says(hand, "It cannot save answers safely");
    }
    CHECK(bytes_of(file) == bad);
  }
  for (const char* end : {"-wal", "-shm"}) fs::remove(file + end);
  std::ofstream(file, std::ios::binary).write(good.data(), static_cast<std::streamsize>(good.size()));
  Hand hand(place.kiosk_folder(), place.transport(), authority);
  CHECK(hand.offers("Start"));
  CHECK(hand.runner().status().outbox.waiting == 1);
}

TEST_CASE("keys that were changed or cannot be read stop the kiosk on the first screen") {
  Place place;
  const std::string keys = place.kiosk_folder() + "/keys.json";
  REQUIRE(write_file(keys, "{}", FileMode::owner).ok());
  Hand hand(place.kiosk_folder(), place.transport(), place.world().site().public_authority);
  says(hand, "It cannot lock your answers away safely");
}
