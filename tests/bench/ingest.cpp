// How many visits a second the server accepts: signed, verified and on the disk before each answer, beside
// what this machine's disk and processor allow in the same run. Prints ratios first, then figures.
#include <platform/crypto.h>
#include <platform/files.h>
#include <platform/http_signature.h>
#include <platform/json.h>
#include <platform/log.h>
#include <sync/content/keys.h>
#include <sync/record/bundle.h>
#include <sync/server/inbox/inbox.h>
#include <sync/server/ingest/ingest.h>
#include <sync/server/new_site.h>
#include <tests/support/world.h>
#include <tests/support/source/source.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace alongside;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Bench {
  TempFolder folder;
  SiteSettings site;
  Keys keys;
  SigningKey device = SigningKey::make();
  std::uint64_t seq = 0;

  Bench() {
    NewSite asked;
    asked.folder = folder.path() + "/site";
    asked.pack_folder = source_folder() + "/assets/pack";
    asked.demo = true;
    site = make_site(asked, now_s()).take();
    keys = read_keys(read_file(site.keys_folder + "/keys.json", 65536).take()).take();
    Db inbox = Db::open(site.inbox_db, inbox_migrations()).take();
    const auto made = inbox.run(
        "insert into device(id, open_key, slot_id, hub, device_use, model, state, epoch, compare, made_at)"
        " values($1, $2, 'x', 'hub-0', 'demo', 'bench', 'active', 1, '', 0)",
        key_id('d', device.open).substr(2), Bytes(device.open.begin(), device.open.end()));
    if (!made.ok()) std::abort();
  }

  IngestSetup setup() const {
    IngestSetup setup = ingest_setup(site);
    setup.requests_a_minute = setup.bytes_a_day = INT64_MAX / 2;
    return setup;
  }

  // A real visit, sealed as a kiosk seals it, in the 4 KiB class.
  Bytes envelope() {
    VisitRecord visit;
    visit.facts.visit_id = random_hex(16);
    visit.facts.record_id = random_hex(16);
    visit.facts.reference = "00000000";
    visit.facts.device_id = key_id('d', device.open).substr(2);
    visit.facts.epoch = 1;
    visit.facts.seq = static_cast<std::int64_t>(++seq);
    visit.facts.hub = "hub-0";
    visit.facts.language = "en";
    visit.facts.authored = "2026-11-25T09:00:00+00:00";
    EnvelopeHeader header;
    header.record_id = id16(visit.facts.record_id).value();
    header.device_id = id16(visit.facts.device_id).value();
    header.epoch = 1;
    header.seq = seq;
    const Bytes kid = from_hex(keys.intake[0].kid).value();
    std::copy(kid.begin(), kid.end(), header.kid.begin());
    header.ciphertext_bytes = 4096 + 16;
    const std::string plain = pad(canonical(write_bundle(visit)), 4096).value();
    const Bytes info = seal_info(keys.server_id).value();
    auto sealed = hpke_seal(keys.intake[0].open, info, write_header(header), view(plain)).take();
    return write_envelope({header, sealed.enc, std::move(sealed.ciphertext)});
  }

  HttpRequest request(int records) {
    std::vector<Bytes> envelopes;
    for (int i = 0; i < records; ++i) envelopes.push_back(envelope());
    HttpRequest request;
    request.method = "POST";
    request.target = "/v1/batch";
    request.body = std::string(text_of(write_batch(envelopes).value()));
    request.headers = {{"content-type", "application/vnd.alongside.batch"},
                       {"alongside-version", "1"},
                       {"alongside-epoch", "1.0"}};
    const auto done = sign_request(request, site.public_authority, device, key_id('d', device.open), now_s(),
                                   "alongside-v1");
    if (!done.ok()) std::abort();
    return request;
  }
};

std::string on_the_wire(const HttpRequest& request) {
  std::string text = request.method + " " + request.target + " HTTP/1.1\r\nhost: localhost\r\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  return text + "content-length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
}

struct Load {
  double took = 0;
  std::size_t answered = 0;
  std::vector<double> waits_ms;
};

// One connection: sends its next request when the answer to the last is whole.
struct Line {
  int socket = -1;
  std::string got;
  std::size_t left = 0;  // bytes of the request still to send
  const std::string* sending = nullptr;
  Clock::time_point since;

  void open(std::uint16_t port) {
    socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) std::abort();
  }
  void send(const std::string& request) {
    since = Clock::now();
    std::size_t at = 0;
    while (at < request.size()) {
      const ssize_t sent = write(socket, request.data() + at, request.size() - at);
      if (sent <= 0) std::abort();
      at += static_cast<std::size_t>(sent);
    }
  }
  // True when an answer is whole; it must be a 200.
  bool take() {
    char part[65536];
    const ssize_t size = read(socket, part, sizeof part);
    if (size <= 0) std::abort();
    got.append(part, static_cast<std::size_t>(size));
    const auto end = got.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    std::string head = got.substr(0, end);
    std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto length = head.find("content-length: ");
    if (length == std::string::npos || head.find(" 200 ") == std::string::npos) {
      std::fprintf(stderr, "%s\n", got.substr(0, 400).c_str());
      std::abort();
    }
    const auto body = static_cast<std::size_t>(std::atoll(head.c_str() + length + 16));
    if (got.size() < end + 4 + body) return false;
    got.clear();
    return true;
  }
};

