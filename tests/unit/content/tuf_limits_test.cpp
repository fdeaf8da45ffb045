// What the public suite lacks: caps, truncation, redirects, false lengths, hostile JSON, a slow server.
#include <tests/unit/content/tuf_cases.h>

#include <platform/crypto.h>
#include <platform/http_client.h>
#include <sync/content/tuf_json.h>
#include <tests/unit/platform/raw_server.h>

using namespace alongside;

namespace {

std::size_t cap_of(const std::string& role) {
  return role == "root"        ? root_most_bytes
         : role == "timestamp" ? timestamp_most_bytes
         : role == "snapshot"  ? snapshot_most_bytes
                               : targets_most_bytes;
}

const std::vector<std::string> four = {"root", "timestamp", "snapshot", "targets"};

// All four roles are new; `twist` sees the answer for `role` alone.
bool refresh_with(const std::string& role, const std::function<void(HttpResponse&)>& twist,
                  std::int64_t* held = nullptr) {
  TufSimulator repo;
  TufClient client(repo);
  repo.publish({"root", "targets", "snapshot", "timestamp"});
  client.transport.twist = [&](const HttpRequest& request, HttpResponse response) {
    if (request.target.find(role + ".json") != std::string::npos && response.status == 200) twist(response);
    return Result<HttpResponse>(std::move(response));
  };
  const bool done = client.refresh();
  if (held != nullptr) *held = client.version(role);
  return done;
}

}  // namespace

TEST_CASE("tuf: each role is read up to its cap and not a byte further") {
  for (const std::string& role : four) {
    CAPTURE(role);
    extra();
    CHECK(refresh_with(role, [&](HttpResponse& response) { response.body.resize(cap_of(role), ' '); }));
    extra();
    std::int64_t held = 0;
    CHECK_FALSE(refresh_with(
        role, [&](HttpResponse& response) { response.body.resize(cap_of(role) + 1, ' '); }, &held));
    CHECK(held < 2);
  }
}

TEST_CASE("tuf: a fetch ends at its own cap, whatever reads the answer later") {
  extra();
  TufSimulator repo;
  repo.artifacts["file"] = "0123456789";
  SimulatorTransport transport(repo);
  Fetcher fetcher(transport, "/targets");
  CHECK(fetcher.get("h.file", 10).value() == "0123456789");
  CHECK(fetcher.get("h.file", 9).error().code == Code::invalid);
}

TEST_CASE("tuf: a listed length is the cap") {
  for (const char* role : {"snapshot", "targets"}) {
    CAPTURE(role);
    extra();
    TufSimulator repo;
    repo.hashes = true;
    repo.publish_all();
    TufClient client(repo);
    std::size_t asked_most = 0;
    client.transport.twist = [&](const HttpRequest& request, HttpResponse response) {
      if (request.target.find(role) != std::string::npos) asked_most = request.answer_most_bytes;
      return Result<HttpResponse>(std::move(response));
    };
    CHECK(client.refresh());
    CHECK(asked_most == repo.published[role].back().size());
  }
}

TEST_CASE("tuf: a truncated, empty or padded role is refused") {
  for (const std::string& role : four) {
    for (const char* how : {"half", "empty", "last byte", "byte after", "nul after", "mark before"}) {
      CAPTURE(role);
      CAPTURE(how);
      extra();
      const std::string kind = how;
      std::int64_t held = 0;
      CHECK_FALSE(refresh_with(
          role,
          [&](HttpResponse& response) {
            if (kind == "half") response.body.resize(response.body.size() / 2);
            if (kind == "empty") response.body.clear();
            if (kind == "last byte") response.body.pop_back();
            if (kind == "byte after") response.body += "x";
            if (kind == "nul after") response.body += '\0';
            if (kind == "mark before") response.body.insert(0, "\xef\xbb\xbf");
          },
          &held));
      CHECK(held < 2);
    }
  }
}

TEST_CASE("tuf: an answer that is no 200 is no metadata") {
  for (const std::string& role : four) {
    for (const int status : {204, 206, 301, 302, 307, 401, 403, 500, 503}) {
      CAPTURE(role);
      CAPTURE(status);
      extra();
      std::int64_t held = 0;
      CHECK_FALSE(refresh_with(
          role,
          [&](HttpResponse& response) {
            response.status = status;
            response.set("location", "http://127.0.0.1/other");
          },
          &held));
      CHECK(held < 2);
    }
    extra();
    CHECK_FALSE(refresh_with(role, [](HttpResponse& response) { response.set("content-encoding", "gzip"); }));
  }
}

