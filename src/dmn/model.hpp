/// @file model.hpp
/// @brief Reads DMN 1.5 XML (1.1 to 1.4 too: only the namespaces differ), writes it, and evaluates its decisions: literal
/// expressions, decision tables, contexts, lists, relations, invocations, functions, conditionals, filters, iterators,
/// business knowledge models, decision services, item definitions with allowed values, imported models.
/// Thread safety: a Model is immutable; any number of threads may evaluate it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.hpp"
#include "base/diagnostic.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "dmn/table.hpp"
#include "dmn/trace.hpp"
#include "feel/value.hpp"

namespace evenhand::dmn {

struct ModelContent;  // content.hpp, for those who build a model themselves
struct ReadModel;

/// The XML of an imported model, by its namespace and the location its importer gives (may be empty, is not to be
/// trusted); nothing when there is none.
using Importer = std::function<std::optional<std::string>(std::string_view space, std::string_view location)>;

/// Finds imported models among texts at hand, which have to outlive it.
[[nodiscard]] Importer importer_of(const std::vector<std::string>& texts);

/// A decision table of a model: whose it is, and where it stands in the file.
struct ModelTable {
  std::string owner;  ///< name of the decision or knowledge model
  const Table* table = nullptr;
  Span span;
};

class Model {
 public:
  Model();
  explicit Model(ModelContent content);

  /// Names in the order of the file.
  [[nodiscard]] std::vector<std::string> decisions() const;
  [[nodiscard]] std::vector<std::string> inputs() const;
  /// Decision services and business knowledge models, which `evaluate` calls.
  [[nodiscard]] std::vector<std::string> invocables() const;
  /// Every decision table that can be run, wherever it stands inside the boxed expressions. Lives as long as the model.
  [[nodiscard]] std::vector<ModelTable> tables() const;

  /// The value of a decision, or of a decision service or business knowledge model called with the inputs of its
  /// parameters' names. Null with a reason when there is none of that name or it cannot be computed. Inputs of imported
  /// models are found by their name, or in a context called as the import is.
  /// Limits: dmn_call_depth_max, dmn_calls_max, dmn_steps_max, dmn_seconds_max.
  /// @param trace  when given, gets what was decided on the way and why.
  [[nodiscard]] feel::Value evaluate(std::string_view name, const feel::Context& inputs, Instant now,
                                     Trace* trace = nullptr) const;
  /// The same until a deadline, and within the steps left in a budget when one is given, that may belong to more than this
  /// one evaluation, in place of dmn_seconds_max and dmn_steps_max.
  [[nodiscard]] feel::Value evaluate(std::string_view name, const feel::Context& inputs, Instant now, Trace* trace,
                                     const Deadline& deadline, feel::Budget* budget = nullptr) const;

  /// JSON as people and programs write it, turned into values by the declared types of the inputs: `"2026-01-31"` is a date
  /// where a date is wanted, a list of one its item. Members that no input is called are kept. Error `dmn/bad-input` names an
  /// input of the wrong type.
  [[nodiscard]] Result<feel::Context> read_inputs(const json::Value& object) const;

  /// Says the same as the other, whatever the files look like.
  [[nodiscard]] bool operator==(const Model& other) const;
  [[nodiscard]] const ModelContent& content() const noexcept { return *content_; }

 private:
  friend ReadModel read_model(std::string_view xml, const Importer& importer);
  explicit Model(std::shared_ptr<const ModelContent> content) : content_(std::move(content)) {}
  std::shared_ptr<const ModelContent> content_;
};

/// `EH0405` no well-formed XML or no DMN, `EH0406` a reference or element that is not known or misses a part, `EH0407` an
/// expression that is no FEEL (it evaluates to null; the rest of the model works), `EH0408` decisions or imports in a circle,
/// `EH0409` an id or a name that stands twice, `EH0410` an imported model that is not there.
struct ReadModel {
  Model model;
  Diagnostics diagnostics;
  bool usable = false;  ///< false when it must not be evaluated: EH0405, EH0408, an id that stands twice
};
/// Limits: dmn_bytes_max and the others of base/limits.hpp. Document types and entities are refused; nothing is fetched
/// but through `importer`.
[[nodiscard]] ReadModel read_model(std::string_view xml, const Importer& importer = {});
/// The namespace a DMN file gives its model, read from its first element; empty when that cannot be told.
[[nodiscard]] std::string model_space(std::string_view xml);

/// The namespaces of DMN's XML. What a model has that is newer than an edition is written all the same, and tools of that
/// edition cannot read it. DMN 1.1 has no drawings, and writes FEEL's types as `feel:number`.
enum class Edition {
  automatic,  ///< 1.3, which dmn-js reads, or 1.5 when the model has something newer
  v1_1,
  v1_2,
  v1_3,
  v1_4,
  v1_5
};
/// The model as DMN XML, with its drawing or, where it has none, one laid out here. Everything read is written but
/// extension elements, styles, and the elements of the business context.
[[nodiscard]] std::string write_model(const Model& model, Edition edition = Edition::automatic);

/// JSON as people and programs read it: dates and durations as ISO 8601 text, contexts as objects, ranges and functions as
/// FEEL text. Unlike feel::to_json it says no types.
[[nodiscard]] json::Value to_plain_json(const feel::Value& value);

}  // namespace evenhand::dmn
