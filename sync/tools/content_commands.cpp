// alongside content: keys, roles, signatures and publishing of signed content.
#include <sync/tools/commands.h>

#include <platform/clock.h>
#include <platform/files.h>
#include <sync/content/repository.h>
#include <sync/content/tuf_json.h>
#include <sync/server/site.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

namespace alongside {
namespace {

struct Asked {
  std::string repository, file, key, name, to, role = "targets", pack;
  std::vector<std::string> names, paths, keys, offline, online, remove;
  int threshold = 0;  // 0: not told
  bool not_terminating = false;
};

Result<Json> open_key(const std::string& path) {
  const Json key = TRY(parse_tuf_json(TRY(read_file(path, 8192)), 8192));
  if (!key.is_object() || !key.contains("keytype")) return Error{Code::invalid, path + ": no public key"};
  return key;
}

Result<std::vector<Json>> open_keys(const std::vector<std::string>& paths) {
  std::vector<Json> keys;
  for (const std::string& path : paths) keys.push_back(TRY(open_key(path)));
  return keys;
}

Result<> keygen(const Asked& asked) {
  if (read_file(asked.file, 1u << 20).ok()) return Error{Code::refused, asked.file + ": is there already"};
  const SigningKey key = SigningKey::make();
  TRY(save_signing_key(asked.file, key));
  const Json open = tuf_key_of(key.open);
  TRY(write_file(asked.file + ".pub", open.dump(1) + "\n"));
  std::printf("key %s\nkeep %s away from every network; %s.pub is no secret\n", keyid_of(open).c_str(),
              asked.file.c_str(), asked.file.c_str());
  return {};
}

Result<> init(const Asked& asked) {
  NewRepository fresh;
  fresh.offline = TRY(open_keys(asked.offline));
  fresh.online = TRY(open_keys(asked.online));
  fresh.threshold = asked.threshold == 0 ? 2 : asked.threshold;
  TRY(Repository::init(asked.repository, fresh, now_s()));
  std::printf("root and targets wait for %d signatures each\n", fresh.threshold);
  return {};
}

Result<> add(const Asked& asked) {
  Repository repository = TRY(Repository::open(asked.repository));
  return repository.add(asked.name, TRY(read_file(asked.file, target_most_bytes)), asked.role, now_s());
}

Result<> remove(const Asked& asked) {
  Repository repository = TRY(Repository::open(asked.repository));
  return repository.remove(asked.names, asked.role, now_s());
}

// Every file of a pack as safety/packs/VERSION/FILE, for the offline role to sign.
Result<> add_pack(const Asked& asked) {
  Repository repository = TRY(Repository::open(asked.repository));
  const Pack pack = TRY(load_pack(asked.pack));
  std::map<std::string, std::string> files;
  for (const std::string& name : TRY(list_files(asked.pack)))
    files["safety/packs/" + pack.version + "/" + name] = TRY(read_file(asked.pack + "/" + name, 4u << 20));
  TRY(repository.add_all(files, "targets", now_s()));
  std::printf("pack %s: %zu files wait for signatures\n", pack.version.c_str(), files.size());
  return {};
}

Result<> delegate(const Asked& asked) {
  Repository repository = TRY(Repository::open(asked.repository));
  NewDelegation delegation;
  delegation.name = asked.name;
  delegation.paths = asked.paths;
  delegation.keys = TRY(open_keys(asked.keys));
  delegation.threshold = asked.threshold == 0 ? 1 : asked.threshold;
  delegation.terminating = !asked.not_terminating;
  return repository.delegate(delegation, now_s());
}

Result<> rotate(const Asked& asked) {
  Repository repository = TRY(Repository::open(asked.repository));
  KeyChange change;
  change.role = asked.role;
  change.remove = asked.remove;
  change.add = TRY(open_keys(asked.keys));
  change.threshold = asked.threshold;
  return repository.rotate(change, now_s());
}

Result<> renew(const Asked& asked) {
  Repository repository = TRY(Repository::open(asked.repository));
  return repository.renew(asked.role, now_s());
}

// On the machine that holds the key, which needs no repository: the file came on a stick and goes back on it.
Result<> sign_offline(const Asked& asked) {
  const SigningKey key = TRY(load_signing_key(asked.key));
  const std::string text = TRY(read_file(asked.file, targets_most_bytes));
  return write_file(asked.file, TRY(sign_metadata_text(text, key)));
}

Result<> take(const Asked& asked) {
  Repository repository = TRY(Repository::open(asked.repository));
  return repository.take(TRY(read_file(asked.file, targets_most_bytes)));
}

Result<> snapshot(const Asked& asked) {
  Repository repository = TRY(Repository::open(asked.repository));
  const SigningKey key = TRY(load_signing_key(asked.key));
  for (const std::string& role : TRY(repository.snapshot(key, now_s())))
    std::printf("%s still waits for signatures\n", role.c_str());
  return {};
}

Result<> timestamp(const Asked& asked) {
  Repository repository = TRY(Repository::open(asked.repository));
  return repository.timestamp(TRY(load_signing_key(asked.key)), now_s());
}

Result<> status(const Asked& asked) {
  const Repository repository = TRY(Repository::open(asked.repository));
  const Time now = now_s();
  for (const RoleStatus& role : TRY(repository.status())) {
    std::printf("%-20s", role.role.c_str());
    if (role.version == 0) std::printf(" never published");
    if (role.version != 0) {
      const long long days = static_cast<long long>((role.expires - now) / 86400);
      std::printf(" version %lld, %s %lld days", static_cast<long long>(role.version),
                  role.expires > now ? "good for" : "EXPIRED for", role.expires > now ? days : -days);
    }
    if (role.staged_version != 0) {
      std::printf("; version %lld %s (%d of %lld signatures)", static_cast<long long>(role.staged_version),
                  role.ready ? "is signed" : "is ready to sign", role.signatures,
                  static_cast<long long>(role.threshold));
    }
    std::printf("\n");
  }
  return {};
}

Result<> verify_all(const Asked& asked) {
  const Repository repository = TRY(Repository::open(asked.repository));
  std::printf("%s\n", TRY(repository.verify(now_s())).c_str());
  return {};
}

Result<> export_all(const Asked& asked) {
  const Repository repository = TRY(Repository::open(asked.repository));
  return repository.export_to(asked.to);
}

using Command = Result<> (*)(const Asked&);

}  // namespace

void add_content_commands(CLI::App& app, int& outcome) {
  auto asked = std::make_shared<Asked>();
  CLI::App* content = app.get_subcommand("content");
  const auto make = [&](const char* name, const char* about, Command run) {
    CLI::App* added = content->add_subcommand(name, about);
    if (run != keygen && run != sign_offline)
      added->add_option("repository", asked->repository, "Folder of the repository")->required();
    added->callback([asked, &outcome, run] { tell(run(*asked), outcome); });
    return added;
  };
  make("keygen", "Make a signing key: FILE and FILE.pub", keygen)
      ->add_option("file", asked->file)
      ->required();
  CLI::App* fresh = make("init", "Begin a repository", init);
  fresh->add_option("--offline", asked->offline, "Public keys of root and targets")->required();
  fresh->add_option("--online", asked->online, "Public key of snapshot and timestamp")->required();
  fresh->add_option("--threshold", asked->threshold, "Offline signatures needed; 2 unless told");
  CLI::App* one = make("add", "Put a file in, to be signed by its role", add);
  one->add_option("name", asked->name, "Path as kiosks know it")->required();
  one->add_option("file", asked->file)->required();
  one->add_option("--role", asked->role);
  make("add-pack", "Put a content pack in, to be signed offline", add_pack)
      ->add_option("pack", asked->pack, "Folder of the pack")
      ->required();
  CLI::App* out = make("remove", "Take files out", remove);
  out->add_option("names", asked->names)->required();
  out->add_option("--role", asked->role);
  CLI::App* gives = make("delegate", "Let another key sign some paths", delegate);
  gives->add_option("name", asked->name)->required();
  gives->add_option("--path", asked->paths, "Pattern; * and ? stop at /")->required();
  gives->add_option("--key", asked->keys, "Public key")->required();
  gives->add_option("--threshold", asked->threshold);
  gives->add_flag("--not-terminating", asked->not_terminating);
  CLI::App* turns = make("rotate", "Change the keys of a role: a new root", rotate);
  turns->add_option("role", asked->role)->required();
  turns->add_option("--remove", asked->remove, "Key id");
  turns->add_option("--add", asked->keys, "Public key");
  turns->add_option("--threshold", asked->threshold);
  make("renew", "Sign the same again for longer", renew)->add_option("role", asked->role)->required();
  CLI::App* signs = make("sign", "Add a signature to a file that waits", sign_offline);
  signs->add_option("file", asked->file, "staged/ROLE.json or a copy of it")->required();
  signs->add_option("--key", asked->key)->required();
  make("take", "Bring a signed copy back", take)->add_option("file", asked->file)->required();
  make("snapshot", "Publish what is signed", snapshot)->add_option("--key", asked->key)->required();
  make("timestamp", "Let kiosks see the newest snapshot", timestamp)
      ->add_option("--key", asked->key)
      ->required();
  make("status", "Versions, days left, what waits for signatures", status);
  make("verify", "Read everything as a kiosk does", verify_all);
  make("export", "Copy what is served", export_all)->add_option("to", asked->to, "Folder")->required();
}

}  // namespace alongside
