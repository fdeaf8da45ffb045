// The console with a site full of made-up requests on a free port, for the browser tests. Ends with its
// input.
#include <sync/server/console/app.h>
#include <sync/server/console/console.h>
#include <tests/support/staffed_site.h>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>

using namespace alongside;

namespace {

Told said(const char* name, const char* reference, Time at) {
  Told told;
  told.name = name;
  told.reference = reference;
  told.received_at = at;
  told.phone = "07700 900461";
  told.leave_message = "no";
  return told;
}

// One request of each kind that a page must show well. Answers their ids by a short word.
Json file_requests(StaffedSite& site, Time now) {
  Json ids;
  Told urgent = said("Daniel", "ATRGENT1", now - 600);
  urgent.concern = "baby";
  urgent.own_words = "He cries all night and I nearly lost it.\nI put him down and walked out.";
  urgent.channels = {"call", "text"};
  urgent.code_phrase = "Is that the tyre place?";
  urgent.who_may_answer = "only-me";
  ids["urgent"] = site.file(urgent);
  Told late = said("Mo", "BVERDXE2", now - 9 * 86400);
  late.topics = {"money", "housing"};
  late.channels = {"email"};
  late.email = "mo.the.father.of.three@example.org";
  ids["late"] = site.file(late);
  Told plain = said("Sam", "CPLANE33", now - 7200);
  plain.own_words = "Anything on for dads at weekends?";
  plain.birth_year = 1994;
  ids["plain"] = site.file(plain);
  Told loss = said("Aleksander", "DEATH444", now - 10800);
  loss.baby_status = "died";
  loss.own_words = "We lost her on Tuesday.";
  ids["loss"] = site.file(loss);
  Told comes = said("Jay", "ECMES555", now - 14400);
  comes.channels = {"come-in"};
  ids["comes"] = site.file(comes);
  Told hostile = said("<b>Bold</b> \"O'Neil\" & {{csrf}}", "FHSTXE66", now - 18000);
  hostile.own_words = "<script>document.title='taken'</script><img src=x onerror=alert(1)>";
  hostile.code_phrase = "<i>x</i>";
  hostile.other_children = "<a href=\"javascript:alert(1)\">2</a>";
  ids["hostile"] = site.file(hostile);
  Told long_name =
      said("Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewi", "GXNG7777", now - 20000);
  long_name.own_words = std::string(500, 'w');
  long_name.rehearsal = true;
  ids["long"] = site.file(long_name);
  Told urdu = said("عمران", "HRDX8888", now - 21000);
  urdu.own_words = "مجھے رات کو نیند نہیں آتی";
  ids["urdu"] = site.file(urdu);
  Told check = said("Lee", "JCHECK99", now - 26000);
  check.wants_contact = false;
  ids["check"] = site.file(check);
  for (int i = 0; i < 24; ++i) {
    site.file(said("Ade", ("KMANY0" + std::to_string(10 + i)).c_str(), now - 30000 - i));
  }
  Told south = said("South", "SXTH0000", now - 100);
  south.hub = "demo-south";
  ids["south"] = site.file(south);
  return ids;
}

Json add_people(StaffedSite& site) {
  const std::vector<std::string> north = {"demo-north"};
  const std::vector<std::string> both = {"demo-north", "demo-south"};
  Json secrets;
  const auto add = [&](const char* who, Role role, const std::vector<std::string>& hubs, const char* name) {
    secrets[who] = to_base32(site.add(who, role, hubs, name).secret);
  };
  add("worker", Role::worker, north, "Amira Khan");
  add("plain", Role::worker, north, "Wilhelmina Featherstonehaugh-Cholmondeley");
  add("manager", Role::manager, both, "Max Okafor");
  add("admin", Role::admin, {}, "Ruth Admin");
  add("empty", Role::worker, {"demo-none"}, "Nobody Yet");
  return secrets;
}

int fail(const std::string& why) {
  std::fprintf(stderr, "console for tests: %s\n", why.c_str());
  return 1;
}

}  // namespace

int main() {
  StaffedSite site;
  const Time now = now_s();
  Json facts = {
      {"requests", file_requests(site, now)}, {"secrets", add_people(site)}, {"password", staff_password}};
  site.spoil("demo-north", "no-key", now - 3600);
  site.spoil("demo-north", "form never published: urn:alongside:form:registration|99", now - 7200);
  site.enrol("a1b2c3d4e5f60718293a4b5c6d7e8f90", "demo-north", now - 60,
             R"({"waiting":2,"version":"0.1.0"})");
  site.enrol("b1b2c3d4e5f60718293a4b5c6d7e8f91", "demo-north", now - 90000,
             R"({"waiting":7,"version":"0.0.9"})");
  site.enrol("c1b2c3d4e5f60718293a4b5c6d7e8f92", "demo-south", 0, "{}");
  auto app = ConsoleApp::open(site.site(), site.pack());
  if (!app.ok()) return fail(app.error().what);
  if (!(*app)->has_style()) return fail("the style sheet is not built: run assets/console/build.sh");
  ServerOptions options = console_options(site.site());
  options.port = 0;
  ConsoleApp& console = **app;
  const auto server = HttpServer::start(options, [&console](HttpRequest request, Reply reply) {
    reply.send(console.answer(request, now_s()));
  });
  if (!server.ok()) return fail(server.error().what);
  site.site().console_origin = "http://localhost:" + std::to_string((*server)->port());
  facts["origin"] = site.site().console_origin;
  std::cout << facts.dump() << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
  }
  (*server)->stop();
  return 0;
}
