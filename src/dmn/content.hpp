/// @file content.hpp
/// @brief What a DMN file holds: types, input data, decisions, knowledge models, services, the tree of boxed expressions,
/// and the drawing. `read_model` makes one from XML, `write_model` writes it, and a caller may build one by hand and give
/// it to `Model`. The texts of expressions are kept as written, beside what was parsed from them.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "dmn/table.hpp"
#include "feel/expression.hpp"

namespace evenhand::dmn {

/// A type reference, resolved when it is used: a FEEL type, or the name of an item definition.
struct ItemDefinition {
  std::string name;
  std::string id, label, description;
  std::string type;  ///< empty when it has components; of a function what it yields
  bool is_collection = false;
  bool is_function = false;
  std::string allowed_text, allowed_whole_text;   ///< `allowedValues` and `typeConstraint`, as written
  std::optional<feel::Expression> allowed;        ///< unary tests
  std::optional<feel::Expression> allowed_whole;  ///< unary tests on a collection as a whole
  std::vector<ItemDefinition> components;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< of a function: name and type
};

struct Boxed;
using BoxedPtr = std::shared_ptr<const Boxed>;

/// What a decision table's cells say, as written; `Boxed::table` holds the same compiled.
struct TableText {
  struct Clause {
    std::string label, description, name, type;
    std::string expression;       ///< inputs: what is tested
    std::string expression_type;  ///< inputs
    std::string values;           ///< `inputValues` or `outputValues`; empty when there are none
    std::string otherwise;        ///< outputs: the default entry; empty when there is none
    bool operator==(const Clause&) const = default;
  };
  struct Row {
    std::string description;
    std::vector<std::string> tests, outputs, annotations;
    bool operator==(const Row&) const = default;
  };
  std::vector<Clause> inputs, outputs;
  std::vector<std::string> annotations;  ///< names of the annotation columns
  std::vector<Row> rows;
  std::string output_label, orientation;
  bool operator==(const TableText&) const = default;
};

/// One boxed expression. `parts` and `names` mean what the kind says.
struct Boxed {
  enum class Kind {
    literal,      ///< `text` and `expression`
    table,        ///< `table` and `rows`
    context,      ///< entry i is `names[i]`; an empty name is the result
    list,         ///< items
    relation,     ///< `names` are the columns, parts the cells row by row
    invocation,   ///< part 0 is the function, the rest arguments called `names[i - 1]`
    function,     ///< `names` are the parameters, part 0 the body; `language` when it is not FEEL
    conditional,  ///< condition, then, else
    filter,       ///< list, condition
    iterate,      ///< `names[0]` in part 0, result part 1
    some,
    every,
    nothing,  ///< no logic
  };
  Kind kind = Kind::nothing;
  std::string type, label, description;
  std::string language;  ///< literal: the expression language; function: `Java` or `PMML`; empty for FEEL
  std::string text;      ///< literal: as written
  feel::Expression expression;
  Table table;
  TableText rows;
  std::vector<std::string> names;
  std::vector<std::string> types;  ///< of the entries, parameters or columns
  std::vector<BoxedPtr> parts;
  std::string problem;  ///< why it cannot be computed; evaluates to null with this reason
  Span span;
};

/// One arrow of the requirements graph.
struct Requirement {
  enum class Kind { input, decision, knowledge, authority };
  Kind kind = Kind::input;
  std::string id;
  std::string href;  ///< the id in this file, or `NAMESPACE#id` of an imported one
  Span span;
};

struct Element {
  std::string id, name, label, description;
  Span span;
};
struct InputData : Element {
  std::string type;
};
struct DecisionNode : Element {
  std::string question, answers, type;
  std::vector<Requirement> needs;
  BoxedPtr logic;
};
struct KnowledgeModel : Element {
  std::string type;
  std::vector<Requirement> needs;
  BoxedPtr logic;  ///< a function
};
struct DecisionService : Element {
  std::string type;
  std::vector<std::string> outputs, encapsulated;  ///< hrefs of decisions
  std::vector<std::string> input_decisions;        ///< hrefs; first among the parameters are the input data
  std::vector<std::string> input_data;
};
struct KnowledgeSource : Element {
  std::string type, location;
  std::vector<Requirement> needs;
};
struct TextAnnotation {
  std::string id, text, format;
  bool operator==(const TextAnnotation&) const = default;
};
struct Association {
  std::string id, source, target, direction;
  bool operator==(const Association&) const = default;
};

struct ModelContent;
struct Import {
  std::string name, space, location, type;
  std::shared_ptr<const ModelContent> content;  ///< null when it was not found
  Span span;
};

/// The drawing. Lengths are pixels, y grows downwards.
struct Point {
  double x = 0, y = 0;
  bool operator==(const Point&) const = default;
};
struct Shape {
  std::string ref;  ///< href of what it shows
  Point corner;     ///< top left
  double width = 0, height = 0;
  std::vector<Point> divider;  ///< decision service: the line between output and other decisions
  bool collapsed = false;
  bool operator==(const Shape&) const = default;
};
struct Edge {
  std::string ref;  ///< id of a requirement or association
  std::vector<Point> points;
  bool operator==(const Edge&) const = default;
};
struct Diagram {
  std::string name;
  std::vector<Shape> shapes;
  std::vector<Edge> edges;
  bool operator==(const Diagram&) const = default;
};

struct ModelContent {
  std::string id, name, space, description;  ///< `space` is the model's own namespace
  std::vector<Import> imports;
  std::map<std::string, ItemDefinition, std::less<>> types;
  std::vector<std::string> type_order;  ///< names of `types` in the order of the file
  std::vector<InputData> inputs;
  std::vector<DecisionNode> decisions;
  std::vector<KnowledgeModel> knowledge;
  std::vector<DecisionService> services;
  std::vector<KnowledgeSource> sources;
  std::vector<TextAnnotation> annotations;
  std::vector<Association> associations;
  std::vector<Diagram> diagrams;   ///< empty: `write_model` lays one out
  std::vector<std::string> names;  ///< every name of the model: they may hold symbols

