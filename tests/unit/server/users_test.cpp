// The command `alongside users`, run as an operator runs it: what it prints, what it refuses, what the audit
// keeps.
#include <sync/server/work/session.h>
#include <sync/server/work/password.h>
#include <sync/server/work/staff.h>
#include <sync/tools/users.h>
#include <tests/support/staffed_site.h>

#include <CLI/CLI.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <sstream>

using namespace alongside;

namespace {

// Puts a stream's buffer back when it goes.
class Swapped {
 public:
  Swapped(std::ios& stream, std::streambuf* with) : stream_(stream), before_(stream.rdbuf(with)) {}
  ~Swapped() { stream_.rdbuf(before_); }
  Swapped(const Swapped&) = delete;
  Swapped& operator=(const Swapped&) = delete;

 private:
  std::ios& stream_;
  std::streambuf* before_;
};

struct Ran {
  int exit = 0;
  std::string out;
  std::string fault;
};

struct Operator {
  Ran users(std::vector<std::string> words, const std::string& typed = {}) {
    Ran ran;
    std::ostringstream out;
    std::ostringstream fault;
    std::istringstream in(typed);
    const Swapped a(std::cout, out.rdbuf());
    const Swapped b(std::cerr, fault.rdbuf());
    const Swapped c(std::cin, in.rdbuf());
    CLI::App app;
    const std::string toml = site.site().folder + "/site.toml";
    add_users_commands(app, toml, ran.exit);
    words.insert(words.begin(), "users");
    std::reverse(words.begin(), words.end());
    try {
      app.parse(words);
    } catch (const CLI::ParseError& error) {
      ran.exit = app.exit(error, out, fault);
    }
    ran.out = out.str();
    ran.fault = fault.str();
    return ran;
  }
  Ran add(const std::string& name, const std::string& role, const std::string& password = staff_password) {
    std::vector<std::string> words = {"add",    name, "--name",          "Name of " + name,
                                      "--role", role, "--password-stdin"};
    if (role != "admin") words.insert(words.end(), {"--hub", "demo-north"});
    return users(words, password + "\n");
  }
  std::int64_t count(const std::string& what) {
    return site.cases().row("select count(*) from " + what)->value().integer(0);
  }
  StaffedSite site;
};

// Four groups of four signs with hyphens between, one a line.
std::set<std::string> codes_in(const std::string& text) {
  std::set<std::string> codes;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line.erase(0, line.find_first_not_of(' '));
    if (line.size() == 19 && line[4] == '-' && line[9] == '-' && line[14] == '-') codes.insert(line);
  }
  return codes;
}

std::string secret_in(const std::string& text) {
  const std::string mark = "Secret: ";
  const std::size_t at = text.find(mark);
  if (at == std::string::npos) return {};
  return text.substr(at + mark.size(), text.find('\n', at) - at - mark.size());
}

Bytes from_base32(const std::string& text) {
  Bytes out;
  unsigned bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    held = (held << 5u) | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<std::uint8_t>((held >> bits) & 255u));
  }
  return out;
}

bool signs_in(Operator& self, const std::string& name, const std::string& code, Time now) {
  SessionLoader sessions(self.site.cases(), 900, 36000);
  return sessions.sign_in({name, staff_password, code, "192.0.2.1"}, now).ok();
}

}  // namespace

TEST_CASE("users: the first administrator is made with a secret as QR and text and ten recovery codes") {
  Operator self;
  const Ran made = self.add("root", "admin");
  REQUIRE_MESSAGE(made.exit == 0, made.fault);
  const std::string secret = secret_in(made.out);
  CHECK(secret.size() == 32);
  CHECK(made.out.find("otpauth://totp/Alongside:root?secret=" + secret + "&issuer=Alongside") !=
        std::string::npos);
  CHECK(made.out.find("\u2588\u2588\u2588\u2588") != std::string::npos);  // the QR's quiet zone
  CHECK(codes_in(made.out).size() == 10);
  const Time now = 1795771800;
  CHECK(signs_in(self, "root", totp_code(from_base32(secret), now), now));
  CHECK(signs_in(self, "root", *codes_in(made.out).begin(), now));
  // Shown once: no other command tells it, and of the codes only hashes are kept.
  CHECK(self.users({"list"}).out.find(secret) == std::string::npos);
  std::string code = *codes_in(made.out).rbegin();
  code.erase(std::remove(code.begin(), code.end(), '-'), code.end());
  CHECK(self.count("recovery_code where code_hash like '%" + code + "%'") == 0);
  CHECK(self.users({"list"}).out == "root\tadmin\tactive\t\tName of root\n");
  CHECK(self.count("audit where action='staff-added' and reason='admin'") == 1);
}

