/// @file content.hpp
/// @brief What a DMN file holds once read: types, input data, decisions, knowledge models, services, and the tree of
/// boxed expressions. Private to this module.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dmn/table.hpp"
#include "feel/expression.hpp"

namespace evenhand::dmn {

/// A type reference, resolved when it is used: a FEEL type, or the name of an item definition.
struct ItemDefinition {
  std::string name;
  std::string type;  ///< empty when it has components; of a function what it yields
  bool is_collection = false;
  bool is_function = false;
  std::optional<feel::Expression> allowed;        ///< unary tests
  std::optional<feel::Expression> allowed_whole;  ///< unary tests on a collection as a whole
  std::vector<ItemDefinition> components;
};

struct Boxed;
using BoxedPtr = std::shared_ptr<const Boxed>;

/// One boxed expression. `parts` and `names` mean what the kind says.
struct Boxed {
  enum class Kind {
    literal,      ///< `expression`
    table,        ///< `table`
    context,      ///< entry i is `names[i]`; an empty name is the result
    list,         ///< items
    relation,     ///< `names` are the columns, parts the cells row by row
    invocation,   ///< part 0 is the function, the rest arguments called `names[i - 1]`
    function,     ///< `names` are the parameters, part 0 the body
    conditional,  ///< condition, then, else
    filter,       ///< list, condition
    iterate,      ///< `names[0]` in part 0, result part 1
    some,
    every,
    nothing,  ///< no logic, or none that can be run
  };
  Kind kind = Kind::nothing;
  std::string type;
  feel::Expression expression;
  Table table;
  std::vector<std::string> input_types;
  std::vector<std::string> names;
  std::vector<std::string> types;  ///< of the entries or parameters
  std::vector<BoxedPtr> parts;
  std::string problem;  ///< why there is nothing
};

/// What an element needs: something of this model, or of one it imports.
struct Reference {
  std::string import;  ///< the name the model is imported by; empty for this one
  std::string id;
};

struct InputData {
  std::string id, name, type;
};
struct DecisionNode {
  std::string id, name, type;
  std::vector<Reference> needs;  ///< input data, decisions, knowledge models and services
  BoxedPtr logic;
};
struct KnowledgeModel {
  std::string id, name, type;
  std::vector<Reference> needs;
  BoxedPtr logic;  ///< a function
};
struct DecisionService {
  std::string id, name, type;
  std::vector<std::string> outputs;          ///< ids of decisions
  std::vector<std::string> input_decisions;  ///< ids; first among the parameters are the input data
  std::vector<std::string> input_data;
};

struct ModelContent {
  /// By the names that this model gives them; their elements are read as entries of those names.
  std::map<std::string, std::shared_ptr<const ModelContent>, std::less<>> imports;
  std::map<std::string, ItemDefinition, std::less<>> types;
  std::vector<InputData> inputs;
  std::vector<DecisionNode> decisions;
  std::vector<KnowledgeModel> knowledge;
  std::vector<DecisionService> services;
};

/// The value as the type asks: a list of one item for the item or the other way round, a date as midnight. Null with a
/// reason when the value does not fit.
[[nodiscard]] feel::Value conform(const feel::Value& value, std::string_view type, const ModelContent& content);
/// Whether the value is of a type of the model or of one it imports (`import.type`), as `instance of` asks: allowed values
/// do not count, nothing is converted. Empty when there is no type of that name.
[[nodiscard]] std::optional<bool> is_instance(const feel::Value& value, std::string_view type,
                                              const ModelContent& content);

}  // namespace evenhand::dmn
