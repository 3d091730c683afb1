/// @file table_connector.hpp
/// @brief A connector that looks answers up in a CSV or JSON file, so that a procedure can be run against recorded outcomes,
/// and a small business can keep its orders in a spreadsheet.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connect/connector.hpp"

namespace evenhand::connect {

/// Rows of a CSV text (RFC 4180: quotes, doubled quotes, line ends inside quotes). Error `csv/invalid` with the line.
[[nodiscard]] Result<std::vector<std::vector<std::string>>> parse_csv(std::string_view text);

/// Settings: `{"kind": "table", "file": "orders.csv"}` or `"file": "orders.json"` (an array of flat objects).
/// A row answers when its `action` cell (if there is such a column) is the action's name and every input that has a column
/// of its name equals the cell; `*` in a cell equals anything. Its other cells are the outputs. A cell in the column
/// `error` makes the answer a failure with that text. No row: a failure that may not be retried.
/// The file is read again when its time of change is another.
[[nodiscard]] Result<std::shared_ptr<Connector>> make_table_connector(const std::string& name,
                                                                      const json::Value& config,
                                                                      const std::string& folder);

}  // namespace evenhand::connect
