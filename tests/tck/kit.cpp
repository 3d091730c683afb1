#include "tck/kit.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <pugixml.hpp>
#include <sstream>
#include <string_view>

#include "dmn/model.hpp"
#include "feel/value.hpp"

namespace evenhand::tck {

namespace {

using feel::Value;
namespace fs = std::filesystem;

std::string_view local_name(pugi::xml_node node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child_of(pugi::xml_node node, std::string_view name) {
  const auto children = node.children();
  const auto found =
      std::find_if(children.begin(), children.end(), [&](auto child) { return local_name(child) == name; });
  return found == children.end() ? pugi::xml_node() : *found;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

Value simple_value(pugi::xml_node node) {
  std::string_view type;
  for (const pugi::xml_attribute attribute : node.attributes()) {
    const std::string_view name = attribute.name();
    if (name.ends_with("nil") && std::string_view(attribute.value()) == "true") return {};
    if (name.ends_with(":type") || name == "type") type = attribute.value();
  }
  if (const std::size_t colon = type.find(':'); colon != std::string_view::npos) type.remove_prefix(colon + 1);
  const std::string text = node.child_value();
  if (type == "boolean") return text == "true";
  if (type == "decimal" || type == "double" || type == "integer" || type == "int" || type == "float") {
    const auto number = Decimal::parse(text);
    return number ? Value(*number) : Value{};
  }
  if (type == "date") return feel::parse_date(text);
  if (type == "time") return feel::parse_time(text);
  if (type == "dateTime") return feel::parse_date_time(text);
  if (type == "duration") return feel::parse_duration(text);
  return text;
}

/// The value that an element's `value`, `list` or `component` children describe.
Value value_of(pugi::xml_node holder) {
  if (const pugi::xml_node list = child_of(holder, "list")) {
    feel::List out;
    for (const pugi::xml_node item : list.children()) {
      if (local_name(item) == "item") out.push_back(value_of(item));
    }
    return out;
  }
  if (const pugi::xml_node value = child_of(holder, "value")) return simple_value(value);
  feel::Context out;
  for (const pugi::xml_node child : holder.children()) {
    if (local_name(child) == "component") out.emplace_back(child.attribute("name").value(), value_of(child));
  }
  return out.empty() ? Value{} : Value(std::move(out));
}

/// Equal, numbers up to the eight decimals the suite's results are given with.
bool agrees(const Value& got, const Value& expected) {
  const Decimal* a = got.as_number();
  const Decimal* b = expected.as_number();
  if (a != nullptr && b != nullptr) {
    const auto gap = a->subtract(*b);
    return gap && gap->absolute() <= *Decimal::parse("0.00000001");
  }
  if (got.type() != expected.type()) return false;
  if (const feel::List* list = got.as_list()) {
    const feel::List& other = *expected.as_list();
    return std::equal(list->begin(), list->end(), other.begin(), other.end(), agrees);
  }
  if (const feel::Context* context = got.as_context()) {
    const feel::Context& other = *expected.as_context();
    return context->size() == other.size() && std::all_of(context->begin(), context->end(), [&](const auto& entry) {
             return std::any_of(other.begin(), other.end(), [&](const auto& o) {
               return o.first == entry.first && agrees(entry.second, o.second);
             });
           });
  }
  return got.is_null() || got.equals(expected).value_or(false);
}

/// The models beside this one: it may import them.
std::vector<std::string> others_of(const fs::path& model) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(model.parent_path())) {
    if (entry.path().extension() == ".dmn" && entry.path() != model) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> out;
  for (const fs::path& file : files) out.push_back(read_file(file));
  return out;
}

Result run_case(pugi::xml_node test, const dmn::ReadModel& read) {
  Result out;
  out.test = test.attribute("id").value();
  out.is_null = true;
  const Instant now = parse_rfc3339("2026-11-22T09:30:00Z").value();
  feel::Context inputs;
  for (const pugi::xml_node node : test.children()) {
    if (local_name(node) == "inputNode") inputs.emplace_back(node.attribute("name").value(), value_of(node));
  }
  const std::string invocable = test.attribute("invocableName").value();
  for (const pugi::xml_node result : test.children()) {
    if (local_name(result) != "resultNode") continue;
    const std::string name = invocable.empty() ? result.attribute("name").value() : invocable;
    const Value expected = value_of(child_of(result, "expected"));
    out.is_null = out.is_null && expected.is_null();
    Value got = read.usable ? read.model.evaluate(name, inputs, now) : Value::null("the model cannot be read");
    // A service with several outputs is asked for one of them.
    if (const feel::Context* outputs = got.as_context(); outputs != nullptr && !invocable.empty()) {
      const auto found = std::find_if(outputs->begin(), outputs->end(), [&](const auto& output) {
        return output.first == result.attribute("name").value();
      });
      if (found != outputs->end()) got = Value(found->second);
    }
    if (agrees(got, expected)) continue;
    if (!out.problem.empty()) out.problem += "; ";
    out.problem += name + " is " + feel::to_feel(got);
    if (!got.null_reason().empty()) out.problem += " (" + std::string(got.null_reason()) + ")";
    out.problem += ", expected " + feel::to_feel(expected);
  }
  out.passed = out.problem.empty();
  return out;
}

void run_file(const fs::path& kit_tests, const fs::path& path, bool rewritten, std::vector<Result>& out) {
  pugi::xml_document document;
  const bool good =
      static_cast<bool>(document.load_file(path.c_str(), pugi::parse_default | pugi::parse_ws_pcdata_single));
  const pugi::xml_node root = document.document_element();
  const fs::path model = path.parent_path() / child_of(root, "modelName").child_value();
  const std::vector<std::string> others = others_of(model);
  const dmn::Importer importer = dmn::importer_of(others);
  dmn::ReadModel read = dmn::read_model(read_file(model), importer);
  if (rewritten) read = dmn::read_model(dmn::write_model(read.model), importer);
  const std::size_t before = out.size();
  for (const pugi::xml_node test : root.children()) {
    if (local_name(test) == "testCase") out.push_back(run_case(test, read));
  }
  if (!good) out.push_back({{}, {}, "", false, false, "the file of test cases cannot be read"});
  for (std::size_t i = before; i < out.size(); ++i) {
    out[i].folder = fs::relative(path.parent_path(), kit_tests).generic_string();
    out[i].file = path.stem().string();
  }
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? "\"\"" : std::string(1, c));
  return out + "\"";
}

}  // namespace

std::vector<Result> run_level(const fs::path& kit, const std::string& level, bool rewritten) {
  const fs::path kit_tests = kit / "TestCases";
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kit_tests / level)) {
    const std::string name = entry.path().filename().string();
    if (name.find("-test-") != std::string::npos && name.ends_with(".xml")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Result> out;
  for (const fs::path& file : files) run_file(kit_tests, file, rewritten, out);
  return out;
}

Score score_of(const std::vector<Result>& results) {
  Score out;
  for (const Result& result : results) {
    ++out.cases;
    out.passed += result.passed ? 1 : 0;
    if (result.is_null) continue;
    ++out.valued_cases;
    out.valued_passed += result.passed ? 1 : 0;
  }
  return out;
}

std::string csv_line(const Result& result) {
  return quoted(result.folder) + "," + quoted(result.file) + "," + quoted(result.test) + "," +
         quoted(result.passed ? "SUCCESS" : "ERROR") + ",\"\"";
}

fs::path default_kit() {
  const char* data = std::getenv("EVENHAND_DATA");
  return fs::path(data == nullptr ? "../shared/data" : data) / "dmn-tck";
}

}  // namespace evenhand::tck
