// Writes BPMN files for check.mjs: bpmn_export FOLDER FILES.sop.md... Every file named, and procedures built here that have
// every kind of node, nothing at all, five hundred steps, and texts that XML must escape.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "procedure/compile.hpp"
#include "procedure/draw.hpp"
#include "procedure/testing.hpp"

namespace {

using namespace evenhand;
using namespace evenhand::procedure;
using by_hand::Builder;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool write(const std::filesystem::path& path, const Procedure& procedure) {
  std::ofstream file(path, std::ios::binary);
  file << to_bpmn(procedure);
  return file.good();
}

Procedure every_kind() {
  Builder b;
  b.procedure.id = "every-kind";
  b.procedure.title = "Every <kind> & \"more\"";
  b.procedure.summary = "All that a procedure can hold.";
  b.fact("amount", FactType::Kind::number);
  for (const char* name : {"refund payment", "by hand"}) {
    Action action;
    action.name = name;
    action.connector = action.name == "by hand" ? "" : "shop";
    action.allowed_when = b.condition("amount < 5 and approved");
    action.allowed_text = "amount < 5 and approved";
    b.procedure.actions.push_back(std::move(action));
  }
  b.procedure.free_order = true;
  Node marked = b.task("A task with every mark");
  marked.optional = true;
  marked.by_role = "compliance officer";
  marked.evidence = "file";
  marked.when = b.condition("amount > 3");
  marked.satisfies = {"us-ma/notice"};
  Node approve = b.with(b.with(b.named(NodeKind::approve, "manager"), {b.close("refused")}),
                        {b.named(NodeKind::hand_over, "night")});
  approve.limit = Duration{1, Duration::Unit::weeks, false};
  b.step("Talk", {b.say("Hello"), std::move(marked), b.ask({"amount"}),
                  b.with(b.task("Box"), {b.record("amount", "amount + 1")})});
  b.step("Decide", {b.named(NodeKind::decide, ""), b.with(b.check("amount > 1"), {b.named(NodeKind::tell, "lead")}),
                    b.check("amount > 0"),
                    b.choice({{"amount > 3", {b.close("large")}}, {"amount > 2", {}}, {"", {b.go_to("talk")}}}),
                    b.choice({{"amount > 2", {b.named(NodeKind::raise, "urgent")}}})});
  b.step("Act", {b.with(b.action("refund payment", {"amount"}), {b.go_to("end")}), b.action("by hand"),
                 std::move(approve), b.named(NodeKind::follow, "other procedure"), b.named(NodeKind::send, "note")});
  b.step("Wait", {b.with(b.wait(Node::WaitKind::reply, 5), {b.close("no reply")}), b.wait(Node::WaitKind::time, 3),
                  b.with(b.wait(Node::WaitKind::condition, 2), {b.named(NodeKind::tell, "lead")})});
  b.step("Round",
         {b.repeat("amount > 9", {b.ask({"amount"})}), b.for_each("amount", "amounts", {b.task("Each")}),
          b.any_order({b.task("One"), b.task("Two"), b.body({b.choice({{"amount < 1", {b.close("stopped")}}})})})});
  b.step("End", {b.node(NodeKind::guidance, "Nothing but words.")});
  using Trigger = EscalationRule::Trigger;
  for (const Trigger trigger : {Trigger::no_first_reply, Trigger::any_time_condition, Trigger::any_time_mentions}) {
    EscalationRule rule;
    rule.trigger = trigger;
    rule.within = Duration{4, Duration::Unit::hours, true};
    rule.condition = b.condition("amount > 1000");
    rule.words = {"a lawyer"};
    rule.body = b.body({b.named(NodeKind::tell, "lead"), b.close("escalated")});
    b.procedure.escalation.push_back(std::move(rule));
  }
  return b.procedure;
}

Procedure many_steps() {
  Builder b;
  b.procedure.id = "many-steps";
  b.fact("amount", FactType::Kind::number);
  for (int i = 0; i < 500; ++i)
    b.step("Step " + std::to_string(i),
           {b.ask({"amount"}), b.choice({{"amount > 5", {b.task("Large")}}, {"", {b.named(NodeKind::send, "note")}}})});
  return b.procedure;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: bpmn_export FOLDER FILES...\n";
    return 2;
  }
  const std::filesystem::path folder = arguments[1];
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  bool good = write(folder / "made-every-kind.bpmn", every_kind()) &&
              write(folder / "made-many-steps.bpmn", many_steps()) && write(folder / "made-nothing.bpmn", Procedure{});
  for (int i = 2; i < count; ++i) {
    const std::filesystem::path path = arguments[i];
    const std::string text = read_file(path);
    const Compiled compiled = compile(text);
    if (!compiled.procedure) {
      for (const Diagnostic& one : compiled.diagnostics)
        if (one.severity == Severity::error) std::cerr << render(one, path.string(), text) << '\n';
      good = false;
      continue;
    }
    good = write(folder / path.stem().stem().concat(".bpmn"), *compiled.procedure) && good;
  }
  return good ? 0 : 1;
}
