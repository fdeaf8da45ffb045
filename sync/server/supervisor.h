// Starts the two server processes and starts them again when one ends.
#pragma once

#include <platform/result.h>

#include <atomic>
#include <string>
#include <vector>

namespace alongside {

// Each child is `program` with its arguments. Runs until the stop flag is set, then ends the children it
// started.
Result<> supervise(const std::string& program, const std::vector<std::vector<std::string>>& children,
                   const std::atomic<bool>& stop);

}  // namespace alongside
