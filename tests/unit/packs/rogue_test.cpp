// Rogue content, signed with the valid online key: nothing of it changes a safety-critical path.
#include <tests/unit/packs/content_site.h>

#include <sync/content/rings.h>
#include <sync/content/tuf_json.h>
#include <sync/record/withdraw.h>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace alongside;

namespace {

const std::string evil_line =
    R"({"helplines": [{"id": "999", "name": "Help", "digits": "0900123456", "display": "0900 123 456"}]})";

struct Attack {
  std::string name;
  std::function<void(Council&)> act;
};

std::string metadata_path(const Council& council, const std::string& role, std::int64_t version) {
  return council.place + "/metadata/" + std::to_string(version) + "." + percent_encoded(role) + ".json";
}

TufSigner online_signer(const Council& council) {
  TufSigner online;
  online.keyid = keyid_of(tuf_key_of(council.online.open));
  online.sign = [&council](ByteView message) {
    const Signature64 signature = sign(council.online, message);
    return Bytes(signature.begin(), signature.end());
  };
  return online;
}

std::int64_t newest(const Council& council, const std::string& role) {
  std::int64_t version = 1;
  while (read_file(metadata_path(council, role, version + 1), targets_most_bytes).ok()) ++version;
  return version;
}

void put(const std::string& path, const std::string& text) {
  if (!write_file(path, text).ok()) std::abort();
}

// The newest snapshot is the one to be seen: by the thief's own hand, as the tool would refuse.
void timestamp(Council& council) {
  const std::string path = council.place + "/metadata/timestamp.json";
  Json body = Json::parse(read_file(path, timestamp_most_bytes).take())["signed"];
  body["version"] = body["version"].get<std::int64_t>() + 1;
  body["meta"]["snapshot.json"] = {{"version", newest(council, "snapshot")}};
  put(path, sign_metadata(body, {online_signer(council)}));
}

// The role's next version as the thief likes it, under the online key alone, made seen by snapshot and
// timestamp.
void forge(Council& council, const std::string& role, const std::function<void(Json&)>& edit,
           int signatures = 1) {
  const std::int64_t version = newest(council, role);
  Json body =
      Json::parse(read_file(metadata_path(council, role, version), targets_most_bytes).take())["signed"];
  body["version"] = version + 1;
  edit(body);
  const std::vector<TufSigner> signers(std::size_t(signatures), online_signer(council));
  put(metadata_path(council, role, version + 1), sign_metadata(body, signers));
  if (role == "snapshot") return timestamp(council);
  if (role == "root") return;
  forge(council, "snapshot", [&](Json& snapshot) {
    snapshot["meta"][role + ".json"] = {{"version", version + 1}};
  });
}

void say(Council& council, const std::string& role, const std::string& path, const std::string& content) {
  if (!council.say(role, path, content).ok()) std::abort();
}

// A whole pack with a false number, listed by an online role, and every ring pointed at it.
void pack_by(Council& council, const std::string& role) {
  PackFiles files = pack_of("evil", "Call 0900 123 456");
  std::map<std::string, std::string> targets;
  for (const auto& [name, content] : files) targets["safety/packs/evil/" + name] = content;
  if (!council.repository().add_all(targets, role, council.now).ok() || !council.sign_online(role).ok() ||
      !council.publish().ok())
    std::abort();
  say(council, "rings", rings_target, rings_to("evil"));
}

Json evil_target(const std::string& content) {
  return {{"length", content.size()}, {"hashes", {{"sha256", to_hex(sha256(view(content)))}}}};
}

// Every file of the pack's helplines on the server, whatever its hash says.
void overwrite_targets(Council& council, const std::string& ending, const std::string& content) {
  for (const std::string& name : list_files(council.place + "/targets").take()) {
    if (name.ends_with(ending) && !write_file(council.place + "/targets/" + name, content).ok()) std::abort();
  }
}

std::vector<Attack> by_listing() {
  std::vector<Attack> attacks;
  for (const char* role : {"la/E08", "rings", "withdraw"}) {
    attacks.push_back({std::string(role) + " lists a file of the pack", [role](Council& council) {
                         say(council, role, "safety/packs/2026-1/helplines.json", evil_line);
                       }});
    attacks.push_back(
        {std::string(role) + " lists a whole pack", [role](Council& council) { pack_by(council, role); }});
    attacks.push_back({std::string(role) + " delegates safety to itself", [role](Council& council) {
                         forge(council, role, [&council, role](Json& body) {
                           const Json key = tuf_key_of(council.online.open);
                           body["targets"]["safety/packs/2026-1/helplines.json"] = evil_target(evil_line);
                           body["delegations"] = {{"keys", {{keyid_of(key), key}}},
                                                  {"roles",
                                                   {{{"name", role},
                                                     {"keyids", {keyid_of(key)}},
                                                     {"threshold", 1},
                                                     {"terminating", true},
                                                     {"paths", {"*", "*/*", "*/*/*", "*/*/*/*"}}}}}};
                         });
                       }});
  }
  return attacks;
}

std::vector<Attack> by_forging() {
  const auto evil_file = [](Json& body) {
    body["targets"]["safety/packs/2026-1/helplines.json"] = evil_target(evil_line);
  };
  return {
      {"targets signed online", [=](Council& c) { forge(c, "targets", evil_file); }},
      {"targets signed online twice", [=](Council& c) { forge(c, "targets", evil_file, 2); }},
      {"targets unsigned", [=](Council& c) { forge(c, "targets", evil_file, 0); }},
      {"targets without the pack",
       [](Council& c) { forge(c, "targets", [](Json& body) { body["targets"] = Json::object(); }); }},
      {"targets with wider delegations",
       [](Council& c) {
         forge(c, "targets", [](Json& body) {
           for (Json& role : body["delegations"]["roles"]) role["paths"] = {"*/*/*/*", "*/*"};
         });
       }},
      {"root with threshold 1 and the online key",
       [](Council& c) {
         forge(c, "root", [&c](Json& body) {
           const std::string online = keyid_of(tuf_key_of(c.online.open));
           for (const char* role : {"root", "targets"})
             body["roles"][role] = {{"keyids", {online}}, {"threshold", 1}};
         });
       }},
      {"root signed online twice",
       [](Council& c) {
         forge(
             c, "root", [](Json&) {}, 2);
       }},
      {"root that gives the online key to targets",
       [](Council& c) {
         forge(c, "root", [&c](Json& body) {
           body["roles"]["targets"]["keyids"].push_back(keyid_of(tuf_key_of(c.online.open)));
           body["roles"]["targets"]["threshold"] = 1;
         });
       }},
      {"snapshot that goes back to the first targets",
       [](Council& c) {
         forge(c, "snapshot", [](Json& body) { body["meta"]["targets.json"] = {{"version", 1}}; });
       }},
      {"snapshot without the online roles",
       [](Council& c) { forge(c, "snapshot", [](Json& body) { body["meta"].erase("withdraw.json"); }); }},
      {"snapshot that names targets nobody has",
       [](Council& c) {
         forge(c, "snapshot", [](Json& body) { body["meta"]["targets.json"] = {{"version", 99}}; });
       }},
      {"snapshot with the hash of another targets file",
       [](Council& c) {
         forge(c, "snapshot", [](Json& body) {
           body["meta"]["targets.json"]["hashes"] = {{"sha256", to_hex(sha256(view(evil_line)))}};
         });
       }},
  };
}

std::vector<Attack> by_serving() {
  return {
      {"another helplines.json is served",
       [](Council& c) { overwrite_targets(c, ".helplines.json", evil_line); }},
      {"helplines.json is cut short", [](Council& c) { overwrite_targets(c, ".helplines.json", "{"); }},
      {"helplines.json is empty", [](Council& c) { overwrite_targets(c, ".helplines.json", ""); }},
      {"words are served as forms", [](Council& c) { overwrite_targets(c, ".json", "{}"); }},
      {"rings and another pack.json",
       [](Council& c) {
         overwrite_targets(c, ".pack.json", pack_of("evil").at("pack.json"));
         say(c, "rings", rings_target, rings_to("2026-1"));
       }},
  };
}

std::vector<Attack> by_rings() {
  std::vector<Attack> attacks;
  for (const std::string& content : std::vector<std::string>{
           rings_to("nowhere"), rings_to("2026"), rings_to("2026-1/../2026-1"), rings_to(".."), rings_to(""),
           rings_to("../../la/E08"), rings_to(std::string(65, 'a')), rings_to("2026-1/"), "not JSON", "[]",
           R"({"rings": [{"pack": "2026-1", "hubs": {"a": 1}}], "files": {"helplines.json": "x"}})",
           std::string(40, '[') + std::string(40, ']'), std::string(rings_most_bytes + 1, ' ')}) {
    attacks.push_back({"rings: " + content.substr(0, 60),
                       [content](Council& c) { say(c, "rings", rings_target, content); }});
  }
  return attacks;
}

std::vector<Attack> by_withdrawing() {
  std::vector<Attack> attacks;
  const std::string all_forms = [] {
    Json names = Json::array();
    for (const PackForm& form : starter_pack().forms) names.push_back("form:" + form.form.url);
    return Json{{"hide", names}}.dump();
  }();
  for (const std::string& content : std::vector<std::string>{
           R"({"hide": ["helpline:999"]})", R"({"hide": ["helpline:111", "helpline:999"]})",
           R"({"hide": ["page:urgent", "page:privacy", "page:limits"]})",
           R"({"hide": ["rule:x", "hub:demo-north"]})",
           R"({"hide": [], "helplines": [{"id": "999", "digits": "0900"}]})",
           R"({"show": ["helpline:evil"], "hide": ["helpline:999\n"]})", R"({"hide": {"helpline": "999"}})",
           "not JSON", all_forms}) {
    attacks.push_back({"withdraw: " + content.substr(0, 60),
                       [content](Council& c) { say(c, "withdraw", withdraw_target, content); }});
  }
  return attacks;
}

// What a father would see is what two of the council signed, less what a withdraw list may hide.
void check_safe(StoreOfKiosk& kiosk, const PackFiles& signed_files) {
  const auto files = kiosk.store.load();
  REQUIRE(files.ok());
  CHECK(*files == signed_files);
  static const Pack whole = read_pack(signed_files).take();
  Pack shown = whole;
  withdraw(shown, kiosk.store.withdraw_list());
  for (const char* number : {"999", "111"}) CHECK(shown.helpline(number) != nullptr);
  for (const Helpline& line : shown.helplines) CHECK(whole.helpline(line.id)->digits == line.digits);
  CHECK(shown.pages.size() == whole.pages.size());
  CHECK(shown.concern_rules.size() == whole.concern_rules.size());
  CHECK(shown.scores.size() == whole.scores.size());
  CHECK(shown.hubs.size() == whole.hubs.size());
  for (const PackForm& form : whole.forms) CHECK((form.instrument || shown.form(form.form.url) != nullptr));
}

}  // namespace

