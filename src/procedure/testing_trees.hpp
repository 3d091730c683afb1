/// @file testing_trees.hpp
/// @brief Random procedures for property tests: every kind of node, nested, with alternatives, jumps, marks and odd
/// texts. Drawn through RapidCheck, so a failing one is printed and made smaller.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "procedure/testing.hpp"

namespace evenhand::procedure::by_hand {

class TreeGenerator {
 public:
  Procedure generate(int steps_max) {
    builder_.procedure.title = text();
    for (int i = 0; i < 4; ++i) builder_.fact("fact " + std::to_string(i), FactType::Kind::number);
    const int steps = pick(0, steps_max + 1);
    for (int i = 0; i < steps; ++i) titles_.push_back("step " + std::to_string(i));
    for (const std::string& title : titles_) builder_.step(title, nodes(3));
    for (Node& step : builder_.procedure.root.children) step.text.text = text();
    const int actions = pick(0, 5);
    builder_.procedure.free_order = pick(0, 2) == 1;
    for (int i = 0; i < actions; ++i) {
      Action action;
      action.name = text();
      if (pick(0, 2) == 1) action.allowed_when = builder_.condition(expression());
      if (pick(0, 2) == 1) action.connector = "shop";
      builder_.procedure.actions.push_back(std::move(action));
    }
    const int rules = pick(0, 4);
    for (int i = 0; i < rules; ++i) {
      EscalationRule rule;
      rule.trigger = static_cast<EscalationRule::Trigger>(pick(0, 6));
      rule.within = Duration{4, Duration::Unit::hours, true};
      rule.words = {text()};
      rule.step_id = "step-0";
      rule.id = "rule";
      rule.text = text();
      rule.body = builder_.body({leaf(), leaf()});
      builder_.procedure.escalation.push_back(std::move(rule));
    }
    return builder_.procedure;
  }

 private:
  static int pick(int from, int to) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to)); }
  static std::string text() {
    static const std::vector<std::string> texts = {
        "",
        "Short",
        "A sentence of a usual length, as people write them.",
        "<b>&\"markup\"'</b> & **bold** `code`",
        "Wort-ohne-Blank-das-länger-ist-als-jede-Zeile-im-Kasten-je-sein-könnte-und-noch-etwas-mehr",
        "日本語のとても長い文が続きます",
        "tab\tand\nnewline\x01",
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"};
    return texts[static_cast<std::size_t>(pick(0, static_cast<int>(texts.size())))];
  }
  static std::string expression() {
    static const std::vector<std::string> sources = {"fact 0 > 3", "fact 1 = 2 and fact 2 < 10", "not(fact 3 > 1)",
                                                     "fact 0 + fact 1 + fact 2 + fact 3 > 1000 and fact 0 < fact 1"};
    return sources[static_cast<std::size_t>(pick(0, static_cast<int>(sources.size())))];
  }
  std::vector<Node> nodes(int depth) {
    std::vector<Node> out;
    for (int i = pick(0, 5); i > 0; --i) out.push_back(node(depth));
    return out;
  }
  Node leaf() {
    switch (pick(0, 9)) {
      case 0:
        return builder_.ask({"fact 0", "fact 1"});
      case 1:
        return builder_.task(text());
      case 2:
        return builder_.say(text());
      case 3:
        return builder_.record("fact 2", expression());
      case 4:
        return builder_.named(NodeKind::tell, text());
      case 5:
        return builder_.named(NodeKind::send, text());
      case 6:
        return builder_.named(NodeKind::hand_over, text());
      case 7:
        return builder_.named(NodeKind::raise, "urgent");
      default:
        return builder_.close(text());
    }
  }
  Node node(int depth) {
    Node out = pick(0, 2) == 0 || depth == 0 ? leaf() : nested(depth - 1);
    if (pick(0, 5) == 0) out.when = builder_.condition(expression());
    if (pick(0, 6) == 0) out.origin = "In Massachusetts";
    if (pick(0, 6) == 0) out.satisfies = {"us-ma/law"};
    return out;
  }
  Node nested(int depth) {
    switch (pick(0, 11)) {
      case 0: {
        std::vector<std::pair<std::string, std::vector<Node>>> ways;
        const int count = pick(1, 8);
        for (int i = 0; i < count; ++i) ways.emplace_back(expression(), nodes(depth));
        if (pick(0, 2) == 0) ways.emplace_back("", nodes(depth));
        return builder_.choice(std::move(ways));
      }
      case 1:
        return builder_.any_order(nodes(depth));
      case 2:
        return builder_.repeat(expression(), nodes(depth));
      case 3:
        return builder_.for_each("fact 0", "fact 1", nodes(depth));
      case 4:
        return builder_.with(builder_.task(text()), nodes(depth));
      case 5:
        return builder_.with(builder_.check(expression()), nodes(depth));
      case 6:
        return builder_.with(builder_.action(text()), nodes(depth));
      case 7:
        return builder_.with(builder_.wait(static_cast<Node::WaitKind>(pick(0, 3)), 3), nodes(depth));
      case 8: {
        Node approve = builder_.named(NodeKind::approve, text());
        approve.limit = Duration{2, Duration::Unit::days, true};
        return builder_.with(builder_.with(std::move(approve), nodes(depth)), nodes(depth));
      }
      case 9:
        return builder_.named(NodeKind::follow, "other");
      default:
        return titles_.empty() ? leaf()
                               : builder_.go_to("step-" + std::to_string(pick(0, static_cast<int>(titles_.size()))));
    }
  }

  Builder builder_;
  std::vector<std::string> titles_;
};

}  // namespace evenhand::procedure::by_hand
