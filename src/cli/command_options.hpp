/// @file command_options.hpp
/// @brief How the options of a family of commands are read, where main.cpp would grow too long. The only headers with CLI11.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

namespace evenhand::cli {

/// The end of a command's help.
[[nodiscard]] std::string examples(std::initializer_list<std::string_view> lines);
/// @param chosen  set to the command that the command line asks for
void add_law_commands(CLI::App& app, std::function<int()>& chosen);

}  // namespace evenhand::cli
