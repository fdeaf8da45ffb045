// What the Ui remembers between frames. Not for screens.
#pragma once

#include <kiosk/ui_parts.h>

namespace alongside {

struct UiState {
  const Builder& builder;
  std::string activated;  // the control touched since the last frame
  std::string field;      // where typing goes
  std::string typed;
  bool remove = false, hidden = false, shift = false, digits = false, auto_field = true;
  bool closed = false;    // Done was touched: no field opens by itself again on this page
  bool settings = false;  // the low screen's page of tools
};

class Declared final : public Ui {
 public:
  explicit Declared(UiState& state) : state_(state) {}

  const Look& look() const override { return state_.builder.look(); }
  const std::string& word(std::string_view key) const override;
  std::string words(std::string_view key,
                    std::initializer_list<std::pair<std::string_view, std::string>> values) const override;
  void heading(std::string_view words, Picture picture) override;
  void hero(std::string_view words, std::string_view line) override;
  void text(std::string_view words, TextKind kind, Picture picture) override;
  void question(std::string_view words, std::string_view why) override;
  void error(std::string_view words) override;
  bool choice(std::string_view id, std::string_view words, bool chosen, ChoiceKind kind) override;
  bool button(std::string_view id, std::string_view words, ButtonKind kind, Picture picture,
              std::string_view mark) override;
  std::optional<int> grid(std::string_view id, const std::vector<std::string>& words, int chosen,
                          int columns) override;
  void begin_card(CardKind kind, std::string_view heading) override;
  void end_card() override;
  void helpline(const HelplineView& line) override;
  std::optional<std::string> field(std::string_view id, std::string_view label, const std::string& value,
                                   FieldKind kind, std::size_t most, std::string_view error) override;
  bool row(std::string_view id, std::string_view label, std::string_view value,
           std::string_view change) override;
  void qr(std::string_view id, std::string_view payload, std::string_view meaning) override;
  bool skip(std::string_view word_key) override;
  bool forward(std::string_view word_key) override;
  void wait(std::string_view words) override;

  bool shows_error() const;
  void show_settings();  // in place of what the screen declared

  std::vector<UiItem> items;
  std::string skip_key, forward_key, waiting;
  FieldKind field_kind = FieldKind::name;

 private:
  UiItem& add(NodeRole role, std::string id, std::string_view words);
  bool take(std::string_view id);

  UiState& state_;
  int card_ = -1, cards_ = 0;
  CardKind card_kind_ = CardKind::plain;
};

// Where everything of one frame goes. The page is kept within what there is.
std::vector<Shown> lay_out(const Builder& builder, const PageFrame& frame, const Declared& declared,
                           const UiState& state, int& page);

}  // namespace alongside
