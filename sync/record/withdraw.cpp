// The withdraw list read, and a pack without what it names.
#include <sync/record/withdraw.h>

#include <platform/json.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace alongside {
namespace {

// Whether something went.
template <class List, class Fits>
bool take_out(List& list, Fits fits) {
  return std::erase_if(list, fits) > 0;
}

bool hide(Pack& pack, const std::string& name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string::npos) return false;
  const std::string kind = name.substr(0, colon);
  const std::string id = name.substr(colon + 1);
  if (kind == "helpline") {
    return take_out(pack.helplines, [&id](const Helpline& line) {
      return line.id == id && line.digits != "999" && line.digits != "111";
    });
  }
  if (kind == "service")
    return take_out(pack.services, [&id](const Service& service) { return service.id == id; });
  if (kind == "form")
    return take_out(pack.forms,
                    [&id](const PackForm& form) { return form.instrument && form.form.url == id; });
  return false;
}

}  // namespace

Result<std::vector<std::string>> read_withdraw_list(std::string_view text) {
  const Json list = TRY(parse_json(text, {withdraw_most_bytes, 8}));
  const auto hide_list = list.is_object() ? list.find("hide") : list.end();
  if (hide_list == list.end() || !hide_list->is_array() || hide_list->size() > withdraw_most_names)
    return Error{Code::invalid, "withdraw list: hide must be a list of at most 1,000"};
  std::vector<std::string> names;
  for (const Json& name : *hide_list) {
    if (!name.is_string() || name.get_ref<const std::string&>().size() > 200)
      return Error{Code::invalid, "withdraw list: names are short texts"};
    names.push_back(name.get<std::string>());
  }
  return names;
}

Withdrawn withdraw(Pack& pack, const std::vector<std::string>& names) {
  Withdrawn done;
  for (const std::string& name : names) (hide(pack, name) ? done.hidden : done.kept).push_back(name);
  return done;
}

}  // namespace alongside
