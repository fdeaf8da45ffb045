// The command `alongside users`: who may sign in to the console.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace alongside {

// Adds `users` and its subcommands. `site_toml` is filled by CLI11 before a subcommand's callback runs; a
// failure is printed and `exit_code` set.
void add_users_commands(CLI::App& app, const std::string& site_toml, int& exit_code);

}  // namespace alongside
