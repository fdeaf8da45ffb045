// What a frame costs at 1080 × 1920 with the painter on the CPU, beside the goals: `bench_kiosk PACK`.
#include <kiosk/screen_table.h>
#include <kiosk/ui_frame.h>
#include <sync/server/site.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

using namespace alongside;

namespace {

using Clock = std::chrono::steady_clock;

double ms_of(const std::function<void()>& act) {
  const auto from = Clock::now();
  act();
  return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
}

struct Figure {
  double median = 0, p95 = 0;
};

Figure figure(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return {all[all.size() / 2], all[all.size() * 95 / 100]};
}

std::string processor() {
  std::ifstream facts("/proc/cpuinfo");
  for (std::string line; std::getline(facts, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown";
}

// Pages of a visit without a runner.
class Stage {
 public:
  explicit Stage(const Pack& pack) : pack_(pack), frame_(UiFrame::open(Screen{}, pack).take()) {
    visit_.page = Page::choose;
    visit_.alone = Alone::yes;
  }
  void draw() {
    const Content content{pack_, pack_.hubs.empty() ? "" : pack_.hubs.front().id,
                          "2026-11-25T09:30:00+00:00"};
    std::vector<Happening> out;
    bool start = false;
    const Scene scene{visit_, content, link_, out, start};
    frame_->run(page_frame(visit_, content, ""), [&](Ui& ui) { draw_page(ui, scene); });
  }
  void settle() {
    do draw();
    while (frame_->wants_another_frame());
  }
  void show(const PackForm& form, const Item& item) {
    visit_.page = Page::question;
    visit_.form = form.form.url;
    visit_.link = item.link_id;
  }
  // Press and release; the longer of the two, in milliseconds, and the pixels painted for the press.
  std::pair<double, double> touch(const std::string& id, Millis now) {
    Rect at;
    for (const Node& n : frame_->tree())
      if (n.id == id) at = n.hit_px;
    const double x = at.x + at.w / 2, y = at.y + at.h / 2;
    frame_->presented();
    const double down = ms_of([&] {
      frame_->touch({Touch::Phase::down, x, y, 1}, now);
      draw();
    });
    double pixels = 0;
    for (const PixelRect& r : frame_->changed()) pixels += 1.0 * r.w * r.h;
    const double up = ms_of([&] {
      frame_->touch({Touch::Phase::up, x, y, 1}, now + 50);
      draw();
    });
    settle();
    return {std::max(down, up), pixels / (1080.0 * 1920.0)};
  }
  UiFrame& frame() { return *frame_; }

 private:
  const Pack& pack_;
  std::unique_ptr<UiFrame> frame_;
  Visit visit_;
  LinkStatus link_;
};

void tell(const char* what, const Figure& f, double goal_ms) {
  std::printf("%-44s median %6.2f ms  p95 %6.2f ms  goal %5.1f ms  ratio %.2f\n", what, f.median, f.p95,
              goal_ms, f.median / goal_ms);
}

void questions(const std::vector<Item>& items, std::vector<const Item*>& out) {
  for (const Item& item : items) {
    if (item.asks()) out.push_back(&item);
    questions(item.items, out);
  }
}

void measure(const Pack& pack) {
  std::unique_ptr<Stage> stage;
  std::vector<double> first{ms_of([&] {
    stage = std::make_unique<Stage>(pack);
    stage->settle();
  })};
  tell("first page of the process", figure(first), 25);
  std::vector<double> full, same, touched, fresh, again, share;
  for (int i = 0; i < 60; ++i) {
    stage->frame().repaint_all();
    full.push_back(ms_of([&] { stage->draw(); }));
    same.push_back(ms_of([&] { stage->draw(); }));
    const auto [ms, pixels] = stage->touch("ask-support", 10'000 + 1000 * i);
    touched.push_back(ms);
    share.push_back(100 * pixels);
  }
  for (std::vector<double>* times : {&fresh, &again})
    for (const PackForm& form : pack.forms) {
      std::vector<const Item*> items;
      questions(form.form.items, items);
      for (const Item* item : items) {
        stage->show(form, *item);
        times->push_back(ms_of([&] { stage->draw(); }));
        stage->settle();
      }
    }
  tell("full frame repainted", figure(full), 16);
  tell("touch of a button to its pixels", figure(touched), 8);
  tell("frame in which nothing changed", figure(same), 1);
  tell("a page for the first time", figure(fresh), 25);
  tell("a page again", figure(again), 8);
  std::printf("%-44s median %6.2f %%   goal  5.0 %%  ratio %.2f\n", "pixels repainted by a touched button",
              figure(share).median, figure(share).median / 5);
}

}  // namespace

int main(int argc, char** argv) {
  auto pack = load_pack(argc > 1 ? argv[1] : "assets/pack");
  if (!pack) {
    std::fprintf(stderr, "bench_kiosk: %s\n", pack.error().what.c_str());
    return 1;
  }
  std::printf("machine: %s, %u cores\n", processor().c_str(), std::thread::hardware_concurrency());
  measure(*pack);
  return 0;
}