TEST_CASE("rogue: no content signed with the valid online key changes a safety-critical path") {
  PublishedSite site;
  StoreOfKiosk installed(site.council);
  REQUIRE(installed.pull().ok());
  const PackFiles signed_files = pack_of("2026-1");
  std::vector<Attack> attacks;
  for (const auto& group : {by_listing(), by_forging(), by_serving(), by_rings(), by_withdrawing()})
    attacks.insert(attacks.end(), group.begin(), group.end());
  REQUIRE(attacks.size() >= 40);
  int count = 0;
  for (const Attack& attack : attacks) {
    CAPTURE(attack.name);
    Council thief(site.council);
    attack.act(thief);
    StoreOfKiosk kiosk(thief, installed);
    static_cast<void>(kiosk.pull());
    CHECK(kiosk.store.report().hash == installed.store.report().hash);
    kiosk.restart();
    check_safe(kiosk, signed_files);
    if (++count % 3 != 0) continue;
    // One that begins now shows what two signed, or nothing from afar.
    StoreOfKiosk fresh(thief);
    static_cast<void>(fresh.pull());
    const std::string hash = fresh.store.report().hash;
    CHECK((hash.empty() || hash == installed.store.report().hash));
  }
  std::printf("rogue: %zu kinds of content under the valid online key, 0 reached a safety path\n",
              attacks.size());
}