TEST_CASE("users: a lost phone gets a new secret, with the reason in the audit, and the old one is dead") {
  Operator self;
  const Ran made = self.add("amira", "worker");
  const Time now = 1795771800;
  SessionLoader sessions(self.site.cases(), 900, 36000);
  const auto token = sessions.sign_in(
      {"amira", staff_password, totp_code(from_base32(secret_in(made.out)), now), "192.0.2.1"}, now);
  REQUIRE(token.ok());
  CHECK(self.users({"reset-phone", "amira"}).exit != 0);
  CHECK(self.users({"reset-phone", "amira", "--reason", ""}).exit != 0);
  CHECK(sessions.load(*token, now).ok());
  const Ran reset = self.users({"reset-phone", "amira", "--reason", "phone lost on the bus"});
  REQUIRE(reset.exit == 0);
  CHECK(self.count("audit where action='phone-reset' and reason='phone lost on the bus'") == 1);
  CHECK(!sessions.load(*token, now).ok());
  CHECK(secret_in(reset.out) != secret_in(made.out));
  CHECK(codes_in(reset.out).size() == 10);
  CHECK(!signs_in(self, "amira", totp_code(from_base32(secret_in(made.out)), now + 60), now + 60));
  CHECK(!signs_in(self, "amira", *codes_in(made.out).begin(), now + 60));
  CHECK(signs_in(self, "amira", totp_code(from_base32(secret_in(reset.out)), now + 60), now + 60));
}

TEST_CASE("users: the last administrator is never locked out") {
  Operator self;
  REQUIRE(self.add("root", "admin").exit == 0);
  REQUIRE(self.add("amira", "worker").exit == 0);
  const Ran alone = self.users({"disable", "root", "--reason", "leaving"});
  CHECK(alone.exit == 1);
  CHECK(alone.fault.find("this is the last administrator: make another one first") != std::string::npos);
  REQUIRE(self.add("second", "admin").exit == 0);
  CHECK(self.users({"disable", "root", "--reason", "leaving"}).exit == 0);
  CHECK(self.users({"disable", "second", "--reason", "leaving"}).exit == 1);
  CHECK(self.count("staff where role='admin' and state='active'") == 1);
  // However often strangers try, the right details work at another address, and the operator ends the delay.
  const Time now = 1795771800;
  SessionLoader sessions(self.site.cases(), 900, 36000);
  for (int i = 0; i < 200; ++i) {
    const SignIn typed{"second", "x", "000000", "203.0.113." + std::to_string(i % 20)};
    const auto begun = sessions.begin_sign_in(typed, now);
    if (begun->wait_s == 0) (void)sessions.finish_sign_in(typed, *begun, false, now);
  }
  CHECK(sessions.begin_sign_in({"second", "x", "0", "192.0.2.1"}, now + 60)->wait_s == 0);
  const Ran reset = self.users({"reset-phone", "second", "--reason", "locked"});
  REQUIRE(reset.exit == 0);
  CHECK(signs_in(self, "second", totp_code(from_base32(secret_in(reset.out)), now), now));
}

