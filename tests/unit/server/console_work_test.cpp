// Working a request on the console, from the queue to its close, and the audit of it.
#include <tests/unit/server/console_hand.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

struct Desk : ConsoleWorld {
  Desk()
      : worker(site.add("worker", Role::worker, {"demo-north"}, "Wanda")),
        colleague(site.add("colleague", Role::worker, {"demo-north"}, "Carl")),
        manager(site.add("manager", Role::manager, {"demo-north"}, "Max")) {}
  std::string file(const std::string& reference, Time received_at, const std::string& concern = {}) {
    Told told;
    told.reference = reference;
    told.received_at = received_at;
    told.concern = concern;
    told.phone = "07700 900123";
    told.own_words = "I am so tired";
    return site.file(told);
  }
  std::int64_t count(const std::string& what) {
    return site.cases().row("select count(*) from " + what)->value().integer(0);
  }
  Member worker;
  Member colleague;
  Member manager;
};

std::string title_of(const HttpResponse& page) {
  const std::size_t at = page.body.find("<title>") + 7;
  return page.body.substr(at, page.body.find("</title>") - at);
}

std::size_t place(const HttpResponse& page, const std::string& text) {
  const std::size_t at = page.body.find(text);
  REQUIRE_MESSAGE(at != std::string::npos, text);
  return at;
}

HttpResponse act(ConsoleHand& hand, const std::string& id, const std::string& version, Form form) {
  form.emplace_back("version", version);
  return hand.post("/request/" + id + "/act", std::move(form));
}

}  // namespace

TEST_CASE("console: the queue shows urgent first, then the time to answer, and never the topic") {
  Desk desk;
  desk.file("AAAAAAAA", desk.now - 90000);
  desk.file("BBBBBBBB", desk.now - 300000);  // over its two working days
  const std::string urgent = desk.file("CCCCCCCC", desk.now - 60, "self");
  Told quiet;
  quiet.reference = "DDDDDDDD";
  quiet.wants_contact = false;
  quiet.received_at = desk.now - 900000;
  desk.site.file(quiet);
  ConsoleHand hand(desk, desk.worker);
  const HttpResponse page = hand.get("/queue");
  CHECK(place(page, "CCCC-CCCC") < place(page, "BBBB-BBBB"));
  CHECK(place(page, "BBBB-BBBB") < place(page, "AAAA-AAAA"));
  CHECK(place(page, "AAAA-AAAA") < place(page, "DDDD-DDDD"));
  CHECK(title_of(page).rfind("1 urgent, 1 overdue: Queue", 0) == 0);
  CHECK(holds(page, "Updated 09:30."));
  CHECK(page.header("refresh") == "60");
  for (const char* topic : {"leep", "tired", "hurt", "Sam", "07700"})
    CHECK_MESSAGE(!holds(page, topic), topic);
  CHECK(times_in(page.body, "Needs a manager now") == 1);
  CHECK(holds(page, "No target"));
  CHECK(hand.get("/request/" + urgent).status == 200);
}

TEST_CASE("console: the queue keeps place and filter as it reloads, and stops reloading when asked") {
  Desk desk;
  for (int i = 0; i < 45; ++i) desk.file("AAAAAA" + std::to_string(10 + i), desk.now - 1000 + i);
  ConsoleHand hand(desk, desk.worker);
  const std::string place_and_filter =
      "/queue?state=new&whose=nobody&kind=request&hub=demo-north&reference=&page=2";
  const HttpResponse page = hand.get(place_and_filter);
  // Without an address the browser loads the very same one again.
  CHECK(page.header("refresh") == "60");
  CHECK(holds(page, "Page 2"));
  CHECK(times_in(page.body, "<tr class=\"govuk-table__row") == 21);
  CHECK(holds(page, "page=3"));
  CHECK(holds(page, "<option value=\"nobody\" selected>"));
  const HttpResponse held = hand.get(place_and_filter + "&reload=off");
  CHECK(held.header("refresh").empty());
  CHECK(holds(held, "Reload each minute"));
  CHECK(holds(hand.get("/queue?reference=aaaa-aa10"), "AAAA-AA10"));
  CHECK(desk.count("audit where action='reference-searched' and subject='AAAAAA10'") == 1);
  CHECK(holds(hand.get("/queue?state=closed"), "No request fits what you chose."));
}

