/// @file testing.hpp
/// @brief Procedures built by hand, for tests of what works on compiled procedures: one short function for each kind of
/// node. Ids are made of the kind and a counter, or of a step's title.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/text.hpp"
#include "feel/expression.hpp"
#include "procedure/model.hpp"

namespace evenhand::procedure::by_hand {

/// Adds nodes with ids of their own and conditions over the names given.
class Builder {
 public:
  Procedure procedure;

  Builder() {
    procedure.id = "test";
    procedure.title = "Test";
  }

  Fact& fact(std::string name, FactType::Kind kind = FactType::Kind::text, std::vector<std::string> options = {}) {
    Fact fact;
    fact.name = std::move(name);
    fact.label.text = fact.name;
    fact.type.kind = kind;
    fact.type.options = std::move(options);
    fact.span = next_span();
    procedure.facts.push_back(std::move(fact));
    return procedure.facts.back();
  }
  Condition condition(const std::string& source) {
    std::vector<std::string> names;
    for (const Fact& fact : procedure.facts) names.push_back(fact.name);
    for (const char* name :
         {"channel", "state", "language", "product", "priority", "approved", "reply", "opened at", "opened on"})
      names.emplace_back(name);
    for (const Action& action : procedure.actions) names.push_back(action.name + " done");
    return {feel::parse(source, names).expression, next_span()};
  }
  Node node(NodeKind kind, std::string text = {}) {
    Node node;
    node.kind = kind;
    node.text.text = std::move(text);
    node.id = "n" + std::to_string(++count_);
    node.span = next_span();
    return node;
  }
  Node body(std::vector<Node> nodes) {
    Node out = node(NodeKind::sequence);
    out.children = std::move(nodes);
    return out;
  }
  Node& step(const std::string& title, std::vector<Node> nodes) {
    Node out = node(NodeKind::step, title);
    out.id = text::slug(title);
    out.number = static_cast<std::uint32_t>(procedure.root.children.size() + 1);
    out.children = std::move(nodes);
    procedure.root.children.push_back(std::move(out));
    return procedure.root.children.back();
  }
  Node named(NodeKind kind, std::string name) {
    Node out = node(kind);
    out.name = std::move(name);
    return out;
  }
  Node task(std::string text) { return node(NodeKind::task, std::move(text)); }
  Node say(std::string text) { return node(NodeKind::say, std::move(text)); }
  Node ask(std::vector<std::string> facts) {
    Node out = node(NodeKind::ask);
    out.facts = std::move(facts);
    return out;
  }
  Node record(std::string fact, const std::string& source) {
    Node out = node(NodeKind::record);
    out.facts = {std::move(fact)};
    out.condition = condition(source);
    return out;
  }
  Node check(const std::string& source) {
    Node out = node(NodeKind::check);
    out.condition = condition(source);
    return out;
  }
  /// Pairs of guard and body; an empty guard is `Otherwise`.
  Node choice(std::vector<std::pair<std::string, std::vector<Node>>> ways) {
    Node out = node(NodeKind::choice);
    for (auto& [guard, nodes] : ways) {
      if (guard.empty())
        out.has_otherwise = true;
      else
        out.guards.push_back(condition(guard));
      out.children.push_back(body(std::move(nodes)));
    }
    return out;
  }
  Node any_order(std::vector<Node> nodes) {
    Node out = node(NodeKind::any_order);
    out.children = std::move(nodes);
    return out;
  }
  Node repeat(const std::string& until, std::vector<Node> nodes) {
    Node out = node(NodeKind::repeat);
    out.condition = condition(until);
    out.children = std::move(nodes);
    return out;
  }
  Node for_each(std::string fact, const std::string& list, std::vector<Node> nodes) {
    Node out = node(NodeKind::for_each);
    out.facts = {std::move(fact)};
    out.condition = condition(list);
    out.children = std::move(nodes);
    return out;
  }
  Node wait(Node::WaitKind kind, std::uint32_t days) {
    Node out = node(NodeKind::wait);
    out.wait_kind = kind;
    out.limit = Duration{days, Duration::Unit::days, false};
    return out;
  }
  Node close(std::string outcome) { return named(NodeKind::close, std::move(outcome)); }
  Node go_to(std::string step) { return named(NodeKind::go_to, std::move(step)); }
  Node action(std::string name, std::vector<std::string> inputs = {}, std::vector<std::string> outputs = {}) {
    Node out = named(NodeKind::action, std::move(name));
    for (std::string& fact : inputs) out.inputs.push_back({fact, fact});
    for (std::string& fact : outputs) out.outputs.push_back({fact, fact});
    return out;
  }
  /// The same node with one more alternative.
  Node with(Node node, std::vector<Node> alternative) {
    node.branches.push_back(body(std::move(alternative)));
    return node;
  }

 private:
  Span next_span() {
    ++line_;
    return {line_, 1, line_, 40};
  }
  std::uint32_t line_ = 0;
  int count_ = 0;
};

}  // namespace evenhand::procedure::by_hand

namespace evenhand::procedure {

/// All that a compilation came to, places aside: two texts that mean the same have the same.
inline std::string meaning(const ProcedurePtr& procedure) {
  return procedure ? json::write_canonical(to_json(*procedure, false)) : "";
}

}  // namespace evenhand::procedure
