#include "support/charts.hpp"

#include <algorithm>
#include <fstream>

#include "base/text.hpp"

namespace evenhand::tests {

namespace {

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (auto at = text.find(separator); at != std::string::npos; at = text.find(separator, from)) {
    parts.push_back(trimmed(text.substr(from, at - from)));
    from = at + separator.size();
  }
  parts.push_back(trimmed(text.substr(from)));
  return parts;
}

/// The quoted value of `label="…"` with `\n` as a blank; empty when there is none.
std::string label_of(const std::string& attributes) {
  const auto at = attributes.find("label=\"");
  if (at == std::string::npos) return {};
  std::string label;
  for (auto i = at + 7; i < attributes.size() && attributes[i] != '"'; ++i) {
    if (attributes[i] == '\\' && i + 1 < attributes.size()) {
      ++i;
      label += attributes[i] == 'n' ? ' ' : attributes[i];
    } else {
      label += attributes[i];
    }
  }
  return label;
}

tl::unexpected<Error> unreadable(const std::filesystem::path& file, std::size_t line, const std::string& text) {
  return fail(ErrorKind::invalid, "chart/unreadable",
              file.string() + ":" + std::to_string(line) + ": cannot read '" + text + "'");
}

}  // namespace

Result<void> Chart::read_dot(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::size_t number = 0;
  for (std::string raw; std::getline(in, raw);) {
    ++number;
    const std::string line = trimmed(raw);
    if (line.empty() || line.starts_with("//") || line == "}" || line.starts_with("digraph") ||
        line.starts_with("rankdir") || line.starts_with("nodesep") || line.starts_with("node [") ||
        line.starts_with("edge [")) {
      continue;
    }
    const auto open = line.find('[');
    const std::string head = trimmed(line.substr(0, std::min(open, line.find(';'))));
    const std::string attributes = open == std::string::npos ? std::string{} : line.substr(open);
    if (const auto arrow = head.find("->"); arrow != std::string::npos) {
      edges.push_back({trimmed(head.substr(0, arrow)), trimmed(head.substr(arrow + 2)), label_of(attributes),
                       attributes.find("style=dashed") != std::string::npos});
    } else if (!attributes.empty() && head.find(' ') == std::string::npos) {
      ++nodes_read;
      nodes.emplace(head, label_of(attributes));
      if (attributes.find("shape=diamond") != std::string::npos) {
        ++decisions_read;
        decisions.insert(head);
      }
    } else {
      return unreadable(file, number, line);
    }
  }
  return {};
}

std::vector<const ChartEdge*> Chart::leaving(const std::string& node) const {
  std::vector<const ChartEdge*> out;
  for (const auto& edge : edges) {
    if (edge.from == node) out.push_back(&edge);
  }
  return out;
}

Result<ChartMap> ChartMap::read(const std::filesystem::path& file) {
  ChartMap map;
  std::ifstream in(file);
  if (!in) return fail(ErrorKind::not_found, "chart/unreadable", "There is no " + file.string());
  std::size_t number = 0;
  for (std::string raw; std::getline(in, raw);) {
    ++number;
    const std::string line = trimmed(raw);
    if (line.empty() || line.front() == '#') continue;
    const auto blank = line.find(' ');
    const std::string what = line.substr(0, blank);
    const std::string rest = blank == std::string::npos ? std::string{} : line.substr(blank);
    const auto columns = split(rest, " | ");
    const auto sides = split(columns[0], " = ");
    if (what == "node" && columns.size() == 3) {
      map.nodes[columns[0]] = {columns[1], split(columns[2], ", ")};
    } else if (what == "edge" && columns.size() >= 2 && columns.size() <= 3) {
      const auto ends = split(columns[0], " -> ");
      if (ends.size() != 2) return unreadable(file, number, line);
      map.labels[{ends[0], ends[1]}] = columns[1];
      auto& answers = map.edges[{ends[0], ends[1]}];
      if (columns.size() == 3) {
        const auto answer = split(columns[2], " = ");
        if (answer.size() != 2) return unreadable(file, number, line);
        answers.push_back({answer[0], split(answer[1], ", ")});
      }
    } else if (what == "value" && sides.size() == 2) {
      map.values[sides[0]] = sides[1];
    } else if (what == "outcome" && sides.size() == 2) {
      map.outcomes[sides[0]] = sides[1];
    } else if (what == "detour" && columns.size() == 3) {
      const auto returns = split(columns[2], ", ");
      map.detours[columns[0]] = {columns[1], {returns.begin(), returns.end()}};
    } else {
      return unreadable(file, number, line);
    }
  }
  return map;
}

