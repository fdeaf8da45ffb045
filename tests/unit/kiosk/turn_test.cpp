// A visit turned by events, apart from pixels, on the starter content: start, leave, idle, save, back.
#include <doctest/doctest.h>
#include <kiosk/visit.h>
#include <sync/server/site.h>
#include <tests/support/source/source.h>

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace alongside;

namespace {

const Pack& pack() {
  static const Pack loaded = load_pack(source_folder() + "/assets/pack").take();
  return loaded;
}

struct Driven {
  Content content{pack(), "demo-north", "2026-11-25T09:30:00+00:00"};
  Visit visit;
  std::vector<Effect> effects;
  Millis now = 1000;

  void happen(Happening what) {
    Turned turned = turn(std::move(visit), Event{std::move(what), now}, content);
    visit = std::move(turned.visit);
    effects = std::move(turned.effects);
  }
  void pick(const char* id) { happen(event::Pick{id}); }
  void next() { happen(event::Continue{}); }
  void skip() { happen(event::Skip{}); }
  void to_role() {
    happen(event::Begin{"00112233445566778899aabbccddeeff", "ABCDEFGH"});
    pick("lang-en");
    next();
    pick("understand");
    pick("alone-yes");
  }
  void to_choose() {
    to_role();
    pick("role-father");
    for (int i = 0; i < 20 && visit.page == Page::question; ++i) skip();
    next();
  }
  void choose(const std::string& code) {
    const Item* item = pack().form(visit.form)->form.find(visit.link);
    Answer answer;
    const auto found = visit.answers[visit.form].by_link.find(visit.link);
    if (item->repeats && found != visit.answers[visit.form].by_link.end() && visit.blank != visit.link)
      answer = found->second;
    for (const Option& option : item->options)
      if (const Coding* coding = std::get_if<Coding>(&option.value); coding && coding->code == code)
        answer.values.push_back(option.value);
    happen(event::Fill{visit.link, answer});
  }
  void type(const std::string& text) { happen(event::Type{visit.link, text}); }
  bool worried() const { return !visit.concerns.empty(); }
  // To the question of "How's it going?" that has the concern buttons.
  void to_concern() {
    to_choose();
    pick("check-in");
    next();
    skip();
    skip();
    REQUIRE(visit.link == "concern");
  }
};

// A father alone at a hub whose staff follow up: which check-ins he is offered.
struct FollowingHub {
  Pack with_hub = pack();
  Visit visit;
  Content content{with_hub, "demo-north", "2026-11-25T09:30:00+00:00"};

  FollowingHub() {
    follow_up(true);
    visit.alone = Alone::yes;
  }
  void follow_up(bool staffed) {
    for (Hub& hub : with_hub.hubs) hub.follow_up_staffed = staffed;
  }
  bool has(const char* form) const {
    const auto urls = check_ins(visit, content);
    return std::find(urls.begin(), urls.end(), std::string("urn:alongside:form:") + form) != urls.end();
  }
};

template <class Kind>
const Kind* only(const std::vector<Effect>& effects) {
  return effects.size() == 1 ? std::get_if<Kind>(&effects.front()) : nullptr;
}

}  // namespace

TEST_CASE("a father reaches the choice and sends, and the end forgets him") {
  Driven driven;
  driven.to_choose();
  CHECK(driven.visit.page == Page::choose);
  driven.pick("finish");
  driven.pick("send");
  const auto* send = only<effect::Send>(driven.effects);
  REQUIRE(send);
  CHECK(send->record.facts.reference == "ABCDEFGH");
  driven.pick("send");
  CHECK(driven.effects.empty());  // the button acts once
  driven.happen(event::SavedOutcome{driven.visit.tickets, true});
  CHECK(driven.visit.page == Page::done);
  CHECK(driven.visit.answers.empty());
  driven.pick("have-it");
  CHECK(driven.visit.page == Page::start);
  CHECK(driven.visit.reference.empty());
}

TEST_CASE("a save that failed keeps the visit and can be tried again") {
  Driven driven;
  driven.to_choose();
  driven.pick("finish");
  driven.pick("send");
  driven.happen(event::SavedOutcome{driven.visit.tickets, false});
  CHECK(driven.visit.page == Page::send);
  CHECK(driven.visit.sending == Sending::failed);
  driven.pick("send");
  CHECK(driven.effects.size() == 1);
}

