// Helplines, hubs, topics and services of a pack.
#include <sync/record/pack_read.h>

#include <algorithm>
#include <set>

namespace alongside {
namespace {

Result<Helpline> read_helpline(const PackPart& part) {
  TRY(part.only({"id", "name", "digits", "display", "spoken", "hours", "about", "owner", "verified_on",
                 "verified_by", "expires_on", "tags"}));
  Helpline line;
  line.id = TRY(part.string("id"));
  line.name = TRY(part.words("name"));
  line.digits = TRY(part.string("digits"));
  line.display = TRY(part.string("display"));
  line.spoken = TRY(part.string("spoken"));
  line.hours = TRY(part.words("hours"));
  line.about = TRY(part.words("about"));
  line.owner = TRY(part.string("owner"));
  line.verified_on = TRY(part.string_if("verified_on"));
  line.verified_by = TRY(part.string_if("verified_by"));
  line.expires_on = TRY(part.string_if("expires_on"));
  line.tags = TRY(part.strings("tags"));
  if (line.digits.find_first_not_of("0123456789") != std::string::npos || line.digits.size() > 15)
    return part.fault("digits: only digits, at most 15");
  for (const std::string& date : {line.verified_on, line.expires_on})
    if (!date.empty() && (date.size() != 10 || !read_date(date)))
      return part.fault("not a date: YYYY-MM-DD is needed");
  return line;
}

Result<Hours> read_hours(const PackPart& part) {
  Hours hours;
  for (const PackPart& span : TRY(part.list("hours"))) {
    TRY(span.only({"weekday", "from", "to"}));
    const auto minutes = [&](const char* member) -> Result<int> {
      const std::string text = TRY(span.string(member));
      const bool shaped =
          text.size() == 5 && text[2] == ':' &&
          (text.substr(0, 2) + text.substr(3)).find_first_not_of("0123456789") == std::string::npos;
      if (!shaped) return span.fault(std::string(member) + ": HH:MM is needed");
      const int hour = (text[0] - '0') * 10 + text[1] - '0';
      const int minute = (text[3] - '0') * 10 + text[4] - '0';
      if (minute > 59 || hour * 60 + minute > 1440) return span.fault(std::string(member) + ": no such time");
      return hour * 60 + minute;
    };
    const std::int64_t weekday = TRY(span.integer("weekday", 0));
    if (weekday < 1 || weekday > 7) return span.fault("weekday: 1 to 7");
    const OpenSpan open{static_cast<int>(weekday), TRY(minutes("from")), TRY(minutes("to"))};
    if (open.from_min >= open.to_min) return span.fault("ends before it begins");
    for (const OpenSpan& other : hours.spans)
      if (other.weekday == open.weekday && open.from_min < other.to_min && other.from_min < open.to_min)
        return span.fault("two times of one day lie over one another");
    hours.spans.push_back(open);
  }
  hours.closed_dates = TRY(part.strings("closed_dates"));
  for (const std::string& date : hours.closed_dates)
    if (date.size() != 10 || !read_date(date)) return part.fault("closed_dates: YYYY-MM-DD is needed");
  const std::set<std::string> once(hours.closed_dates.begin(), hours.closed_dates.end());
  if (once.size() != hours.closed_dates.size()) return part.fault("closed_dates: a date stands twice");
  return hours;
}

Result<Hub> read_hub(const PackPart& part) {
  TRY(part.only({"id", "name", "authority", "zone", "hours", "closed_dates", "desk_sentence", "phone",
                 "follow_up_staffed", "concern_target_s", "request_target_open_days"}));
  Hub hub;
  hub.id = TRY(part.string("id"));
  hub.name = TRY(part.words("name"));
  hub.authority = TRY(part.string("authority"));
  hub.zone = TRY(part.string("zone"));
  const char* const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_/";
  if (hub.zone.find_first_not_of(letters) != std::string::npos || hub.zone.find('/') == std::string::npos)
    return part.fault("zone: a name such as Europe/London is needed");
  hub.hours = TRY(read_hours(part));
  hub.desk_sentence = TRY(part.words("desk_sentence"));
  hub.phone = TRY(part.string_if("phone"));
  hub.follow_up_staffed = TRY(part.flag("follow_up_staffed", false));
  hub.concern_target_s = TRY(part.integer("concern_target_s", 3600));
  const std::int64_t days = TRY(part.integer("request_target_open_days", 2));
  if (hub.concern_target_s < 60 || days < 0 || days > 20) return part.fault("a target is out of range");
  hub.request_target_open_days = static_cast<int>(days);
  return hub;
}

Result<> read_topics(const PackFiles& files, Pack& pack) {
  const PackPart taxonomy = TRY(PackPart::open(files, "taxonomy.json"));
  TRY(taxonomy.only({"notice", "terms"}));
  TRY(taxonomy.string_if("notice"));
  const std::vector<std::string> terms = TRY(taxonomy.strings("terms"));
  if (terms.empty()) return taxonomy.fault("terms: there is none");
  const PackPart topics = TRY(PackPart::open(files, "topics.json"));
  TRY(topics.only({"topics"}));
  std::set<std::string> codes;
  for (const PackPart& part : TRY(topics.list("topics"))) {
    TRY(part.only({"code", "words", "term", "baby_related"}));
    Topic topic;
    topic.code = TRY(part.string("code"));
    topic.words = TRY(part.words("words"));
    topic.taxonomy_term = TRY(part.string("term"));
    topic.baby_related = TRY(part.flag("baby_related", false));
    if (std::find(terms.begin(), terms.end(), topic.taxonomy_term) == terms.end())
      return part.fault("unknown term " + topic.taxonomy_term);
    if (!codes.insert(topic.code).second) return part.fault("topic used twice: " + topic.code);
    pack.topics.push_back(std::move(topic));
  }
  if (pack.topics.size() > 12) return topics.fault("more than 12 topics");
  const PackPart services = TRY(PackPart::open(files, "services.json"));
  TRY(services.only({"services"}));
  std::set<std::string> ids;
  for (const PackPart& part : TRY(services.list("services"))) {
    TRY(part.only({"id", "name", "about", "phone", "topics", "bereavement"}));
    Service service;
    service.id = TRY(part.string("id"));
    service.name = TRY(part.words("name"));
    service.about = TRY(part.words("about"));
    service.phone = TRY(part.string_if("phone"));
    service.topics = TRY(part.strings("topics"));
    service.bereavement = TRY(part.flag("bereavement", false));
    if (!ids.insert(service.id).second) return part.fault("id used twice");
    for (const std::string& code : service.topics)
      if (!codes.count(code)) return part.fault("unknown topic " + code);
    pack.services.push_back(std::move(service));
  }
  return {};
}

}  // namespace

Result<> read_pack_places(const PackFiles& files, Pack& pack) {
  const PackPart helplines = TRY(PackPart::open(files, "helplines.json"));
  TRY(helplines.only({"helplines"}));
  for (const PackPart& part : TRY(helplines.list("helplines"))) {
    Helpline line = TRY(read_helpline(part));
    for (const Helpline& other : pack.helplines)
      if (other.id == line.id || other.digits == line.digits)
        return part.fault("id or number already used by " + other.id);
    pack.helplines.push_back(std::move(line));
  }
  for (const char* id : {"999", "111"})  // the Help page begins with them, whatever else a site changes
    if (!pack.helpline(id)) return helplines.fault(std::string(id) + ": is missing");
  const PackPart hubs = TRY(PackPart::open(files, "hubs.json"));
  TRY(hubs.only({"hubs"}));
  for (const PackPart& part : TRY(hubs.list("hubs"))) {
    Hub hub = TRY(read_hub(part));
    if (pack.hub(hub.id)) return part.fault("id used twice");
    pack.hubs.push_back(std::move(hub));
  }
  if (pack.hubs.empty()) return hubs.fault("hubs: there is none");
  return read_topics(files, pack);
}

}  // namespace alongside
