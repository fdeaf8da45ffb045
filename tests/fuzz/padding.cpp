// Fuzz target: padding. Any text comes out as it went in; any other bytes are refused or are one text padded.
#include <tests/fuzz/target.h>

#include <sync/record/bundle.h>

using namespace alongside;

FUZZ_TARGET(padding) {
  const std::string text(input);
  for (const std::size_t smallest : {std::size_t{4096}, std::size_t{16384}}) {
    const auto padded = pad(text, smallest);
    if (!padded.ok()) continue;
    must(padded->size() >= smallest);
    const auto back = unpad(*padded);
    must(back.ok() && *back == text);
  }
  std::string block = text;
  block.resize(4096);
  for (const std::string& bytes : {text, block}) {
    const auto back = unpad(bytes);
    if (!back.ok()) continue;
    const auto padded = pad(*back, 4096);
    must(padded.ok() && (bytes.size() > 4096 || *padded == bytes));
  }
}
