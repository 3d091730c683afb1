#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <sstream>

#include "dmn/boxed_reader.hpp"
#include "dmn/model.hpp"

namespace evenhand::dmn {
namespace {

using feel::Value;
namespace fs = std::filesystem;

fs::path suite_folder(const char* level) {
  const char* data = std::getenv("EVENHAND_DATA");
  return fs::path(data == nullptr ? "../shared/data" : data) / "dmn-tck/TestCases" / level;
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

struct Score {
  int cases = 0;
  int passed = 0;
  std::string failures;
};

void run_file(const fs::path& path, Score& score) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_file(path.c_str(), pugi::parse_default | pugi::parse_ws_pcdata_single)) << path;
  const pugi::xml_node root = document.document_element();
  const std::string model_name = child_of(root, "modelName").child_value();
  const ReadModel read = read_model(read_file(path.parent_path() / model_name));
  const Instant now = parse_rfc3339("2026-11-22T09:30:00Z").value();
  for (const pugi::xml_node test : root.children()) {
    if (local_name(test) != "testCase") continue;
    feel::Context inputs;
    for (const pugi::xml_node node : test.children()) {
      if (local_name(node) == "inputNode") inputs.emplace_back(node.attribute("name").value(), value_of(node));
    }
    const std::string invocable = test.attribute("invocableName").value();
    std::string problem;
    for (const pugi::xml_node result : test.children()) {
      if (local_name(result) != "resultNode") continue;
      const std::string name = invocable.empty() ? result.attribute("name").value() : invocable;
      const Value expected = value_of(child_of(result, "expected"));
      Value got = read.usable ? read.model.evaluate(name, inputs, now) : Value::null("the model cannot be read");
      // A service with several outputs is asked for one of them.
      if (const feel::Context* outputs = got.as_context(); outputs != nullptr && !invocable.empty()) {
        for (const auto& [output, value] : *outputs) {
          if (output != result.attribute("name").value()) continue;
          got = Value(value);
          break;
        }
      }
      if (agrees(got, expected)) continue;
      problem += "  " + path.filename().string() + " " + test.attribute("id").value() + " " + name + ": " +
                 feel::to_feel(got) + " (" + std::string(got.null_reason()) + "), expected " + feel::to_feel(expected) +
                 "\n";
    }
    ++score.cases;
    if (problem.empty()) ++score.passed;
    score.failures += problem;
  }
}

Score run_suite(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.find("-test-") != std::string::npos && name.ends_with(".xml")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Score score;
  for (const fs::path& file : files) run_file(file, score);
  return score;
}

TEST(Tck, PassesConformanceLevelTwo) {
  const fs::path folder = suite_folder("compliance-level-2");
  if (!fs::exists(folder)) GTEST_SKIP() << "the DMN TCK is not at " << folder << "; set EVENHAND_DATA";
  const Score score = run_suite(folder);
  EXPECT_EQ(score.passed, score.cases) << score.failures;
  EXPECT_EQ(score.cases, 116);
}

TEST(Tck, CountsConformanceLevelThree) {
  const fs::path folder = suite_folder("compliance-level-3");
  if (!fs::exists(folder)) GTEST_SKIP() << "the DMN TCK is not at " << folder << "; set EVENHAND_DATA";
  const Score score = run_suite(folder);
  std::cout << "level 3: " << score.passed << " of " << score.cases << "\n";
  if (std::getenv("EVENHAND_TCK_FAILURES") != nullptr) std::cout << score.failures;
  EXPECT_GE(score.passed, 3'234) << "fewer cases pass than did before";
}

}  // namespace
}  // namespace evenhand::dmn
