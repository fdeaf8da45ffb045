// Looking things up in HTTP requests and answers.
#include <platform/http.h>

namespace alongside {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

std::string joined(const Headers& headers, std::string_view name) {
  std::string all;
  bool first = true;
  for (const auto& [key, value] : headers) {
    if (key != name) continue;
    if (!first) all += ", ";
    all += value;
    first = false;
  }
  return all;
}

}  // namespace

std::string_view HttpRequest::path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view HttpRequest::query() const {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

std::string HttpRequest::header(std::string_view lower_name) const { return joined(headers, lower_name); }

std::size_t HttpRequest::count(std::string_view lower_name) const {
  std::size_t found = 0;
  for (const auto& [key, value] : headers) found += key == lower_name ? 1 : 0;
  return found;
}

std::string HttpResponse::header(std::string_view lower_name) const { return joined(headers, lower_name); }

void HttpResponse::set(std::string lower_name, std::string value) {
  std::erase_if(headers, [&](const auto& pair) { return pair.first == lower_name; });
  headers.emplace_back(std::move(lower_name), std::move(value));
}

}  // namespace alongside
