// The pages of the gallery and how they are drawn without a runner.
#include "tree_gallery.h"

#include <doctest/doctest.h>
#include <platform/files.h>
#include <tests/support/source/source.h>

#include <cstdlib>
#include <filesystem>
#include <functional>

namespace alongside {
namespace {

Visit at(Page page) {
  Visit visit;
  visit.page = page;
  visit.visit_id = "00112233445566778899aabbccddeeff";
  visit.reference = "ABCD2345";
  visit.alone = Alone::yes;
  visit.role = "father";
  return visit;
}

std::string name_of(const PackForm& form) {
  const std::string& url = form.form.url;
  return url.substr(url.find_last_of("/:") + 1);
}

void each_question(const std::vector<Item>& items, const std::function<void(const Item&)>& act) {
  for (const Item& item : items) {
    if (item.asks()) act(item);
    each_question(item.items, act);
  }
}

Answer all_of(const Item& item) {
  Answer answer;
  for (const Option& option : item.options)
    if (item.repeats || answer.values.empty()) answer.values.push_back(option.value);
  if (item.type == ItemType::boolean) answer.values.push_back(true);
  return answer;
}

// Every question as he meets it; with an answer chosen, or with what he typed and an error.
void add_questions(const PackForm& form, std::vector<GalleryPage>& pages,
                   std::vector<GalleryPage>& answered) {
  int index = 0;
  each_question(form.form.items, [&](const Item& item) {
    Visit visit = at(Page::question);
    visit.form = form.form.url;
    visit.link = item.link_id;
    const std::string name = name_of(form) + "-" + std::to_string(++index);
    pages.push_back({name, visit});
    if (item.options.empty() && item.type != ItemType::boolean) {
      visit.typed = item.type == ItemType::string || item.type == ItemType::text
                        ? "Baby keeps us up most nights and I worry that I am not doing it right"
                        : "1985";
      visit.error = "error_check_answer";
      answered.push_back({name + "-error", visit});
    } else if (index % 3 == 1) {
      visit.answers[form.form.url].by_link[item.link_id] = all_of(item);
      answered.push_back({name + "-chosen", visit});
    }
  });
}

GalleryPage checking(const Pack& pack) {
  GalleryPage page{"check", at(Page::check)};
  for (const PackForm& form : pack.forms) {
    if (page.visit.run.size() == 2) break;
    page.visit.run.push_back(form.form.url);
    each_question(form.form.items, [&](const Item& item) {
      page.visit.answers[form.form.url].by_link[item.link_id] = all_of(item);
    });
  }
  return page;
}

PageFrame draw(UiFrame& frame, const Pack& pack, const GalleryPage& page) {
  Content content{pack, pack.hubs.empty() ? "" : pack.hubs.front().id, "2026-11-25T09:30:00+00:00"};
  content.times.urgent_by = DayTime{0, 3, "17:00", 25, 11};
  content.times.done_by = DayTime{2, 5, "17:00", 27, 11};
  content.times.leaves_by = DayTime{0, 3, "10:00", 25, 11};
  if (page.stopped) content.out = "out_disk";
  const LinkStatus link;
  std::vector<Happening> out;
  bool start = false;
  const Scene scene{page.visit, content, link, out, start};
  const PageFrame shown = page_frame(page.visit, content, "TEST");
  frame.run(shown, [&](Ui& ui) { draw_page(ui, scene); });
  return shown;
}

}  // namespace

Pack starter_pack() {
  const std::filesystem::path folder = source_folder() + "/assets/pack";
  PackFiles files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[entry.path().lexically_relative(folder).string()] =
          read_file(entry.path().string(), 4u << 20).take();
  return read_pack(files).take();
}

std::vector<GalleryPage> gallery(const Pack& pack) {
  std::vector<GalleryPage> pages{
      {"start", at(Page::start)},    {"out", at(Page::start), true}, {"language", at(Page::language)},
      {"what", at(Page::what)},      {"privacy", at(Page::privacy)}, {"limits", at(Page::limits)},
      {"alone", at(Page::alone)},    {"role", at(Page::role)},       {"choose", at(Page::choose)},
      {"intro", at(Page::intro)},    {"support", at(Page::support)}, {"urgent", at(Page::urgent)},
      {"send", at(Page::send)},      {"done", at(Page::done)},       {"left", at(Page::left)},
      {"kind", at(Page::kind)},      {"staff", at(Page::staff)},     {"tips", at(Page::tips)},
      {"problem", at(Page::problem)}};
  std::vector<GalleryPage> answered;  // after the others: the same question twice would keep its page
  for (const PackForm& form : pack.forms) add_questions(form, pages, answered);
  for (GalleryPage& page : answered) pages.push_back(std::move(page));
  pages.push_back(checking(pack));
  GalleryPage help{"help", at(Page::choose)}, covered{"covered", at(Page::choose)},
      warned{"warned", at(Page::choose)}, saving{"saving", at(Page::send)};
  help.visit.help = true;
  covered.visit.idle = Idle::covered;
  warned.visit.idle = Idle::warned;
  saving.visit.sending = Sending::saving;
  GalleryPage asked{"urgent-asked", at(Page::urgent)}, asking{"urgent-asking", at(Page::urgent)},
      private_talk{"talk", at(Page::urgent)}, parts{"send-parts", at(Page::send)};
  asked.visit.urgent_sent = private_talk.visit.talk = true;
  asking.visit.urgent_sending = Sending::saving;
  for (const PackForm& form : pack.forms) parts.visit.finished.insert(form.form.url);
  for (GalleryPage* page : {&help, &covered, &warned, &saving, &asked, &asking, &private_talk, &parts})
    pages.push_back(std::move(*page));
  return pages;
}

PageFrame show(UiFrame& frame, const Pack& pack, const GalleryPage& page, const std::string& language) {
  GalleryPage mine = page;
  mine.visit.language = language;
  PageFrame shown;
  int frames = 0;
  do shown = draw(frame, pack, mine);
  while (frame.wants_another_frame() && ++frames < 4);
  return shown;
}

void touch_node(UiFrame& frame, const Pack& pack, const GalleryPage& page, const std::string& language,
                const std::string& id) {
  static Millis now = 1000;
  now += 1000;
  for (const Node& n : frame.tree()) {
    if (n.id != id) continue;
    const double x = n.hit_px.x + n.hit_px.w / 2, y = n.hit_px.y + n.hit_px.h / 2;
    frame.touch({Touch::Phase::down, x, y, 1}, now);
    frame.touch({Touch::Phase::up, x, y, 1}, now + 50);
    break;
  }
  show(frame, pack, page, language);
}

bool has_node(const UiFrame& frame, const std::string& id) {
  for (const Node& n : frame.tree())
    if (n.id == id) return true;
  return false;
}

void shot(const UiFrame& frame, const std::string& name) {
  const char* only = std::getenv("ALONGSIDE_SHOT_LIKE");
  if (only && name.find(only) == std::string::npos) return;
  if (const char* folder = std::getenv("ALONGSIDE_SHOTS"))
    CHECK(save_png(frame.pixels(), std::string(folder) + "/" + name + ".png").ok());
}

}  // namespace alongside
