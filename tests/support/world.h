// A whole site in one process for tests: ingest, inbox and databases in a folder of its own, and enrolled
// kiosks.
#pragma once

#include <platform/http.h>
#include <sync/client/session.h>
#include <sync/server/inbox/inbox.h>
#include <sync/server/ingest/ingest.h>
#include <sync/server/new_site.h>

#include <functional>
#include <memory>
#include <string>

namespace alongside {

// Removed with all it holds when it goes.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class World {
 public:
  // Makes the site and starts the ingest core. Aborts when the machine cannot (a test cannot go on).
  explicit World(const std::string& pack_folder = ".");
  // What stands between kiosks and ingest: may lose, repeat or forge. Empty: nothing does.
  using Network =
      std::function<Result<HttpResponse>(const HttpRequest&, const std::function<HttpResponse()>& deliver)>;
  void set_network(Network network) { network_ = std::move(network); }
  std::unique_ptr<Transport> transport();
  // Offers a slot, enrols through the transport, approves. The folder then holds the kiosk's files.
  Result<> enrol_kiosk(const std::string& folder, const std::string& hub);
  std::unique_ptr<Session> open_kiosk(const std::string& folder, SessionSeams seams = {});
  Result<> restart_server();
  Result<> serve_content(const std::string& repository);  // under /tuf
  void stop_server() { core_.reset(); }
  Result<> back_up_now();
  // Both databases are replaced by the last backup's copies; nothing is started. Then with the new epoch that
  // `alongside restore` gives, and the server running again.
  Result<> put_back_copies();
  Result<> restore_backup();
  Result<int> open_inbox(const Pack& pack);
  HttpResponse deliver(const HttpRequest& request) { return core_->answer(request); }
  // The server decides and answers, but dies before it commits. It is up again afterwards.
  Result<HttpResponse> deliver_uncommitted(const HttpRequest& request);
  Db& inbox() { return core_->db(); }
  Result<Db> open_cases() { return Db::open(site_.case_db, case_migrations()); }
  const SiteSettings& site() const { return site_; }
  Result<HttpResponse> carry(const HttpRequest& request);

  Time now = now_s();

 private:
  TempFolder folder_;
  SiteSettings site_;
  std::unique_ptr<IngestCore> core_;
  Network network_;
};

}  // namespace alongside