TEST_CASE("tuf: a byte changed anywhere in a role is never believed to say something else") {
  for (const std::string& role : four) {
    CAPTURE(role);
    extra();
    TufSimulator repo;
    repo.publish({"root", "targets", "snapshot", "timestamp"});
    const std::string good = repo.published[role].back();
    const Json said = Json::parse(good)["signed"];
    for (std::size_t at = 0; at < good.size(); at += 7) {
      CAPTURE(at);
      repo.published[role].back() = good;
      repo.published[role].back()[at] ^= 1;
      TufClient client(repo);
      const bool done = client.refresh();
      const std::string held = client.stored(role);
      if (done) CHECK(Json::parse(held)["signed"] == said);
    }
  }
}

TEST_CASE("tuf: JSON that has two readings, or asks for too much, is refused though it is signed") {
  // Each is a snapshot signed as it stands: the signature covers the canonical form of one reading.
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"\"version\": 2", "\"version\": 2, \"version\": 2"},
      {"\"version\": 2", "\"version\": 2.0"},
      {"\"version\": 2", "\"version\": 2e0"},
      {"\"version\": 2", "\"version\": -0"},
      {"\"version\": 2", "\"version\": 02"},
      {"\"version\": 2", "\"version\": 0"},
      {"\"version\": 2", "\"version\": -2"},
      {"\"version\": 2", "\"version\": \"2\""},
      {"\"version\": 2", "\"version\": 9007199254740993"},
      {"\"version\": 2", "\"version\": 18446744073709551616"},
      {"\"version\": 2", "\"version\": 1e309"},
      {"\"version\": 2", "\"version\": NaN"},
      {"\"version\": 2", "\"version\": null"},
      {"\"version\": 2", "\"version\": true"},
      {"\"version\": 2", "\"version\": 2, \"x\": 0.5"},
      {"\"version\": 2", "\"version\": 2, \"x\": \"\\ud800\""},
      {"\"version\": 2", "\"version\": 2, \"x\": \"\xff\""},
      {"\"version\": 2", "\"version\": 2, \"x\": " + std::string(31, '[') + std::string(31, ']')},
      {"\"version\": 2", "\"version\": 2, \"x\": " + std::string(100000, '[')},
      {"\"expires\": \"", "\"expires\": \" "},
      {"Z\"", "+00:00\""},
      {"Z\"", ".000Z\""},
      {"T", " "},
      {"{\n", "{,\n"},
      {"{\n", "/**/{\n"},
  };
  for (const auto& [its_from, its_to] : rows) {
    const auto& from = its_from;
    const auto& to = its_to;
    CAPTURE(to.substr(0, 60));
    extra();
    std::int64_t held = 0;
    bool changed = false;
    CHECK_FALSE(refresh_with(
        "snapshot",
        [&](HttpResponse& response) {
          const std::size_t at = response.body.rfind(from);
          changed = at != std::string::npos;
          if (changed) response.body.replace(at, from.size(), to);
          CHECK_FALSE(read_snapshot(response.body).ok());
        },
        &held));
    CHECK(changed);
    CHECK(held == 0);
  }
}

