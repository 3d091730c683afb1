/// @file corpus_telecom.cpp
/// @brief The carrier's three flow charts against our SOPs: every walk from start to end is accepted by the engine and ends
/// alike; at every place on the way, whatever the charts do not allow next is refused.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/case_worker.hpp"
#include "support/charts.hpp"
#include "support/procedures.hpp"

namespace evenhand::tests {
namespace {

using casework::Place;
using procedure::NodeKind;

const Instant start{1'795'000'000'000'000};  // 2026-11-18
const char* const chart_files[] = {"tech_support_path1_no_service.dot", "tech_support_path2_mobile_data.dot",
                                   "tech_support_path3_mms.dot"};

ProcedureFolder& telecom() {
  static ProcedureFolder folder("tests/corpus/telecom");
  return folder;
}

class Telecom : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto folder = data_folder("telecom");
    if (folder.empty()) GTEST_SKIP() << "no telecom charts under $EVENHAND_DATA (default ../shared/data)";
    for (const auto* file : chart_files) {
      const auto read = chart_.read_dot(folder / file);
      ASSERT_TRUE(read.has_value()) << read.error().message;
    }
    auto map = ChartMap::read("tests/corpus/telecom/charts.map");
    ASSERT_TRUE(map.has_value()) << map.error().message;
    map_ = std::move(*map);
    auto program = telecom().link("technical-support");
    ASSERT_TRUE(program.has_value()) << program.error().message;
    program_ = *program;
  }

  [[nodiscard]] static bool acted_on(const Place& place) {
    const auto kind = place.node->kind;
    return kind == NodeKind::ask || kind == NodeKind::task || kind == NodeKind::action;
  }
  static std::string names_of(const std::vector<const Place*>& places) {
    std::string out;
    for (const auto* place : places) out += (out.empty() ? "" : ", ") + place->path;
    return out.empty() ? "nothing" : out;
  }

  /// A value of the fact's type from its spelling in charts.map.
  static feel::Value typed(const procedure::Fact& fact, const std::string& text) {
    using Kind = procedure::FactType::Kind;
    if (fact.type.kind == Kind::yes_no) return feel::Value(text == "yes");
    const auto value = casework::check_fact(fact, feel::Value(text));
    return value ? *value : feel::Value(text);
  }
  [[nodiscard]] feel::Value usual(const procedure::Fact& fact) const {
    using Kind = procedure::FactType::Kind;
    if (const auto set = map_.values.find(fact.name); set != map_.values.end()) return typed(fact, set->second);
    if (fact.type.kind == Kind::one_of) return feel::Value(fact.type.options.front());
    if (fact.type.kind == Kind::yes_no) return feel::Value(true);
    return feel::Value("anything");
  }
  /// Answers for one place of a walk: the one value that every edge ahead agrees on, up to where the fact is asked again.
  [[nodiscard]] feel::Value answer(const Walk& walk, std::size_t at, const procedure::Fact& fact) const {
    std::optional<std::vector<std::string>> left;
    for (std::size_t ahead = at + 1; ahead < walk.size(); ++ahead) {
      if (const auto* edge = walk[ahead].by) {
        if (const auto found = map_.edges.find({edge->from, edge->to}); found != map_.edges.end()) {
          for (const auto& asked : found->second) {
            if (asked.fact != fact.name) continue;
            if (!left) left = asked.values;
            std::erase_if(*left, [&](const auto& v) {
              return std::find(asked.values.begin(), asked.values.end(), v) == asked.values.end();
            });
          }
        }
      }
      if (asks(walk[ahead].node, fact.name)) break;
    }
    if (!left) return usual(fact);
    EXPECT_FALSE(left->empty()) << "the edges of the walk contradict each other about " << fact.name;
    return left->empty() ? usual(fact) : typed(fact, left->front());
  }
  [[nodiscard]] bool asks(const std::string& chart_node, const std::string& fact) const {
    for (const auto* place : places_of(chart_node)) {
      const auto& asked = place->node->facts;
      if (place->node->kind == NodeKind::ask && std::find(asked.begin(), asked.end(), fact) != asked.end()) return true;
    }
    return false;
  }
  /// Every place that a chart node maps to, in each scope.
  [[nodiscard]] std::vector<const Place*> places_of(const std::string& chart_node) const {
    std::vector<const Place*> out;
    const auto found = map_.nodes.find(chart_node);
    if (found == map_.nodes.end()) return out;
    for (const auto& id : found->second.nodes) {
      for (const auto* place : places(found->second.procedure, id)) out.push_back(place);
    }
    return out;
  }
  [[nodiscard]] const std::vector<const Place*>& places(const std::string& procedure, const std::string& id) const {
    auto [known, first] = places_.try_emplace({procedure, id});
    if (!first) return known->second;
    auto& out = known->second;
    for (const auto* place : program_->places()) {
      if (place->procedure->id == procedure && place->node->id == id) out.push_back(place);
    }
    return out;
  }