TEST_CASE("leave now wipes at once and sends nothing") {
  Driven driven;
  driven.to_choose();
  driven.happen(event::LeaveNow{});
  CHECK(driven.visit.page == Page::left);
  CHECK(driven.visit.visit_id.empty());
  CHECK(driven.visit.role.empty());
  CHECK(only<effect::Forget>(driven.effects));
}

TEST_CASE("idle covers, warns and wipes") {
  Driven driven;
  driven.to_choose();
  driven.now = 1000 + cover_ms;
  driven.happen(event::Tick{});
  CHECK(driven.visit.idle == Idle::covered);
  driven.now = 1000 + warn_ms;
  driven.happen(event::Tick{});
  CHECK(driven.visit.idle == Idle::warned);
  driven.now = 1000 + warn_ms + countdown_ms;
  driven.happen(event::Tick{});
  CHECK(driven.visit.page == Page::start);
  CHECK(driven.visit.visit_id.empty());
}

TEST_CASE("the first screen forgets a language that nobody used") {
  Driven driven;
  driven.happen(event::Language{});
  driven.pick("lang-ur");
  CHECK(driven.visit.language == "ur");
  CHECK(driven.visit.page == Page::start);
  driven.now += warn_ms;
  driven.happen(event::Tick{});
  CHECK(driven.visit.language == "en");
}

TEST_CASE("the Language button opens the languages over any page and goes back to it") {
  Driven driven;
  driven.to_concern();
  driven.choose("self");
  driven.happen(event::Language{});
  CHECK(screen_name(driven.visit, driven.content) == "K02");
  driven.happen(event::Back{});
  CHECK(driven.visit.link == "concern");
  driven.happen(event::Language{});
  driven.pick("lang-ur");
  CHECK(driven.visit.language == "ur");
  CHECK(driven.visit.link == "concern");
  CHECK(driven.visit.answers[driven.visit.form].answered("concern"));
}

TEST_CASE("a worry that was taken back raises nothing, one that was named is not lost by Back") {
  Driven driven;
  driven.to_concern();
  driven.choose("self");
  driven.happen(event::Back{});  // named, then Back: help is shown, the worry stands
  CHECK(driven.visit.page == Page::urgent);
  CHECK(driven.worried());
  driven.pick("safe-go-on");
  CHECK(driven.visit.page == Page::question);
  driven.skip();
  CHECK(driven.visit.link == "concern");
  driven.skip();  // taken back
  CHECK_FALSE(driven.worried());
  CHECK(driven.visit.page == Page::question);
  driven.happen(event::Back{});
  driven.choose("baby");  // raised again: shown again
  driven.next();
  CHECK(driven.visit.page == Page::urgent);
}

TEST_CASE("Back shows a question blank and keeps its answer until there is another") {
  Driven driven;
  driven.to_choose();
  driven.pick("check-in");
  driven.next();
  driven.skip();
  driven.choose("money");
  driven.next();
  driven.happen(event::Back{});
  CHECK(driven.visit.blank == "going-topics");
  CHECK(driven.visit.answers[driven.visit.form].answered("going-topics"));
  driven.next();
  CHECK(driven.visit.link == "concern");
  driven.happen(event::Back{});
  driven.choose("work");  // only touched, then Back: the old answer stands
  driven.happen(event::Back{});
  const Answer* kept = driven.visit.answers[driven.visit.form].find("going-topics");
  REQUIRE(kept);
  REQUIRE(kept->values.size() == 1);
  CHECK(std::get<Coding>(kept->values[0]).code == "money");
}

TEST_CASE("an urgent message whose save failed is tried again without asking anything twice") {
  Driven driven;
  driven.to_concern();
  driven.choose("self");
  driven.next();
  driven.pick("ask-hub");
  CHECK(driven.visit.page == Page::question);
  driven.skip();  // name
  driven.choose("come-in");
  driven.next();
  driven.skip();  // times
  const auto* urgent = only<effect::SaveUrgent>(driven.effects);
  REQUIRE(urgent);
  CHECK(urgent->record.facts.contact_asked);
  CHECK(urgent->record.concerns.size() == 1);
  CHECK(urgent->record.responses.size() == 1);
  driven.happen(event::SavedOutcome{urgent->ticket, false});
  CHECK(driven.visit.urgent_sending == Sending::failed);
  driven.pick("ask-hub");
  CHECK(driven.visit.page == Page::urgent);
  urgent = only<effect::SaveUrgent>(driven.effects);
  REQUIRE(urgent);
  driven.happen(event::SavedOutcome{urgent->ticket, true});
  CHECK(driven.visit.urgent_sent);
  driven.pick("ask-hub");
  CHECK(driven.effects.empty());
  driven.pick("safe-go-on");
  CHECK(driven.visit.page == Page::question);
}

