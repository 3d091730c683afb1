#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "base/id.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "casework/guide.hpp"
#include "casework/simulate.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/sop_files.hpp"
#include "desk/files.hpp"

namespace evenhand::cli {
namespace {

namespace cw = casework;

/// One person at a terminal plays everybody: the agent, approvers, the customer, the clock.
class Terminal {
 public:
  explicit Terminal(cw::Session& session) : session_(session), colour_(isatty(STDOUT_FILENO) == 1) {
    agent_ = {.id = "person_you", .name = "You", .roles = {"agent"}, .may_override = true, .may_reopen = true};
  }

  int work() {
    if (!submit(cw::OpenCase{.subject = "A case in the terminal"}, agent_)) return exit_trouble;
    while (session_.state().status != cw::CaseState::Status::closed) {
      show_new_words();
      const cw::Guide guide = cw::guide(session_.state(), session_.program(), agent_, session_.surroundings());
      const cw::GuideItem* item = next_item(guide);
      const bool went_on = item != nullptr ? do_item(*item) : nothing_to_do();
      if (!went_on) return exit_no;
    }
    show_new_words();
    fmt::print("\nThe case is closed as {}.\n", bold(session_.state().outcome));
    return exit_ok;
  }

 private:
  [[nodiscard]] std::string bold(const std::string& text) const {
    return colour_ ? "\033[1m" + text + "\033[0m" : text;
  }
  [[nodiscard]] std::string faint(const std::string& text) const {
    return colour_ ? "\033[2m" + text + "\033[0m" : text;
  }

  std::optional<std::string> read(const std::string& prompt) {
    fmt::print("{} ", prompt);
    std::fflush(stdout);
    std::string line;
    if (!std::getline(std::cin, line)) {
      fmt::print("\n");
      return std::nullopt;
    }
    return std::string(text::trim(line));
  }

  bool submit(const cw::Command& command, const cw::Actor& actor) {
    const auto done = session_.submit(command, actor);
    if (done) return true;
    fmt::print("  {}\n", done.error().message);
    for (const cw::Gate& gate : done.error().gates) fmt::print("  - {} {}\n", gate.message, faint(gate.remedy));
    return false;
  }

  /// Steps, guidance and scripts that have come into view since the last time.
  void show_new_words() {
    for (; shown_ < session_.history().size(); ++shown_) {
      const auto* entered = std::get_if<cw::NodeEntered>(&session_.history()[shown_].event);
      const auto* finished = std::get_if<cw::NodeFinished>(&session_.history()[shown_].event);
      if (const auto* queued = std::get_if<cw::MessageQueued>(&session_.history()[shown_].event))
        fmt::print("  {} {}\n", faint("to the customer:"), queued->text);
      const cw::Place* place = session_.program().find(entered != nullptr    ? entered->path
                                                       : finished != nullptr ? finished->path
                                                                             : std::string());
      if (place == nullptr || place->node == nullptr) continue;
      const std::string words =
          cw::render(place->node->text.in(session_.program().selection().language), session_.state(),
                     session_.program(), place->scope, agent_, session_.surroundings())
              .text;
      if (entered != nullptr && place->node->kind == procedure::NodeKind::step)
        fmt::print("\n{}\n", bold(std::to_string(place->node->number) + ". " + words));
      if (finished != nullptr && place->node->kind == procedure::NodeKind::guidance) fmt::print("  {}\n", faint(words));
      if (finished != nullptr && place->node->kind == procedure::NodeKind::say) fmt::print("  \"{}\"\n", words);
    }
  }

  static const cw::GuideItem* next_item(const cw::Guide& guide) {
    for (const auto& step : guide.steps) {
      for (const auto& item : step.items) {
        if (item.status == "now" || (item.status == "waiting" && (item.kind == "approve" || item.kind == "wait")))
          return &item;
      }
    }
    return nullptr;
  }

