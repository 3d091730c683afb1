#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "base/text.hpp"
#include "procedure/draw.hpp"
#include "procedure/layout.hpp"
#include "procedure/picture_words.hpp"
#include "procedure/prose.hpp"

namespace evenhand::procedure {
namespace {

using namespace layout;

constexpr int circle = 36;  ///< an event's diameter
constexpr std::string_view feel = "https://www.omg.org/spec/DMN/20230324/FEEL/";

std::string xml(std::string_view text) {
  return text::escape_html(text::writable(text));
}

/// ISO 8601, as timer events take it. Business units count as elapsed ones, as they do in a case.
std::string iso(const Duration& duration) {
  switch (duration.unit) {
    case Duration::Unit::minutes:
      return fmt::format("PT{}M", duration.amount);
    case Duration::Unit::hours:
      return fmt::format("PT{}H", duration.amount);
    case Duration::Unit::days:
      return fmt::format("P{}D", duration.amount);
    case Duration::Unit::weeks:
      return fmt::format("P{}D", std::uint64_t{duration.amount} * 7);
    case Duration::Unit::months:
      return fmt::format("P{}M", duration.amount);
    case Duration::Unit::years:
      return fmt::format("P{}Y", duration.amount);
  }
  return {};
}

/// Which BPMN element a box is, and its short name for ids.
struct Element {
  std::string_view name, prefix;
};

class Writer {
 public:
  explicit Writer(const Procedure& procedure)
      : procedure_(procedure), picture_(lay_out(procedure, procedure.base_language)) {}