namespace {

/// Walks with the reference nodes still in them, not yet expanded.
void collect(const Chart& chart, const std::set<std::string>& stops, Walk& walk, std::vector<Walk>& out) {
  const std::string node = walk.back().node;
  const auto leaving = chart.leaving(node);
  const bool seen = std::count_if(walk.begin(), walk.end(), [&](const auto& step) { return step.node == node; }) > 1;
  if (leaving.empty() || stops.contains(node) || seen) {
    out.push_back(walk);
    return;
  }
  const ChartEdge* detour = nullptr;
  for (const auto* edge : leaving) {
    if (edge->dashed) detour = edge;
  }
  if (detour != nullptr) walk.push_back({detour->to, detour});
  for (const auto* edge : leaving) {
    if (edge->dashed) continue;
    walk.push_back({edge->to, edge});
    collect(chart, stops, walk, out);
    walk.pop_back();
  }
  if (detour != nullptr) walk.pop_back();
}

class Expander {
 public:
  Expander(const Chart& chart, const ChartMap& map) : chart_(chart), map_(map) {}

  std::vector<Walk> walks(const std::string& start, const std::set<std::string>& stops) {
    std::vector<Walk> plain;
    Walk first{{start, nullptr}};
    collect(chart_, stops, first, plain);
    std::vector<Walk> out;
    std::map<const ChartEdge*, const Walk*> examples;  // one walk over each reference, to try all its detours on
    for (const auto& walk : plain) {
      out.push_back(expand(walk, nullptr, nullptr));
      for (const auto& step : walk) {
        if (map_.detours.contains(step.node)) examples.emplace(step.by, &walk);
      }
    }
    for (const auto& [reference, walk] : examples) {
      for (const auto& detour : detours(reference->to)) out.push_back(expand(*walk, reference, &detour));
    }
    return out;
  }

 private:
  const std::vector<Walk>& detours(const std::string& reference) {
    if (const auto known = detours_.find(reference); known != detours_.end()) return known->second;
    const auto& detour = map_.detours.at(reference);
    auto found = walks(detour.start, detour.returns);
    return detours_.emplace(reference, std::move(found)).first->second;
  }
  bool comes_back(const std::string& reference, const Walk& detour) const {
    return map_.detours.at(reference).returns.contains(detour.back().node);
  }
  /// The shortest detour that comes back.
  const Walk& usual(const std::string& reference) {
    const auto& all = detours(reference);
    const Walk* best = nullptr;
    for (const auto& walk : all) {
      if (comes_back(reference, walk) && (best == nullptr || walk.size() < best->size())) best = &walk;
    }
    return *best;
  }
  Walk expand(const Walk& walk, const ChartEdge* forced_at, const Walk* forced) {
    Walk out;
    for (const auto& step : walk) {
      out.push_back(step);
      if (!map_.detours.contains(step.node)) continue;
      const Walk& detour = forced_at != nullptr && step.by == forced_at ? *forced : usual(step.node);
      const bool back = comes_back(step.node, detour);
      out.insert(out.end(), detour.begin(), back ? detour.end() - 1 : detour.end());
      if (back) {
        out.push_back({"", detour.back().by});  // the edge that leads back still says what is answered
      } else {
        return out;
      }
    }
    return out;
  }

  const Chart& chart_;
  const ChartMap& map_;
  std::map<std::string, std::vector<Walk>> detours_;
};

}  // namespace

std::vector<Walk> all_walks(const Chart& chart, const ChartMap& map, const std::string& start) {
  return Expander(chart, map).walks(start, {});
}

}  // namespace evenhand::tests