  [[nodiscard]] Answers answers_for(const Place& place, const Walk& walk, std::size_t at) const {
    Answers answers;
    for (const auto& name : place.node->facts) {
      if (const auto* fact = place.procedure->find_fact(name)) answers.facts[name] = answer(walk, at, *fact);
    }
    for (const auto& output : place.node->outputs) {
      if (const auto* fact = place.procedure->find_fact(output.fact)) {
        answers.outputs[place.node->name][output.fact] = answer(walk, at, *fact);
      }
    }
    return answers;
  }

  /// Where the case stands: every node it has not done with, and how it came to the last one that it has.
  static std::string stand_of(const casework::CaseState& state) {
    std::string out;
    const std::pair<const std::string, casework::NodeState>* last = nullptr;
    for (const auto& entry : state.nodes) {
      const auto& [path, node] = entry;
      if (node.status == casework::NodeStatus::active)
        out += path + "/" + std::to_string(node.branch) + ";";
      else if (!last || node.seq > last->second.seq)
        last = &entry;
    }
    return last ? out + last->first + "/" + std::to_string(last->second.branch) : out;
  }
  /// Nothing but `now` may be done, whichever way the case came here: no other box, question or action of the whole
  /// program, nor an end. Looked at once for each way that the case can stand here; what it has not come to yet, which is
  /// refused whatever else is so, the first time only.
  void expect_nothing_else(CaseWorker& worker, const Place& now) {
    if (!checked_.insert(stand_of(worker.state())).second) return;
    const bool first_time = checked_nodes_.insert(now.procedure->id + " " + now.node->id).second;
    EXPECT_EQ(worker.now(), std::vector<const Place*>{&now});
    for (const auto* place : program_->places()) {
      if (place == &now || !acted_on(*place)) continue;
      if (!first_time && !worker.state().nodes.contains(place->path)) continue;
      std::vector<casework::Command> tries;
      if (place->node->kind == NodeKind::ask) {
        casework::RecordFacts record{place->path, {}};
        for (const auto& name : place->node->facts) {
          if (const auto* fact = place->procedure->find_fact(name)) record.facts.emplace_back(name, usual(*fact));
        }
        tries.emplace_back(std::move(record));
      } else if (place->node->kind == NodeKind::task) {
        tries.emplace_back(casework::TickTask{place->path, true, {}});
        tries.emplace_back(casework::TickTask{place->path, false, {}});
      } else {
        tries.emplace_back(casework::PerformAction{place->path, place->node->name, {}, {}});
        // Without a place the action that is due is meant, whichever node names it.
        if (place->node->name != now.node->name)
          tries.emplace_back(casework::PerformAction{"", place->node->name, {}, {}});
      }
      for (const auto& command : tries) {
        ++refused_;
        EXPECT_TRUE(worker.would_refuse(command).has_value() || only_corrects(worker, *place))
            << place->path << " was accepted at " << now.path;
      }
    }
    for (const auto& [end, outcome] : map_.outcomes) {
      ++refused_;
      EXPECT_TRUE(worker.would_refuse(casework::CloseCase{outcome}).has_value())
          << "closed as " << outcome << " at " << now.path;
    }
  }