  std::string write() {
    name_everything();
    out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    put("<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\""
        " xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\""
        " xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        " id=\"definitions\" name=\"{}\" targetNamespace=\"urn:evenhand:procedure:{}\" expressionLanguage=\"{}\""
        " exporter=\"Evenhand\">\n",
        xml(procedure_.title), xml(text::slug(procedure_.id)), feel);
    write_categories();
    write_process();
    write_diagram();
    out_ += "</bpmn:definitions>\n";
    return std::move(out_);
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  /// Ids are made of the node's own id, so that a new export of a changed procedure keeps them.
  std::string unique(std::string_view prefix, std::string_view id) {
    std::string out(prefix);
    for (const char c : id) {
      const bool plain =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
      out += plain ? c : '.';
    }
    std::string tried = out;
    for (int& i = suffixes_[out]; !ids_.insert(tried).second;) tried = fmt::format("{}.{}", out, ++i + 1);
    return tried;
  }

  Element element_of(const Box& box) const {
    switch (box.role) {
      case Role::start:
        return {"startEvent", "start"};
      case Role::end:
      case Role::stop:
        return {"endEvent", "end"};
      case Role::limit:
        return {"intermediateCatchEvent", "limit_"};
      case Role::split:
        return {"exclusiveGateway", "split_"};
      case Role::event_split:
        return {"eventBasedGateway", "first_"};
      case Role::parallel_split:
        return {"parallelGateway", "fork_"};
      case Role::parallel_join:
        return {"parallelGateway", "join_"};
      case Role::merge:
        return {"exclusiveGateway", "merge_"};
      case Role::loop_test:
        return {"exclusiveGateway", "test_"};
      case Role::trigger:
        return {"startEvent", "trigger_"};
      case Role::actions:
        return {"adHocSubProcess", "actions"};
      case Role::action:
        return {box.action && box.action->connector.empty() ? "userTask" : "serviceTask", "action_"};
      case Role::node:
        break;
    }
    switch (box.node->kind) {
      case NodeKind::say:
      case NodeKind::step:
      case NodeKind::guidance:
        return {"manualTask", "task_"};
      case NodeKind::check:
      case NodeKind::decide:
        return {"businessRuleTask", "task_"};
      case NodeKind::record:
        return {"scriptTask", "task_"};
      case NodeKind::action: {
        const auto found = std::find_if(procedure_.actions.begin(), procedure_.actions.end(),
                                        [&](const Action& action) { return action.name == box.node->name; });
        const bool by_hand = found == procedure_.actions.end() || found->connector.empty();
        return {by_hand ? "userTask" : "serviceTask", "task_"};
      }
      case NodeKind::send:
      case NodeKind::tell:
        return {"sendTask", "task_"};
      case NodeKind::hand_over:
      case NodeKind::raise:
        return {"serviceTask", "task_"};
      case NodeKind::follow:
        return {"callActivity", "call_"};
      case NodeKind::wait:
        return {"intermediateCatchEvent", "wait_"};
      case NodeKind::go_to:
        return {"intermediateThrowEvent", "jump_"};
      case NodeKind::close:
        return {"endEvent", "end_"};
      default:
        return {"userTask", "task_"};
    }
  }

  void name_everything() {
    for (const std::string_view reserved : {"definitions", "process", "diagram", "plane", "steps"})
      ids_.emplace(reserved);
    for (const Box& box : picture_.boxes) {
      const Element element = element_of(box);
      std::string_view id = box.node ? std::string_view(box.node->id) : std::string_view{};
      if (box.action) id = box.action->name;
      if (!box.node && box.rule) id = box.rule->id;
      names_.push_back(unique(element.prefix, id));
    }
    incoming_.resize(picture_.boxes.size());
    outgoing_.resize(picture_.boxes.size());
    fallback_.resize(picture_.boxes.size());
    for (const Edge& edge : picture_.edges) {
      flows_.push_back(unique("flow_", names_[edge.from] + "_" + names_[edge.to]));
      outgoing_[edge.from].push_back(flows_.back());
      incoming_[edge.to].push_back(flows_.back());
      const bool decides =
          picture_.boxes[edge.from].role == Role::split || picture_.boxes[edge.from].role == Role::loop_test;
      const bool repeats =
          edge.back && picture_.boxes[edge.from].node && picture_.boxes[edge.from].node->kind == NodeKind::repeat;
      if (decides && (edge.fallback || repeats)) fallback_[edge.from] = flows_.back();
    }
    for (const Panel& panel : picture_.panels) {
      if (panel.step) groups_.push_back(unique("step_", panel.step->id));
      if (panel.rule) rules_[panel.rule] = unique("rule_", panel.rule->id);
    }
  }

  void write_categories() {
    if (groups_.empty()) return;
    out_ += "  <bpmn:category id=\"steps\" name=\"Steps\">\n";
    std::size_t i = 0;
    for (const Panel& panel : picture_.panels)
      if (panel.step)
        put("    <bpmn:categoryValue id=\"value_{}\" value=\"{}. {}\"/>\n", groups_[i++], panel.step->number,
            xml(panel.title));
    out_ += "  </bpmn:category>\n";
  }

  void write_process() {
    put("  <bpmn:process id=\"process\" name=\"{}\" isExecutable=\"false\">\n", xml(procedure_.title));
    if (!procedure_.summary.empty()) put("    <bpmn:documentation>{}</bpmn:documentation>\n", xml(procedure_.summary));
    write_scope(nullptr, "    ");
    for (const EscalationRule& rule : procedure_.escalation) {
      put("    <bpmn:subProcess id=\"{}\" name=\"{}\" triggeredByEvent=\"true\">\n", rules_[&rule],
          xml(plain_prose(rule.text)));
      write_scope(&rule, "      ");
      out_ += "    </bpmn:subProcess>\n";
    }
    std::size_t i = 0;
    for (const Panel& panel : picture_.panels) {
      if (!panel.step) continue;
      put("    <bpmn:group id=\"{0}\" categoryValueRef=\"value_{0}\">", groups_[i++]);
      std::string guidance;
      for (const Node& child : panel.step->children)
        if (child.kind == NodeKind::guidance) guidance += (guidance.empty() ? "" : "\n") + plain_prose(child.text.text);
      if (!guidance.empty()) put("<bpmn:documentation>{}</bpmn:documentation>", xml(guidance));
      out_ += "</bpmn:group>\n";
    }
    out_ += "  </bpmn:process>\n";
  }

  /// Nodes and flows of the main flow (no rule) or of one rule's event sub-process.
  void write_scope(const EscalationRule* rule, std::string_view indent) {
    for (std::size_t i = 0; i < picture_.boxes.size(); ++i) {
      const Box& box = picture_.boxes[i];
      if (box.rule == rule && box.role != Role::action) write_node(i, indent);
    }
    for (std::size_t i = 0; i < picture_.edges.size(); ++i)
      if (picture_.boxes[picture_.edges[i].from].rule == rule) write_flow(i, indent);
  }

  void write_node(std::size_t index, std::string_view indent) {
    const Box& box = picture_.boxes[index];
    const std::string_view element = element_of(box).name;
    put("{}<bpmn:{} id=\"{}\"", indent, element, names_[index]);
    if (!box.name.empty()) put(" name=\"{}\"", xml(box.name));
    if (!fallback_[index].empty()) put(" default=\"{}\"", fallback_[index]);
    const NodeKind kind = box.node && box.role == Role::node ? box.node->kind : NodeKind::sequence;
    if (kind == NodeKind::follow) put(" calledElement=\"{}\"", xml(text::slug(box.node->name)));
    if (kind == NodeKind::record) out_ += " scriptFormat=\"text/feel\"";
    if (box.role == Role::trigger) out_ += " isInterrupting=\"false\"";
    if (box.role == Role::actions) out_ += " ordering=\"Parallel\" cancelRemainingInstances=\"false\"";
    out_ += ">";
    write_documentation(box);
    for (const std::string& flow : incoming_[index]) put("<bpmn:incoming>{}</bpmn:incoming>", flow);
    for (const std::string& flow : outgoing_[index]) put("<bpmn:outgoing>{}</bpmn:outgoing>", flow);
    if (kind == NodeKind::approve) write_owner(box.node->name);
    if (kind != NodeKind::approve && kind != NodeKind::sequence && box.node && !box.pill && !box.node->by_role.empty())
      write_owner(box.node->by_role);
    if (kind == NodeKind::record && box.node->condition)
      put("<bpmn:script>{}</bpmn:script>", xml(box.node->condition->expression.source()));
    write_event(box);
    if (box.role == Role::actions) {
      out_ += "\n";
      for (std::size_t i = 0; i < picture_.boxes.size(); ++i)
        if (picture_.boxes[i].role == Role::action) write_node(i, "      ");
      out_ += indent;
    }
    put("</bpmn:{}>\n", element);
  }

  void write_documentation(const Box& box) {
    std::string words;
    if (box.node && box.role == Role::node) {
      words = node_note(procedure_, *box.node, procedure_.base_language);
      for (const std::string& law : box.node->satisfies)
        words += (words.empty() ? "satisfies " : " · satisfies ") + law;
    }
    if (box.action) words = box.action->allowed_text;
    if (!words.empty()) put("<bpmn:documentation>{}</bpmn:documentation>", xml(words));
  }

  void write_owner(std::string_view role) {
    put("<bpmn:potentialOwner><bpmn:resourceAssignmentExpression><bpmn:formalExpression>{}</bpmn:formalExpression>"
        "</bpmn:resourceAssignmentExpression></bpmn:potentialOwner>",
        xml(role));
  }
  void write_timer(const std::optional<Duration>& time) {
    if (!time) {
      out_ += "<bpmn:timerEventDefinition/>";
      return;
    }
    put("<bpmn:timerEventDefinition><bpmn:timeDuration xsi:type=\"bpmn:tFormalExpression\">{}</bpmn:timeDuration>"
        "</bpmn:timerEventDefinition>",
        iso(*time));
  }
  void write_condition_event(std::string_view expression) {
    put("<bpmn:conditionalEventDefinition><bpmn:condition xsi:type=\"bpmn:tFormalExpression\">{}</bpmn:condition>"
        "</bpmn:conditionalEventDefinition>",
        xml(expression));
  }

  void write_event(const Box& box) {
    if (box.role == Role::limit) return write_timer(box.node->limit);
    if (box.role == Role::trigger) {
      using Trigger = EscalationRule::Trigger;
      if (box.rule->trigger == Trigger::any_time_mentions) {
        out_ += "<bpmn:messageEventDefinition/>";
      } else if (box.rule->trigger == Trigger::any_time_condition) {
        write_condition_event(box.rule->condition ? box.rule->condition->expression.source() : "");
      } else {
        write_timer(box.rule->within);
      }
      return;
    }
    if (box.role != Role::node || !box.pill) return;
    if (box.node->kind == NodeKind::close && (box.parallel || box.rule)) out_ += "<bpmn:terminateEventDefinition/>";
    if (box.node->kind != NodeKind::wait) return;
    if (box.node->wait_kind == Node::WaitKind::reply)
      out_ += "<bpmn:messageEventDefinition/>";
    else if (box.node->wait_kind == Node::WaitKind::time)
      write_timer(box.node->limit);
    else
      write_condition_event(box.node->condition ? box.node->condition->expression.source() : "");
  }

  void write_flow(std::size_t index, std::string_view indent) {
    const Edge& edge = picture_.edges[index];
    put("{}<bpmn:sequenceFlow id=\"{}\" sourceRef=\"{}\" targetRef=\"{}\"", indent, flows_[index], names_[edge.from],
        names_[edge.to]);
    if (!edge.name.empty()) put(" name=\"{}\"", xml(edge.name));
    const Box& from = picture_.boxes[edge.from];
    const Condition* condition = edge.condition;
    if (from.role == Role::loop_test && !edge.back && from.node->kind == NodeKind::repeat && from.node->condition)
      condition = &*from.node->condition;
    if (!condition || fallback_[edge.from] == flows_[index]) {
      out_ += "/>\n";
      return;
    }
    put("><bpmn:conditionExpression "
        "xsi:type=\"bpmn:tFormalExpression\">{}</bpmn:conditionExpression></bpmn:sequenceFlow>\n",
        xml(condition->expression.source()));
  }

  static Rect bounds_of(const Box& box) {
    if (!box.pill) return box.rect;
    const Point c = box.rect.center();
    return {c.x - circle / 2, c.y - circle / 2, circle, circle};
  }
  void bounds(const Rect& rect) {
    put("<dc:Bounds x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", rect.x, rect.y, rect.width, rect.height);
  }
  void label(const Rect& rect) {
    out_ += "<bpmndi:BPMNLabel>";
    bounds(rect);
    out_ += "</bpmndi:BPMNLabel>";
  }

  void write_diagram() {
    out_ += "  <bpmndi:BPMNDiagram id=\"diagram\">\n    <bpmndi:BPMNPlane id=\"plane\" bpmnElement=\"process\">\n";
    std::size_t group = 0;
    for (const Panel& panel : picture_.panels) {
      const std::string& id = panel.step ? groups_[group++] : rules_[panel.rule];
      put("      <bpmndi:BPMNShape id=\"shape_{0}\" bpmnElement=\"{0}\"{1}>", id,
          panel.rule ? " isExpanded=\"true\"" : "");
      bounds(panel.rect);
      if (panel.step) label({panel.header.x + 8, panel.header.y + 8, header_width - 16, 40});
      out_ += "</bpmndi:BPMNShape>\n";
    }
    for (std::size_t i = 0; i < picture_.boxes.size(); ++i) write_shape(i);
    for (std::size_t i = 0; i < picture_.edges.size(); ++i) write_edge(i);
    out_ += "    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n";
  }

  void write_shape(std::size_t index) {
    const Box& box = picture_.boxes[index];
    const bool exclusive = element_of(box).name == "exclusiveGateway";
    put("      <bpmndi:BPMNShape id=\"shape_{0}\" bpmnElement=\"{0}\"", names_[index]);
    if (exclusive) put(" isMarkerVisible=\"{}\"", box.role == Role::merge ? "false" : "true");
    if (box.role == Role::actions) out_ += " isExpanded=\"true\"";
    out_ += ">";
    const Rect rect = bounds_of(box);
    bounds(rect);
    if (box.pill) label({rect.right() + 4, rect.y + 2, std::max(60, box.rect.right() - rect.right()), 28});
    if (!box.side.empty()) label(box.side_rect);
    out_ += "</bpmndi:BPMNShape>\n";
  }

  void write_edge(std::size_t index) {
    const Edge& edge = picture_.edges[index];
    std::vector<Point> points = edge.points;
    const Rect from = bounds_of(picture_.boxes[edge.from]), to = bounds_of(picture_.boxes[edge.to]);
    if (picture_.boxes[edge.from].pill) points.front().y = from.bottom();
    if (picture_.boxes[edge.to].pill) points.back().y = to.y;
    put("      <bpmndi:BPMNEdge id=\"edge_{0}\" bpmnElement=\"{0}\">", flows_[index]);
    for (const Point& point : points) put("<di:waypoint x=\"{}\" y=\"{}\"/>", point.x, point.y);
    Rect words = edge.label_rect;
    words.x += words.width / 2 + 4;  // beside the line, which BPMN tools draw over its label
    if (!edge.lines.empty()) label(words);
    out_ += "</bpmndi:BPMNEdge>\n";
  }

  const Procedure& procedure_;
  const Layout picture_;
  std::string out_;
  std::set<std::string, std::less<>> ids_;
  std::map<std::string, int, std::less<>> suffixes_;
  std::vector<std::string> names_, flows_, groups_, fallback_;
  std::vector<std::vector<std::string>> incoming_, outgoing_;
  std::map<const EscalationRule*, std::string> rules_;
};

}  // namespace

std::string to_bpmn(const Procedure& procedure) {
  return Writer(procedure).write();
}

}  // namespace evenhand::procedure
