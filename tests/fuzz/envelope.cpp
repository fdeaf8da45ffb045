// Fuzz target: sealed envelopes, batches, receipts and watermarks. What is read is written again byte for
// byte.
#include <tests/fuzz/target.h>

#include <sync/record/bundle.h>
#include <sync/record/wire.h>

using namespace alongside;

namespace {

void try_envelope(const Bytes& bytes) {
  const auto read = read_envelope(bytes);
  if (!read.ok()) return must(!read.error().what.empty());
  must(write_envelope(*read) == bytes);
}

}  // namespace

FUZZ_TARGET(envelope) {
  const Bytes bytes(input.begin(), input.end());
  try_envelope(bytes);
  // Heads are short, envelopes long: the same head with zeroes up to the smallest class.
  Bytes whole = bytes;
  whole.resize(4096 + envelope_overhead_bytes);
  try_envelope(whole);
  if (const auto batch = read_batch(bytes); batch.ok()) {
    std::vector<Bytes> parts;
    for (const ByteView part : *batch) parts.emplace_back(part.begin(), part.end());
    const auto again = write_batch(parts);
    must(again.ok() && *again == bytes);
  }
  if (const auto receipt = read_receipt(bytes); receipt.ok()) must(receipt_text(*receipt) == bytes);
  if (const auto mark = read_watermark(bytes); mark.ok()) must(watermark_text(*mark) == bytes);
}
