// The network of a life: loses, repeats, delays, reorders, cuts, flips and forges; and the moments at which
// either end dies.
#include <tests/faults/simulation/life.h>

#include <platform/crypto.h>
#include <sync/record/wire.h>

namespace alongside {
namespace {

Error silence() { return {Code::offline, "no answer"}; }

std::string id_of(ByteView envelope) {
  return envelope.size() < 24 ? std::string() : to_hex(envelope.subspan(8, 16));
}

}  // namespace

// Urgent first: a batch never holds an ordinary record while an urgent one waits behind or beside it.
void Life::check_order(const HttpRequest& request) {
  if (request.target != "/v1/batch") return;
  const auto parts = read_batch(view(request.body));
  if (!parts.ok()) return;
  std::set<std::string> ahead;
  bool ordinary = false;
  for (const ByteView part : *parts) {
    const auto known = talking_->saved.find(id_of(part));
    if (known == talking_->saved.end()) continue;
    if (known->second.lane == Lane::ordinary)
      ordinary = true;
    else if (ordinary)
      ++verdict_.disorder;
    ahead.insert(known->first);
  }
  if (!ordinary) return;
  const auto rows =
      talking_->session->outbox().db().rows("select record_id from record where state = 'saved'");
  if (!rows.ok()) return must(false);
  for (const Row& row : *rows) {
    const auto known = talking_->saved.find(row.text(0));
    if (known == talking_->saved.end() || ahead.count(row.text(0)) != 0) continue;
    if (known->second.lane == Lane::urgent && talking_->poisoned.count(row.text(0)) == 0) ++verdict_.disorder;
  }
}

HttpResponse Life::arrive(const HttpRequest& request) {
  if (planted_ == Planted::forget_repeats && request.target == "/v1/batch") {
    const auto parts = read_batch(view(request.body));
    for (std::size_t i = 0; parts.ok() && i < parts->size(); ++i) {
      must(world_.inbox()
               .run("update envelope set record_id = record_id || '-', seq = seq + 1000000 where record_id = "
                    "$1",
                    id_of((*parts)[i]))
               .ok());
    }
  }
  return world_.deliver(request);
}

Result<HttpResponse> Life::network(const HttpRequest& request) {
  ++tally_.requests;
  check_order(request);
  if (quiet_) return arrive(request);
  auto answer = fault(request);
  if (answer.ok()) talking_->last_answer = *answer;
  return answer;
}

Result<HttpResponse> Life::damage(HttpResponse answer, int how) {
  switch (how) {
    case 0:
      count("portal page in place of an answer");
      return HttpResponse{200, {{"content-type", "text/html"}}, "<html>Sign in to continue</html>"};
    case 1:
      count("answer forged without its signature");
      return HttpResponse{200, {{"content-type", "application/json"}}, answer.body};
    case 2:
      count("answer cut short");
      answer.body.resize(answer.body.size() / 2);
      return answer;
    case 3:
      count("bit of an answer flipped");
      if (!answer.body.empty()) answer.body[chance(answer.body.size())] ^= 1;
      return answer;
    default:
      count("answer of an earlier request");
      return talking_->last_answer;
  }
}

Result<HttpResponse> Life::fault(const HttpRequest& request) {
  if (partition_ > 0) {
    --partition_;
    count("request lost");
    return silence();
  }
  switch (chance(24)) {
    case 0:
      count("request lost");
      return silence();
    case 1:
    case 2:
      arrive(request);
      count("answer lost");
      return silence();
    case 3:
      arrive(request);
      count("request repeated");
      return arrive(request);
    case 4:
    case 5:
      underway_.push_back(request);
      count("request delayed");
      return silence();
    case 6: {
      count("server killed before its commit");
      auto answer = world_.deliver_uncommitted(request);
      must(answer.ok());
      if (planted_ == Planted::answer_before_commit) return answer;
      return silence();
    }
    case 7:
      arrive(request);
      count("server killed after its commit");
      must(world_.restart_server().ok());
      return silence();
    case 8:
      count("kiosk killed before it sent");
      talking_->killed = true;
      return silence();
    case 9:
      arrive(request);
      count("kiosk killed before the answer");
      talking_->killed = true;
      return silence();
    case 10: {
      HttpRequest flipped = request;
      if (!flipped.body.empty()) flipped.body[chance(flipped.body.size())] ^= 1;
      count("bit of a request flipped");
      return arrive(flipped);
    }
    case 11:
    case 12:
      return damage(arrive(request), static_cast<int>(chance(5)));
    default:
      return arrive(request);
  }
}

}  // namespace alongside
