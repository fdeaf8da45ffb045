// A father's hand on the real kiosk without a window.
#include <tests/journeys/hand.h>
#include <tests/support/source/source.h>

#include <doctest/doctest.h>
#include <platform/files.h>

#include <cctype>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace alongside {

const Pack& starter_pack() {
  static const Pack pack = [] {
    auto loaded = load_pack(source_folder() + "/assets/pack");
    REQUIRE_MESSAGE(loaded.ok(), loaded.error().what);
    return loaded.take();
  }();
  return pack;
}

Place::Place(const std::string& hub)
    : world_(source_folder() + "/assets/pack"), folder_(folders_.path() + "/kiosk") {
  world_.set_network([this](const HttpRequest&, const std::function<HttpResponse()>& deliver) {
    if (!in_) return Result<HttpResponse>(Error{Code::offline, "no network"});
    const std::lock_guard lock(mutex_);
    return Result<HttpResponse>(deliver());
  });
  in_ = true;
  REQUIRE(world_.enrol_kiosk(folder_, hub).ok());
  in_ = false;
}

int Place::open_inbox() {
  const std::lock_guard lock(mutex_);
  const auto opened = world_.open_inbox(starter_pack());
  REQUIRE_MESSAGE(opened.ok(), opened.error().what);
  return *opened;
}

std::int64_t Place::count(const std::string& sql) {
  auto db = Db::open(world_.site().case_db, case_migrations());
  REQUIRE(db.ok());
  const auto row = db->row(sql);
  REQUIRE_MESSAGE(row.ok(), row.error().what);
  return *row ? (*row)->integer(0) : 0;
}

std::string Place::text(const std::string& sql) {
  auto db = Db::open(world_.site().case_db, case_migrations());
  REQUIRE(db.ok());
  const auto row = db->row(sql);
  REQUIRE_MESSAGE(row.ok(), row.error().what);
  return *row ? (*row)->text(0) : std::string();
}

std::int64_t Place::on_server() {
  const std::lock_guard lock(mutex_);
  const auto row = world_.inbox().row("select count(*) from envelope");
  REQUIRE(row.ok());
  return (*row)->integer(0);
}

void StandIn::save(VisitRecord visit, Lane lane, std::uint64_t ticket) {
  saved.emplace_back(lane, std::move(visit));
  tickets_.push_back(ticket);
}

std::optional<Saved> StandIn::take_saved() {
  if (tickets_.empty()) return std::nullopt;
  const std::uint64_t ticket = tickets_.front();
  tickets_.erase(tickets_.begin());
  return Saved{ticket, outcome};
}

std::int64_t StandIn::counter(const std::string& name) const {
  const auto found = counters.find(name);
  return found == counters.end() ? 0 : found->second;
}

Hand::Hand(std::string folder, std::unique_ptr<Transport> transport, const std::string& authority,
           HandOptions options) {
  RunnerOptions runs;
  runs.folder = std::move(folder);
  runs.authority = authority;
  runs.low_disk_bytes = options.low_disk_bytes;
  runs.most_age_s = options.most_age_s;
  runs.smallest_class = 4096;
  auto runner = Runner::start(runs, std::move(transport), [this] {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  });
  REQUIRE_MESSAGE(runner.ok(), runner.error().what);
  own_ = runner.take();
  runner_ = own_.get();
  open(options, starter_pack());
}

Hand::Hand(Runner& runner, HandOptions options, const Pack& pack) : runner_(&runner) { open(options, pack); }

void Hand::open(HandOptions options, const Pack& pack) {
  KioskOptions made;
  made.screen = options.screen;
  made.hub = "demo-north";
  made.test = options.test;
  auto kiosk = Kiosk::open(made, pack, *runner_);
  REQUIRE_MESSAGE(kiosk.ok(), kiosk.error().what);
  kiosk_ = kiosk.take();
  settle();
}

Hand::~Hand() {
  own_.reset();  // its thread calls back into this
}

template <class Check>
bool Hand::until(const Check& check) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  std::unique_lock lock(mutex_);
  while (!check()) {
    if (std::chrono::steady_clock::now() > end) return false;
    changed_.wait_for(lock, std::chrono::milliseconds(50));
  }
  return true;
}

void Hand::present() {
  const Pixels& drawn = kiosk_->frame().pixels();
  if (window_.data.size() != drawn.data.size()) window_ = {drawn.width, drawn.height, {}};
  window_.data.resize(drawn.data.size());
  const auto width = static_cast<std::size_t>(drawn.width);
  for (const PixelRect& rect : kiosk_->frame().changed())
    for (int y = rect.y; y < rect.y + rect.h; ++y) {
      const auto from = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * width) + rect.x;
      std::copy_n(drawn.data.begin() + from, rect.w, window_.data.begin() + from);
    }
  kiosk_->frame().presented();
  CHECK_MESSAGE(window_.data == drawn.data, "the window shows something else than what was drawn");
}

void Hand::settle() {
  const auto step = [this] {
    for (int i = 0; i < 10; ++i) {
      kiosk_->run(now, clock);
      present();
      if (!kiosk_->frame().wants_another_frame()) break;
    }
  };
  step();
  REQUIRE(until([&] {
    if (kiosk_->saving()) step();
    return !kiosk_->saving();
  }));
}

