// Ingest, before the writer: routes, signatures, rates, and the shape of what was sent.
#include <sync/server/ingest/ingest.h>

#include <platform/files.h>
#include <platform/json.h>
#include <platform/problem.h>
#include <sync/server/backup.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace alongside {
namespace {

struct RouteRow {
  const char* method;
  const char* path;
  bool prefix;
  Route route;
};
constexpr RouteRow routes[] = {
    {"GET", "/v1/time", false, Route::time},         {"POST", "/v1/enrol", false, Route::enrol},
    {"GET", "/v1/enrol/", true, Route::enrol_state}, {"POST", "/v1/batch", false, Route::batch},
    {"POST", "/v1/offer", false, Route::offer},      {"GET", "/v1/state", false, Route::state},
    {"POST", "/v1/health", false, Route::health},
};

Result<Key32> key_from_body(const HttpRequest& request) {
  const Json body = TRY(parse_json(request.body, {262144, 8}));
  const std::string text = TRY(need_string(body, "device_pub", 64));
  const Bytes bytes = TRY(from_hex(text));
  if (bytes.size() != 32) return Error{Code::invalid, "malformed"};
  Key32 key{};
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

HttpResponse signature_problem(const std::string& what) {
  return problem(
      what == "malformed" ? 400 : 401,
      what == "malformed" || what == "unknown-key" || what == "clock-skew" ? what : "bad-signature");
}

Result<std::vector<CheckedRequest::Record>> read_records(const HttpRequest& request) {
  Bytes decoded;
  ByteView body = view(request.body);
  const std::string type = request.header("content-type");
  if (type == "application/json") {
    const Json json = TRY(parse_json(request.body, {1u << 20, 8}));
    decoded = TRY(from_base64(TRY(need_string(json, "batch", 1u << 20))));
    body = decoded;
  } else if (type != "application/vnd.alongside.batch") {
    return Error{Code::refused, "media"};
  }
  std::vector<CheckedRequest::Record> records;
  for (const ByteView bytes : TRY(read_batch(body))) {
    CheckedRequest::Record record;
    record.bytes.assign(bytes.begin(), bytes.end());
    record.sha256 = sha256(bytes);
    if (bytes.size() >= 24) record.record_id = to_hex(bytes.subspan(8, 16));
    auto envelope = read_envelope(bytes);
    if (envelope.ok()) record.envelope = envelope.take();
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace

Result<Json> directives_of(Db& inbox, const std::string& device_id) {
  Json list = Json::array();
  const auto rows =
      TRY(inbox.rows("select number, body, signature from directive where device_id = $1"
                     " order by number desc limit 20",
                     device_id));
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    list.push_back(
        {{"number", row->integer(0)}, {"body", row->text(1)}, {"signature", to_base64(row->blob(2))}});
  }
  return list;
}

IngestSetup ingest_setup(const SiteSettings& site) {
  IngestSetup setup;
  setup.inbox_db = site.inbox_db;
  setup.keys_folder = site.keys_folder;
  setup.backup_folder = site.backup_folder;
  setup.public_authority = site.public_authority;
  setup.authority_name = site.authority_name;
  setup.content_folder = site.content_folder;
  return setup;
}

Result<std::unique_ptr<IngestCore>> IngestCore::open(const IngestSetup& setup) {
  Db writer = TRY(Db::open(setup.inbox_db, inbox_migrations()));
  TRY(check_not_restored(writer, setup.backup_folder));
  if (TRY(meta_number(writer, "server-epoch")) == 0) TRY(set_meta(writer, "server-epoch", "1"));
  Db reader = TRY(Db::open(setup.inbox_db, inbox_migrations()));
  SigningKey key = TRY(load_signing_key(setup.keys_folder + "/ingest.key"));
  std::string text = TRY(read_file(setup.keys_folder + "/keys.json", 65536));
  Keys keys = TRY(read_keys(text));
  if (keys.ingest != key.open) return Error{Code::invalid, "ingest.key is not the one in keys.json"};
  return std::unique_ptr<IngestCore>(new IngestCore(setup, std::move(writer), std::move(reader),
                                                    std::move(key), std::move(text), std::move(keys)));
}

Result<Key32> IngestCore::find_device(const std::string& keyid, CheckedRequest& work) {
  const Error unknown{Code::refused, "unknown-key"};
  if (keyid.size() != 34 || keyid.compare(0, 2, "d:") != 0) return unknown;
  const std::lock_guard lock(reader_mutex_);
  const auto row =
      TRY(reader_.row("select id, open_key, state, hub, epoch from device where id = $1", keyid.substr(2)));
  if (!row || row->blob(1).size() != 32) return unknown;
  work.device_id = row->text(0);
  work.device_state = row->text(2);
  work.hub = row->text(3);
  work.device_epoch = row->integer(4);
  Key32 key{};
  std::copy(row->blob(1).begin(), row->blob(1).end(), key.begin());
  return key;
}

std::optional<HttpResponse> IngestCore::slow_down(const std::string& device_id, std::size_t bytes,
                                                  std::int64_t requests_a_minute) {
  const std::lock_guard lock(reader_mutex_);
  const Time now = setup_.clock();
  if (use_.size() > 100000) use_.clear();
  Use& use = use_[device_id];
  if (use.minute != now / 60) use.minute = now / 60, use.requests = 0;
  if (use.day != now / 86400) use.day = now / 86400, use.bytes = 0;
  ++use.requests;
  use.bytes += static_cast<std::int64_t>(bytes);
  const bool fast = use.requests > requests_a_minute;
  if (!fast && use.bytes <= setup_.bytes_a_day) return std::nullopt;
  HttpResponse answer = problem(429, "slow-down");
  answer.set("retry-after", fast ? "60" : "3600");
  return answer;
}

// Signed content is no secret and proves itself: no signature is asked for, and no device is looked up.
HttpResponse IngestCore::content_file(const HttpRequest& request) const {
  if (request.method != "GET") return problem(405, "method");
  const std::string name(request.path().substr(5));
  const bool served = name.starts_with("metadata/") || name.starts_with("targets/");
  const bool plain = name.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-~%/") == name.npos;
  const bool below = name.find("..") == name.npos && name.find("//") == name.npos && name.size() <= 2048;
  if (setup_.content_folder.empty() || !served || !plain || !below) return problem(404, "not-found");
  auto content = read_file(setup_.content_folder + "/" + name, 64u << 20);
  if (!content.ok()) return problem(404, "not-found");
  HttpResponse response;
  response.set("content-type", "application/octet-stream");
  response.body = content.take();
  return response;
}

IngestCore::Check IngestCore::check(const HttpRequest& request) {
  Check check;
  const std::string_view path = request.path();
  if (path.starts_with("/tuf/")) {
    check.answer = content_file(request);
    return check;
  }
  const RouteRow* found = nullptr;
  bool path_known = false;
  for (const RouteRow& row : routes) {
    const std::string_view known = row.path;
    if (row.prefix ? path.substr(0, known.size()) != known : path != known) continue;
    path_known = true;
    if (request.method == row.method) found = &row;
  }
  if (found == nullptr) {
    check.answer = problem(path_known ? 405 : 404, path_known ? "method" : "not-found");
    return check;
  }
  check.work.route = found->route;
  if (request.body.size() > (1u << 20)) {
    check.answer = problem(413, "too-large");
    return check;
  }
  if (found->route == Route::time) return check;
  if (found->route == Route::enrol || found->route == Route::enrol_state)
    return check_enrol(request, std::move(check));
  return check_device(request, std::move(check));
}

IngestCore::Check IngestCore::check_enrol(const HttpRequest& request, Check check) {
  const bool claiming = check.work.route == Route::enrol;
  const std::int64_t most = claiming ? setup_.claims_a_minute : setup_.requests_a_minute;
  const std::string who = (claiming ? "claim:" : "enrol:") + request.peer;
  if (auto slow = slow_down(who, request.body.size(), most)) {
    check.answer = std::move(slow);
    return check;
  }
  const KeyOf key_of = [&](const std::string& keyid) -> Result<Key32> {
    if (!claiming) return find_device(keyid, check.work);
    const Key32 key = TRY(key_from_body(request));
    if (keyid != key_id('d', key)) return Error{Code::refused, "unknown-key"};
    return key;
  };
  const auto verified =
      verify_request(request, setup_.public_authority, key_of, setup_.clock(), "alongside-enrol");
  if (!verified.ok()) {
    check.answer = signature_problem(verified.error().what);
    return check;
  }
  check.work.keyid = verified->params.keyid;
  check.work.nonce = verified->params.nonce.value_or("");
  return check;
}

// The orders of the console come along: a kiosk that is out of use still has to hear of a wipe.
HttpResponse IngestCore::out_of_use(const CheckedRequest& work) {
  const bool retired = work.device_state == "retired";
  HttpResponse answer = problem(retired ? 410 : 403, retired ? "device-retired" : "device-suspended");
  const std::lock_guard lock(reader_mutex_);
  const auto orders = directives_of(reader_, work.device_id);
  auto body = parse_json(answer.body);
  if (!orders.ok() || !body.ok()) return answer;
  (*body)["directives"] = *orders;
  answer.body = canonical(*body);
  return answer;
}

IngestCore::Check IngestCore::check_device(const HttpRequest& request, Check check) {
  const KeyOf key_of = [&](const std::string& keyid) { return find_device(keyid, check.work); };
  const auto verified =
      verify_request(request, setup_.public_authority, key_of, setup_.clock(), "alongside-v1");
  CheckedRequest& work = check.work;
  if (!verified.ok()) {
    check.answer = signature_problem(verified.error().what);
  } else if (work.device_state == "suspended" || work.device_state == "retired") {
    check.answer = out_of_use(work);
  } else if (work.device_state != "active") {
    check.answer = problem(401, "unknown-key");
  } else {
    check.answer = slow_down(work.device_id, request.body.size(), setup_.requests_a_minute);
  }
  if (check.answer) return check;
  work.keyid = verified->params.keyid;
  work.nonce = verified->params.nonce.value_or("");
  if (work.route != Route::batch) return check;
  auto records = read_records(request);
  if (records.ok()) {
    work.records = records.take();
  } else {
    const bool media = records.error().what == "media";
    check.answer = media ? problem(415, "media") : problem(400, "malformed");
  }
  return check;
}

void IngestCore::sign(HttpResponse& response, const HttpRequest& request) const {
  // An answer that cannot be signed goes out unsigned: a kiosk then takes it as "not our server".
  auto done =
      sign_response(response, request, setup_.public_authority, key_, key_id('s', key_.open), setup_.clock());
  static_cast<void>(done.ok());
}

HttpResponse IngestCore::answer(const HttpRequest& request) {
  Check checked = check(request);
  HttpResponse response;
  if (checked.answer) {
    response = std::move(*checked.answer);
  } else {
    auto done = writer_.atomically([&]() -> Result<> {
      response = TRY(act(request, checked.work));
      return {};
    });
    if (!done.ok()) response = problem(503, "storage");
  }
  sign(response, request);
  return response;
}

}  // namespace alongside
