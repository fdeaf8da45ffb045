// The command `alongside users`: add, list, disable, enable, reset a lost phone or a forgotten password.
#include <sync/tools/users.h>

#include <platform/crypto.h>
#include <sync/server/site.h>
#include <sync/server/work/staff.h>

#include <qrencode.h>

#include <cstdio>
#include <functional>
#include <iostream>
#include <memory>
#include <termios.h>
#include <unistd.h>

namespace alongside {
namespace {

struct UsersOptions {
  std::string sign_in;
  std::string name;
  std::string role = "worker";
  std::vector<std::string> hubs;
  std::string reason;
  bool password_stdin = false;
};

Result<std::string> read_password(bool from_stdin) {
  const bool terminal = !from_stdin && isatty(STDIN_FILENO) == 1;
  if (!from_stdin && !terminal)
    return Error{Code::invalid, "no terminal: give the password with --password-stdin"};
  termios before{};
  if (terminal) {
    std::cerr << "Password (12 characters or more): " << std::flush;
    tcgetattr(STDIN_FILENO, &before);
    termios quiet = before;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  std::string line;
  std::getline(std::cin, line);
  if (terminal) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << "\n";
  }
  if (line.size() > 1000) return Error{Code::invalid, "the password may have 1,000 characters at most"};
  return line;
}

// Two modules a character, as half blocks, with the quiet zone that readers need.
void print_qr(const std::string& text) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
  if (!code) return;
  const int width = code->width;
  const auto light = [&](int x, int y) {
    return x < 0 || y < 0 || x >= width || y >= width || (code->data[y * width + x] & 1) == 0;
  };
  for (int y = -2; y < width + 2; y += 2) {
    for (int x = -2; x < width + 2; ++x) {
      const bool top = light(x, y);
      const bool low = light(x, y + 1);
      std::cout << (top && low ? "\u2588" : top ? "\u2580" : low ? "\u2584" : " ");
    }
    std::cout << "\n";
  }
}

void show_factor(const SecondFactor& factor, const std::string& sign_in) {
  const std::string address = otpauth_address(factor, sign_in);
  std::cout << "Second factor (shown only once)\nSecret: " << to_base32(factor.secret)
            << "\nAddress: " << address << "\n";
  print_qr(address);
  std::cout << "Recovery codes, each for one sign-in without the phone:\n";
  for (const std::string& code : factor.recovery_codes) {
    std::cout << "  " << code.substr(0, 4) << "-" << code.substr(4, 4) << "-" << code.substr(8, 4) << "-"
              << code.substr(12) << "\n";
  }
}

Result<> add(Db& db, const Pack& pack, const UsersOptions& options) {
  const Role role = TRY(role_of(options.role));
  for (const std::string& hub : options.hubs) {
    if (pack.hub(hub) == nullptr) return Error{Code::invalid, hub + ": the pack has no such hub"};
  }
  const std::string password = TRY(read_password(options.password_stdin));
  const SecondFactor factor =
      TRY(add_staff(db, {options.sign_in, options.name, role, options.hubs, password}, now_s()));
  show_factor(factor, options.sign_in);
  return {};
}

Result<> print_staff(Db& db) {
  for (const StaffLine& line : TRY(list_staff(db))) {
    std::cout << line.sign_in << "\t" << line.role << "\t" << line.state << "\t" << line.hubs << "\t"
              << line.name << "\n";
  }
  return {};
}

void report(const Result<>& result, int& exit_code) {
  if (result.ok()) return;
  std::cerr << "alongside users: " << result.error().what << "\n";
  exit_code = 1;
}

using Work = std::function<Result<>(Db&, const SiteSettings&)>;

Result<> with_case_db(const std::string& site_toml, const Work& work) {
  const SiteSettings site = TRY(load_site(site_toml));
  Db db = TRY(Db::open(site.case_db, case_migrations()));
  return work(db, site);
}

}  // namespace

void add_users_commands(CLI::App& app, const std::string& site_toml, int& exit_code) {
  CLI::App* users = app.add_subcommand("users", "Who may sign in to the console");
  users->require_subcommand(1);
  // Lives as long as the command line: the callbacks below run after this function has returned.
  static UsersOptions options;
  const auto command = [&](const char* name, const char* about, const Work& work) {
    CLI::App* sub = users->add_subcommand(name, about);
    sub->callback([&site_toml, &exit_code, work] { report(with_case_db(site_toml, work), exit_code); });
    return sub;
  };
  CLI::App* adding =
      command("add", "Add a person; shows the second factor once", [](Db& db, const SiteSettings& site) {
        const Result<Pack> pack = load_pack(site.pack_folder);
        if (!pack.ok()) return Result<>(pack.error());
        return add(db, *pack, options);
      });
  adding->add_option("sign-in", options.sign_in, "Sign-in name")->required();
  adding->add_option("--name", options.name, "Name that colleagues see")->required();
  adding->add_option("--role", options.role, "worker, manager or admin");
  adding->add_option("--hub", options.hubs, "Hub id; may be given several times");
  adding->add_flag("--password-stdin", options.password_stdin, "Read the password from standard input");
  command("list", "List everybody", [](Db& db, const SiteSettings&) { return print_staff(db); });
  CLI::App* disabling = command("disable", "Stop a person from signing in", [](Db& db, const SiteSettings&) {
    return set_staff_active(db, options.sign_in, false, options.reason, now_s());
  });
  CLI::App* enabling =
      command("enable", "Let a disabled person sign in again", [](Db& db, const SiteSettings&) {
        return set_staff_active(db, options.sign_in, true, options.reason, now_s());
      });
  CLI::App* resetting =
      command("reset-phone", "New second factor for a lost phone", [](Db& db, const SiteSettings&) {
        const auto factor = reset_second_factor(db, options.sign_in, options.reason, now_s());
        if (!factor.ok()) return Result<>(factor.error());
        show_factor(*factor, options.sign_in);
        return Result<>();
      });
  CLI::App* new_password =
      command("set-password", "New password for somebody who forgot it", [](Db& db, const SiteSettings&) {
        const auto password = read_password(options.password_stdin);
        if (!password.ok()) return Result<>(password.error());
        return set_password(db, options.sign_in, *password, options.reason, now_s());
      });
  new_password->add_flag("--password-stdin", options.password_stdin, "Read the password from standard input");
  CLI::App* signing_out =
      command("sign-out", "End every session of a person, for a screen left open or a lost laptop",
              [](Db& db, const SiteSettings&) {
                const auto ended = sign_staff_out(db, options.sign_in, options.reason, now_s());
                if (!ended.ok()) return Result<>(ended.error());
                std::cout << "Sessions ended: " << *ended << "\n";
                return Result<>();
              });
  for (CLI::App* sub : {disabling, enabling, resetting, new_password, signing_out}) {
    sub->add_option("sign-in", options.sign_in, "Sign-in name")->required();
    CLI::Option* reason = sub->add_option("--reason", options.reason, "Kept in the audit");
    if (sub == resetting || sub == new_password) reason->required();
  }
}

}  // namespace alongside