  enum class Kind { input, decision, knowledge, service, source };
  std::map<std::string, std::pair<Kind, std::size_t>, std::less<>> by_id;  ///< places of the elements; see `index`
};

/// Fills `by_id`. Has to be called after elements were added by hand; `read_model` and `Model` do it.
void index(ModelContent& content);

/// Says the same: everything but places in the file. Imported models are compared by name, not by content.
[[nodiscard]] bool equal(const ModelContent& a, const ModelContent& b);
[[nodiscard]] bool equal(const Boxed& a, const Boxed& b);

/// What an href leads to, in this model or one that it imports; at most one pointer is set.
struct Target {
  const ModelContent* content = nullptr;
  const InputData* input = nullptr;
  const DecisionNode* decision = nullptr;
  const KnowledgeModel* knowledge = nullptr;
  const DecisionService* service = nullptr;
  const KnowledgeSource* source = nullptr;
  std::string import_name;  ///< how the referring model calls the imported one; empty for its own
  [[nodiscard]] explicit operator bool() const noexcept { return content != nullptr; }
};
[[nodiscard]] Target find_target(const ModelContent& content, std::string_view href);

/// The item definition of a type's name, `import.name` included, and the model it stands in; null pointers for none.
[[nodiscard]] std::pair<const ItemDefinition*, const ModelContent*> find_type(const ModelContent& content,
                                                                              std::string_view name);

/// FEEL's own type of that name.
[[nodiscard]] std::optional<feel::Type> simple_type(std::string_view name);

/// The value as the type asks: a list of one item for the item or the other way round, a date as midnight. Null with a
/// reason when the value does not fit.
[[nodiscard]] feel::Value conform(const feel::Value& value, std::string_view type, const ModelContent& content);
/// The same with the steps that are left of an evaluation: allowed values are expressions.
[[nodiscard]] feel::Value conform(const feel::Value& value, std::string_view type, const ModelContent& content,
                                  feel::Budget& budget);
/// Whether the value is of a type of the model or of one it imports (`import.type`), as `instance of` asks: allowed values
/// do not count, nothing is converted. Empty when there is no type of that name.
[[nodiscard]] std::optional<bool> is_instance(const feel::Value& value, std::string_view type,
                                              const ModelContent& content);

}  // namespace evenhand::dmn