  /// An answer may be corrected until something was done because of it. That is no step of the chart: given again as it
  /// was, the case stays where it is.
  static bool only_corrects(const CaseWorker& worker, const Place& place) {
    if (place.node->kind != NodeKind::ask || !worker.state().nodes.contains(place.path)) return false;
    CaseWorker again = worker;
    Answers same;
    for (const auto& name : place.node->facts) {
      const auto known = worker.state().facts.find(place.scope.empty() ? name : place.scope + ">" + name);
      if (known == worker.state().facts.end()) return false;
      same.facts[name] = known->second.value;
    }
    const auto before = again.now();
    return !again.act(place, same).has_value() && again.now() == before;
  }

  /// A case after one thing was done in it, to go on from when the next walk begins alike.
  struct Mark {
    std::size_t step, id;  ///< of the walk, and of the nodes that its chart node maps to
    std::string said;
    std::uint64_t before;  ///< the case's last event before it was done
    CaseWorker worker;
  };

  static std::string words_of(const Answers& answers) {
    std::string out;
    for (const auto& [fact, value] : answers.facts) out += fact + "=" + to_feel(value) + ";";
    for (const auto& [action, outputs] : answers.outputs) {
      for (const auto& [fact, value] : outputs) out += action + "." + fact + "=" + to_feel(value) + ";";
    }
    return out;
  }

  /// Drops the marks of the walk before from the first one on at which this walk differs, in its way or its answers.
  void keep_common(const Walk& walk) {
    std::size_t same = 0;
    while (same < walk.size() && same < last_walk_.size() && walk[same].node == last_walk_[same].node &&
           walk[same].by == last_walk_[same].by) {
      ++same;
    }
    const auto differs = std::find_if(marks_.begin(), marks_.end(), [&](const Mark& mark) {
      if (mark.step >= same) return true;
      const auto& target = map_.nodes.at(walk[mark.step].node);
      const auto* place = places(target.procedure, target.nodes[mark.id]).front();
      return words_of(answers_for(*place, walk, mark.step)) != mark.said;
    });
    marks_.erase(differs, marks_.end());
    last_walk_ = walk;
  }

  void drive(const Walk& walk) {
    keep_common(walk);
    CaseWorker worker = marks_.empty() ? CaseWorker(program_, start) : marks_.back().worker;
    std::uint64_t before = marks_.empty() ? 0 : marks_.back().before;
    const std::size_t first = marks_.empty() ? 0 : marks_.back().step;
    std::size_t first_id = marks_.empty() ? 0 : marks_.back().id + 1;
    for (std::size_t at = first; at < walk.size(); ++at, first_id = 0) {
      const auto& step = walk[at];
      if (step.by != nullptr) walked_.insert({step.by->from, step.by->to});
      if (step.node.empty()) continue;
      visited_.insert(step.node);
      const auto target = map_.nodes.find(step.node);
      if (target == map_.nodes.end()) continue;
      for (std::size_t i = first_id; i < target->second.nodes.size(); ++i) {
        const auto& id = target->second.nodes[i];
        const auto& candidates = places(target->second.procedure, id);
        ASSERT_FALSE(candidates.empty()) << "charts.map: no node " << id << " in " << target->second.procedure;
        if (!acted_on(*candidates.front())) {
          const bool entered = std::any_of(candidates.begin(), candidates.end(), [&](const Place* place) {
            const auto state = worker.state().nodes.find(place->path);
            return state != worker.state().nodes.end() && state->second.seq > before;
          });
          ASSERT_TRUE(entered) << step.node << ": " << id << " was passed by";
          continue;
        }
        const auto now = worker.waiting();
        ASSERT_EQ(now.size(), 1u) << "at " << step.node << ": " << names_of(now);
        ASSERT_NE(std::find(candidates.begin(), candidates.end(), now.front()), candidates.end())
            << "the chart is at " << step.node << ", the case at " << now.front()->path;
        expect_nothing_else(worker, *now.front());
        before = worker.state().seq;
        const auto answers = answers_for(*now.front(), walk, at);
        const auto refused = worker.act(*now.front(), answers);
        ASSERT_FALSE(refused.has_value()) << step.node << ": " << describe(*refused);
        marks_.push_back({at, i, words_of(answers), before, worker});
      }
    }
    ASSERT_TRUE(worker.closed()) << "the chart ends at " << walk.back().node;
    EXPECT_EQ(worker.state().outcome, map_.outcomes.at(walk.back().node));
  }

