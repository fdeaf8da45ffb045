// What kiosks talk to: checks, stores sealed envelopes, signs receipts. Holds no key that opens anything.
#pragma once

#include <platform/db.h>
#include <platform/http.h>
#include <platform/http_signature.h>
#include <platform/http_server.h>
#include <sync/content/keys.h>
#include <sync/record/wire.h>
#include <sync/server/site.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace alongside {

struct IngestSetup {
  std::string inbox_db;
  std::string keys_folder;
  std::string backup_folder;
  std::string public_authority;
  std::string authority_name;
  std::string content_folder;  // served under /tuf; empty: none
  std::function<Time()> clock = now_s;
  std::int64_t requests_a_minute = 600;                // of one device
  std::int64_t claims_a_minute = 10;                   // enrolment tries of one address
  std::int64_t bytes_a_day = std::int64_t{512} << 20;  // of one device
};
IngestSetup ingest_setup(const SiteSettings& site);

enum class Route { time, enrol, enrol_state, batch, offer, state, health };

// A request whose signature held, ready for the one writer.
struct CheckedRequest {
  Route route = Route::state;
  std::string device_id;
  std::string device_state;
  std::string hub;
  std::int64_t device_epoch = 0;
  std::string keyid;
  std::string nonce;
  struct Record {
    std::string record_id;
    std::optional<Envelope> envelope;  // without: malformed
    Bytes bytes;
    Digest32 sha256{};
  };
  std::vector<Record> records;
};

// The newest 20 orders for a device, oldest first: [{number, body, signature}].
Result<Json> directives_of(Db& inbox, const std::string& device_id);

class IngestCore {
 public:
  // refused: the database was put back from a backup without `alongside restore`.
  static Result<std::unique_ptr<IngestCore>> open(const IngestSetup& setup);
  // Reads only; from any thread. A ready answer (unsigned), or work for act().
  struct Check {
    std::optional<HttpResponse> answer;
    CheckedRequest work;
  };
  Check check(const HttpRequest& request);
  // Writes; one thread. The caller may put several into one transaction of db(). storage: nothing was kept.
  Result<HttpResponse> act(const HttpRequest& request, const CheckedRequest& work);
  void sign(HttpResponse& response, const HttpRequest& request) const;
  // All three, for one thread.
  HttpResponse answer(const HttpRequest& request);
  Db& db() { return writer_; }

 private:
  IngestCore(IngestSetup setup, Db writer, Db reader, SigningKey key, std::string keys_text, Keys keys)
      : setup_(std::move(setup)),
        writer_(std::move(writer)),
        reader_(std::move(reader)),
        key_(std::move(key)),
        keys_text_(std::move(keys_text)),
        keys_(std::move(keys)) {}
  HttpResponse content_file(const HttpRequest& request) const;
  Check check_enrol(const HttpRequest& request, Check check);
  Check check_device(const HttpRequest& request, Check check);
  std::optional<HttpResponse> slow_down(const std::string& device_id, std::size_t bytes,
                                        std::int64_t requests_a_minute);
  HttpResponse out_of_use(const CheckedRequest& work);
  Result<Key32> find_device(const std::string& keyid, CheckedRequest& work);
  Result<HttpResponse> act_enrol(const HttpRequest& request);
  Result<HttpResponse> act_enrol_state(const HttpRequest& request, const CheckedRequest& work);
  Result<HttpResponse> act_batch(const CheckedRequest& work);
  Result<HttpResponse> act_offer(const HttpRequest& request, const CheckedRequest& work);
  Result<HttpResponse> act_state(const CheckedRequest& work);
  Result<HttpResponse> act_health(const HttpRequest& request, const CheckedRequest& work);
  Result<Json> store(const CheckedRequest& work, const CheckedRequest::Record& record,
                     std::uint32_t server_epoch);
  Bytes signed_receipt(Receipt receipt) const;
  Result<Json> promise_again(const Receipt& receipt);
  Result<Json> receipt_of_this_life(const Bytes& first, const Receipt& receipt);
  Result<> put_in_quarantine(const CheckedRequest& work, const CheckedRequest::Record& record,
                             const char* reason);

  const IngestSetup setup_;
  Db writer_;
  std::mutex reader_mutex_;
  Db reader_;
  const SigningKey key_;
  const std::string keys_text_;
  const Keys keys_;
  struct Use {
    Time minute = 0;
    std::int64_t requests = 0;
    Time day = 0;
    std::int64_t bytes = 0;
  };
  std::map<std::string, Use> use_;  // under reader_mutex_
};

// The running server: signatures on its threads, one writer that commits a group at a time.
class IngestServer {
 public:
  static Result<std::unique_ptr<IngestServer>> start(std::unique_ptr<IngestCore> core,
                                                     const ServerOptions& options);
  virtual ~IngestServer() = default;
  virtual std::uint16_t port() const = 0;
};

Result<> run_ingest(const SiteSettings& site, const std::atomic<bool>& stop);

}  // namespace alongside
