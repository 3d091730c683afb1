/// @file law_report.hpp
/// @brief How a procedure stands to the law of each state, for the terminal and for programs.
#pragma once

#include <string>
#include <string_view>

#include "procedure/law_check.hpp"

namespace evenhand::cli {

/// By state: what is met and where, what is missing with the lines to add, what contradicts, what cannot be told; then the steps by
/// states. On standard output.
void print_report(const procedure::LawCheck& check, std::string_view source, const procedure::Procedure& procedure,
                  const law::Law& law);
[[nodiscard]] json::Value report_as_json(const procedure::LawCheck& check, const std::string& file);

}  // namespace evenhand::cli