TEST_CASE("an outcome that comes after he left K16 still counts") {
  Driven driven;
  driven.to_concern();
  driven.choose("self");
  driven.next();
  driven.pick("ask-hub");
  driven.skip();
  driven.choose("come-in");
  driven.next();
  driven.skip();
  const auto ticket = driven.visit.urgent_ticket;
  driven.pick("safe-go-on");
  driven.happen(event::SavedOutcome{ticket, true});
  CHECK(driven.visit.urgent_sent);
  CHECK(driven.visit.sending == Sending::no);
}

TEST_CASE("a private talk leaves no trace of what it is about, for him or against him") {
  for (const char* about : {"hurting-me", "my-behaviour", "just-talk"}) {
    Driven driven;
    driven.to_choose();
    driven.pick("talk-privately");
    driven.choose(about);
    driven.next();
    CHECK(driven.visit.page == Page::urgent);
    CHECK(driven.visit.talk);
    driven.pick("ask-hub");
    driven.skip();
    driven.choose("come-in");
    driven.next();
    driven.skip();
    const auto* urgent = only<effect::SaveUrgent>(driven.effects);
    REQUIRE(urgent);
    CHECK(urgent->record.facts.talk_privately);
    const Json bundle = write_bundle(urgent->record);
    CHECK(bundle.dump().find("hurting-me") == std::string::npos);
    CHECK(bundle.dump().find("my-behaviour") == std::string::npos);
    driven.happen(event::SavedOutcome{driven.visit.tickets, true});
    driven.pick("safe-go-on");
    for (const PartGroup& group : part_groups(driven.visit, driven.content))
      for (const std::string& url : group.urls) CHECK(url.find("talk") == std::string::npos);
  }
}

TEST_CASE("looking at the lines for a private talk tells the hub nothing") {
  Driven driven;
  driven.to_choose();
  driven.pick("talk-privately");
  driven.choose("my-behaviour");
  driven.next();
  driven.pick("safe-go-on");
  driven.pick("finish");
  driven.pick("send");
  const auto* send = only<effect::Send>(driven.effects);
  REQUIRE(send);
  CHECK_FALSE(send->record.facts.talk_privately);
  CHECK_FALSE(send->record.facts.contact_asked);
  CHECK(send->record.concerns.empty());
}

TEST_CASE("dates, years, numbers and postcodes are checked in his words") {
  Driven driven;
  const auto fault = [&](const char* meaning, const std::string& typed) {
    const Item* item = form_with(pack(), meaning)->form.meaning(meaning);
    const auto value = typed_value(*item, typed);
    const Answer answer = value ? Answer{{*value}, false} : Answer{};
    return answer_fault(*item, &answer, typed, driven.content);
  };
  CHECK(fault("birth-year", "85") == "year_shape");
  CHECK(fault("birth-year", "2031") == "year_range");
  CHECK(fault("birth-year", "1985") == "");
  CHECK(fault("due-date", "31022027") == "date_shape");
  CHECK(fault("due-date", "27032027") == "");
  CHECK(fault("due-date", "032027") == "");  // a month will do
  CHECK(fault("due-date", "27032029") == "date_range");
  CHECK(fault("baby-birth-date", "01012031") == "date_range");
  CHECK(fault("baby-birth-date", "27032026") == "");
  CHECK(fault("postcode-outward", "1SG") == "postcode_shape");
  CHECK(fault("postcode-outward", "sg1") == "");
  CHECK(fault("postcode-outward", "EC1A") == "");
  CHECK(fault("phone", "07700900982") == "phone_shape");  // a made-up number, on a real kiosk
  driven.content.phones = PhoneRule::demo;
  CHECK(fault("phone", "07700 900982") == "");
  CHECK(fault("phone", "+447700900982") == "");
  CHECK(fault("phone", "0770") == "phone_short");
  CHECK(fault("phone", "0770090098233") == "phone_long");
  CHECK(fault("email", "sam@") == "email_shape");
  CHECK(fault("email", "sam@example.org") == "");
  CHECK(fault("name-to-use", "   ") == "name_needed");
}

