// Fuzz target: a reference as a worker types it. What is taken is one reference, shown and read again.
#include <tests/fuzz/target.h>

#include <sync/record/reference.h>

using namespace alongside;

FUZZ_TARGET(reference) {
  const auto read = read_reference(input);
  if (read.ok()) {
    must(read->size() == 8);
    must(read_reference(show_reference(*read)).ok());
    must(*read_reference(show_reference(*read)) == *read);
  }
  if (input.size() < 5) return;
  const Bytes random(input.begin(), input.begin() + 5);
  const std::string made = make_reference(random);
  must(read_reference(made).ok() && *read_reference(made) == made);
}
