// A visit that was opened becomes a request: kind, due time, concerns and scores.
#include <sync/server/inbox/filing.h>

#include <platform/clock.h>
#include <sync/record/hours.h>
#include <sync/record/person.h>
#include <sync/record/request.h>
#include <sync/record/score.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace alongside {

Result<Opened> read_opened(const Pack& pack, VisitRecord visit, std::string bundle) {
  Opened opened{std::move(visit), std::move(bundle), {}};
  for (const Json& response : opened.visit.responses) {
    const std::string name = TRY(response_form(response));
    const PackForm* form = pack.form(name);
    if (form == nullptr || form->form.canonical() != name)
      return Error{Code::invalid, "form never published: " + name};
    const auto answers = read_response(form->form, response);
    if (!answers.ok()) return Error{Code::invalid, form->form.url + ": " + answers.error().what};
    for (const Concern& concern : concerns(pack.concern_rules, form->form, *answers)) {
      auto& list = opened.visit.concerns;
      if (std::find(list.begin(), list.end(), concern) == list.end()) list.push_back(concern);
    }
    for (const ScoreRule& rule : pack.scores) {
      if (rule.questionnaire != form->form.url) continue;
      const auto one = score(rule, form->form, *answers);
      if (one)
        opened.scores.push_back({one->rule, one->value, one->band ? one->band->code : "", one->positive});
    }
  }
  return opened;
}

namespace {

Time due_at(const Pack& pack, const VisitFacts& facts, bool urgent, Time received_at) {
  const Hub* hub = pack.hub(facts.hub);
  // An unknown hub is due at once: somebody must look.
  if (hub == nullptr) return received_at;
  const std::string zone = hub->zone;
  const OffsetAt offset = [zone](std::int64_t at) { return utc_offset_s(at, zone); };
  const auto due = urgent ? after_open_seconds(hub->hours, received_at, hub->concern_target_s, offset)
                          : end_of_open_day(hub->hours, received_at, hub->request_target_open_days, offset);
  return due.value_or(received_at);
}

int year_of(Time at) {
  int year = 1970;
  const std::string text = iso_utc(at);
  std::from_chars(text.data(), text.data() + std::min<std::size_t>(4, text.size()), year);
  return year;
}

std::string words(const std::vector<Channel>& channels) {
  std::string all;
  for (const Channel channel : channels) all += (all.empty() ? "" : ",") + std::string(name_of(channel));
  return all;
}

Result<> write_details(Db& db, const Opened& opened, Time received_at) {
  const std::string& id = opened.visit.facts.visit_id;
  for (const Concern& concern : opened.visit.concerns) {
    TRY(
        db.run("insert into request_concern(request_id, rule, kind, raised_at) values($1, $2, $3, $4)"
               " on conflict(request_id, rule) do nothing",
               id, concern.rule, name_of(concern.kind), received_at));
  }
  for (const auto& one : opened.scores) {
    TRY(
        db.run("insert into request_score(request_id, rule, value, band, positive) values($1, $2, $3, $4, $5)"
               " on conflict(request_id, rule) do update set value = excluded.value, band = excluded.band,"
               " positive = excluded.positive",
               id, one.rule, one.value, one.band, one.positive));
  }
  return {};
}

Result<> write_request(Db& db, const Pack& pack, const Opened& opened, Time received_at) {
  const VisitFacts& facts = opened.visit.facts;
  const bool concern = !opened.visit.concerns.empty();
  const bool urgent = facts.part == VisitPart::urgent || concern || facts.talk_privately;
  const char* kind = urgent ? "urgent" : facts.contact_asked ? "request" : "check-in";
  const Person person = gather_person(pack, {opened.visit}, year_of(received_at));
  const bool asked = urgent || facts.contact_asked;
  const Time due = asked ? due_at(pack, facts, urgent, received_at) : no_due;
  const std::string channels = words(person.contact.channels);
  const bool age_given = person.youngest_age.has_value();
  // The second part of a visit adds what it knows and never takes urgency away.
  TRY(db.run(
      "insert into request(id, hub, reference, kind, state, urgent, concern, baby_loss, young_father,"
      " age_given, rehearsal, safe_channels, made_at, due_at)"
      " values($1, $2, $3, $4, 'new', $5, $6, $7, $8, $9, $10, $11, $12, $13)"
      " on conflict(id) do update set"
      " kind = case when excluded.kind = 'urgent' or request.kind = 'urgent' then 'urgent'"
      "  when excluded.kind = 'request' or request.kind = 'request' then 'request' else request.kind end,"
      " urgent = max(request.urgent, excluded.urgent), concern = max(request.concern, excluded.concern),"
      " baby_loss = max(request.baby_loss, excluded.baby_loss),"
      " young_father = max(request.young_father, excluded.young_father),"
      " age_given = max(request.age_given, excluded.age_given),"
      " safe_channels = case when excluded.safe_channels = '' then request.safe_channels"
      "  else excluded.safe_channels end,"
      " made_at = min(request.made_at, excluded.made_at),"
      " due_at = min(request.due_at, excluded.due_at), version = request.version + 1",
      facts.visit_id, facts.hub, facts.reference, kind, urgent, concern, person.baby_loss,
      person.young_father, age_given, facts.rehearsal, channels, received_at, due));
  return write_details(db, opened, received_at);
}

}  // namespace

Result<> file_visit(Db& case_db, const Pack& pack, const Opened& opened, Time received_at, Time now) {
  const VisitFacts& facts = opened.visit.facts;
  return case_db.atomically([&]() -> Result<> {
    const auto fresh = TRY(case_db.run(
        "insert into visit_part(record_id, visit_id, part, device_id, hub, reference, received_at, filed_at,"
        " authored, bundle) values($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict(record_id) do "
        "nothing",
        facts.record_id, facts.visit_id, facts.part == VisitPart::urgent ? "urgent" : "whole",
        facts.device_id, facts.hub, facts.reference, received_at, now, facts.authored, opened.bundle));
    if (fresh == 0) return {};
    return write_request(case_db, pack, opened, received_at);
  });
}

}  // namespace alongside
