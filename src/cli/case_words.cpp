// What the person types beside answers, and what has come of it since: lines with a colon, and the news of the case.
#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/case_at_terminal.hpp"

namespace evenhand::cli {

namespace cw = casework;

/// An answer. Nothing when the input ended, or when a line with a colon was obeyed and the question is to be put anew.
std::optional<std::string> CaseAtTerminal::ask(const std::string& question) {
  auto line = terminal_.ask(question);
  if (!line || !line->starts_with(':')) return line;
  obey(line->substr(1));
  return std::nullopt;
}

void CaseAtTerminal::obey(const std::string& command) {
  const std::size_t blank = command.find(' ');
  const std::string verb = command.substr(0, blank);
  const std::string rest(blank == std::string::npos ? "" : text::trim(std::string_view(command).substr(blank)));
  if (verb == "quit" || verb == "q") {
    left_ = true;
  } else if (verb == "skip" && current_ != nullptr) {
    submit(cw::SkipNode{current_->path, rest}, agent_);
  } else if (verb == "undo") {
    submit(cw::Undo{}, agent_);
  } else if (verb == "fact") {
    record_ahead(rest);
  } else if (verb == "reply") {
    cw::Actor customer;
    customer.id = customer.name = "customer";
    submit(cw::ReceiveMessage{.channel = {}, .text = rest, .from = "customer", .key = {}}, customer);
  } else if (verb == "wait") {
    pass_time();
  } else if (verb == "override") {
    override_gate(rest);
  } else if (verb == "close") {
    submit(cw::CloseCase{rest}, agent_);
  } else {
    terminal_.say(
        "  :skip REASON         pass what is optional\n"
        "  :undo                take back the last tick or answer\n"
        "  :fact NAME = VALUE   state a fact ahead, or correct one\n"
        "  :reply WORDS         the customer writes\n"
        "  :wait                time passes until the next thing is due\n"
        "  :override REASON     pass the first gate that blocks\n"
        "  :close OUTCOME       close the case\n"
        "  :quit                leave");
  }
}

void CaseAtTerminal::record_ahead(const std::string& words) {
  const std::size_t equals = words.find('=');
  if (equals == std::string::npos) return terminal_.say("  Say it as \":fact NAME = VALUE\".");
  const std::string name(text::trim(std::string_view(words).substr(0, equals)));
  const std::string value(text::trim(std::string_view(words).substr(equals + 1)));
  const auto* fact = program().find_fact("", name);
  const auto yes =
      fact != nullptr && fact->type.kind == procedure::FactType::Kind::yes_no ? yes_or_no(value) : std::nullopt;
  submit(cw::RecordFacts{"", {{name, yes ? feel::Value(*yes) : feel::Value(value)}}}, agent_);
}

void CaseAtTerminal::override_gate(const std::string& reason) {
  const cw::Guide guide = this->guide();
  for (const auto& step : guide.steps)
    for (const auto& item : step.items)
      if (item.status == "waiting" && !item.why_not.empty()) {
        if (submit(cw::Override{item.path, reason}, agent_)) terminal_.say("  Overridden: " + item.text);
        return;
      }
  terminal_.say("  No gate blocks here.");
}

bool CaseAtTerminal::submit(const cw::Command& command, const cw::Actor& actor) {
  const auto done = session_.submit(command, actor);
  if (done) return true;
  terminal_.say("  " + done.error().message);
  for (const cw::Gate& gate : done.error().gates)
    if (gate.message != done.error().message || !gate.remedy.empty())
      terminal_.say("  - " + gate.message + " " + gate.remedy);
  return false;
}

/// Steps, guidance, scripts and effects that have come since the last time.
void CaseAtTerminal::show_news() {
  for (; shown_ < session_.history().size(); ++shown_) show(session_.history()[shown_].event);
}

void CaseAtTerminal::show(const cw::Event& event) {
  const auto effect = [&](const std::string& what, const std::string& words) {
    terminal_.say_styled("  " + terminal_.faint(what) + (words.empty() ? "" : " " + terminal_.plain(words)));
  };
  if (const auto* e = std::get_if<cw::MessageQueued>(&event)) return effect("to the customer:", e->text);
  if (const auto* e = std::get_if<cw::Told>(&event)) return effect("to the " + e->role + ":", e->text);
  if (const auto* e = std::get_if<cw::HandedOver>(&event)) return effect("handed over to the " + e->team, "");
  if (const auto* e = std::get_if<cw::PriorityRaised>(&event)) return effect("priority is now " + e->priority, "");
  if (const auto* e = std::get_if<cw::FactRecorded>(&event);
      e != nullptr && (e->source == "decision" || e->source == "computed"))
    return effect(e->name + ":", feel::to_display(e->value));
  const auto* entered = std::get_if<cw::NodeEntered>(&event);
  const auto* finished = std::get_if<cw::NodeFinished>(&event);
  const cw::Place* place = program().find(entered != nullptr    ? entered->path
                                          : finished != nullptr ? finished->path
                                                                : std::string());
  if (place == nullptr || place->node == nullptr) return;
  const procedure::Node& node = *place->node;
  const std::string words = cw::render(node.text.in(program().selection().language), state(), program(), place->scope,
                                       agent_, session_.surroundings())
                                .text;
  const bool was_done = finished != nullptr && finished->how == cw::NodeFinished::How::done;
  if (entered != nullptr && node.kind == procedure::NodeKind::step)
    terminal_.say_styled("\n" + terminal_.bold(std::to_string(node.number) + ". " + words));
  if (was_done && node.kind == procedure::NodeKind::guidance) terminal_.say_styled("  " + terminal_.faint(words));
  if (was_done && node.kind == procedure::NodeKind::say) terminal_.say("  \"" + words + "\"");
}

}  // namespace evenhand::cli
