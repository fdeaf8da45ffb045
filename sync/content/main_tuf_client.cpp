// alongside-tuf-client: the command line that the public TUF conformance suite drives.
#include <platform/crypto.h>
#include <platform/files.h>
#include <platform/http_client.h>
#include <sync/content/updater.h>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace alongside;

struct Options {
  std::string metadata_dir, metadata_url, target_base_url, target_dir, trusted_root;
  std::vector<std::string> target_names;
};

struct Place {
  std::unique_ptr<Transport> transport;
  std::string path;
};

// "http://host:port/some/path" in two.
Result<Place> open_place(const std::string& url) {
  const std::size_t host = url.find("://");
  if (host == std::string::npos) return Error{Code::invalid, "the address has no scheme"};
  const std::size_t slash = url.find('/', host + 3);
  ClientOptions options;
  options.base_url = url.substr(0, slash);
  Place place;
  place.transport = TRY(open_http_client(options));
  place.path = slash == std::string::npos ? "/" : url.substr(slash);
  return place;
}

Result<> begin(const Options& options) {
  TRY(make_folder(options.metadata_dir));
  return MetadataStore(options.metadata_dir).save("root", TRY(read_file(options.trusted_root, 1u << 20)));
}

// A file's name may have 255 bytes.
std::string file_name(const std::string& target) {
  const std::string name = percent_encoded(target);
  return name.size() <= 200 ? name : to_hex(sha256(view(target)));
}

Result<> update(const Options& options, bool download) {
  const Place metadata = TRY(open_place(options.metadata_url));
  const Place targets = TRY(open_place(download ? options.target_base_url : options.metadata_url));
  Updater updater(MetadataStore(options.metadata_dir), Fetcher(*metadata.transport, metadata.path),
                  Fetcher(*targets.transport, targets.path), now_s());
  TRY(updater.refresh());
  if (!download) return {};
  TRY(make_folder(options.target_dir));
  for (const std::string& name : options.target_names) {
    TRY(updater.keep(TRY(updater.find(name)), options.target_dir + "/" + file_name(name)));
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"A TUF client for the conformance suite", "alongside-tuf-client"};
  app.add_option("--metadata-dir", options.metadata_dir)->required();
  app.add_option("--metadata-url", options.metadata_url);
  app.add_option("--target-name", options.target_names)->allow_extra_args(false);
  app.add_option("--target-base-url", options.target_base_url);
  app.add_option("--target-dir", options.target_dir);
  app.require_subcommand(1);
  CLI::App* init = app.add_subcommand("init", "Trust a first root");
  init->add_option("TRUSTED_ROOT", options.trusted_root)->required();
  app.add_subcommand("refresh", "Bring the metadata up to date");
  CLI::App* download = app.add_subcommand("download", "Fetch targets");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 1;
  }
  const auto ready = start_crypto();
  const auto done = !ready.ok() ? ready : *init ? begin(options) : update(options, download->parsed());
  if (!done.ok()) std::fprintf(stderr, "%s\n", done.error().what.c_str());
  return done.ok() ? 0 : 1;
}
