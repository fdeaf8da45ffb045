// The kiosk's way out to the network: libcurl with one handle kept, and no more of its freedoms than we need.
#include <platform/http_client.h>

#include <curl/curl.h>

#include <mutex>

namespace alongside {
namespace {

struct Easy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct Many {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
struct List {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Answer {
  HttpResponse response;
  std::size_t most = 0;
  std::size_t headers_bytes = 0;
  bool too_large = false;
  bool head_ended = false;  // libcurl takes an end of the connection within the head for an answer
};

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& answer = *static_cast<Answer*>(user);
  const std::size_t bytes = size * count;
  if (answer.response.body.size() + bytes > answer.most) {
    answer.too_large = true;
    return 0;
  }
  answer.response.body.append(data, bytes);
  return bytes;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& answer = *static_cast<Answer*>(user);
  const std::size_t bytes = size * count;
  const std::string_view line(data, bytes);
  // A status line starts the answer anew: what came before it was a 1xx or the proxy's own answer.
  if (line.starts_with("HTTP/")) {
    answer.response.headers.clear();
    answer.head_ended = false;
  }
  if (line == "\r\n" || line == "\n") answer.head_ended = true;
  answer.headers_bytes += bytes;
  if (answer.headers_bytes > (32u << 10) || answer.response.headers.size() > 100) {
    answer.too_large = true;
    return 0;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return bytes;
  std::string name(line.substr(0, colon));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  answer.response.headers.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
  return bytes;
}

bool clean(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos; }

class CurlTransport final : public Transport {
 public:
  CurlTransport(CURL* handle, CURLM* many, ClientOptions options)
      : many_(many), handle_(handle), options_(std::move(options)) {}

  void while_waiting(std::function<bool()> work) override { work_ = std::move(work); }
  void wake() override { curl_multi_wakeup(many_.get()); }

  Result<HttpResponse> send(const HttpRequest& request) override {
    const std::scoped_lock lock(mutex_);
    if (!request.target.starts_with('/') || !clean(request.target) ||
        request.target.find(' ') != std::string::npos) {
      return Error{Code::invalid, "request target"};
    }
    CURL* curl = handle_.get();
    curl_easy_reset(curl);  // keeps the connection
    Answer answer;
    answer.most = request.answer_most_bytes != 0 ? request.answer_most_bytes : options_.answer_most_bytes;
    set_common(curl, answer);
    if (!set_method(curl, request)) return Error{Code::invalid, "request method"};
    std::unique_ptr<curl_slist, List> list;
    if (!add(list, "Expect:") || !add(list, "Accept:")) return Error{Code::offline, "no memory"};
    for (const auto& [name, value] : request.headers) {
      if (!clean(name) || !clean(value)) return Error{Code::invalid, "request header"};
      // libcurl's own way to send a header that is present and empty is a semicolon.
      if (!add(list, value.empty() ? name + ";" : name + ": " + value))
        return Error{Code::offline, "no memory"};
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
    const std::string url = options_.base_url + request.target;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    const CURLcode code = perform(curl);
    if (answer.too_large) return Error{Code::offline, "answer too large"};
    if (code != CURLE_OK) return Error{Code::offline, curl_easy_strerror(code)};
    if (!answer.head_ended) return Error{Code::offline, "answer cut off"};
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    answer.response.status = static_cast<int>(status);
    return std::move(answer.response);
  }

 private:
  static bool add(std::unique_ptr<curl_slist, List>& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return false;
    static_cast<void>(list.release());
    list.reset(longer);
    return true;
  }

  // As curl_easy_perform(), but wake() interrupts the wait for a moment.
  CURLcode perform(CURL* curl) {
    if (curl_multi_add_handle(many_.get(), curl) != CURLM_OK) return CURLE_FAILED_INIT;
    CURLcode outcome = CURLE_OK;
    for (int running = 1; running > 0;) {
      const bool alive = curl_multi_perform(many_.get(), &running) == CURLM_OK;
      if (alive && running > 0) curl_multi_poll(many_.get(), nullptr, 0, 1000, nullptr);
      const bool wanted = running == 0 || !work_ || work_();
      if (alive && wanted) continue;
      outcome = CURLE_ABORTED_BY_CALLBACK;
      break;
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(many_.get(), &left)) {
      if (message->msg == CURLMSG_DONE) outcome = message->data.result;
    }
    curl_multi_remove_handle(many_.get(), curl);
    return outcome;
  }

  static bool set_method(CURL* curl, const HttpRequest& request) {
    if (request.method == "GET" && request.body.empty()) {
      curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
      return true;
    }
    if (request.method != "POST") return false;
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    return true;
  }

  void set_common(CURL* curl, Answer& answer) const {
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);  // the signature covers the path as we wrote it
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, options_.connect_timeout_s);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, options_.total_timeout_s);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, options_.low_speed_bytes_s);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, options_.low_speed_s);
    // Set even when empty: an environment variable must not choose a proxy for us.
    curl_easy_setopt(curl, CURLOPT_PROXY, options_.proxy.c_str());
    curl_easy_setopt(curl, CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_ANY));
    if (!options_.ca_folder.empty()) curl_easy_setopt(curl, CURLOPT_CAPATH, options_.ca_folder.c_str());
    if (!options_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  }

  std::mutex mutex_;
  std::unique_ptr<CURLM, Many> many_;  // keeps the connection; ends after handle_
  std::unique_ptr<CURL, Easy> handle_;
  std::function<bool()> work_;
  ClientOptions options_;
};

}  // namespace

Result<std::unique_ptr<Transport>> open_http_client(const ClientOptions& options) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) return Error{Code::offline, "libcurl did not start"};
  ClientOptions mine = options;
  while (mine.base_url.ends_with('/')) mine.base_url.pop_back();
  if (!mine.base_url.starts_with("http://") && !mine.base_url.starts_with("https://")) {
    return Error{Code::invalid, "server address must start with https:// or http://"};
  }
  CURL* handle = curl_easy_init();
  CURLM* many = curl_multi_init();
  if (handle == nullptr || many == nullptr) return Error{Code::offline, "libcurl did not start"};
  return std::unique_ptr<Transport>(std::make_unique<CurlTransport>(handle, many, std::move(mine)));
}

}  // namespace alongside
