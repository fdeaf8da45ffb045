// What staff need to know of a man: his answers by meaning, from every part of a visit.
#include <sync/record/person.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace alongside {
namespace {

struct Filled {
  const Questionnaire* form;
  Answers answers;
};

std::string words_of(const Item& item, const Value& value) {
  for (const Option& option : item.options) {
    if (option.value == value) return option.text.in("en");
  }
  return text_of(value);
}

std::string code_of(const Value& value) {
  if (const auto* coding = std::get_if<Coding>(&value)) return coding->code;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "yes" : "no";
  return {};
}

// All answers of one visit; the part read last wins where both have an answer.
class Meanings {
 public:
  explicit Meanings(const std::vector<Filled>& filled) {
    for (const Filled& one : filled) {
      each_item(one.form->items, [&](const Item& item) { add(item, one.answers); });
    }
  }

  std::vector<std::string> words(const char* meaning) const {
    return map(meaning, [](const Item& item, const Value& value) { return words_of(item, value); });
  }
  std::vector<std::string> codes(const char* meaning) const {
    return map(meaning, [](const Item&, const Value& value) { return code_of(value); });
  }
  std::string word(const char* meaning) const { return first(words(meaning)); }
  std::string code(const char* meaning) const { return first(codes(meaning)); }

 private:
  struct Found {
    const Item* item;
    const Answer* answer;
  };

  void add(const Item& item, const Answers& answers) {
    if (!answers.answered(item.link_id)) return;
    for (const Coding& coding : item.codes) {
      if (coding.system == meaning_system)
        by_meaning_[coding.code] = Found{&item, answers.find(item.link_id)};
    }
  }

  template <class To>
  std::vector<std::string> map(const char* meaning, const To& to) const {
    std::vector<std::string> out;
    const auto found = by_meaning_.find(meaning);
    if (found == by_meaning_.end()) return out;
    for (const Value& value : found->second.answer->values) out.push_back(to(*found->second.item, value));
    return out;
  }

  static std::string first(const std::vector<std::string>& list) {
    return list.empty() ? std::string() : list[0];
  }

  std::map<std::string, Found> by_meaning_;
};

std::vector<Filled> read_all(const Pack& pack, const std::vector<VisitRecord>& visits) {
  std::vector<Filled> out;
  for (const VisitRecord& visit : visits) {
    for (const Json& response : visit.responses) {
      const auto canonical_name = response_form(response);
      if (!canonical_name) continue;
      const PackForm* form = pack.form(*canonical_name);
      if (form == nullptr) continue;
      auto answers = read_response(form->form, response);
      if (!answers) continue;
      // The urgent part may hold a form that the whole part holds again, more complete.
      const auto same =
          std::find_if(out.begin(), out.end(), [&](const Filled& one) { return one.form == &form->form; });
      if (same != out.end()) {
        same->answers = answers.take();
      } else {
        out.push_back({&form->form, answers.take()});
      }
    }
  }
  return out;
}

std::vector<AnswerLine> lines(const std::vector<Filled>& filled) {
  std::vector<AnswerLine> out;
  for (const Filled& one : filled) {
    each_item(one.form->items, [&](const Item& item) {
      const Answer* answer = one.answers.find(item.link_id);
      if (answer == nullptr) return;
      AnswerLine line{one.form->title.in("en"), item.text.in("en"), {}, answer->declined};
      for (const Value& value : answer->values) line.answers.push_back(words_of(item, value));
      out.push_back(std::move(line));
    });
  }
  return out;
}

void set_age(Person& person, const std::string& birth_year, int current_year) {
  const int year = std::atoi(birth_year.substr(0, 4).c_str());
  if (year < 1900 || year > current_year) return;
  person.youngest_age = std::max(0, current_year - year - 1);
  person.under_16 = *person.youngest_age < 16;
  person.young_father = *person.youngest_age == 16 || *person.youngest_age == 17;
}

SafeContact contact_of(const Meanings& found) {
  SafeContact out;
  for (const std::string& code : found.codes("safe-channels")) {
    if (const auto channel = channel_of(code)) out.channels.push_back(*channel);
  }
  out.phone = found.word("phone");
  out.address = found.word("address");
  out.email = found.word("email");
  out.times = found.words("times");
  out.leave_message = found.code("leave-message");
  out.who_may_answer = found.word("who-may-answer");
  out.code_phrase = found.word("code-phrase");
  return out;
}

bool says_loss(const std::string& code) {
  return code == "died" || code == "loss" || code == "baby-died" || code == "our-baby-died";
}

}  // namespace

Person gather_person(const Pack& pack, const std::vector<VisitRecord>& visits, int current_year) {
  const std::vector<Filled> filled = read_all(pack, visits);
  const Meanings found(filled);
  Person out;
  out.name_to_use = found.word("name-to-use");
  out.role = found.word("role");
  set_age(out, found.word("birth-year"), current_year);
  out.baby_loss = says_loss(found.code("baby-status"));
  out.due_date = found.word("due-date");
  out.baby_birth_date = found.word("baby-birth-date");
  out.postcode_outward = found.word("postcode-outward");
  out.languages = found.words("languages");
  out.interpreter = found.code("interpreter") == "yes";
  out.access_needs = found.words("access-needs");
  out.topics = found.words("topics");
  out.own_words = found.word("own-words");
  out.how_soon = found.word("how-soon");
  out.contact = contact_of(found);
  out.share_with = found.words("share-with");
  out.answers = lines(filled);
  return out;
}

}  // namespace alongside
