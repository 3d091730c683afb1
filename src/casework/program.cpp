#include "casework/program.hpp"

#include <set>

#include "base/limits.hpp"
#include "procedure/compile.hpp"

namespace evenhand::casework {
namespace {

using procedure::Node;
using procedure::NodeKind;
using procedure::ProcedurePtr;

using Load = std::function<ProcedurePtr(const std::string& hash)>;

/// Whether what stands in a part that is left to a role is for that role: what people do or may start, and what reaches
/// somebody. What only the case itself knows of needs nobody.
bool is_for_role_above(const Node& n) {
  switch (n.kind) {
    case NodeKind::approve:
    case NodeKind::check:
    case NodeKind::wait:
      return false;
    case NodeKind::guidance:
    case NodeKind::say:
    case NodeKind::record:
    case NodeKind::raise:
    case NodeKind::go_to:
    case NodeKind::follow:
      return n.optional;
    case NodeKind::decide:
      return n.optional || !n.table;
    default:
      return true;
  }
}

/// Lays out the places of a program, following each Follow.
struct Linker {
  const Pins& pins;
  const procedure::Selection& selection;
  const Load& load;
  std::map<std::string, ProcedurePtr>& resolved;
  std::vector<std::unique_ptr<Place>>& storage;
  std::map<std::string, const procedure::Procedure*, std::less<>>& scopes;

  Result<ProcedurePtr> procedure(const std::string& id) {
    if (const auto known = resolved.find(id); known != resolved.end()) return known->second;
    const auto pin = pins.find(id);
    ProcedurePtr loaded = pin == pins.end() ? nullptr : load(pin->second);
    if (!loaded)
      return fail(ErrorKind::not_found, "program/missing-version",
                  pin == pins.end() ? "The case is not pinned to a version of procedure `" + id + "`."
                                    : "Version " + pin->second + " of procedure `" + id + "` is not stored here.");
    auto applied = procedure::resolve(loaded, selection);
    if (!applied) return fail(applied.error());
    return resolved.emplace(id, std::move(*applied)).first->second;
  }

  /// @param role  that the place is left to by what it stands in
  Result<Place*> place(const Node& node, const procedure::Procedure& owner, const std::string& scope,
                       const Place* parent, std::size_t index, std::size_t depth, const std::string& role) {
    if (storage.size() >= limits::program_places_max)
      return fail(ErrorKind::too_large, "program/too-large", "The procedure and all it follows have too many parts.");
    storage.push_back(std::make_unique<Place>());
    Place* p = storage.back().get();
    p->node = &node;
    p->procedure = &owner;
    p->scope = scope;
    p->parent = parent;
    const std::string& inside = node.by_role.empty() ? role : node.by_role;
    if (!node.by_role.empty() || is_for_role_above(node)) p->role = inside;
    std::string id = node.id;
    if (id.empty() && (!parent || parent->scope != scope)) id = "root";
    p->path = !id.empty() ? (scope.empty() ? id : scope + ">" + id) : parent->path + "/" + std::to_string(index);
    p->step = node.kind == NodeKind::step ? p : parent && parent->scope == scope ? parent->step : nullptr;
    std::size_t i = 0;
    for (const auto& child : node.children) {
      // The mark stands on the first way of a choice; `Otherwise` takes none.
      const bool other_way = node.kind == NodeKind::choice && i > 0;
      auto made = place(child, owner, scope, p, i++, depth, other_way ? role : inside);
      if (!made) return made;
      p->children.push_back(*made);
    }
    for (const auto& branch : node.branches) {
      auto made = place(branch, owner, scope, p, i++, depth, role);
      if (!made) return made;
      p->branches.push_back(*made);
    }
    if (node.kind == NodeKind::follow) {
      if (depth >= limits::follow_depth_max)
        return fail(ErrorKind::too_large, "program/too-deep",
                    "Procedures follow each other more than " + std::to_string(limits::follow_depth_max) +
                        " deep, at `" + p->path + "`.",
                    "Does one of them follow itself?");
      auto followed = procedure(node.name);
      if (!followed) return fail(followed.error());
      scopes.emplace(p->path, followed->get());
      auto made = place((*followed)->root, **followed, p->path, p, 0, depth + 1, inside);
      if (!made) return made;
      p->children.push_back(*made);
    }
    return p;
  }
};

}  // namespace

Program::~Program() = default;

Result<std::shared_ptr<const Program>> Program::link(const std::string& procedure_id, const Pins& pins,
                                                     const procedure::Selection& selection, const Load& load) {
  std::shared_ptr<Program> program(new Program);
  program->pins_ = pins;
  program->selection_ = selection;
  // Conditions compare letter by letter, so what a case is for goes by the name that its own procedure gives it.
  const auto own = pins.find(procedure_id);
  if (const ProcedurePtr main_text = own == pins.end() ? nullptr : load(own->second)) {
    const auto as_listed = [](std::string& word, const std::string* listed) {
      if (listed != nullptr) word = *listed;
    };
    as_listed(program->selection_.product, main_text->find_product(selection.product));
    as_listed(program->selection_.state, main_text->find_state(selection.state));
    as_listed(program->selection_.channel, main_text->find_channel(selection.channel));
  }
  Linker linker{program->pins_, program->selection_, load, program->resolved_, program->storage_, program->scopes_};
  auto main = linker.procedure(procedure_id);
  if (!main) return fail(main.error());
  program->main_ = *main;
  program->scopes_.emplace("", program->main_.get());
  auto root = linker.place(program->main_->root, *program->main_, "", nullptr, 0, 0, "");
  if (!root) return fail(root.error());
  program->root_ = *root;
  program->order_.reserve(program->storage_.size());
  program->by_path_.reserve(program->storage_.size());
  for (const auto& place : program->storage_) {
    program->order_.push_back(place.get());
    if (!program->by_path_.emplace(place->path, place.get()).second)
      return fail(ErrorKind::invalid, "program/duplicate-path",
                  "Two parts of the procedure are both called `" + place->path + "`.");
  }
  return std::shared_ptr<const Program>(std::move(program));
}

const Place* Program::find(std::string_view path) const {
  const auto at = by_path_.find(path);
  return at == by_path_.end() ? nullptr : at->second;
}

const procedure::Fact* Program::find_fact(std::string_view scope, std::string_view name) const {
  const auto* procedure = procedure_of(scope);
  return procedure ? procedure->find_fact(name) : nullptr;
}

const procedure::Procedure* Program::procedure_of(std::string_view scope) const {
  const auto at = scopes_.find(scope);
  return at == scopes_.end() ? nullptr : at->second;
}

Result<Pins> collect_pins(const procedure::Procedure& main,
                          const std::function<ProcedurePtr(const std::string& id)>& current) {
  Pins pins{{main.id, main.hash}};
  std::vector<std::string> open = main.follows;
  while (!open.empty()) {
    const std::string id = std::move(open.back());
    open.pop_back();
    if (pins.contains(id)) continue;
    const ProcedurePtr followed = current(id);
    if (!followed)
      return fail(ErrorKind::not_found, "program/missing-procedure",
                  "`" + main.id + "` needs the procedure `" + id + "`, which has no published version.",
                  "Publish `" + id + "` first.");
    pins.emplace(id, followed->hash);
    open.insert(open.end(), followed->follows.begin(), followed->follows.end());
  }
  return pins;
}

}  // namespace evenhand::casework