TEST_CASE("tuf: members that are missing or of another kind are refused with a reason") {
  struct Row {
    std::string role, pointer;
    Json value;  // null: taken out
  };
  std::vector<Row> rows;
  for (const std::string& role : four) {
    for (const char* member : {"/_type", "/spec_version", "/version", "/expires"}) {
      rows.push_back({role, member, nullptr});
      rows.push_back({role, member, Json::array()});
    }
  }
  const Json list_1000 = std::vector<Json>(1001, {{"name", "x"}});
  const std::vector<Row> more = {
      {"root", "/keys", nullptr},
      {"root", "/keys", Json::array()},
      {"root", "/roles", nullptr},
      {"root", "/roles/snapshot", nullptr},
      {"root", "/roles/root/threshold", 0},
      {"root", "/roles/root/threshold", -1},
      {"root", "/roles/root/threshold", 1000000000},
      {"root", "/roles/root/keyids", Json::array()},
      {"root", "/roles/root/keyids", "x"},
      {"root", "/consistent_snapshot", "yes"},
      {"timestamp", "/meta", nullptr},
      {"timestamp", "/meta/snapshot.json", nullptr},
      {"timestamp", "/meta/other.json", {{"version", 1}}},
      {"timestamp", "/meta/snapshot.json/version", 0},
      {"timestamp", "/meta/snapshot.json/length", 0},
      {"timestamp", "/meta/snapshot.json/hashes", Json::object()},
      {"timestamp", "/meta/snapshot.json/hashes", {{"sha256", "not hex"}}},
      {"snapshot", "/meta", nullptr},
      {"snapshot", "/meta/targets.json", nullptr},
      {"snapshot", "/meta/targets.json/version", "1"},
      {"targets", "/targets", nullptr},
      {"targets", "/targets/file", {{"length", 1}}},
      {"targets", "/targets/file", {{"length", -1}, {"hashes", {{"sha256", "00"}}}}},
      {"targets", "/delegations", {{"keys", Json::object()}, {"roles", list_1000}}},
      {"targets", "/delegations", {{"keys", Json::object()}, {"succinct_roles", Json::object()}}},
      {"targets", "/delegations", {{"roles", Json::array()}}},
      {"targets",
       "/delegations",
       {{"keys", Json::object()},
        {"roles", {{{"name", "a"}, {"keyids", Json::array()}, {"threshold", 1}, {"terminating", false}}}}}},
  };
  rows.insert(rows.end(), more.begin(), more.end());
  for (const Row& row : rows) {
    CAPTURE(row.role);
    CAPTURE(row.pointer);
    CAPTURE(row.value.dump().substr(0, 80));
    extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.publish({"root", "targets", "snapshot", "timestamp"});
    Json body = repo.mds[row.role];
    const Json::json_pointer at(row.pointer);
    if (row.value.is_null()) {
      body.at(at.parent_pointer()).erase(at.back());
    } else {
      body[at] = row.value;
    }
    repo.published[row.role].back() = sign_metadata(body, repo.signers[row.role]);
    CHECK_FALSE(client.refresh());
    CHECK(client.version(row.role) < 2);
    CHECK_FALSE(client.last_error.empty());
    CHECK(client.last_error.size() < 200);
  }
}

TEST_CASE("tuf: canonical JSON escapes quotation mark and backslash alone, and sorts by bytes") {
  const Json value = {{"b", 1}, {"a", {true, nullptr, -5}}, {"\xc3\xa9", "\n\x01\"\\"}, {"B", ""}};
  CHECK(canonical_tuf(value) == "{\"B\":\"\",\"a\":[true,null,-5],\"b\":1,\"\xc3\xa9\":\"\n\x01\\\"\\\\\"}");
}

TEST_CASE("tuf: times of expiry are dates that exist") {
  for (const char* text : {"2030-02-29T00:00:00Z", "2030-13-01T00:00:00Z", "2030-00-01T00:00:00Z",
                           "2030-01-01T24:00:00Z", "2030-01-01t00:00:00z", "2030-01-01T00:00:60Z", ""})
    CHECK_FALSE(read_utc(text).ok());
  CHECK(read_utc("1970-01-01T00:00:00Z").value() == 0);
  CHECK(read_utc("2028-02-29T12:00:00Z").value() == 1835438400);
  CHECK(read_utc("2106-02-07T06:28:16Z").value() == 4294967296);
  CHECK(read_utc("9999-12-31T23:59:59Z").value() == 253402300799);
}

TEST_CASE("tuf: over a real connection an endless answer stops at its cap, a redirect and a drip end it") {
  struct Row {
    const char* name;
    std::function<void(const RawPeer&)> talk;
  };
  const std::vector<Row> rows = {
      {"endless",
       [](const RawPeer& peer) {
         peer.send("HTTP/1.1 200 OK\r\n\r\n");
         const std::string block(65536, ' ');
         while (peer.send(block)) continue;
       }},
      {"false length",
       [](const RawPeer& peer) { peer.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{"); }},
      {"cut", [](const RawPeer& peer) { peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}"); }},
      {"redirect",
       [](const RawPeer& peer) {
         peer.send("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
       }},
      {"drip",
       [](const RawPeer& peer) {
         peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
         char c = 0;
         while (::recv(peer.number, &c, 1, 0) > 0) continue;  // nothing more, until the client gives up
       }},
  };
  TufSimulator repo;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    extra();
    RawServer server(row.talk);
    ClientOptions options;
    options.base_url = server.url();
    options.low_speed_s = 1;
    options.low_speed_bytes_s = 10;
    const auto transport = open_http_client(options);
    REQUIRE(transport.ok());
    TestFolder folder;
    REQUIRE(MetadataStore(folder.path).save("root", repo.published["root"][0]).ok());
    Updater updater(MetadataStore(folder.path), Fetcher(**transport, "/"), Fetcher(**transport, "/"),
                    tuf_now);
    const auto done = updater.refresh();
    REQUIRE_FALSE(done.ok());
    CHECK(done.error().code == Code::offline);
  }
}
