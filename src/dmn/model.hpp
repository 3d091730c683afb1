/// @file model.hpp
/// @brief Reads DMN 1.5 XML (1.1 to 1.4 too: only the namespaces differ) and evaluates its decisions: literal
/// expressions, decision tables, contexts, lists, relations, invocations, functions, conditionals, filters, iterators,
/// business knowledge models, decision services, item definitions with allowed values.
/// Thread safety: a Model is immutable; any number of threads may evaluate it.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/instant.hpp"
#include "feel/value.hpp"

namespace evenhand::dmn {

struct ModelContent;  // private to this module
struct ReadModel;

class Model {
 public:
  /// Names in the order of the file.
  [[nodiscard]] std::vector<std::string> decisions() const;
  [[nodiscard]] std::vector<std::string> inputs() const;
  /// The value of a decision, or of a decision service or business knowledge model called with the inputs of its
  /// parameters' names. Null with a reason when there is none of that name or it cannot be computed. Input data of an
  /// imported model are given by their names, or as entries of a context of the import's name.
  /// Limits: 100 calls inside one another, 10,000 calls in all.
  [[nodiscard]] feel::Value evaluate(std::string_view name, const feel::Context& inputs, Instant now) const;

 private:
  friend ReadModel read_model(std::string_view xml, std::span<const std::string> others);
  std::shared_ptr<const ModelContent> content_;
};

/// `EH0405` no well-formed XML or no DMN, `EH0406` a reference or element that is not known, `EH0407` an expression
/// that is no FEEL (it evaluates to null; the rest of the model works).
struct ReadModel {
  Model model;
  Diagnostics diagnostics;
  bool usable = false;  ///< false when nothing could be read
};
/// @param others  texts of the models that it may import, found by their namespaces; their problems are left out unless
///                they cannot be read at all. Imports that go round in a circle are refused.
/// Limits: 16 MiB; boxed expressions 50 levels deep; 20 imports inside one another. Document types and entities are not
/// processed.
[[nodiscard]] ReadModel read_model(std::string_view xml, std::span<const std::string> others = {});

}  // namespace evenhand::dmn