void drive(std::uint16_t port, const std::vector<std::string>& requests, std::size_t connections,
           Load& load) {
  std::vector<Line> lines(connections);
  const int poll = epoll_create1(0);
  std::size_t next = 0;
  const auto start = Clock::now();
  for (std::size_t i = 0; i < connections && next < requests.size(); ++i) {
    lines[i].open(port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    epoll_ctl(poll, EPOLL_CTL_ADD, lines[i].socket, &event);
    lines[i].send(requests[next++]);
  }
  epoll_event events[64];
  while (load.answered < requests.size()) {
    const int ready = epoll_wait(poll, events, 64, 10000);
    if (ready <= 0) std::abort();
    for (int i = 0; i < ready; ++i) {
      Line& line = lines[events[i].data.u64];
      if (!line.take()) continue;
      load.waits_ms.push_back(seconds_since(line.since) * 1000);
      ++load.answered;
      if (next < requests.size()) line.send(requests[next++]);
    }
  }
  load.took = seconds_since(start);
  for (const Line& line : lines) {
    if (line.socket >= 0) close(line.socket);
  }
  close(poll);
}

double part(std::vector<double>& waits, double share) {
  std::sort(waits.begin(), waits.end());
  return waits[static_cast<std::size_t>(share * static_cast<double>(waits.size() - 1))];
}

double verifies_a_second() {
  const SigningKey key = SigningKey::make();
  const Bytes message = random_bytes(400);
  const Signature64 signature = sign(key, message);
  int done = 0;
  const auto start = Clock::now();
  for (; seconds_since(start) < 1.0; ++done) {
    if (!verify(key.open, message, signature)) std::abort();
  }
  return done / seconds_since(start);
}

// What the disk allows: rows of an envelope's size, so many in each durable commit.
double rows_a_second(int rows_each) {
  TempFolder folder;
  Db db =
      Db::open(folder.path() + "/raw.db", {{"0001", "create table t(id integer primary key, body bytea)"}})
          .take();
  const Bytes body = random_bytes(4208);
  int rows = 0;
  const auto start = Clock::now();
  while (seconds_since(start) < 1.5) {
    const auto done = db.atomically([&]() -> Result<> {
      for (int i = 0; i < rows_each; ++i) TRY(db.run("insert into t(body) values($1)", body));
      return {};
    });
    if (!done.ok()) std::abort();
    rows += rows_each;
  }
  return rows / seconds_since(start);
}

struct Figures {
  double records_s, p50_ms, p99_ms;
};

Figures ingest(int requests, int records, std::size_t connections) {
  Bench bench;
  std::vector<std::string> texts;
  for (int i = 0; i < requests; ++i) texts.push_back(on_the_wire(bench.request(records)));
  auto core = IngestCore::open(bench.setup());
  if (!core.ok()) std::abort();
  Db& inbox = (*core)->db();
  const auto server = IngestServer::start(core.take(), {});
  if (!server.ok()) std::abort();
  Load load;
  std::thread client([&] { drive((*server)->port(), texts, connections, load); });
  client.join();
  static_cast<void>(inbox);
  Db check = Db::open(bench.site.inbox_db, inbox_migrations()).take();
  const auto stored = check.row("select count(*) from envelope");
  if ((*stored)->integer(0) != std::int64_t{requests} * records) std::abort();
  return {requests * records / load.took, part(load.waits_ms, 0.5), part(load.waits_ms, 0.99)};
}

double filed_a_second(int visits) {
  Bench bench;
  auto core = IngestCore::open(bench.setup()).take();
  for (int i = 0; i < visits; i += 50) {
    if (core->answer(bench.request(50)).status != 200) std::abort();
  }
  Db cases = Db::open(bench.site.case_db, case_migrations()).take();
  const IntakeKeys intake = load_intake(bench.site.keys_folder).take();
  const Pack pack = load_pack(bench.site.pack_folder).take();
  const auto start = Clock::now();
  while (open_waiting(core->db(), cases, intake, pack, now_s()).value() > 0) continue;
  const double took = seconds_since(start);
  if ((*cases.row("select count(*) from visit_part"))->integer(0) != visits) std::abort();
  return visits / took;
}

std::string first_line(const char* path, const char* start) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(start, 0) == 0)
      return line.substr(line.find(':') == std::string::npos ? 0 : line.find(':') + 2);
  }
  return "?";
}

}  // namespace

int main() {
  if (!start_crypto().ok()) return 1;
  log_to("/dev/null");
  std::printf("machine: %u cores, %s, load %s\n", std::thread::hardware_concurrency(),
              first_line("/proc/cpuinfo", "model name").c_str(), first_line("/proc/loadavg", "").c_str());
  const double verify_limit = verifies_a_second();
  const double one = rows_a_second(1);
  const double many = rows_a_second(128);
  std::printf(
      "allowed: %.0f verifications/s on one core; %.0f durable rows/s of 4.2 KB one by one, %.0f in"
      " batches of 128\n",
      verify_limit, one, many);
  const Figures two = ingest(2000, 1, 2);
  const Figures hundred = ingest(12000, 1, 100);
  const Figures batches = ingest(800, 20, 16);
  const double filed = filed_a_second(2000);
  const auto tell = [&](const char* what, const Figures& row) {
    std::printf(
        "%s: %.0f visits/s, %.2f of one core's verifications, %.2f of durable rows one by one, %.2f of"
        " batches of 128; p50 %.1f ms, p99 %.1f ms\n",
        what, row.records_s, row.records_s / verify_limit, row.records_s / one, row.records_s / many,
        row.p50_ms, row.p99_ms);
  };
  tell("one visit a request, 2 connections", two);
  tell("one visit a request, 100 connections", hundred);
  tell("20 visits a request, 16 connections", batches);
  std::printf("opened, checked and filed: %.0f visits/s\n", filed);
  return 0;
}
