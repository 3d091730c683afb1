/// @file guide.hpp
/// @brief The guide: a case as the person in front of it needs it. Steps with their items in order, what to do now, what
/// was done and by whom, what may be undone, which actions are allowed and why others are not. The API, the web page and
/// `evenhand run` all show this.
#pragma once

#include <string>
#include <vector>

#include "casework/engine.hpp"

namespace evenhand::casework {

struct GuideFact {
  std::string key, name, label, type;  ///< type as in FactType::str(); key: `scope>name`
  std::string kind;                    ///< `text`, `one_of`, … for choosing an input
  std::vector<std::string> options;
  std::vector<std::string> option_labels;  ///< what readers of the case's language call each; empty: what they are
  std::string pattern, currency;
  feel::Value value;
  bool known = false, personal = false, never_stored = false;
  bool takes_files = false;     ///< a file, or a list of files
  std::vector<CaseFile> files;  ///< what the value stands for
};
struct GuideItem {
  std::string path, kind;  ///< kind_name of the node
  std::string status;  ///< `idle`, `now`, `waiting`, `done`, `skipped`, `not-applicable`, `answered-no`, `overridden`
  std::string text;    ///< rendered, in the case's language
  std::uint32_t depth = 0;           ///< nesting for display
  std::vector<GuideFact> facts;      ///< ask, decide, action outputs
  std::vector<GuideFact> inputs;     ///< action
  std::string name, role, evidence;  ///< action/message/outcome; who may do it; kind of proof demanded
  std::string label, role_label;     ///< what readers of the case's language call them
  bool optional = false, may_act = false, may_undo = false;
  bool starts = false;          ///< acting on it is starting it (TickTask); the rest it does by itself
  std::string why_not;          ///< why this person cannot act on it
  Instant due;                  ///< wait, approval; zero: none
  std::string key;              ///< action that runs by hand: the key to report under
  std::string message_preview;  ///< send: the text as it would go out
  bool editable = false;        ///< send: the words may be changed
  std::string given;            ///< task: the words it was ticked with
  std::vector<CaseFile> files;  ///< task: the files it was ticked with
  std::vector<std::string> law;
  std::string origin;  ///< overlay
};
struct GuideStep {
  std::string id, path, title, status, procedure;  ///< procedure: title of the followed one, or empty
  std::uint32_t number = 0, depth = 0;
  std::vector<GuideItem> items;
};
struct GuideAction {
  std::string name, label;  ///< label: what readers of the case's language call it
  bool allowed = false;
  std::uint32_t done = 0;
  std::vector<GuideFact> needs, gives;
  std::vector<Gate> gates;
};
struct Guide {
  std::vector<GuideStep> steps;
  std::vector<std::string> now;             ///< paths this person can act on, in order
  std::vector<GuideFact> facts;             ///< all known
  std::vector<GuideAction> actions;         ///< of the Actions section, free order or not
  std::vector<std::string> outcomes;        ///< that could be closed as
  std::vector<std::string> outcome_labels;  ///< what readers of the case's language call each
  bool may_undo = false;
};
[[nodiscard]] Guide guide(const CaseState& state, const Program& program, const Actor& actor,
                          const Surroundings& surroundings);
[[nodiscard]] json::Value to_json(const Guide& guide);

}  // namespace evenhand::casework