  bool do_item(const cw::GuideItem& item) {
    if (item.kind == "ask") return ask(item);
    if (item.kind == "task") return tick(item);
    if (item.kind == "action") return act(item);
    if (item.kind == "approve") return approve(item);
    if (item.kind == "wait") return wait(item);
    if (item.kind == "send") return send(item);
    fmt::print("  {} {}\n", item.text, faint(item.why_not));
    const auto reason = read("  This cannot go on by itself. Reason to override (empty: stop):");
    return reason && !reason->empty() && submit(cw::Override{item.path, *reason}, agent_);
  }

  std::optional<std::vector<std::pair<std::string, feel::Value>>> read_facts(const std::vector<cw::GuideFact>& facts) {
    std::vector<std::pair<std::string, feel::Value>> values;
    for (const auto& fact : facts) {
      if (fact.takes_files) {
        const auto files = read_files(fact.label, fact.kind == "list");
        if (!files) return std::nullopt;
        if (files->empty() && fact.known) continue;
        feel::List ids;
        for (const auto& id : *files) ids.emplace_back(id);
        values.emplace_back(fact.name, fact.kind == "list" ? feel::Value(std::move(ids))
                                       : files->empty()    ? feel::Value()
                                                           : feel::Value(files->front()));
        continue;
      }
      std::string hint = fact.type;
      if (fact.known) hint += ", now " + feel::to_display(fact.value);
      const auto line = read("  " + fact.label + " (" + hint + "):");
      if (!line) return std::nullopt;
      if (line->empty() && fact.known) continue;
      values.emplace_back(fact.name, feel::Value(*line));
    }
    return values;
  }

  /// Files on this disk, taken as a server would take them in. @return their ids; nothing at the end of the input.
  std::optional<std::vector<std::string>> read_files(const std::string& what, bool several) {
    std::vector<std::string> ids;
    while (ids.empty() || several) {
      const auto path = read("  " + what + ", path of a file" + (ids.empty() ? ":" : " (Enter: no more):"));
      if (!path) return std::nullopt;
      if (path->empty()) break;
      const auto content = read_file(*path, limits::file_bytes_max);
      auto file = content ? desk::inspect_file(*path, *content) : Result<cw::CaseFile>(fail(content.error()));
      if (!file) {
        fmt::print("  {} {}\n", file.error().message, faint(file.error().hint));
        continue;
      }
      file->id = FileId::make(session_.surroundings().now).str();
      fmt::print("  {}\n",
                 faint(fmt::format("{}, {}, {} bytes, SHA-256 {}", file->name, file->type, file->bytes, file->sha256)));
      ids.push_back(file->id);
      session_.surroundings().files.push_back(std::move(*file));
    }
    return ids;
  }

  bool ask(const cw::GuideItem& item) {
    const auto values = read_facts(item.facts);
    if (!values) return false;
    submit(cw::RecordFacts{item.path, *values}, actor_for(item.role));
    return true;
  }

  bool tick(const cw::GuideItem& item) {
    const auto line = read("  [ ] " + item.text + " (y/n" + (item.optional ? "/skip" : "") + "):");
    if (!line) return false;
    if (*line == "skip") {
      const auto reason = read("  Why skip it?");
      if (!reason) return false;
      submit(cw::SkipNode{item.path, *reason}, agent_);
      return true;
    }
    if (line->empty() || (line->front() != 'y' && line->front() != 'n')) return true;
    cw::TickTask command{item.path, line->front() == 'y', {}};
    if (command.yes && cw::is_file_evidence(item.evidence)) {
      auto files = read_files("Proof (" + item.evidence + ")", item.evidence != "signature");
      if (!files) return false;
      command.files = std::move(*files);
    } else if (command.yes && !item.evidence.empty()) {
      command.evidence = read("  Proof (" + item.evidence + "):").value_or("");
    }
    submit(command, actor_for(item.role));
    return true;
  }

