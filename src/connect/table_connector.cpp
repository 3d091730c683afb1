#include "connect/table_connector.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

#include "base/text.hpp"
#include "connect/template.hpp"

namespace evenhand::connect {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t file_bytes_max = 64u << 20;

/// Cells as plain JSON by column name; a missing column is a missing member.
using Row = json::Object;

json::Value cell_value(const std::string& cell) {
  if (cell.empty()) return nullptr;
  return cell;
}

Result<std::vector<Row>> rows_of_csv(std::string_view text) {
  auto lines = parse_csv(text);
  if (!lines) return fail(std::move(lines.error()));
  std::vector<Row> rows;
  if (lines->empty()) return rows;
  const std::vector<std::string>& header = lines->front();
  for (std::size_t i = 1; i < lines->size(); ++i) {
    const std::vector<std::string>& cells = (*lines)[i];
    if (cells.size() == 1 && cells[0].empty()) continue;
    if (cells.size() != header.size()) {
      return fail(ErrorKind::invalid, "csv/invalid",
                  "Row " + std::to_string(i + 1) + " has " + std::to_string(cells.size()) + " cells, the header has " +
                      std::to_string(header.size()) + ".");
    }
    Row row;
    for (std::size_t c = 0; c < cells.size(); ++c) row.emplace_back(header[c], cell_value(cells[c]));
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<std::vector<Row>> rows_of_json(std::string_view text) {
  auto value = json::parse(text, {.bytes_max = file_bytes_max, .depth_max = 8});
  if (!value) return fail(std::move(value.error()));
  const json::Array* array = value->as_array();
  if (array == nullptr) return fail(ErrorKind::invalid, "json/invalid", "A table in JSON is an array of objects.");
  std::vector<Row> rows;
  for (const json::Value& item : *array) {
    const json::Object* object = item.as_object();
    if (object == nullptr) return fail(ErrorKind::invalid, "json/invalid", "A table in JSON is an array of objects.");
    rows.push_back(*object);
  }
  return rows;
}

Result<std::string> read_file(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error)
    return fail(ErrorKind::not_found, "connector/no-file",
                "The table " + file.filename().string() + " cannot be read.");
  if (size > file_bytes_max)
    return fail(ErrorKind::too_large, "connector/file-too-large",
                "The table " + file.filename().string() + " is over 64 MiB.");
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

bool matches(const Row& row, const Call& call) {
  const auto cell = [&](std::string_view name) -> const json::Value* {
    const auto found = std::find_if(row.begin(), row.end(), [&](const auto& entry) { return entry.first == name; });
    return found == row.end() ? nullptr : &found->second;
  };
  const auto equal = [](const json::Value& a, const json::Value& b) {
    return a == b || as_text(a) == "*" || text::trim(as_text(a)) == text::trim(as_text(b));
  };
  if (const json::Value* action = cell("action");
      action != nullptr && as_text(*action) != "*" && as_text(*action) != call.action)
    return false;
  return std::all_of(call.inputs.begin(), call.inputs.end(), [&](const auto& entry) {
    const json::Value* wanted = cell(entry.first);
    return wanted == nullptr || equal(*wanted, entry.second);
  });
}

class TableConnector final : public Connector {
 public:
  TableConnector(std::string name, fs::path file) : name_(std::move(name)), file_(std::move(file)) {}

  Answer call(const Call& call) override {
    const auto rows = current_rows();
    if (!rows) return {.ok = false, .outputs = {}, .error = rows.error().message, .may_retry = true};
    const auto row = std::find_if((*rows)->begin(), (*rows)->end(), [&](const Row& r) { return matches(r, call); });
    if (row == (*rows)->end()) {
      return {.ok = false,
              .outputs = {},
              .error = "The table of \"" + name_ + "\" has no row for this " + call.action + ".",
              .may_retry = false};
    }
    Answer answer{.ok = true, .outputs = {}, .error = {}, .may_retry = false};
    for (const auto& [column, value] : *row) {
      if (column == "error" && !value.is_null())
        return {.ok = false, .outputs = {}, .error = as_text(value), .may_retry = false};
      const bool is_input = std::any_of(call.inputs.begin(), call.inputs.end(),
                                        [&, &name = column](const auto& in) { return in.first == name; });
      if (column != "action" && column != "error" && !is_input && !value.is_null())
        answer.outputs.emplace_back(column, value);
    }
    return answer;
  }

 private:
  Result<std::shared_ptr<const std::vector<Row>>> current_rows() {
    std::error_code error;
    const auto changed = fs::last_write_time(file_, error);
    const std::lock_guard lock(mutex_);
    if (rows_ != nullptr && !error && changed == read_at_) return rows_;
    auto text = read_file(file_);
    if (!text) return fail(std::move(text.error()));
    auto rows = file_.extension() == ".json" ? rows_of_json(*text) : rows_of_csv(*text);
    if (!rows) return fail(std::move(rows.error()));
    rows_ = std::make_shared<const std::vector<Row>>(std::move(*rows));
    read_at_ = changed;
    return rows_;
  }

  const std::string name_;
  const fs::path file_;
  std::mutex mutex_;
  fs::file_time_type read_at_;
  std::shared_ptr<const std::vector<Row>> rows_;
};

}  // namespace

Result<std::vector<std::vector<std::string>>> parse_csv(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string cell;
  bool quoted = false;
  std::size_t line = 1;
  std::size_t quote_line = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (quoted) {
      if (c != '"')
        cell += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        cell += text[++i];
      else
        quoted = false;
    } else if (c == '"' && cell.empty()) {
      quoted = true;
      quote_line = line;
    } else if (c == ',') {
      row.push_back(std::move(cell));
      cell.clear();
    } else if (c == '\n' || c == '\r') {
      if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
      row.push_back(std::move(cell));
      cell.clear();
      rows.push_back(std::move(row));
      row.clear();
    } else {
      cell += c;
    }
  }
  if (quoted) {
    return fail(ErrorKind::invalid, "csv/invalid",
                "The quotation mark in line " + std::to_string(quote_line) + " is never closed.");
  }
  if (!cell.empty() || !row.empty()) {
    row.push_back(std::move(cell));
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<std::shared_ptr<Connector>> make_table_connector(const std::string& name, const json::Value& config,
                                                        const std::string& folder) {
  const std::string file = config.string_or("file", "");
  if (file.empty()) {
    return fail(ErrorKind::invalid, "connector/bad-config", "Connector \"" + name + "\": \"file\" is missing.",
                "Name a .csv or .json file.");
  }
  return std::shared_ptr<Connector>(std::make_shared<TableConnector>(name, fs::path(folder) / file));
}

}  // namespace evenhand::connect