TEST_CASE("console: an empty queue says so") {
  Desk desk;
  ConsoleHand hand(desk, desk.worker);
  CHECK(holds(hand.get("/queue"), "Nothing is open. New requests appear here by themselves."));
  CHECK(title_of(hand.get("/queue")).rfind("0 urgent, 0 overdue", 0) == 0);
  CHECK(holds(hand.get("/needs-a-person"), "Nothing needs a person now."));
}

TEST_CASE("console: a worker takes a request, tries safe ways only, records the outcome and closes") {
  Desk desk;
  const std::string id = desk.file("AAAAAAAA", desk.now - 600);
  ConsoleHand hand(desk, desk.worker);
  const HttpResponse fresh = hand.get("/request/" + id);
  CHECK(holds(fresh, "Contact him only like this"));
  CHECK(holds(fresh, "07700 900123"));
  CHECK(holds(fresh, "I am so tired"));
  CHECK(place(fresh, "Contact him only like this") < place(fresh, "I am so tired"));
  CHECK(!holds(fresh, "Save the contact"));
  CHECK(act(hand, id, "0", {{"do", "take"}}).header("location") == "/request/" + id + "?done=take");
  const HttpResponse taken = hand.get("/request/" + id);
  CHECK(holds(taken, "value=\"call\""));
  CHECK(!holds(taken, "value=\"text\""));
  const HttpResponse unsafe =
      act(hand, id, "1",
          {{"do", "contact"}, {"channel", "text"}, {"outcome", "sent"}, {"note", "He wrote back"}});
  CHECK(unsafe.status == 422);
  CHECK(holds(unsafe, "There is a problem"));
  CHECK(holds(unsafe, "He did not say that this way of contact is safe"));
  CHECK(holds(unsafe, "He wrote back"));
  CHECK(title_of(unsafe).rfind("Error: ", 0) == 0);
  CHECK(desk.count("request_event") == 1);
  CHECK(act(hand, id, "1", {{"do", "close"}, {"outcome", "supported"}}).status == 422);  // nothing was tried
  CHECK(act(hand, id, "1",
            {{"do", "contact"},
             {"channel", "call"},
             {"outcome", "spoke"},
             {"note", "Coming on Friday"},
             {"next-day", "4"},
             {"next-month", "12"},
             {"next-year", "2026"}})
            .status == 303);
  CHECK(holds(hand.get("/queue"), "Next contact: 4 December"));
  CHECK(act(hand, id, "2", {{"do", "close"}, {"outcome", "supported"}}).status == 303);
  const HttpResponse closed = hand.get("/request/" + id + "?done=close");
  CHECK(holds(closed, "The request is closed."));
  CHECK(holds(closed, "Coming on Friday"));
  CHECK(!holds(hand.get("/queue"), "AAAA-AAAA"));
  CHECK(act(hand, id, "3", {{"do", "contact"}, {"channel", "call"}, {"outcome", "spoke"}}).status == 422);
}

TEST_CASE("console: the concern and why are for the manager and for the worker who took it") {
  Desk desk;
  const std::string id = desk.file("AAAAAAAA", desk.now - 600, "baby");
  const std::string why = "might hurt his baby";
  ConsoleHand worker(desk, desk.worker);
  ConsoleHand colleague(desk, desk.colleague);
  ConsoleHand manager(desk, desk.manager);
  for (ConsoleHand* one : {&worker, &colleague}) {
    const HttpResponse page = one->get("/request/" + id);
    CHECK(holds(page, "Needs a manager now."));
    CHECK(!holds(page, why));
    CHECK(!holds(page, "hurt my baby"));
  }
  CHECK(holds(manager.get("/request/" + id), why));
  CHECK(act(worker, id, "0", {{"do", "take"}}).status == 303);
  CHECK(holds(worker.get("/request/" + id), why));
  CHECK(!holds(colleague.get("/request/" + id), why));
  for (const char* page : {"/queue", "/needs-a-person", "/audit"}) CHECK(!holds(manager.get(page), why));
  // Handed over, he no longer sees it.
  CHECK(act(manager, id, "1", {{"do", "hand-over"}, {"to", desk.colleague.id}}).status == 303);
  CHECK(!holds(worker.get("/request/" + id), why));
  CHECK(holds(colleague.get("/request/" + id), why));
}

