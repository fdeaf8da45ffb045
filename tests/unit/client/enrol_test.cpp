// Enrolment from both ends: one-time codes, the comparison number, approval, and who is turned away.
#include <platform/http_signature.h>
#include <platform/json.h>
#include <sync/client/enrol.h>
#include <sync/server/enrolment.h>
#include <tests/support/device.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

struct Try {
  explicit Try(World& in) : world(in) {}
  World& world;
  TempFolder folder;
  std::string shown;
  bool approve = true;
  std::string anchor;
  int waits = 0;

  Result<> with(const std::string& code) {
    EnrolOptions options;
    options.folder = folder.path();
    options.code = code;
    options.authority = world.site().public_authority;
    options.anchor = anchor;
    EnrolSeams seams;
    seams.show = [this](const std::string& number) { shown = number; };
    seams.wait = [this] {
      if (waits++ > 2) return false;
      return !approve || approve_device(world.inbox(), shown, "Ada").ok();
    };
    auto line = world.transport();
    return enrol(options, *line, seams);
  }
};

std::string offer(World& world) { return offer_slot(world.inbox(), "hub-0", "demo", world.now)->code; }

// The same slot's name, another secret.
std::string guess(const std::string& code) {
  std::string wrong = code;
  wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
  return wrong;
}

}  // namespace

TEST_CASE("enrolment: the number on the kiosk is the one staff see, and only approval lets it in") {
  World world;
  Try kiosk(world);
  kiosk.approve = false;
  const std::string code = offer(world);
  CHECK_FALSE(kiosk.with(code).ok());  // nobody approved: it gave up, and nothing was written
  CHECK_FALSE(load_identity(kiosk.folder.path()).ok());
  const auto devices = list_devices(world.inbox());
  REQUIRE(devices->size() == 1);
  CHECK(devices->front().compare == kiosk.shown);
  CHECK(devices->front().state == "claimed");
  Try second(world);
  CHECK(second.with(offer(world)).ok());
  const auto identity = load_identity(second.folder.path());
  REQUIRE(identity.ok());
  CHECK(identity->use == DeviceUse::demo);
  CHECK(identity->epoch == 1);
  CHECK(identity->hub == "hub-0");
}

TEST_CASE("enrolment: a code works once, is typed as people type, and another kiosk cannot take it too") {
  World world;
  const std::string code = offer(world);
  std::string typed;
  for (std::size_t i = 0; i < code.size(); ++i) {
    typed += static_cast<char>(std::tolower(static_cast<unsigned char>(code[i])));
    if (i % 4 == 3) typed += "- ";
  }
  Try first(world);
  CHECK(first.with(typed).ok());
  Try second(world);
  const auto again = second.with(code);
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().code == Code::refused);
  for (const char* bad : {"", "ABC", "UUUUUUUUUUUU", "0123456789ABCDEF"}) {
    Try third(world);
    CHECK(third.with(bad).error().code == Code::invalid);
  }
}

TEST_CASE("enrolment: five wrong codes end the slot they name, and no other") {
  World world;
  const std::string code = offer(world);
  const std::string other = offer(world);
  for (int i = 0; i < code_tries - 1; ++i) {
    Try guesser(world);
    CHECK(guesser.with(guess(code)).error().code == Code::refused);
  }
  const auto tries = world.inbox().row("select tries, state from slot where code = $1", code);
  CHECK((*tries)->integer(0) == code_tries - 1);
  CHECK((*tries)->text(1) == "offered");
  Try last(world);
  CHECK_FALSE(last.with(guess(code)).ok());
  Try owner(world);
  CHECK_FALSE(owner.with(code).ok());  // the right code, too late
  Try neighbour(world);
  CHECK(neighbour.with(other).ok());
}

TEST_CASE("enrolment: a code ends after ten minutes, and is then nowhere in the database") {
  World world;
  const std::string code = offer(world);
  world.now += code_life_s - 1;
  Try late(world);
  world.now += 1;
  CHECK_FALSE(late.with(code).ok());
  const auto row = world.inbox().row("select count(*) from slot where code is not null");
  CHECK((*row)->integer(0) == 0);
}

TEST_CASE("enrolment: a kiosk whose clock is years off can be enrolled") {
  for (const int years : {-10, 10}) {
    World world;
    world.now += Time{years} * 365 * 86400;
    Try kiosk(world);
    CHECK(kiosk.with(offer(world)).ok());
  }
}

TEST_CASE("enrolment: keys that are not the ones the kiosk was told to trust are refused") {
  World world;
  Try kiosk(world);
  kiosk.anchor = std::string(64, '0');
  const auto refused = kiosk.with(offer(world));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::refused);
  CHECK(kiosk.shown.empty());
}

TEST_CASE("enrolment: a man in the middle who swaps the keys changes the number on the kiosk") {
  World world;
  Try kiosk(world);
  kiosk.approve = false;
  std::string told;
  const SigningKey middle = SigningKey::make();
  world.set_network([&](const HttpRequest& request, const auto& deliver) -> Result<HttpResponse> {
    HttpResponse answer = deliver();
    if (request.target != "/v1/enrol") return answer;
    Json body = parse_json(answer.body).take();
    told = string_or(body, "compare");
    Json keys = parse_json(string_or(body, "keys")).take();
    keys["ingest"] = to_hex(middle.open);
    body["keys"] = canonical(keys);
    answer.body = canonical(body);
    const auto done = sign_response(answer, request, world.site().public_authority, middle,
                                    key_id('s', middle.open), world.now);
    return done.ok() ? Result<HttpResponse>(answer) : done.error();
  });
  CHECK_FALSE(kiosk.with(offer(world)).ok());
  CHECK(kiosk.shown.size() == 6);
  CHECK(kiosk.shown != told);
}

TEST_CASE("enrolment: staff can refuse, and a refused kiosk is told") {
  World world;
  TempFolder folder;
  EnrolOptions options;
  options.folder = folder.path();
  options.code = offer(world);
  options.authority = world.site().public_authority;
  EnrolSeams seams;
  std::string shown;
  seams.show = [&](const std::string& number) { shown = number; };
  seams.wait = [&] { return refuse_device(world.inbox(), shown).ok(); };
  auto line = world.transport();
  const auto refused = enrol(options, *line, seams);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::refused);
  CHECK(list_devices(world.inbox())->front().state == "retired");
}

TEST_CASE("enrolment: a kiosk that kept its key comes back as the same device, one epoch later") {
  World world;
  Try kiosk(world);
  REQUIRE(kiosk.with(offer(world)).ok());
  const auto before = load_identity(kiosk.folder.path());
  kiosk.waits = 0;
  REQUIRE(kiosk.with(offer(world)).ok());
  const auto after = load_identity(kiosk.folder.path());
  CHECK(after->device_id == before->device_id);
  CHECK(after->epoch == before->epoch + 1);
}

TEST_CASE("enrolment: claims from one address are slowed down") {
  World world;
  IngestSetup setup = ingest_setup(world.site());
  setup.clock = [&] { return world.now; };
  auto core = IngestCore::open(setup);
  REQUIRE(core.ok());
  HttpRequest request;
  request.method = "POST";
  request.target = "/v1/enrol";
  request.peer = "192.0.2.1";
  request.body = "{}";
  int slowed = 0;
  for (int i = 0; i < 30; ++i) slowed += (*core)->answer(request).status == 429 ? 1 : 0;
  CHECK(slowed == 20);
  request.peer = "192.0.2.2";
  CHECK((*core)->answer(request).status != 429);
}