TEST_CASE("items that can raise a concern are withdrawn when the kiosk is long offline, the buttons never") {
  FollowingHub at;
  CHECK(at.has("phq-9"));
  at.content.offline_s = at.with_hub.offline_withdraw_s + 1;
  CHECK_FALSE(at.has("phq-9"));
  CHECK(at.has("how-its-going"));
  CHECK(at.has("who-5"));
}

TEST_CASE("nothing is asked twice: the short form gives way to the long ones that hold its questions") {
  FollowingHub at;
  CHECK(at.has("phq-9"));
  CHECK(at.has("gad-7"));
  CHECK_FALSE(at.has("phq-2-gad-2"));
  at.content.offline_s = at.with_hub.offline_withdraw_s + 1;  // PHQ-9 is withdrawn: the short one is back
  CHECK(at.has("phq-2-gad-2"));
  at.follow_up(false);
  at.content.offline_s = 0;
  CHECK(at.has("phq-2-gad-2"));
}

TEST_CASE("his age is the youngest that his year of birth allows") {
  Driven driven;
  driven.to_role();
  driven.pick("role-father");
  driven.skip();
  CHECK_FALSE(youngest_age(driven.visit, driven.content).has_value());
  driven.type("2009");
  driven.next();
  CHECK(youngest_age(driven.visit, driven.content) == 16);
  CHECK_FALSE(driven.visit.under_16);
}

TEST_CASE("an open choice keeps his own words beside what he chose, or in place of it") {
  for (const bool many : {false, true}) {
    Pack own = pack();
    Item open;
    open.link_id = "open";
    open.type = ItemType::open_choice;
    open.repeats = many;
    open.options.push_back({Value(Coding{"urn:alongside:answer", "tea", "Tea"}), {}, {}, false});
    PackForm form;
    form.form.url = "urn:alongside:form:open";
    form.form.items = {open};
    own.forms = {form};
    const Content content{own, "demo-north", "2026-11-25T09:30:00+00:00"};
    Visit visit;
    visit.page = Page::question;
    visit.form = form.form.url;
    visit.link = "open";
    const auto happen = [&](Happening what) {
      visit = turn(std::move(visit), Event{std::move(what), 1000}, content).visit;
    };
    happen(event::Type{"open", "C"});
    happen(event::Type{"open", "Cocoa"});
    const auto values = [&] { return visit.answers[visit.form].by_link["open"].values; };
    REQUIRE(values().size() == 1);
    CHECK(text_of(values().front()) == "Cocoa");
    Answer with = visit.answers[visit.form].by_link["open"];
    if (!many) with.values.clear();
    with.values.push_back(open.options.front().value);
    happen(event::Fill{"open", with});
    CHECK(values().size() == (many ? 2 : 1));
    CHECK(own_words_of(visit.answers[visit.form].by_link["open"]) == (many ? "Cocoa" : ""));
    CHECK(visit.typed == (many ? "Cocoa" : ""));
  }
}

TEST_CASE("the moments a father is told follow the hub's hours and the kiosk's contact") {
  const Hub* hub = pack().hub("demo-north");
  const OffsetAt utc = [](std::int64_t) { return 0; };
  const Time wednesday_10 = 1795600800;  // 2026-11-25 10:00
  const HubTimes open = hub_times(hub, wednesday_10, wednesday_10 - 20, utc);
  CHECK(open.open_now);
  CHECK_FALSE(open.opens);
  REQUIRE(open.urgent_by);
  CHECK(open.urgent_by->clock == "11:00");
  CHECK(open.urgent_by->days == 0);
  REQUIRE(open.done_by);
  CHECK(open.done_by->weekday == 5);
  CHECK(open.done_by->clock == "17:00");
  CHECK(open.leaves_by->clock == "10:10");
  const HubTimes alone = hub_times(hub, wednesday_10, wednesday_10 - 4000, utc);
  CHECK_FALSE(alone.urgent_by);
  CHECK_FALSE(alone.done_by);
  CHECK_FALSE(alone.leaves_by);
  const HubTimes night = hub_times(hub, wednesday_10 + 36000, wednesday_10 + 36000, utc);
  CHECK_FALSE(night.open_now);
  REQUIRE(night.opens);
  CHECK(night.opens->days == 1);
  CHECK(night.opens->clock == "09:00");
  CHECK(night.urgent_by->clock == "10:00");
}