TEST_CASE("users: a name taken, a weak password, an unknown hub or role is refused with its reason") {
  Operator self;
  REQUIRE(self.add("amira", "worker").exit == 0);
  const auto fault = [&](const Ran& ran) {
    CHECK(ran.exit == 1);
    CHECK(ran.out.empty());
    return ran.fault;
  };
  CHECK(fault(self.add("AMIRA", "worker")).find("already") != std::string::npos);
  CHECK(fault(self.add("bo b", "worker")).find("sign-in name") != std::string::npos);
  CHECK(fault(self.add("bob", "chief")).find("role") != std::string::npos);
  CHECK(fault(self.add("bob", "worker", "short")).find("12 characters") != std::string::npos);
  CHECK(fault(self.add("bob", "worker", "password1234")).find("easy to guess") != std::string::npos);
  CHECK(fault(self.add("bobby", "worker", "mybobbyisbest")).find("sign-in name") != std::string::npos);
  CHECK(fault(self.add("bob", "worker", "aaaaaaaaaaaaaa")).find("repeated") != std::string::npos);
  CHECK(fault(self.add("bob", "worker", std::string(1001, 'x'))).find("1,000") != std::string::npos);
  CHECK(fault(self.users({"add", "bob", "--name", "Bob", "--hub", "nowhere", "--password-stdin"}, "x\n"))
            .find("no such hub") != std::string::npos);
  CHECK(fault(self.users({"reset-phone", "nobody", "--reason", "x"})).find("nobody has this") !=
        std::string::npos);
  CHECK(self.count("staff") == 1);
}

TEST_CASE(
    "users: the commonest passwords are refused, alone, joined and with digits; a phrase of them is not") {
  for (const char* word :
       {"football2010", "Iloveyou1234!", "dragon-monkey1", "QWERTYuiop12345", "123456789012",
        "letmein+letmein", "passwordpassword", "welcome2alongside", "Alongside-2026"}) {
    CAPTURE(word);
    const auto judged = password_fits(word, "amira");
    REQUIRE(!judged.ok());
    CHECK(judged.error().what.find("easy to guess") != std::string::npos);
  }
  for (const char* word :
       {staff_password, "kettle rain ox", "dragon monkey soccer summer", "pa\xc5\xba dziernik-1x"}) {
    CAPTURE(word);
    CHECK(password_fits(word, "amira").ok());
  }
}

TEST_CASE("users: a new password ends the sessions and keeps the second factor") {
  Operator self;
  const Ran made = self.add("amira", "worker");
  const Bytes secret = from_base32(secret_in(made.out));
  const Time now = 1795771800;
  SessionLoader sessions(self.site.cases(), 900, 36000);
  const auto token = sessions.sign_in({"amira", staff_password, totp_code(secret, now), "192.0.2.1"}, now);
  REQUIRE(token.ok());
  const Ran set = self.users({"set-password", "amira", "--reason", "forgot it", "--password-stdin"},
                             "a wholly other phrase\n");
  REQUIRE_MESSAGE(set.exit == 0, set.fault);
  CHECK(!sessions.load(*token, now).ok());
  CHECK(!signs_in(self, "amira", totp_code(secret, now + 60), now + 60));
  CHECK(
      sessions.sign_in({"amira", "a wholly other phrase", totp_code(secret, now + 90), "192.0.2.2"}, now + 90)
          .ok());
  CHECK(self.count("audit where action='password-set' and reason='forgot it'") == 1);
}

TEST_CASE("users: an administrator ends every session of a person, and only his") {
  Operator self;
  const Bytes amira = from_base32(secret_in(self.add("amira", "worker").out));
  const Bytes bob = from_base32(secret_in(self.add("bob", "worker").out));
  const Time now = 1795771800;
  SessionLoader sessions(self.site.cases(), 900, 36000);
  const auto hers = sessions.sign_in({"amira", staff_password, totp_code(amira, now), "192.0.2.1"}, now);
  const auto laptop =
      sessions.sign_in({"amira", staff_password, totp_code(amira, now + 30), "192.0.2.2"}, now + 30);
  const auto his = sessions.sign_in({"bob", staff_password, totp_code(bob, now), "192.0.2.3"}, now);
  REQUIRE((hers.ok() && laptop.ok() && his.ok()));
  const Ran ended = self.users({"sign-out", "amira", "--reason", "laptop lost"});
  REQUIRE_MESSAGE(ended.exit == 0, ended.fault);
  CHECK(ended.out.find("Sessions ended: 2") != std::string::npos);
  CHECK(!sessions.load(*hers, now + 31).ok());
  CHECK(!sessions.load(*laptop, now + 31).ok());
  CHECK(sessions.load(*his, now + 31).ok());
  CHECK(self.count("audit where action='signed-out' and reason='laptop lost'") == 1);
  CHECK(self.users({"sign-out", "nobody"}).exit != 0);
}
