// What `run` asks of the person at the terminal: one function for each kind of thing the guide shows.
#include <fmt/format.h>

#include "base/id.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/case_at_terminal.hpp"
#include "cli/output.hpp"
#include "desk/files.hpp"

namespace evenhand::cli {

namespace cw = casework;

namespace {

constexpr std::string_view customer = "customer";

cw::Actor nobodys(std::string_view id) {
  cw::Actor actor;
  actor.id = actor.name = id;
  return actor;
}

/// `[support manager] ` before what only a role may do.
std::string by_role(const cw::GuideItem& item) {
  return item.role.empty() ? "" : "[" + item.role + "] ";
}

}  // namespace

std::optional<bool> yes_or_no(std::string_view words) {
  const std::string word = text::to_lower_ascii(words);
  if (word == "y" || word == "yes" || word == "s" || word == "si" || word == "sí" || word == "sÍ") return true;
  if (word == "n" || word == "no") return false;
  return std::nullopt;
}

bool CaseAtTerminal::skip(const cw::GuideItem& item) {
  const auto reason = ask("  Why skip it?");
  return reason && submit(cw::SkipNode{item.path, *reason}, agent_);
}

/// Asks until the value fits the fact's type. Nothing: the question was left.
std::optional<feel::Value> CaseAtTerminal::read_fact(const cw::GuideFact& fact, bool as_file) {
  const auto cut = fact.key.rfind('>');
  const auto* declared = cut == std::string::npos
                             ? program().find_fact("", fact.key)
                             : program().find_fact(fact.key.substr(0, cut), fact.key.substr(cut + 1));
  if (as_file) {
    const auto files = read_files(fact.label, fact.kind == "list");
    if (!files) return std::nullopt;
    if (fact.kind != "list") return files->empty() ? feel::Value() : feel::Value(files->front());
    feel::List ids;
    for (const auto& id : *files) ids.emplace_back(id);
    return feel::Value(std::move(ids));
  }
  std::string hint = fact.type;
  if (fact.known) hint += ", now " + feel::to_display(fact.value);
  while (true) {
    const auto line = ask("  " + fact.label + (hint.empty() ? "" : " (" + hint + ")") + ":");
    if (!line) return std::nullopt;
    if (line->empty() && fact.known) return feel::Value();
    feel::Value value(*line);
    if (const auto yes = fact.kind == "yes_no" ? yes_or_no(*line) : std::nullopt) value = feel::Value(*yes);
    if (declared == nullptr || declared->implicit) return value;
    const auto checked = cw::check_fact(*declared, value);
    if (checked) return *checked;
    terminal_.say("  " + checked.error().message);
  }
}

/// Facts that are known and left as they are (Enter) are not among them.
std::optional<CaseAtTerminal::NamedValues> CaseAtTerminal::read_facts(const std::vector<cw::GuideFact>& facts,
                                                                      bool by_connector) {
  NamedValues values;
  for (const auto& fact : facts) {
    auto value = read_fact(fact, fact.takes_files && !by_connector);
    if (!value) return std::nullopt;
    if (!value->is_null() || !fact.known) values.emplace_back(fact.name, std::move(*value));
  }
  return values;
}

/// Files on this disk, taken as a server would take them in. @return their ids; nothing at the end of the input.
std::optional<std::vector<std::string>> CaseAtTerminal::read_files(const std::string& what, bool several) {
  std::vector<std::string> ids;
  while (ids.empty() || several) {
    const auto path = ask("  " + what + ", path of a file" + (ids.empty() ? ":" : " (Enter: no more):"));
    if (!path) return std::nullopt;
    if (path->empty()) break;
    const auto content = read_file(*path, limits::file_bytes_max);
    auto file = content ? desk::inspect_file(*path, *content) : Result<cw::CaseFile>(fail(content.error()));
    if (!file) {
      terminal_.say("  " + file.error().message + " " + file.error().hint);
      continue;
    }
    file->id = FileId::make(session_.surroundings().now).str();
    terminal_.say_styled("  " + terminal_.faint(fmt::format("{}, {}, {} bytes, SHA-256 {}", file->name, file->type,
                                                            file->bytes, file->sha256)));
    ids.push_back(file->id);
    session_.surroundings().files.push_back(std::move(*file));
  }
  return ids;
}

void CaseAtTerminal::answer(const cw::GuideItem& item) {
  if (item.optional) terminal_.say("  " + item.text + " (optional, :skip passes it)");
  if (const auto values = read_facts(item.facts)) submit(cw::RecordFacts{item.path, *values}, agent_);
}

void CaseAtTerminal::tick(const cw::GuideItem& item) {
  const auto line = ask("  [ ] " + by_role(item) + item.text + (item.optional ? " (y/n, skip):" : " (y/n):"));
  if (!line) return;
  if (item.optional && *line == "skip") {
    skip(item);
    return;
  }
  const auto yes = yes_or_no(*line);
  if (!yes) return terminal_.say("  Answer y or n.");
  cw::TickTask command{item.path, *yes, {}};
  if (command.yes && cw::is_file_evidence(item.evidence)) {
    auto files = read_files("Proof (" + item.evidence + ")", item.evidence != "signature");
    if (!files) return;
    command.files = std::move(*files);
  } else if (command.yes && !item.evidence.empty()) {
    const auto words = ask("  Proof (" + item.evidence + "):");
    if (!words) return;
    command.evidence = *words;
  }
  submit(command, agent_);
}

void CaseAtTerminal::start_action(const cw::GuideItem& item) {
  if (const auto* pending = pending_at(item.path)) return report_action(pending->first, item.facts);
  const auto line =
      ask("  " + by_role(item) + item.text + (item.optional ? " (Enter: do it, skip):" : " (Enter: do it):"));
  if (!line) return;
  if (item.optional && *line == "skip")
    skip(item);
  else
    submit(cw::PerformAction{.path = item.path, .action = item.name, .inputs = {}, .outputs = {}}, agent_);
}

/// Enters what came of an action, for the person who did it or for the connector that would have.
void CaseAtTerminal::report_action(const std::string& key, const std::vector<cw::GuideFact>& outputs) {
  const cw::PendingAction pending = state().pending_actions.find(key)->second;
  const cw::Actor reporter = pending.by_hand ? agent_ : nobodys("connector");
  const auto line =
      ask(fmt::format("  Did {} work{}? (y/n):", pending.action, pending.by_hand ? "" : ", as its connector says"));
  const auto worked = yes_or_no(line.value_or(""));
  if (!line) return;
  if (!worked) return terminal_.say("  Answer y or n.");
  cw::ReportAction command{.key = key, .ok = *worked, .outputs = {}, .error = {}, .final = true};
  if (*worked) {
    const auto values = read_facts(outputs, !pending.by_hand);
    if (!values) return;
    command.outputs = *values;
  } else {
    const auto error = ask("  What went wrong?");
    if (!error) return;
    command.error = *error;
  }
  submit(command, reporter);
}

void CaseAtTerminal::approve(const cw::GuideItem& item) {
  const auto at = state().nodes.find(item.path);
  if (at->second.detail.empty()) {
    const auto reason = ask("  The " + item.name + " has refused. Why ask again (:help for what else there is)?");
    if (reason) submit(cw::AskApproval{item.path, *reason}, agent_);
    return;
  }
  const auto line = ask(fmt::format("  [{}] {} Do you approve? (y/n, Enter: let time pass):", item.name, item.text));
  if (!line) return;
  if (line->empty()) return pass_time();
  const auto yes = yes_or_no(*line);
  if (!yes) return terminal_.say("  Answer y or n.");
  const auto reason = ask("  Reason:");
  if (!reason) return;
  cw::Actor approver = nobodys("person_approver");
  approver.name = item.name;
  approver.roles = {item.name};
  submit(cw::GiveApproval{.path = item.path, .approved = *yes, .reason = *reason}, approver);
}

void CaseAtTerminal::wait(const cw::GuideItem& item) {
  const bool for_reply = program().find(item.path)->node->wait_kind == procedure::Node::WaitKind::reply;
  const std::string until = item.due == Instant{} ? "" : ", until " + format_rfc3339(item.due);
  const auto line =
      ask("  Waiting: " + item.text + until +
          (for_reply ? " (type the customer's reply, or Enter to let time pass):" : " (Enter: let time pass):"));
  if (!line) return;
  if (line->empty()) return pass_time();
  if (!for_reply) return terminal_.say("  No reply is waited for; \":reply WORDS\" is one all the same.");
  submit(cw::ReceiveMessage{.channel = {}, .text = *line, .from = std::string(customer), .key = {}}, nobodys(customer));
}

void CaseAtTerminal::send(const cw::GuideItem& item) {
  terminal_.say("  " + item.message_preview);
  std::string question = "  " + by_role(item) + "Send this? (Enter: yes";
  if (item.optional) question += ", skip";
  if (item.editable) question += ", or type other words";
  const auto line = ask(question + "):");
  if (!line) return;
  if (item.optional && *line == "skip")
    skip(item);
  else if (!item.editable && !line->empty())
    terminal_.say("  The words of this message may not be changed.");
  else
    submit(cw::SendMessage{.path = item.path, .text = *line}, agent_);
}

/// What would go by itself, but is optional or belongs to a role.
void CaseAtTerminal::start(const cw::GuideItem& item) {
  const auto line =
      ask("  " + by_role(item) + item.text + (item.optional ? " (Enter: do it, skip):" : " (Enter: do it):"));
  if (!line) return;
  if (item.optional && *line == "skip")
    skip(item);
  else
    submit(cw::TickTask{item.path, true, {}}, agent_);
}

}  // namespace evenhand::cli