  static std::string print(const Walk& walk) {
    std::string out;
    for (const auto& step : walk)
      out += (out.empty() ? "" : " > ") + (step.node.empty() ? std::string("(back)") : step.node);
    return out;
  }

  Chart chart_;
  ChartMap map_;
  casework::ProgramPtr program_;
  std::set<std::pair<std::string, std::string>> walked_;
  std::set<std::string> visited_, checked_, checked_nodes_;
  std::size_t refused_ = 0;
  mutable std::map<std::pair<std::string, std::string>, std::vector<const Place*>> places_;
  std::vector<Mark> marks_;
  Walk last_walk_;
};

TEST_F(Telecom, EveryWalkOfTheChartsIsAcceptedAndNothingElse) {
  const auto walks = all_walks(chart_, map_, "Start");
  ASSERT_GT(walks.size(), 600u);
  for (const auto& walk : walks) {
    SCOPED_TRACE(print(walk));
    drive(walk);
    if (HasFailure()) return;  // one walk says enough
  }
  for (const auto& edge : chart_.edges) {
    EXPECT_TRUE(walked_.contains({edge.from, edge.to})) << edge.from << " -> " << edge.to << " was never walked";
  }
  for (const auto& [node, label] : chart_.nodes) EXPECT_TRUE(visited_.contains(node)) << node << " was never visited";
  RecordProperty("walks", static_cast<int>(walks.size()));
  RecordProperty("refused", static_cast<int>(refused_));
  RecordProperty("stands", static_cast<int>(checked_.size()));
  EXPECT_GT(checked_.size(), checked_nodes_.size()) << "each place is looked at on one history only";
}

TEST_F(Telecom, TheMapKnowsEveryNodeAndEveryDecision) {
  EXPECT_EQ(chart_.nodes_read, 125u);
  EXPECT_EQ(chart_.edges.size(), 165u);
  EXPECT_EQ(chart_.decisions_read, 41u);
  for (const auto& [node, label] : chart_.nodes) {
    EXPECT_TRUE(map_.nodes.contains(node) || map_.outcomes.contains(node))
        << node << " (" << label << ") is not in charts.map";
  }
  for (const auto& [node, target] : map_.nodes) {
    EXPECT_TRUE(chart_.nodes.contains(node)) << node << " of charts.map is in no chart";
    for (const auto& id : target.nodes)
      EXPECT_FALSE(places(target.procedure, id).empty()) << node << " maps to nothing: " << id;
  }
  for (const auto& edge : chart_.edges) {
    if (!chart_.decisions.contains(edge.from)) continue;
    const auto label = map_.labels.find({edge.from, edge.to});
    ASSERT_NE(label, map_.labels.end()) << edge.from << " -> " << edge.to << " is not in charts.map";
    EXPECT_EQ(label->second, edge.label) << edge.from << " -> " << edge.to;
  }
  for (const auto& decision : chart_.decisions) {
    std::set<std::string> values;
    for (const auto* edge : chart_.leaving(decision)) {
      for (const auto& answer : map_.edges[{edge->from, edge->to}]) {
        for (const auto& value : answer.values) {
          EXPECT_TRUE(values.insert(value).second)
              << decision << ": two edges are taken for " << answer.fact << " = " << value;
        }
      }
    }
    EXPECT_GE(values.size(), 2u) << decision;
  }
}

}  // namespace
}  // namespace evenhand::tests
