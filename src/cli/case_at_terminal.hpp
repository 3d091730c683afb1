/// @file case_at_terminal.hpp
/// @brief `evenhand run`: one person at a terminal plays everybody in a case, the agent, approvers, connectors, the
/// customer and the clock.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "casework/guide.hpp"
#include "casework/simulate.hpp"
#include "cli/terminal.hpp"

namespace evenhand::cli {

class CaseAtTerminal {
 public:
  CaseAtTerminal(casework::Session& session, Terminal& terminal);
  /// Works the case until it is closed or the person leaves. @return the exit code: 0 only when it was closed
  int work();

 private:
  using NamedValues = std::vector<std::pair<std::string, feel::Value>>;

  // case_at_terminal.cpp: whose turn it is
  void turn();
  void do_item(const casework::GuideItem& item);
  void choose_action(const casework::Guide& guide, const casework::GuideItem* item);
  void start_freely(const casework::GuideAction& action);
  void pass_time();
  void close_or_get_unstuck(const casework::Guide& guide);
  [[nodiscard]] const std::pair<const std::string, casework::PendingAction>* pending_at(std::string_view path) const;
  [[nodiscard]] const casework::GuideItem* find_open(const casework::Guide& guide, std::string_view kind) const;

  // case_questions.cpp: what each kind of item asks
  void answer(const casework::GuideItem& item);
  void tick(const casework::GuideItem& item);
  void start_action(const casework::GuideItem& item);
  void report_action(const std::string& key, const std::vector<casework::GuideFact>& outputs);
  void approve(const casework::GuideItem& item);
  void wait(const casework::GuideItem& item);
  void send(const casework::GuideItem& item);
  void start(const casework::GuideItem& item);
  bool skip(const casework::GuideItem& item);
  std::optional<NamedValues> read_facts(const std::vector<casework::GuideFact>& facts, bool by_connector = false);
  std::optional<feel::Value> read_fact(const casework::GuideFact& fact, bool as_file);
  std::optional<std::vector<std::string>> read_files(const std::string& what, bool several);

  // case_words.cpp: lines that begin with a colon, and what is printed
  std::optional<std::string> ask(const std::string& question);
  void obey(const std::string& command);
  void record_ahead(const std::string& words);
  void override_gate(const std::string& reason);
  void show_news();
  void show(const casework::Event& event);
  bool submit(const casework::Command& command, const casework::Actor& actor);

  [[nodiscard]] const casework::CaseState& state() const { return session_.state(); }
  [[nodiscard]] const casework::Program& program() const { return session_.program(); }
  [[nodiscard]] casework::Guide guide() const;

  casework::Session& session_;
  Terminal& terminal_;
  casework::Actor agent_;                         // has every role that an item asks for
  const casework::GuideItem* current_ = nullptr;  // for `:skip`
  std::string shown_actions_;
  std::size_t shown_ = 0;  // events of the history
  bool left_ = false;
};

/// `y`, `yes`, `s`, `sí`: yes. `n`, `no`: no. Nothing for other words.
[[nodiscard]] std::optional<bool> yes_or_no(std::string_view words);

}  // namespace evenhand::cli
