// A life: what kiosks and the operator do, and at its end the count of every record that a father saw "Sent"
// for.
#include <tests/faults/simulation/life.h>

#include <platform/crypto.h>
#include <sync/server/backup.h>
#include <tests/support/seeded_random.h>

#include <nlohmann/json.hpp>

#include <filesystem>

namespace alongside {

std::string Verdict::text() const {
  return "lost " + std::to_string(lost) + ", doubled " + std::to_string(doubled) + ", changed " +
         std::to_string(changed) + ", invented " + std::to_string(invented) + ", unproved " +
         std::to_string(unproved) + ", disorder " + std::to_string(disorder) + ", stuck " +
         std::to_string(stuck) + ", unfiled " + std::to_string(unfiled) + ", broken " +
         std::to_string(broken);
}

namespace {

// Every key of the world must come from the seed too.
std::uint64_t seeded(std::uint64_t seed) {
  seed_random(seed);
  return seed;
}

}  // namespace

Life::Life(std::uint64_t seed, Planted planted, const Pack& pack, Tally& tally)
    : random_(seeded(seed)), planted_(planted), pack_(pack), tally_(tally) {}

void Life::begin() {
  ++tally_.lives;
  for (int i = 0; i < 2; ++i) {
    auto kiosk = std::make_unique<Kiosk>();
    kiosk->folder = folder_.path() + "/kiosk" + std::to_string(i);
    must(world_.enrol_kiosk(kiosk->folder, "hub-" + std::to_string(i)).ok());
    open(*kiosk);
    kiosks_.push_back(std::move(kiosk));
  }
  back_up();
  world_.set_network([this](const HttpRequest& request, const Deliver&) { return network(request); });
}

void Life::open(Kiosk& kiosk) {
  SessionSeams seams;
  seams.clock = [this, &kiosk] { return world_.now + kiosk.skew; };
  seams.ticks = [this] { return world_.now; };
  if (planted_ == Planted::purge_on_receipt) {
    seams.may_purge = [](const Receipt&, const Watermark&) { return true; };
  }
  kiosk.session.reset();
  kiosk.session = world_.open_kiosk(kiosk.folder, seams);
  kiosk.killed = false;
  must(kiosk.session != nullptr);
}

void Life::restart(Kiosk& kiosk) {
  count("kiosk restarted");
  Db& db = kiosk.session->outbox().db();
  if (planted_ == Planted::reused_numbers) must(db.run("delete from note where name like 'next-seq-%'").ok());
  if (planted_ == Planted::lanes_lost) must(db.run("update record set lane = 1").ok());
  open(kiosk);
}

void Life::save(Kiosk& kiosk) {
  VisitRecord record;
  record.facts.visit_id = random_hex(16);
  record.facts.reference = "00000000";
  record.facts.hub = "hub-" + std::to_string(chance(3));
  record.facts.language = "en";
  record.facts.authored = "2026-11-25T09:00:00+00:00";
  const Lane lane = chance(4) == 0 ? Lane::urgent : Lane::ordinary;
  const std::string visit_id = record.facts.visit_id;
  // Not saved is not said to be saved: a clock years ahead finds no key to seal with.
  if (!kiosk.session->save(record, lane).ok()) return count("visit refused before it was called sent");
  const std::string& id = record.facts.record_id;
  const auto row = kiosk.session->outbox().db().row("select sha256 from record where record_id = $1", id);
  if (!row.ok() || !row->has_value()) return must(false);
  kiosk.saved[id] = {lane, visit_id, (*row)->blob(0)};
  kiosk.held.insert(id);
  ++tally_.records;
  if (lane == Lane::urgent) ++tally_.urgent;
}

// A record that the disk damaged, or that the server can make nothing of.
void Life::poison(Kiosk& kiosk) {
  Db& db = kiosk.session->outbox().db();
  const auto rows = db.rows("select record_id, envelope from record where state = 'saved' order by seq");
  if (!rows.ok() || rows->empty()) return;
  const Row& row = (*rows)[chance(rows->size())];
  Bytes bytes = row.blob(1);
  const std::size_t places[] = {0, 4, 8, 24, 40, 44, 60, 100};
  const std::uint64_t kind = chance(10);
  if (kind == 8)
    bytes.resize(10);
  else if (kind == 9)
    bytes.push_back(0);
  else
    bytes[places[kind]] = static_cast<std::uint8_t>(bytes[places[kind]] ^ 0xff);
  const Digest32 digest = sha256(bytes);
  const bool noticed = kind == 7 || chance(2) == 0;  // inside the seal only the kiosk can notice
  must(db.run("update record set envelope = $2 where record_id = $1", row.text(0), bytes).ok());
  if (!noticed) {
    must(db.run("update record set sha256 = $2 where record_id = $1", row.text(0),
                Bytes(digest.begin(), digest.end()))
             .ok());
  }
  kiosk.poisoned.insert(row.text(0));
  ++tally_.poison;
  count("record poisoned");
}

void Life::step_clock(Kiosk& kiosk) {
  const std::int64_t years = std::int64_t{10} * 365 * 86400;
  const std::int64_t steps[] = {0, 400, -400, 3600, -3600, 86400, -86400, years, -years};
  kiosk.skew = steps[chance(9)];
  count("kiosk clock stepped");
}

void Life::step(Kiosk& kiosk) {
  talking_ = &kiosk;
  must(kiosk.session->step().ok());
  check_purges(kiosk);
  if (kiosk.killed) restart(kiosk);
}

// Whatever a kiosk has forgotten must be in the newest backup at that moment.
void Life::check_purges(Kiosk& kiosk) {
  const auto rows = kiosk.session->outbox().db().rows("select record_id from record");
  if (!rows.ok()) return must(false);
  std::set<std::string> held;
  for (const Row& row : *rows) held.insert(row.text(0));
  for (const std::string& id : kiosk.held) {
    if (held.count(id) != 0) continue;
    ++tally_.purged;
    if (in_backup_.count(id) == 0) ++verdict_.unproved;
  }
  kiosk.held = std::move(held);
}

void Life::back_up() {
  count("backup made");
  const std::string copy = world_.site().backup_folder + "/inbox.db";
  std::error_code fault;
  const bool stale = planted_ == Planted::watermark_ahead && std::filesystem::exists(copy, fault);
  if (stale) std::filesystem::rename(copy, copy + ".old", fault);
  must(world_.back_up_now().ok());
  if (stale) std::filesystem::rename(copy + ".old", copy, fault);
  auto opened = Db::open(copy, {}, DbOptions{.create = false, .read_only = true});
  if (!opened.ok()) return must(false);
  const auto rows = opened->rows("select record_id from envelope");
  if (!rows.ok()) return must(false);
  in_backup_.clear();
  for (const Row& row : *rows) in_backup_.insert(row.text(0));
}

void Life::restore() {
  count("server restored from its backup");
  if (planted_ != Planted::silent_restore) return must(world_.restore_backup().ok());
  must(world_.put_back_copies().ok());
  {
    auto inbox = Db::open(world_.site().inbox_db, inbox_migrations());
    must(inbox.ok() && inbox->run("delete from meta where name = 'copy'").ok());
  }
  must(world_.restart_server().ok());
}

// Sometimes the process dies between the filing and the mark that it is done.
void Life::open_inbox() {
  must(world_.open_inbox(pack_).ok());
  if (chance(2) == 0) return;
  count("inbox killed between filing and its mark");
  must(
      world_.inbox().run("update envelope set opened_at = 0 where server_seq % 2 = $1", chance(2) == 0).ok());
  if (planted_ != Planted::file_twice) return;
  auto cases = world_.open_cases();
  must(cases.ok() && cases->run("update visit_part set record_id = record_id || '-'").ok());
}

void Life::deliver_late() {
  if (underway_.empty()) return;
  const auto at = underway_.begin() + static_cast<std::ptrdiff_t>(chance(underway_.size()));
  arrive(*at);
  underway_.erase(at);
  count("delayed request arrived, out of order");
}

void Life::act() {
  world_.now += static_cast<Time>(chance(90));
  Kiosk& kiosk = *kiosks_[chance(kiosks_.size())];
  switch (chance(20)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return save(kiosk);
    case 4:
      return restart(kiosk);
    case 5:
      count("server restarted");
      return must(world_.restart_server().ok());
    case 6:
    case 7:
      return back_up();
    case 8:
      return chance(3) == 0 ? restore() : open_inbox();
    case 9:
      return step_clock(kiosk);
    case 10:
      return chance(3) == 0 ? poison(kiosk) : deliver_late();
    case 11:
      partition_ = chance(6);
      return;
    default:
      return step(kiosk);
  }
}

bool Life::drained() {
  for (const auto& kiosk : kiosks_) {
    const auto status = kiosk->session->outbox().status();
    if (!status.ok() || status->waiting != 0 || status->receipted != 0) return false;
  }
  return true;
}

// All faults are over: what is owed must arrive, be copied and be forgotten, and within a day.
void Life::settle() {
  quiet_ = true;
  for (int round = 0; round < 24; ++round) {
    world_.now += 3600;
    while (!underway_.empty()) deliver_late();
    for (const auto& kiosk : kiosks_) {
      for (int i = 0; i < 4; ++i) step(*kiosk);
    }
    if (drained()) break;
    back_up();
  }
  back_up();
  must(world_.open_inbox(pack_).ok());
}

void Life::judge(Kiosk& kiosk) {
  auto cases = world_.open_cases();
  if (!cases.ok()) return must(false);
  for (const auto& [id, mine] : kiosk.saved) {
    const auto rows = world_.inbox().rows("select body from envelope where sha256 = $1", mine.sha256);
    const auto parts = cases->row("select count(*) from visit_part where visit_id = $1", mine.visit_id);
    if (!rows.ok() || !parts.ok()) return must(false);
    const bool poisoned = kiosk.poisoned.count(id) != 0;
    if (rows->empty() && (!poisoned || kiosk.held.count(id) == 0)) ++verdict_.lost;
    if (rows->size() > 1) ++verdict_.doubled;
    if (!rows->empty() && !same_secret(sha256(rows->front().blob(0)), mine.sha256)) ++verdict_.changed;
    if ((*parts)->integer(0) != (rows->empty() ? 0 : 1)) ++verdict_.unfiled;
  }
  const auto status = kiosk.session->outbox().status();
  if (!status.ok() || status->waiting + status->receipted != 0) ++verdict_.stuck;
}

Verdict Life::run() {
  begin();
  for (int i = 0; i < 60 && verdict_.broken == 0; ++i) act();
  if (verdict_.broken == 0) settle();
  if (verdict_.broken != 0) return verdict_;
  std::set<Bytes> known;
  for (const auto& kiosk : kiosks_) {
    judge(*kiosk);
    for (const auto& one : kiosk->saved) known.insert(one.second.sha256);
  }
  const auto rows = world_.inbox().rows("select sha256 from envelope");
  for (const Row& row : *rows) verdict_.invented += known.count(row.blob(0)) == 0 ? 1 : 0;
  return verdict_;
}

}  // namespace alongside
