// A whole site in one process for tests.
#include <tests/support/world.h>

#include <platform/files.h>
#include <sync/client/enrol.h>
#include <sync/server/backup.h>
#include <sync/server/enrolment.h>

#include <cstdlib>
#include <filesystem>

#include <unistd.h>

namespace alongside {
namespace {

class Loopback final : public Transport {
 public:
  explicit Loopback(World& world) : world_(world) {}
  Result<HttpResponse> send(const HttpRequest& request) override { return world_.carry(request); }

 private:
  World& world_;
};

}  // namespace

TempFolder::TempFolder() {
  std::error_code fault;
  std::string name = (std::filesystem::temp_directory_path(fault) / "alongside-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code fault;
  std::filesystem::remove_all(path_, fault);
}

World::World(const std::string& pack_folder) {
  if (!start_crypto().ok()) std::abort();
  NewSite asked;
  asked.folder = folder_.path() + "/site";
  asked.pack_folder = pack_folder;
  asked.demo = true;
  auto site = make_site(asked, now);
  if (!site.ok()) std::abort();
  site_ = site.take();
  if (!restart_server().ok()) std::abort();
}

Result<HttpResponse> World::carry(const HttpRequest& request) {
  if (core_ == nullptr) return Error{Code::offline, "no answer"};
  const auto direct = [&] { return core_->answer(request); };
  if (network_) return network_(request, direct);
  return direct();
}

std::unique_ptr<Transport> World::transport() { return std::make_unique<Loopback>(*this); }

Result<> World::serve_content(const std::string& repository) {
  site_.content_folder = repository;
  return restart_server();
}

Result<> World::restart_server() {
  core_.reset();
  IngestSetup setup = ingest_setup(site_);
  setup.clock = [this] { return now; };
  setup.requests_a_minute = 1000000;
  setup.claims_a_minute = 1000000;
  core_ = TRY(IngestCore::open(setup));
  return {};
}

Result<> World::enrol_kiosk(const std::string& folder, const std::string& hub) {
  const Offered offered = TRY(offer_slot(inbox(), hub, "demo", now));
  EnrolOptions options;
  options.folder = folder;
  options.code = offered.code;
  options.authority = site_.public_authority;
  std::string shown;
  EnrolSeams seams;
  seams.show = [&](const std::string& compare) { shown = compare; };
  seams.wait = [&] { return approve_device(inbox(), shown, "test").ok(); };
  Loopback loopback(*this);
  return enrol(options, loopback, seams);
}

std::unique_ptr<Session> World::open_kiosk(const std::string& folder, SessionSeams seams) {
  static std::vector<std::unique_ptr<Transport>> kept;  // sessions only borrow them
  auto identity = load_identity(folder);
  auto outbox = Outbox::open(folder + "/outbox.db");
  if (!identity.ok() || !outbox.ok()) return nullptr;
  kept.push_back(transport());
  if (!seams.ticks) seams.ticks = [this] { return now; };
  auto session = std::make_unique<Session>(identity.take(), outbox.take(), *kept.back(),
                                           site_.public_authority, 4096, std::move(seams));
  if (!session->start().ok()) return nullptr;
  return session;
}

Result<> World::back_up_now() {
  const Keys keys = TRY(read_keys(TRY(read_file(site_.keys_folder + "/keys.json", 65536))));
  const SigningKey key = TRY(load_signing_key(site_.keys_folder + "/backup.key"));
  TRY(back_up(inbox(), {site_.backup_folder, site_.case_db, keys.server_id}, key, now));
  return {};
}

Result<> World::put_back_copies() {
  core_.reset();
  std::error_code fault;
  const std::string pairs[][2] = {{"inbox.db", site_.inbox_db}, {"case.db", site_.case_db}};
  for (const auto& [name, to] : pairs) {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(to + end, fault);
    std::filesystem::copy_file(site_.backup_folder + "/" + name, to, fault);
    if (fault) return Error{Code::storage, "no backup to restore"};
  }
  return {};
}

Result<> World::restore_backup() {
  TRY(put_back_copies());
  {
    Db inbox = TRY(Db::open(site_.inbox_db, inbox_migrations()));
    TRY(enter_new_epoch(inbox, site_.backup_folder, true));
  }
  return restart_server();
}

Result<HttpResponse> World::deliver_uncommitted(const HttpRequest& request) {
  IngestCore::Check check = core_->check(request);
  HttpResponse response;
  if (check.answer) {
    response = std::move(*check.answer);
  } else {
    const auto undone = core_->db().atomically([&]() -> Result<> {
      response = TRY(core_->act(request, check.work));
      return Error{Code::offline, "it died"};
    });
    if (undone.error().code != Code::offline) return undone.error();
  }
  core_->sign(response, request);
  TRY(restart_server());
  return response;
}

Result<int> World::open_inbox(const Pack& pack) {
  Db case_db = TRY(open_cases());
  const IntakeKeys intake = TRY(load_intake(site_.keys_folder));
  return open_waiting(inbox(), case_db, intake, pack, now);
}

}  // namespace alongside
