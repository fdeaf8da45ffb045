# Writes a .cpp with last_resort_words(): the English interface words, for a kiosk whose pack cannot be read.
file(READ ${WORDS} words)
file(WRITE ${OUTPUT} "// Generated from assets/pack/words/en.json.
#include <kiosk/last_resort.h>
namespace alongside {
std::string_view last_resort_words() {
  return R\"words(${words})words\";
}
}  // namespace alongside
")
