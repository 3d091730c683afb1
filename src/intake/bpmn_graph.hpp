/// @file bpmn_graph.hpp
/// @brief A BPMN 2.0 file as nodes and flows, read within limits: no document types, no entities, bounded depth and size.
/// Private to this module.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace evenhand::intake::bpmn {

constexpr std::size_t none = static_cast<std::size_t>(-1);

struct Flow {
  std::size_t from = none, to = none;
  std::string name, condition;
  bool is_default = false;
};

struct Node {
  std::string id, element, name, documentation;  ///< element: `userTask`, `exclusiveGateway`, …
  std::string event;                             ///< `timer`, `message`, `conditional`, `signal`, …; empty for none
  std::string timer;                             ///< ISO 8601 duration, or what stands there
  std::string condition;                         ///< of a conditional event, or a script in FEEL
  std::string called;                            ///< call activity: the process it names
  std::string owner;                             ///< the role that does it
  std::size_t attached_to = none;                ///< boundary event: the activity
  std::size_t scope = 0;                         ///< in Graph::scopes
  std::size_t inner = none;                      ///< sub-process: its own scope
  std::size_t group = none;                      ///< in Graph::groups
  std::uint32_t line = 0;
  std::vector<std::size_t> out, in;  ///< flows

  [[nodiscard]] bool is_gateway() const { return element.ends_with("Gateway"); }
  [[nodiscard]] bool is_activity() const {
    return element.ends_with("ask") || element == "callActivity" || element.ends_with("ubProcess") ||
           element == "transaction";
  }
};

/// A process, or the inside of a sub-process.
struct Scope {
  std::string name, documentation;
  std::vector<std::size_t> nodes;
  bool by_event = false;  ///< of an event sub-process: it begins whenever its event comes
};

struct Group {
  std::string title, documentation;
  std::uint32_t line = 0;
  std::string id;
};

/// What stands in the file and is no part of the flow.
struct Aside {
  std::string id, element, words;
  std::uint32_t line = 0;
};

struct Graph {
  std::vector<Node> nodes;
  std::vector<Flow> flows;
  std::vector<Scope> scopes;           ///< the first is the process with the most elements
  std::vector<std::size_t> processes;  ///< scopes that are processes
  std::vector<Group> groups;           ///< in the order they are drawn, from the top
  std::vector<Aside> asides;
};

/// Errors `import/not-bpmn`, `import/document-type`, `import/too-deep`, `import/too-large`.
[[nodiscard]] Result<Graph> read_graph(std::string_view xml);

}  // namespace evenhand::intake::bpmn