TEST_CASE("console: two workers who take one request: the second is told who has it") {
  Desk desk;
  const std::string id = desk.file("AAAAAAAA", desk.now - 600);
  ConsoleHand worker(desk, desk.worker);
  ConsoleHand colleague(desk, desk.colleague);
  CHECK(act(worker, id, "0", {{"do", "take"}}).status == 303);
  const HttpResponse late = act(colleague, id, "0", {{"do", "take"}});
  CHECK(late.status == 422);
  CHECK(holds(late, "Wanda has"));
  // The same form sent twice by the same person is one act.
  const Form note = {{"do", "contact"}, {"channel", "call"}, {"outcome", "no-answer"}, {"note", "Rang out"}};
  CHECK(act(worker, id, "1", note).status == 303);
  CHECK(act(worker, id, "1", note).status == 303);
  CHECK(desk.count("request_event where kind='contact'") == 1);
  // What a colleague may not do, and what an old page may not.
  CHECK(act(colleague, id, "2", {{"do", "close"}, {"outcome", "other"}, {"note", "mine?"}}).status == 422);
  CHECK(act(worker, id, "1", {{"do", "accept"}, {"note", "from an old page"}}).status == 422);
  CHECK(desk.count("request_event") == 2);
}

TEST_CASE("console: one audit row for each view and each act, in the same transaction") {
  Desk desk;
  const std::string id = desk.file("AAAAAAAA", desk.now - 600);
  ConsoleHand hand(desk, desk.worker);
  const auto rows = [&](const std::string& action) {
    return desk.count("audit where action='" + action + "' and subject='" + id + "' and actor='" +
                      desk.worker.id + "'");
  };
  CHECK(hand.get("/request/" + id).status == 200);
  CHECK(hand.get("/request/" + id).status == 200);
  CHECK(rows("request-viewed") == 2);
  CHECK(act(hand, id, "0", {{"do", "take"}}).status == 303);
  CHECK(rows("taken") == 1);
  CHECK(act(hand, id, "1", {{"do", "refer"}, {"agency", "Gingerbread"}, {"basis", "He asked"}}).status ==
        303);
  CHECK(rows("referred") == 1);
  // No row, no act and no view: the audit cannot be written, so nothing else is.
  REQUIRE(desk.site.cases().run(
      "create trigger full before insert on audit begin select raise(abort, 'the disk is full'); end"));
  const HttpResponse failed =
      act(hand, id, "2", {{"do", "close"}, {"outcome", "other"}, {"note", "typed words"}});
  CHECK(failed.status == 500);
  CHECK(holds(failed, "Nothing was changed"));
  CHECK(holds(failed, "typed words"));
  const HttpResponse unseen = hand.get("/request/" + id);
  CHECK(unseen.status == 500);
  CHECK(!holds(unseen, "I am so tired"));
  CHECK(desk.count("request where state='referred'") == 1);
  CHECK(desk.count("request_event") == 2);
}

TEST_CASE("console: the audit holds ids and codes, never a name, words or a way to reach him") {
  Desk desk;
  const std::string id = desk.file("AAAAAAAA", desk.now - 600, "self");
  ConsoleHand hand(desk, desk.worker);
  (void)hand.get("/request/" + id);
  CHECK(act(hand, id, "0", {{"do", "take"}}).status == 303);
  CHECK(act(hand, id, "1",
            {{"do", "contact"}, {"channel", "call"}, {"outcome", "spoke"}, {"note", "Sam is so tired"}})
            .status == 303);
  for (const char* word : {"Sam", "tired", "07700", "self", "hurt"}) {
    CHECK_MESSAGE(desk.count(std::string("audit where actor like '%") + word + "%' or action like '%" + word +
                             "%' or subject like '%" + word + "%' or reason like '%" + word + "%'") == 0,
                  word);
  }
  ConsoleHand manager(desk, desk.manager);
  const HttpResponse page = manager.get("/audit");
  CHECK(page.status == 200);
  CHECK(holds(page, "Wanda"));
  CHECK(holds(page, "AAAAAAAA"));
  CHECK(desk.count("audit where action='audit-viewed'") == 1);
}

