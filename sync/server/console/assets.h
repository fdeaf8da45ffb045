// The console's templates and style sheet, read once at start from a folder.
#pragma once

#include <platform/json.h>
#include <platform/result.h>

#include <memory>
#include <string>

namespace alongside {

class ConsoleAssets {
 public:
  // missing: names the first template that is not there; invalid: the one with a fault and where.
  static Result<ConsoleAssets> load(const std::string& folder);
  ConsoleAssets(ConsoleAssets&&) noexcept;
  ~ConsoleAssets();
  // All text is escaped; control characters and marks that turn the direction of text are dropped. `content`,
  // where given, is HTML that was rendered before and stands in {{{content}}}. Not for two threads at once.
  std::string render(const std::string& name, const Json& data, const std::string& content = {});
  const std::string& css() const { return css_; }  // empty: not built
  const std::string& css_mark() const { return css_mark_; }

 private:
  struct Templates;
  ConsoleAssets();
  std::unique_ptr<Templates> templates_;
  std::string css_;
  std::string css_mark_;  // changes with the css, so that browsers fetch it anew
};

}  // namespace alongside