const Node* Hand::find(const std::string& words) const {
  const Node* begins = nullptr;
  for (const Node& node : kiosk_->frame().tree()) {
    if (!node.interactive) continue;
    if (node.name == words || node.spoken == words) return &node;
    if (!begins && node.name.rfind(words, 0) == 0) begins = &node;
  }
  return begins;
}

void Hand::touch(const Node& node) {
  const double x = node.hit_px.x + node.hit_px.w / 2, y = node.hit_px.y + node.hit_px.h / 2;
  now += 1000;
  kiosk_->touch({Touch::Phase::down, x, y, 1}, now);
  kiosk_->touch({Touch::Phase::up, x, y, 1}, now);
  settle();
}

void Hand::hold(const std::string& id, Millis ms) {
  for (const Node& node : kiosk_->frame().tree()) {
    if (node.id != id) continue;
    const double x = node.rect_px.x + node.rect_px.w / 2, y = node.rect_px.y + node.rect_px.h / 2;
    kiosk_->touch({Touch::Phase::down, x, y, 1}, now);
    settle();
    wait(ms);
    kiosk_->touch({Touch::Phase::up, x, y, 1}, now);
    return settle();
  }
  FAIL("no " << id << " on " << screen());
}

void Hand::tap(const std::string& words) {
  for (int pages = 0; pages < 12; ++pages) {
    if (const Node* node = find(words)) return touch(*node);
    const Node* more = find("More");
    if (!more) break;
    touch(*more);
  }
  FAIL("nothing to touch called \"" << words << "\" on " << screen() << ": " << everything());
}

void Hand::tap_id(const std::string& id) {
  for (const Node& node : kiosk_->frame().tree())
    if (node.id == id && node.interactive) return touch(node);
  FAIL("no " << id << " on " << screen() << ": " << everything());
}

void Hand::tap_all(std::initializer_list<const char*> words) {
  for (const char* each : words) tap(each);
}

void Hand::type(const std::string& text) {
  const auto shown = [&](const std::string& id) {
    for (const Node& node : kiosk_->frame().tree())
      if (node.id == id) return node.name;
    return std::string();
  };
  const auto has = [&](const std::string& id) { return !shown(id).empty(); };
  for (const char c : text) {
    const std::string id = c == ' ' ? "key.space" : std::string("key.") + c;
    if (!has(id)) tap_id(has("key.digits") ? "key.digits" : "key.letters");
    const bool letter = std::isalpha(static_cast<unsigned char>(c)) != 0;
    if (letter && shown(id) != std::string(1, c)) tap_id("key.shift");  // the first letter is a capital
    tap_id(id);
  }
}

bool Hand::shows(const std::string& words) const { return everything().find(words) != std::string::npos; }

bool Hand::sees(const std::string& words) {
  for (int pages = 0; pages < 12; ++pages) {
    if (shows(words)) return true;
    const Node* more = find("More");
    if (!more) return false;
    touch(*more);
  }
  return false;
}

std::string Hand::screen() const { return kiosk_->screen_id(); }

std::string Hand::question() const {
  for (const Node& node : kiosk_->frame().tree())
    if (node.role == NodeRole::question || node.role == NodeRole::heading) return node.name;
  return {};
}

std::string Hand::everything() const {
  std::string all;
  for (const Node& node : kiosk_->frame().tree()) all += node.name + " " + node.value + " | ";
  return all;
}

void Hand::wait(Millis ms) {
  now += ms;
  settle();
}

void Hand::skip_to(const std::string& page) {
  for (int touches = 0; touches < 60 && screen() != page; ++touches) {
    const Node* on = find("Skip");
    if (!on) on = find("More");
    if (!on) on = find("Continue");
    if (!on) break;
    touch(*on);
  }
  CHECK(screen() == page);
}

void Hand::register_as(const std::string& year, const std::string& baby) {
  tap_all({"Start", "English", "Continue", "I understand", "Yes, I am on my own"});
  tap("I am the dad of a baby");
  tap("Skip");  // name
  type(year);
  tap("Continue");
  if (screen() != "K09") return;  // under 16
  tap(baby);
  tap("Continue");
  skip_to("K14");
  tap("Continue");
}

bool Hand::sync(Place& place, const std::function<bool(const LinkStatus&)>& done) {
  place.plug_in(true);
  runner_->sync_now();
  const bool sent = until([&] {
    const LinkStatus link = runner_->status();
    return done ? done(link) : link.outbox.waiting == 0;
  });
  place.plug_in(false);
  settle();
  return sent;
}

void Hand::shot(const std::string& name) {
  if (const char* folder = std::getenv("ALONGSIDE_SHOTS"))
    CHECK(save_png(kiosk_->frame().pixels(), std::string(folder) + "/" + name + ".png").ok());
}

std::vector<std::string> files_with(const std::string& folder, const std::string& needle) {
  std::string wide, hex;
  for (const char c : needle) {
    wide += c;
    wide += '\0';
    constexpr const char* digits = "0123456789abcdef";
    hex += digits[static_cast<unsigned char>(c) >> 4];
    hex += digits[static_cast<unsigned char>(c) & 15];
  }
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream all;
    all << file.rdbuf();
    const std::string content = all.str();
    for (const std::string& form : {needle, wide, hex})
      if (content.find(form) != std::string::npos) found.push_back(entry.path().string());
  }
  return found;
}

}  // namespace alongside