TEST_CASE("console: bereavement comes first on the page, and no baby's age or date is shown") {
  Desk desk;
  Told told;
  told.baby_status = "died";
  told.own_words = "Nothing helps";
  told.received_at = desk.now;
  const std::string id = desk.site.file(told);
  ConsoleHand hand(desk, desk.worker);
  const HttpResponse page = hand.get("/request/" + id);
  CHECK(place(page, "His baby died.") < place(page, "Nothing helps"));
  CHECK(holds(page, "Offer bereavement help."));
  CHECK(!holds(page, "Baby born"));
  CHECK(!holds(page, "Baby due"));
}

TEST_CASE("console: he who only comes in is contacted by nobody") {
  Desk desk;
  Told told;
  told.channels = {"come-in"};
  told.received_at = desk.now - 60;
  const std::string id = desk.site.file(told);
  ConsoleHand hand(desk, desk.worker);
  CHECK(act(hand, id, "0", {{"do", "take"}}).status == 303);
  CHECK(holds(hand.get("/request/" + id), "Do not contact him"));
  for (const char* channel : {"call", "text", "post", "email"}) {
    CHECK_MESSAGE(
        act(hand, id, "1", {{"do", "contact"}, {"channel", channel}, {"outcome", "spoke"}}).status == 422,
        channel);
  }
  CHECK(act(hand, id, "1", {{"do", "contact"}, {"channel", "come-in"}, {"outcome", "met"}}).status == 303);
}

TEST_CASE("console: times are London's, in winter and in summer, on both sides of the change") {
  Desk desk;
  // 25 October 2026, 00:59:59 UTC is 01:59:59 BST; one second later it is 01:00 GMT.
  desk.now = 1792889999;
  ConsoleHand hand(desk, desk.worker);
  CHECK(holds(hand.get("/queue"), "Updated 01:59."));
  desk.now += 1;
  CHECK(holds(hand.get("/queue"), "Updated 01:00."));
  desk.now = 1785500000;  // 31 July 2026, 12:13 UTC
  ConsoleHand summer(desk, desk.worker);
  CHECK(holds(summer.get("/queue"), "Updated 13:13."));
  const std::string id = desk.file("AAAAAAAA", desk.now - 60);
  CHECK(holds(summer.get("/request/" + id), "Today, 13:12"));
}

TEST_CASE("console: what could not be opened is listed with kiosk, time and reason, and tried again") {
  Desk desk;
  const std::string id = desk.site.spoil("demo-north", "no-key", desk.now - 7200);
  ConsoleHand hand(desk, desk.worker);
  CHECK(holds(hand.get("/queue"), "See what needs a person (1)"));
  const HttpResponse page = hand.get("/needs-a-person");
  CHECK(holds(page, "Today, 07:30"));
  CHECK(holds(page, "Demo Hub North, kiosk "));
  CHECK(holds(page, "/needs-a-person/" + id + "/retry"));
  CHECK(hand.post("/needs-a-person/" + id + "/retry").status == 404);
  const Bytes nonsense(300, 7);
  REQUIRE(desk.site.inbox().run(
      "insert into envelope(server_seq, record_id, device_id, epoch, seq, sha256, body, "
      "receipt, received_at) values(1,$1,'d',1,1,$2,$2,$2,$3)",
      id, nonsense, desk.now));
  CHECK(hand.post("/needs-a-person/" + id + "/retry").header("location") == "/needs-a-person?done=not");
  CHECK(holds(hand.get("/needs-a-person?done=not"), "The visit still cannot be read."));
  CHECK(desk.count("audit where action='needs-person-retried' and outcome='not read'") == 1);
  CHECK(desk.count("needs_person where tries=2 and solved_at=0") == 1);
}

TEST_CASE("console: kiosks show what waits on them, when they were last heard and their version") {
  Desk desk;
  desk.site.enrol("aaaaaaaa00000000", "demo-north", desk.now - 60,
                  R"({"quarantined":1,"version":"0.1.0","waiting":3})");
  desk.site.enrol("bbbbbbbb00000000", "demo-north", desk.now - 7300, "not json");
  ConsoleHand hand(desk, desk.manager);
  const HttpResponse page = hand.get("/kiosks");
  CHECK(holds(page, "aaaaaaaa"));
  CHECK(holds(page, "data-label=\"Waiting on it\">3<"));
  CHECK(holds(page, "data-label=\"Version\">0.1.0<"));
  CHECK(holds(page, "data-label=\"Version\">Not known<"));
  CHECK(holds(page, "Silent"));
  CHECK(holds(hand.get("/queue"), "The kiosk at Demo Hub North has been silent since today, 07:28."));
}
