/// @file program.hpp
/// @brief What one case follows: its procedure and every procedure that one follows, each resolved (overlays applied) for
/// the case's state, channel, product and language. Built once when a case opens or is loaded, then shared and immutable.
///
/// A place in a program is a path: the node's id, after the paths of the follow nodes above it, joined by `>`. For example
/// `make-sure/follow-identity-check>ask-for-two-things/ask-account-email`. The part up to the last `>` is the scope; facts
/// of a followed procedure live in its scope, facts of the case's own procedure in the empty one.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "procedure/model.hpp"

namespace evenhand::casework {

/// The versions a case is pinned to: procedure id -> content hash, the case's own and all it can reach by Follow.
using Pins = std::map<std::string, std::string>;

/// Where a node stands in a linked program.
struct Place {
  const procedure::Node* node = nullptr;
  const procedure::Procedure* procedure = nullptr;  ///< the one the node belongs to
  std::string path, scope;
  std::string role;                    ///< for whom it is: its own `(by role)`, else that of what it stands in
  const Place* parent = nullptr;       ///< null for the root of the program
  const Place* step = nullptr;         ///< nearest step above or at; null outside steps
  std::vector<const Place*> children;  ///< node.children, then (follow) the followed root
  std::vector<const Place*> branches;  ///< node.branches
};

class Program {
 public:
  /// @param load  gives the procedure with a content hash; null when it is not known.
  /// Errors: `program/missing-version`, `program/too-deep` (limits::follow_depth_max), `sop/overlay`.
  [[nodiscard]] static Result<std::shared_ptr<const Program>> link(
      const std::string& procedure_id, const Pins& pins, const procedure::Selection& selection,
      const std::function<procedure::ProcedurePtr(const std::string& hash)>& load);

  [[nodiscard]] const procedure::Procedure& main() const noexcept { return *main_; }
  [[nodiscard]] const procedure::Selection& selection() const noexcept { return selection_; }
  [[nodiscard]] const Pins& pins() const noexcept { return pins_; }
  [[nodiscard]] const Place& root() const noexcept { return *root_; }
  /// Null when there is no such place.
  [[nodiscard]] const Place* find(std::string_view path) const;
  /// All places in the order they are printed.
  [[nodiscard]] const std::vector<const Place*>& places() const noexcept { return order_; }
  /// A fact as declared in the procedure of `scope`; null when it is not.
  [[nodiscard]] const procedure::Fact* find_fact(std::string_view scope, std::string_view name) const;
  /// The procedure whose facts live in `scope`; null when there is no such scope.
  [[nodiscard]] const procedure::Procedure* procedure_of(std::string_view scope) const;

  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

 private:
  Program() = default;
  procedure::ProcedurePtr main_;
  procedure::Selection selection_;
  Pins pins_;
  std::map<std::string, procedure::ProcedurePtr> resolved_;
  std::vector<std::unique_ptr<Place>> storage_;
  std::unordered_map<std::string_view, const Place*> by_path_;
  std::map<std::string, const procedure::Procedure*, std::less<>> scopes_;
  std::vector<const Place*> order_;
  const Place* root_ = nullptr;
};
using ProgramPtr = std::shared_ptr<const Program>;

/// All a case that opens now would be pinned to.
[[nodiscard]] Result<Pins> collect_pins(const procedure::Procedure& main,
                                        const std::function<procedure::ProcedurePtr(const std::string& id)>& current);

}  // namespace evenhand::casework
