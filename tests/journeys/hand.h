// A father's hand on the real kiosk without a window: he touches what he can read, types, and reads.
#pragma once

#include <kiosk/kiosk.h>
#include <tests/support/world.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace alongside {

// The starter content, as the kiosk loads it.
const Pack& starter_pack();

// A site with one enrolled kiosk whose network can be pulled out.
class Place {
 public:
  explicit Place(const std::string& hub = "demo-north");
  World& world() { return world_; }
  const std::string& kiosk_folder() const { return folder_; }
  std::unique_ptr<Transport> transport() { return world_.transport(); }
  void plug_in(bool in) { in_ = in; }
  // Opens what ingest holds; answers how many records were filed or handed to a person.
  int open_inbox();
  std::int64_t count(const std::string& sql);  // in the case database
  std::string text(const std::string& sql);    // likewise
  std::int64_t on_server();                    // sealed visits that ingest holds

 private:
  World world_;
  TempFolder folders_;
  std::string folder_;
  std::atomic<bool> in_{false};
  std::mutex mutex_;
};

// A runner without files or network, for what a screen shows of it.
class StandIn final : public Runner {
 public:
  void save(VisitRecord visit, Lane lane, std::uint64_t ticket) override;
  std::optional<Saved> take_saved() override;
  LinkStatus status() const override { return link; }
  void sync_now() override {}
  std::int64_t counter(const std::string& name) const override;
  void set_counter(const std::string& name, std::int64_t value) override { counters[name] = value; }

  LinkStatus link;
  Result<> outcome{};  // of the next saves
  std::vector<std::pair<Lane, VisitRecord>> saved;
  std::map<std::string, std::int64_t> counters;

 private:
  std::vector<std::uint64_t> tickets_;
};

struct HandOptions {
  Screen screen{540, 960, 194, 345};
  std::int64_t low_disk_bytes = 1 << 20;
  std::int64_t most_age_s = 35 * 86400;
  bool test = false;
};

class Hand {
 public:
  Hand(std::string folder, std::unique_ptr<Transport> transport, const std::string& authority,
       HandOptions options = {});
  // On a runner that outlives it.
  explicit Hand(Runner& runner, HandOptions options = {}, const Pack& pack = starter_pack());
  ~Hand();

  void tap(const std::string& words);  // a button, choice or row by the words on it; pages with More
  void tap_id(const std::string& id);
  void tap_all(std::initializer_list<const char*> words);
  void type(const std::string& text);          // on the screen's keys
  bool sees(const std::string& words);         // on this page or behind More
  bool shows(const std::string& words) const;  // on this page, without a touch
  std::string screen() const;                  // "K12"
  std::string question() const;
  std::string everything() const;  // all words on the page
  void wait(Millis ms);            // time passes without a touch
  void register_as(const std::string& year = "1990", const std::string& baby = "Yes");
  void skip_to(const std::string& page);  // Skip, Continue or More until the screen is there
  // Plugs in until nothing waits, or until the status is as asked.
  bool sync(Place& place, const std::function<bool(const LinkStatus&)>& done = {});
  Kiosk& kiosk() { return *kiosk_; }
  Runner& runner() { return *runner_; }
  // Holds a place for some time, as staff do on the title.
  void hold(const std::string& id, Millis ms);
  bool offers(const std::string& words) const { return find(words) != nullptr; }  // to touch, on this page
  void settle();                       // until saves are answered and nothing moves
  void shot(const std::string& name);  // into ALONGSIDE_SHOTS, when that is set

  Millis now = 1000;
  Time clock = now_s();

 private:
  const Node* find(const std::string& words) const;
  void touch(const Node& node);
  template <class Check>
  bool until(const Check& check);
  void open(HandOptions options, const Pack& pack);
  void present();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::unique_ptr<Runner> own_;
  Runner* runner_ = nullptr;
  Pixels window_;  // what a real window would show: given only what the frame says has changed
  std::unique_ptr<Kiosk> kiosk_;
};

// Whether `needle` stands in any file under the folder: plain, UTF-16, hex or base64.
std::vector<std::string> files_with(const std::string& folder, const std::string& needle);

}  // namespace alongside
