// The running ingest server: requests are checked on the server's threads; one writer commits them in groups.
#include <sync/server/ingest/ingest.h>

#include <platform/log.h>
#include <platform/problem.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <thread>

namespace alongside {
namespace {

constexpr std::size_t group_most = 64;
constexpr std::size_t queue_most = 4096;

struct Job {
  HttpRequest request;
  CheckedRequest work;
  Reply reply;
};

class RunningIngest final : public IngestServer {
 public:
  explicit RunningIngest(std::unique_ptr<IngestCore> core) : core_(std::move(core)) {}

  Result<> open(const ServerOptions& options) {
    writer_ = std::thread([this] { write(); });
    server_ = TRY(HttpServer::start(
        options, [this](HttpRequest request, Reply reply) { take(std::move(request), std::move(reply)); }));
    return {};
  }

  ~RunningIngest() override {
    if (server_) server_->stop();
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (writer_.joinable()) writer_.join();
  }

  std::uint16_t port() const override { return server_->port(); }

 private:
  void take(HttpRequest request, Reply reply) {
    IngestCore::Check checked = core_->check(request);
    if (!checked.answer) {
      const std::lock_guard lock(mutex_);
      if (queue_.size() < queue_most && !stopping_) {
        queue_.push_back({std::move(request), std::move(checked.work), std::move(reply)});
        changed_.notify_one();
        return;
      }
      checked.answer = problem(503, "busy");
      checked.answer->set("retry-after", "10");
    }
    core_->sign(*checked.answer, request);
    reply.send(std::move(*checked.answer));
  }

  void write() {
    std::vector<Job> group;
    while (next(group)) {
      std::vector<HttpResponse> answers;
      const auto done = core_->db().atomically([&]() -> Result<> {
        for (const Job& job : group) answers.push_back(TRY(core_->act(job.request, job.work)));
        return {};
      });
      if (!done.ok()) {
        log(Level::alarm, "ingest-storage", {{"reason", Word::of(done.error())}});
        answers = one_by_one(group);
      }
      // Only now, after the commit, does anybody hear of it.
      for (std::size_t i = 0; i < group.size(); ++i) {
        core_->sign(answers[i], group[i].request);
        group[i].reply.send(std::move(answers[i]));
      }
      group.clear();
    }
  }

  // After a group failed: whoever is at fault fails alone.
  std::vector<HttpResponse> one_by_one(const std::vector<Job>& group) {
    std::vector<HttpResponse> answers;
    for (const Job& job : group) {
      HttpResponse response;
      const auto done = core_->db().atomically([&]() -> Result<> {
        response = TRY(core_->act(job.request, job.work));
        return {};
      });
      answers.push_back(done.ok() ? std::move(response) : problem(503, "storage"));
    }
    return answers;
  }

  bool next(std::vector<Job>& group) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    while (!queue_.empty() && group.size() < group_most) {
      group.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    return !group.empty();
  }

  std::unique_ptr<IngestCore> core_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::thread writer_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace

Result<std::unique_ptr<IngestServer>> IngestServer::start(std::unique_ptr<IngestCore> core,
                                                          const ServerOptions& options) {
  auto running = std::make_unique<RunningIngest>(std::move(core));
  TRY(running->open(options));
  return std::unique_ptr<IngestServer>(std::move(running));
}

Result<> run_ingest(const SiteSettings& site, const std::atomic<bool>& stop) {
  ServerOptions options;
  options.address = site.ingest_address;
  options.port = site.ingest_port;
  options.tls_certificate = site.tls_certificate;
  options.tls_key = site.tls_key;
  auto core = TRY(IngestCore::open(ingest_setup(site)));
  const auto server = TRY(IngestServer::start(std::move(core), options));
  log(Level::info, "ingest-ready", {{"port", std::int64_t{server->port()}}});
  while (!stop) std::this_thread::sleep_for(std::chrono::milliseconds(200));
  return {};
}

}  // namespace alongside