  bool act(const cw::GuideItem& item) {
    if (item.key.empty()) {
      const auto go = read("  Do: " + item.text + " (Enter: do it, q: stop)");
      if (!go || *go == "q") return false;
      return submit(cw::PerformAction{.path = item.path, .action = item.name, .inputs = {}}, actor_for(item.role)) ||
             true;
    }
    const auto worked = read("  Did " + item.name + " work? (y/n):");
    if (!worked) return false;
    if (*worked == "n") {
      const auto error = read("  What went wrong?");
      if (!error) return false;
      submit(cw::ReportAction{.key = item.key, .ok = false, .outputs = {}, .error = *error, .final = true}, agent_);
      return true;
    }
    const auto outputs = read_facts(item.facts);
    if (!outputs) return false;
    submit(cw::ReportAction{.key = item.key, .ok = true, .outputs = *outputs, .error = {}, .final = true}, agent_);
    return true;
  }

  bool approve(const cw::GuideItem& item) {
    const auto line = read("  " + item.name + ", do you approve? " + item.text + " (y/n):");
    if (!line) return false;
    if (line->empty() || (line->front() != 'y' && line->front() != 'n')) return true;
    const auto reason = read("  Reason:");
    if (!reason) return false;
    const cw::Actor approver{.id = "person_approver",
                             .name = item.name,
                             .roles = {item.name, item.role},
                             .may_override = false,
                             .may_reopen = false};
    submit(cw::GiveApproval{.path = item.path, .approved = line->front() == 'y', .reason = *reason}, approver);
    return true;
  }

  bool wait(const cw::GuideItem& item) {
    const auto line = read("  Waiting: " + item.text + " (type the customer's reply, or Enter to let time pass):");
    if (!line) return false;
    if (line->empty()) return nothing_to_do();
    submit(
        cw::ReceiveMessage{
            .channel = session_.program().selection().channel, .text = *line, .from = "customer", .key = {}},
        {.id = "customer", .name = "customer", .roles = {}, .may_override = false, .may_reopen = false});
    return true;
  }

  bool send(const cw::GuideItem& item) {
    fmt::print("  {}\n", item.message_preview);
    const auto line = read("  Send this? (Enter: yes, or type other words):");
    if (!line) return false;
    submit(cw::SendMessage{.path = item.path, .text = *line}, actor_for(item.role));
    return true;
  }

  bool nothing_to_do() {
    if (session_.advance_to_next_timer()) {
      fmt::print("  {}\n", faint("It is now " + format_rfc3339(session_.surroundings().now) + "."));
      return true;
    }
    const auto gates = cw::why_open(session_.state(), session_.program(), session_.surroundings().now);
    if (gates.empty()) {
      const auto outcome = read("  Everything is done. Close as:");
      return outcome && !outcome->empty() && submit(cw::CloseCase{*outcome}, agent_);
    }
    for (const cw::Gate& gate : gates) fmt::print("  - {} {}\n", gate.message, faint(gate.remedy));
    return false;
  }

  [[nodiscard]] cw::Actor actor_for(const std::string& role) const {
    cw::Actor actor = agent_;
    if (!role.empty()) actor.roles.push_back(role);
    return actor;
  }

  cw::Session& session_;
  const bool colour_;
  cw::Actor agent_;
  std::size_t shown_ = 0;
};

}  // namespace

int run(const RunOptions& options) {
  SopFiles files;
  const auto compiled = files.compile(options.file);
  if (!compiled) return report(compiled.error());
  if (compiled->procedure == nullptr) {
    for (const Diagnostic& d : compiled->diagnostics)
      fmt::print(stderr, "{}\n", render(d, options.file, files.source()));
    return exit_no;
  }
  std::string channel = options.channel.empty() ? "phone" : options.channel;
  if (options.channel.empty() &&
      !compiled->procedure->is_for({.state = {}, .channel = channel, .product = {}, .language = {}}))
    channel = compiled->procedure->channels.front();
  const auto program = files.link(
      compiled->procedure,
      {.state = options.state, .channel = channel, .product = options.product, .language = options.language});
  if (!program) return report(program.error());
  cw::Session session(*program,
                      {.now = SystemClock().now(), .company = "our company", .case_id = "case", .door = "cli"});
  fmt::print("{}\n", compiled->procedure->title);
  return Terminal(session).work();
}

}  // namespace evenhand::cli
