/// @file charts.hpp
/// @brief Flow charts in DOT as one graph, a table that says which node of which SOP each chart node is, and every walk
/// from the start of a chart to an end, for tests that drive the engine along them.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace evenhand::tests {

struct ChartEdge {
  std::string from, to, label;  ///< line breaks of the label as blanks
  bool dashed = false;          ///< "follow this other path here, then come back"
};
/// Several charts merged by the ids of their nodes.
struct Chart {
  std::map<std::string, std::string> nodes;  ///< id -> label
  std::set<std::string> decisions;
  std::vector<ChartEdge> edges;
  std::size_t nodes_read = 0, decisions_read = 0;  ///< before merging

  /// Adds one file. Error `chart/unreadable` names the line.
  Result<void> read_dot(const std::filesystem::path& file);
  [[nodiscard]] std::vector<const ChartEdge*> leaving(const std::string& node) const;
};

/// `charts.map`; the file itself describes its lines.
struct ChartMap {
  struct Target {
    std::string procedure;
    std::vector<std::string> nodes;
  };
  struct Answer {
    std::string fact;
    std::vector<std::string> values;
  };
  struct Detour {
    std::string start;
    std::set<std::string> returns;
  };
  std::map<std::string, Target> nodes;
  std::map<std::pair<std::string, std::string>, std::string> labels;  ///< (from, to) -> label
  std::map<std::pair<std::string, std::string>, std::vector<Answer>>
      edges;                                    ///< what must be answered for the edge to be taken
  std::map<std::string, std::string> values;    ///< facts no decision looks at
  std::map<std::string, std::string> outcomes;  ///< end node -> outcome
  std::map<std::string, Detour> detours;        ///< reference node -> where it leads

  static Result<ChartMap> read(const std::filesystem::path& file);
};

struct WalkStep {
  std::string node;
  const ChartEdge* by = nullptr;  ///< the edge that was taken; null at the start and on the way back from a detour
};
using Walk = std::vector<WalkStep>;

/// Every path of the chart from `start` to a node without a way out, detours expanded. A detour takes the shortest walk of
/// the path it leads to; besides, each walk of that path is taken once at each reference, also those that never come back.
/// The charts have no loops; a loop would be cut at the second visit.
[[nodiscard]] std::vector<Walk> all_walks(const Chart& chart, const ChartMap& map, const std::string& start);

}  // namespace evenhand::tests
