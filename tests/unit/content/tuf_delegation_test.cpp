// Delegated roles: order of the search, patterns, cycles, diamonds, names, expiry.
#include <tests/unit/content/tuf_cases.h>

#include <platform/crypto.h>

using namespace alongside;

namespace {

struct Edge {
  std::string from, to;
  bool terminating = false;
  std::vector<std::string> paths = {"*"};
};
struct Graph {
  std::string name;
  std::vector<Edge> edges;
  std::vector<std::string> visited;
};

const std::vector<Graph> graphs = {
    {"one", {{"targets", "A"}}, {"A"}},
    {"two beside each other", {{"targets", "A"}, {"targets", "B"}}, {"A", "B"}},
    {"two levels", {{"targets", "A"}, {"targets", "B"}, {"B", "C"}}, {"A", "B", "C"}},
    {"depth first", {{"targets", "A"}, {"targets", "B"}, {"A", "C"}, {"A", "D"}}, {"A", "C", "D", "B"}},
    {"depth first, three levels",
     {{"targets", "A"}, {"targets", "B"}, {"A", "C"}, {"C", "D"}},
     {"A", "C", "D", "B"}},
    {"terminating ends the search beside it",
     {{"targets", "A"}, {"targets", "B"}, {"A", "C", true}, {"A", "D"}},
     {"A", "C"}},
    {"terminating goes on below it",
     {{"targets", "A"}, {"targets", "B"}, {"A", "C", true}, {"C", "D"}},
     {"A", "C", "D"}},
    {"a branch whose pattern does not fit",
     {{"targets", "A", false, {"*.py"}}, {"targets", "B"}, {"A", "C"}},
     {"B"}},
    {"a branch further down whose pattern does not fit",
     {{"targets", "A"}, {"targets", "B"}, {"A", "C", false, {"*.py"}}, {"C", "D"}},
     {"A", "B"}},
    {"a cycle",
     {{"targets", "A"}, {"targets", "B"}, {"B", "C"}, {"C", "D"}, {"D", "B"}},
     {"A", "B", "C", "D"}},
    {"two that delegate to a third",
     {{"targets", "A"}, {"targets", "B"}, {"B", "C"}, {"A", "C"}},
     {"A", "C", "B"}},
    {"two that delegate to a third, one by another pattern",
     {{"targets", "A"}, {"targets", "B"}, {"B", "C"}, {"A", "C", false, {"*.py"}}},
     {"A", "B", "C"}},
};

void build(TufSimulator& repo, const std::vector<Edge>& edges) {
  std::vector<std::string> roles;
  for (const Edge& edge : edges) {
    if (!repo.mds.contains(edge.to)) roles.push_back(edge.to);
    repo.add_delegation(edge.from, edge.to, edge.paths, edge.terminating);
  }
  roles.insert(roles.end(), {"targets", "snapshot", "timestamp"});
  repo.publish(roles);
}

std::vector<std::string> delegated_asked(const TufSimulator& repo) {
  std::vector<std::string> roles;
  for (std::size_t i = 4; i < repo.asked.size(); ++i) roles.push_back(repo.asked[i].first);
  return roles;
}

}  // namespace

TEST_CASE("tuf: delegated roles are searched in pre-order, depth first") {
  for (const Graph& graph : graphs) {
    CAPTURE(graph.name);
    ported();
    TufSimulator repo;
    TufClient client(repo);
    build(repo, graph.edges);
    CHECK_FALSE(client.download("missingpath"));
    CHECK(delegated_asked(repo) == graph.visited);
  }
}

