// One life of two kiosks, a bad network and a server with its operator, all from one seed.
#pragma once

#include <sync/record/pack.h>
#include <tests/support/world.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace alongside {

// Bugs that the simulation must notice. They live in the test's world: the product has none of them.
enum class Planted {
  none,
  purge_on_receipt,      // a kiosk forgets a record that no backup holds yet
  answer_before_commit,  // the receipt leaves before the record is on the disk
  forget_repeats,        // the server takes a record that comes again for a new one
  file_twice,            // the inbox takes an envelope that it opened before for a new one
  watermark_ahead,       // the watermark is signed although the copy is an older one
  silent_restore,        // an old copy is served without a new epoch
  reused_numbers,        // a kiosk's numbers start again after a restart
  lanes_lost,            // a restart forgets what is urgent
};

struct Tally {
  std::uint64_t lives = 0, records = 0, urgent = 0, poison = 0, requests = 0, purged = 0;
  std::map<std::string, std::uint64_t> faults;
};

// What a life did wrong; all 0 is right.
struct Verdict {
  int lost = 0, doubled = 0, changed = 0, invented = 0;
  int unproved = 0;  // forgotten by a kiosk while no backup held it
  int disorder = 0;  // an ordinary record sent before an urgent one
  int stuck = 0;     // still waiting long after all faults had ended
  int unfiled = 0;   // stored, but not one part of one request
  int broken = 0;    // something failed that no fault explains
  int all() const {
    return lost + doubled + changed + invented + unproved + disorder + stuck + unfiled + broken;
  }
  std::string text() const;
};

class Life {
 public:
  Life(std::uint64_t seed, Planted planted, const Pack& pack, Tally& tally);
  Verdict run();

 private:
  struct Mine {
    Lane lane;
    std::string visit_id;
    Bytes sha256;
  };
  struct Kiosk {
    std::string folder;
    std::unique_ptr<Session> session;
    std::int64_t skew = 0;
    bool killed = false;
    std::map<std::string, Mine> saved;
    std::set<std::string> poisoned;
    std::set<std::string> held;
    HttpResponse last_answer;
  };
  using Deliver = std::function<HttpResponse()>;

  void begin();
  void open(Kiosk& kiosk);
  void act();
  void save(Kiosk& kiosk);
  void step(Kiosk& kiosk);
  void poison(Kiosk& kiosk);
  void step_clock(Kiosk& kiosk);
  void restart(Kiosk& kiosk);
  void back_up();
  void restore();
  void open_inbox();
  void deliver_late();
  void settle();
  bool drained();
  void judge(Kiosk& kiosk);
  Result<HttpResponse> network(const HttpRequest& request);
  Result<HttpResponse> fault(const HttpRequest& request);
  Result<HttpResponse> damage(HttpResponse answer, int how);
  HttpResponse arrive(const HttpRequest& request);
  void check_order(const HttpRequest& request);
  void check_purges(Kiosk& kiosk);
  void must(bool good) { verdict_.broken += good ? 0 : 1; }
  std::uint64_t chance(std::uint64_t sides) { return random_() % sides; }
  void count(const char* what) { ++tally_.faults[what]; }

  std::mt19937_64 random_;
  const Planted planted_;
  const Pack& pack_;
  Tally& tally_;
  Verdict verdict_;
  World world_;
  TempFolder folder_;
  std::vector<std::unique_ptr<Kiosk>> kiosks_;
  Kiosk* talking_ = nullptr;
  bool quiet_ = false;
  std::uint64_t partition_ = 0;  // so many requests more are lost
  std::vector<HttpRequest> underway_;
  std::set<std::string> in_backup_;
};

}  // namespace alongside