TEST_CASE("tuf: a target is found along patterns that fit at every step") {
  struct Row {
    std::string path;
    bool found;
    std::vector<std::string> visited;
  };
  const std::vector<Row> rows = {
      {"targetfile", true, {}},
      {"README.md", true, {"A"}},
      {"releases/x/x_v1", true, {"B", "C"}},
      {"releases/y/y_v1.zip", true, {"B", "D"}},
      {"releases/z/z_v1.zip", false, {"B"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.path);
    ported();
    TufSimulator repo;
    TufClient client(repo);
    repo.add_artifact("targets", "by targets", "targetfile");
    repo.add_delegation("targets", "A", {"*.doc", "*.md"});
    repo.add_delegation("targets", "B", {"releases/*/*"});
    repo.add_delegation("B", "C", {"releases/x/*"});
    repo.add_delegation("B", "D", {"releases/y/*.zip"});
    repo.add_artifact("A", "by A", "README.md");
    repo.add_artifact("C", "by C", "releases/x/x_v1");
    repo.add_artifact("D", "by D", "releases/y/y_v1.zip");
    repo.add_artifact("D", "by D", "releases/z/z_v1.zip");
    repo.publish({"A", "B", "C", "D", "targets", "snapshot", "timestamp"});
    CHECK(client.download(row.path) == row.found);
    CHECK(client.target(row.path).has_value() == row.found);
    CHECK(delegated_asked(repo) == row.visited);
  }
}

TEST_CASE("tuf: path_hash_prefixes bind by the hash of the path") {
  const std::string hash = to_hex(sha256(view("file")));
  for (const auto& [its_prefix, found] :
       std::map<std::string, bool>{{hash.substr(0, 2), true},
                                   {hash.substr(0, 8), true},
                                   {hash, true},
                                   {hash.substr(0, 7) + (hash[7] == '0' ? "1" : "0"), false}}) {
    const auto& prefix = its_prefix;
    CAPTURE(prefix);
    if (prefix.size() == 2)
      ported();
    else
      extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.add_delegation("targets", "A", {prefix}, false, "path_hash_prefixes");
    repo.add_artifact("A", "content", "file");
    repo.publish({"A", "targets", "snapshot", "timestamp"});
    CHECK(client.download("file") == found);
  }
}

TEST_CASE("tuf: a role is verified against the keys of whoever delegates to it now") {
  ported();
  // A and B both delegate to C. C is signed for A alone: what A lets in, B must not.
  TufSimulator repo;
  TufClient client(repo);
  repo.add_delegation("targets", "A", {"a*"});
  repo.add_delegation("targets", "B", {"b*"});
  repo.add_delegation("A", "C", {"*"});
  const auto signers_of_a = repo.signers["C"];
  repo.add_delegation("B", "C", {"*"});
  repo.signers["C"] = signers_of_a;
  repo.add_artifact("C", "content a", "a-file");
  repo.add_artifact("C", "content b", "b-file");
  repo.publish({"C", "A", "B", "targets", "snapshot", "timestamp"});
  CHECK(client.download("a-file"));
  CHECK_FALSE(client.download(std::vector<std::string>{"a-file", "b-file"}));
  CHECK_FALSE(client.target("b-file").has_value());
  CHECK_FALSE(client.download("b-file"));
}

TEST_CASE("tuf: unusual role names are quoted in addresses and in files") {
  for (const char* role : {"?", "#", "/delegatedrole", "../delegatedrole"}) {
    CAPTURE(role);
    ported();
    TufSimulator repo;
    TufClient client(repo);
    repo.add_delegation("targets", role, {"*"});
    repo.publish({role, "targets", "snapshot", "timestamp"});
    CHECK_FALSE(client.download("nonexistent target"));
    CHECK(repo.asked.back() == std::pair<std::string, std::int64_t>(percent_encoded(role), 1));
    CHECK(client.trusted().size() == 5);
  }
  for (const char* role : {"con", "%2e%2e", "a b", "\xc3\xa9", "..."}) {
    CAPTURE(role);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.add_delegation("targets", role, {"*"});
    repo.publish({role, "targets", "snapshot", "timestamp"});
    CHECK_FALSE(client.download("nonexistent target"));
    CHECK(client.trusted().size() == 5);
  }
}

TEST_CASE("tuf: role names that could stand for something else make the file refused") {
  for (const std::string& role : std::vector<std::string>{"", ".", "..", "root", "targets", "snapshot",
                                                          "timestamp", std::string(4096, 'a')}) {
    CAPTURE(role);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.add_delegation("targets", "A", {"*"});
    repo.targets()["delegations"]["roles"][0]["name"] = role;
    repo.publish_all();
    CHECK_FALSE(client.refresh());
    CHECK(client.version("targets") == 0);
  }
}

TEST_CASE("tuf: a delegated role that has expired is not used, and a newer one is fetched") {
  TufSimulator repo;
  repo.add_delegation("targets", "A", {"dir/*"});
  repo.add_artifact("A", "first", "dir/first");
  repo.add_artifact("A", "second", "dir/second");
  repo.mds["A"]["expires"] = iso_utc(tuf_now - tuf_day);
  repo.publish({"A", "targets", "snapshot", "timestamp"});
  TufClient client(repo);
  extra();
  CHECK(client.refresh());
  CHECK_FALSE(client.download("dir/first"));
  CHECK(client.version("A") == 0);
  extra();
  repo.mds["A"]["expires"] = iso_utc(tuf_now + 7 * tuf_day);
  repo.publish({"A", "snapshot", "timestamp"});
  CHECK(client.download("dir/first"));
  client.now = tuf_now + 18 * tuf_day;
  CHECK_FALSE(client.download("dir/second"));
  extra();
  repo.mds["A"]["expires"] = iso_utc(tuf_now + 21 * tuf_day);
  repo.publish({"A", "snapshot", "timestamp"});
  CHECK(client.download("dir/second"));
}

TEST_CASE("tuf: a role that snapshot does not list is not asked for, and ends the search") {
  extra();
  TufSimulator repo;
  TufClient client(repo);
  repo.add_delegation("targets", "A", {"*"});
  repo.add_delegation("targets", "B", {"*"});
  repo.add_artifact("B", "content", "file");
  repo.publish({"B", "targets", "snapshot", "timestamp"});
  CHECK_FALSE(client.download("file"));
  CHECK(delegated_asked(repo).empty());
}

TEST_CASE("tuf: forged, unsigned and half-signed delegated roles are refused") {
  for (const char* how : {"unsigned", "stranger", "one of two", "signature twice", "wrong kind", "404"}) {
    CAPTURE(how);
    extra();
    const std::string kind = how;
    TufSimulator repo;
    TufClient client(repo);
    repo.add_delegation("targets", "A", {"*"});
    repo.add_artifact("A", "content", "file");
    if (kind == "unsigned") repo.signers["A"].clear();
    if (kind == "stranger") repo.signers["A"] = {new_signer()};
    if (kind == "one of two") repo.targets()["delegations"]["roles"][0]["threshold"] = 2;
    if (kind == "signature twice") repo.signers["A"].push_back(repo.signers["A"][0]);
    if (kind == "wrong kind") repo.mds["A"]["_type"] = "snapshot";
    repo.publish({"A", "targets", "snapshot", "timestamp"});
    if (kind == "404") repo.published["A"].clear();
    CHECK(client.refresh());
    CHECK_FALSE(client.download("file"));
    CHECK(client.version("A") == 0);
    CHECK(client.targets_held() == 0);
  }
}

TEST_CASE("tuf: at most 32 delegated roles are visited for a target") {
  for (const auto& [its_roles, found] : std::map<int, bool>{{32, true}, {33, false}}) {
    const auto& roles = its_roles;
    CAPTURE(roles);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    std::vector<std::string> names;
    std::string above = "targets";
    for (int i = 1; i <= roles; ++i) {
      names.push_back("r" + std::to_string(i));
      repo.add_delegation(above, names.back(), {"*"});
      above = names.back();
    }
    repo.add_artifact(above, "content", "file");
    names.insert(names.end(), {"targets", "snapshot", "timestamp"});
    repo.publish(names);
    CHECK(client.download("file") == found);
    CHECK(delegated_asked(repo).size() == 32);
  }
}

TEST_CASE("tuf: '*' and '?' in a pattern never cross '/'") {
  struct Row {
    const char* pattern;
    const char* path;
    bool fits;
  };
  const std::vector<Row> rows = {
      {"*", "a", true},
      {"*", "a/b", false},
      {"*/*", "a/b", true},
      {"a?c", "abc", true},
      {"a?c", "a/c", false},
      {"a*c", "abbc", true},
      {"a*c", "ab/c", false},
      {"*.zip", "x.zip", true},
      {"*.zip", "x.zip.exe", false},
      {"a/*/c", "a/b/c", true},
      {"a/*/c", "a/b/b/c", false},
      {"**", "a", true},
      {"**", "a/b", false},
      {"*b*d", "abcbcd", true},
      {"[ab]", "a", false},
      {"[ab]", "[ab]", true},
      {"", "", true},
      {"a", "", false},
      {"safety/*", "safety/a", true},
      {"safety/*", "safety/../x", false},
      {"*a*/*b*", "xax/xbx", true},
      {"*a*/*b", "xax/xbx", false},
      {"?", "\xc3", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    CAPTURE(row.path);
    extra();
    CHECK(glob_matches(row.pattern, row.path) == row.fits);
  }
}
