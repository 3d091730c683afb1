#include "procedure/diff_parts.hpp"

#include <array>

#include "base/text.hpp"

namespace evenhand::procedure {

namespace {

/// Any value as words: lists with commas, members by name.
std::string words_of(const json::Value& value) {
  if (const std::string* s = value.as_string()) return *s;
  if (const bool* b = value.as_bool()) return *b ? "yes" : "no";
  std::string out;
  if (const json::Array* array = value.as_array()) {
    for (const json::Value& one : *array) out += (out.empty() ? "" : ", ") + words_of(one);
    return out;
  }
  if (const json::Object* object = value.as_object()) {
    for (const auto& [key, one] : *object) out += (out.empty() ? "" : "; ") + key + " " + words_of(one);
    return out;
  }
  return json::write(value);
}

/// The phrase for a property of a node, a fact, a rule; `{}` stands for its value.
std::string phrase(std::string_view key, const json::Value& value) {
  struct Phrase {
    std::string_view key, words;
  };
  static constexpr std::array phrases{
      Phrase{"number", "step {}"},
      Phrase{"when", "only when `{}`"},
      Phrase{"optional", "may be skipped"},
      Phrase{"satisfies", "satisfies {}"},
      Phrase{"evidence", "with evidence: {}"},
      Phrase{"byRole", "by the {}"},
      Phrase{"guards", "if {}"},
      Phrase{"otherwise", "with an otherwise"},
      Phrase{"condition", "`{}`"},
      Phrase{"facts", "sets {}"},
      Phrase{"name", "names {}"},
      Phrase{"channel", "by {}"},
      Phrase{"inputs", "with {}"},
      Phrase{"outputs", "giving {}"},
      Phrase{"waitFor", "waits for {}"},
      Phrase{"limit", "up to {}"},
      Phrase{"noLimit", "with no limit"},
      Phrase{"timesMax", "at most {} times"},
      Phrase{"source", "from {}"},
      Phrase{"sourceDetail", "of {}"},
      Phrase{"personal", "personal: {}"},
      Phrase{"neverStored", "never stored"},
      Phrase{"implicit", "not in the Facts table"},
      Phrase{"options", "one of {}"},
      Phrase{"mandatory", "not to be edited"},
      Phrase{"connector", "by connector {}"},
      Phrase{"needs", "needs {}"},
      Phrase{"gives", "gives {}"},
      Phrase{"allowedText", "allowed when {}"},
      Phrase{"wordsIn", "also listens for {}"},
      Phrase{"namesIn", "called {}"},
  };
  for (const Phrase& p : phrases) {
    if (p.key != key) continue;
    std::string out(p.words);
    if (const std::size_t at = out.find("{}"); at != std::string::npos) out.replace(at, 2, words_of(value));
    return out;
  }
  return std::string(key) + ": " + words_of(value);
}

/// Of a text, which is a string or `{text, translations}`, the base language's words.
std::string own_words(const json::Value* value) {
  if (value == nullptr) return {};
  const json::Value* text = value->find("text");
  const json::Value* own = text != nullptr ? text : value->as_string() != nullptr ? value : nullptr;
  return own != nullptr ? words_of(*own) : std::string();
}

void translations_say(const json::Value* value, const std::string& label, Part& part) {
  if (value == nullptr) return;
  if (const json::Value* translations = value->find("translations"))
    for (const auto& [language, words] : *translations->as_object()) {
      const std::string in = label.empty() ? language : label + ", " + language;
      part.says.emplace_back(in, in + ": " + words_of(words));
    }
}

void text_says(const json::Value* value, const std::string& label, Part& part) {
  if (value == nullptr) return;
  if (const std::string own = own_words(value); !own.empty())
    part.says.emplace_back(label, (label.empty() ? "" : label + ": ") + own);
  translations_say(value, label, part);
}

void table_says(const json::Value& table, Part& part) {
  const auto list = [&](const char* key, const char* member) {
    std::string out;
    if (const json::Value* values = table.find(key))
      for (const json::Value& one : *values->as_array())
        out += (out.empty() ? "" : ", ") + (member != nullptr ? one.string_or(member, "") : words_of(one));
    return out;
  };
  part.says.emplace_back(
      "policy", "rows that count: " + table.string_or("policy", "") + " " + table.string_or("aggregation", ""));
  part.says.emplace_back("columns", "columns " + list("inputs", "expression") + " → " + list("outputs", nullptr));
  std::size_t row = 0;
  if (const json::Value* rules = table.find("rules"))
    for (const json::Value& rule : *rules->as_array()) {
      const std::string name = "row " + std::to_string(++row);
      part.says.emplace_back(name,
                             name + ": " + words_of(*rule.find("tests")) + " → " + words_of(*rule.find("outputs")));
    }
}

/// Every member but those that are parts of their own, or follow from the words.
void members_say(const json::Value& value, const std::vector<std::string_view>& but, Part& part) {
  for (const auto& [key, one] : *value.as_object()) {
    bool left_out = false;
    for (const std::string_view other : but) left_out = left_out || other == key;
    if (left_out) continue;
    if (key == "table" && one.as_object() != nullptr)
      table_says(one, part);
    else if (key == "translations" || (one.as_object() != nullptr && one.find("translations") != nullptr))
      text_says(&one, key, part);
    else
      part.says.emplace_back(key, phrase(key, one));
  }
}

void node_parts(const json::Value& value, const Node& n, const std::string& parent, std::vector<Part>& out) {
  Part part{n.id, parent, std::string(kind_name(n.kind)), {}, true, false};
  part.says.emplace_back("", n.text.text.empty() ? std::string(kind_name(n.kind)) : n.text.text);
  for (const auto& [language, words] : n.text.translations) part.says.emplace_back(language, language + ": " + words);
  members_say(value, {"kind", "id", "text", "origin", "children", "branches"}, part);
  out.push_back(std::move(part));
  const auto below = [&](const char* key, const std::vector<Node>& nodes) {
    const json::Value* list = value.find(key);
    for (std::size_t i = 0; i < nodes.size(); ++i) node_parts((*list->as_array())[i], nodes[i], n.id, out);
  };
  below("children", n.children);
  below("branches", n.branches);
}

class Lister {
 public:
  explicit Lister(const Procedure& p) : p_(p), json_(to_json(p, false)) {}

  std::vector<Part> all() {
    front();
    for (const Prose& prose : p_.prose) guidance(prose);
    list("facts", "name", "fact", {"name", "label", "options"});
    list("targets", "text", "target", {"text", "kind", "within", "atLeast", "outOf"});
    const json::Value* root = json_.find("root")->find("children");
    for (std::size_t i = 0; i < p_.root.children.size(); ++i)
      node_parts((*root->as_array())[i], p_.root.children[i], "", out_);
    list("messages", "name", "message", {"name", "body", "byChannel"});
    list("escalation", "text", "escalation", {"id", "trigger", "within", "step", "condition", "words", "body", "text"});
    list("actions", "name", "action", {"name", "allowedWhen", "allowedTree"});
    list("records", "text", "record", {"text", "what", "keep"});
    training();
    overlays();
    return std::move(out_);
  }

 private:
  void field(std::string where, std::string words) {
    if (!words.empty()) out_.push_back({std::move(where), "", "field", {{"", std::move(words)}}, false, false});
  }

  void front() {
    for (const auto& [key, value] : *json_.as_object()) {
      if (key == "hash" || key == "localTitle" || key == "follows") continue;
      const bool is_list = value.as_array() != nullptr;
      if (value.as_object() != nullptr ||
          (is_list && (value.as_array()->empty() || !(*value.as_array())[0].as_string())))
        continue;
      field(key, words_of(value));
    }
    for (const auto& [language, title] : p_.local_title.translations) field("title in " + language, title);
    for (const auto& [language, summary] : p_.summary_in) field("summary in " + language, summary);
    for (const auto& [language, names] : p_.names_in)
      for (const auto& [name, own] : names) field("name in " + language + ": " + name, own);
    for (const auto& [language, titles] : p_.followed_in)
      for (const auto& [id, title] : titles) field("title in " + language + " of " + id, title);
  }

  void guidance(const Prose& prose) {
    static constexpr std::array names{"",        "",        "Facts",    "Targets", "Messages", "Escalation",
                                      "Actions", "Records", "Training", "",        ""};
    std::string name = names[static_cast<std::size_t>(prose.place)];
    if (name.empty()) name = prose.heading.empty() ? "at the beginning" : prose.heading;
    const std::string words = prose.text.empty() ? prose.heading : prose.text;
    if (words.empty()) return;  // a heading without words says nothing that could change
    out_.push_back({"guidance: " + name, "guidance", "guidance", {{"", words}}, false, false});
  }

  void list(const char* key, const char* name, const std::string& what, const std::vector<std::string_view>& but) {
    const json::Value* values = json_.find(key);
    if (values == nullptr || values->as_array() == nullptr) return;
    for (const json::Value& v : *values->as_array()) {
      const std::string own = own_words(v.find(name));
      Part part{what + ": " + own, key, key, {}, false, std::string_view(name) == "text"};
      // A target of one kind stays that target.
      if (what == "target") part.kind = v.string_or("kind", "");
      part.says.emplace_back("", own);
      if (what == "target") translations_say(v.find("text"), "", part);
      if (what == "message") {
        part.says.clear();
        message(v, part);
      }
      text_says(v.find("label"), "label", part);
      if (const json::Value* body = v.find("body"); what == "escalation" && body != nullptr) does(*body, part);
      members_say(v, but, part);
      out_.push_back(std::move(part));
    }
  }

  static void message(const json::Value& v, Part& part) {
    text_says(v.find("body"), "", part);
    if (part.says.empty()) part.says.emplace_back("", "");
    if (const json::Value* channels = v.find("byChannel"))
      for (const auto& [channel, body] : *channels->as_object()) text_says(&body, "by " + channel, part);
  }

  /// What a rule does, sentence by sentence.
  static void does(const json::Value& body, Part& part) {
    std::string words;
    const auto add = [&](const auto& self, const json::Value& node) -> void {
      if (const json::Value* text = node.find("text"))
        words += (words.empty() ? "" : "; ") +
                 (text->find("text") != nullptr ? words_of(*text->find("text")) : words_of(*text));
      for (const char* below : {"children", "branches"})
        if (const json::Value* nodes = node.find(below))
          for (const json::Value& one : *nodes->as_array()) self(self, one);
    };
    add(add, body);
    part.says.emplace_back("does", words);
  }

  void training() {
    const Training& t = p_.training;
    if (t.pass_mark_percent) field("training: pass mark", t.pass_mark_percent->str() + "%");
    if (t.valid_for) field("training: valid for", t.valid_for->str());
    if (!t.required_for.empty()) {
      std::string roles;
      for (const std::string& role : t.required_for) roles += (roles.empty() ? "" : ", ") + role;
      field("training: required for", roles);
    }
    for (const Question& q : t.questions) {
      Part part{"question: " + q.text.text, "questions", "question", {{"", q.text.text}}, false, true};
      for (const auto& [language, words] : q.text.translations)
        part.says.emplace_back(language, language + ": " + words);
      for (std::size_t i = 0; i < q.choices.size(); ++i) {
        const LocalText& text = q.choices[i].text;
        const std::string name = "answer " + std::to_string(i + 1);
        part.says.emplace_back(name, (q.choices[i].right ? "right: " : "wrong: ") + text.text);
        for (const auto& [language, words] : text.translations)
          part.says.emplace_back(name + ", " + language, name + ", " + language + ": " + words);
      }
      out_.push_back(std::move(part));
    }
    const json::Value* training = json_.find("training");
    const json::Value* scenarios = training != nullptr ? training->find("scenarios") : nullptr;
    for (std::size_t i = 0; i < t.scenarios.size(); ++i) {
      const Scenario& one = t.scenarios[i];
      Part part{"scenario: " + one.name, "scenarios", "scenario", {{"", one.name}}, false, false};
      members_say((*scenarios->as_array())[i], {"name", "given", "expect"}, part);
      for (const Scenario::Given& given : one.given)
        part.says.emplace_back("given " + given.fact, "given " +
                                                          (given.action.empty() ? "" : given.action + " gives ") +
                                                          given.fact + " is `" + given.value.source() + "`");
      for (const Scenario::Expect& expect : one.expect) part.says.emplace_back("expect", expected(expect));
      out_.push_back(std::move(part));
    }
  }

  static std::string expected(const Scenario::Expect& expect) {
    using Kind = Scenario::Expect::Kind;
    switch (expect.kind) {
      case Kind::outcome:
        return "expects that the case closes as " + expect.name;
      case Kind::fact:
        return "expects that " + expect.name + " is `" + expect.value.source() + "`";
      case Kind::step_done:
        return "expects that step " + expect.name + " is done";
      case Kind::step_not_done:
        return "expects that step " + expect.name + " is not done";
      case Kind::action_done:
        return "expects that " + expect.name + " is done";
      case Kind::action_refused:
        return "expects that " + expect.name + " is refused";
      case Kind::action_not_done:
        return "expects that " + expect.name + " is not done";
    }
    return {};
  }

  static std::string edit_name(const OverlayEdit& e) {
    switch (e.kind) {
      case OverlayEdit::Kind::before:
        return "before step " + e.step_id;
      case OverlayEdit::Kind::after:
        return "after step " + e.step_id;
      case OverlayEdit::Kind::replace_step:
        return "instead of step " + e.step_id;
      case OverlayEdit::Kind::remove_step:
        return "without step " + e.step_id;
      case OverlayEdit::Kind::replace_message:
        return "instead of message " + (e.message ? e.message->name : std::string());
      case OverlayEdit::Kind::tighten_target:
        return e.target ? e.target->text.text : std::string();
      case OverlayEdit::Kind::add_record:
        return e.record ? e.record->text : std::string();
      case OverlayEdit::Kind::add_escalation:
        return e.escalation ? e.escalation->text : std::string();
    }
    return {};
  }

  void overlays() {
    const json::Value* values = json_.find("overlays");
    for (std::size_t i = 0; i < p_.overlays.size(); ++i) {
      const Overlay& o = p_.overlays[i];
      const json::Value& v = (*values->as_array())[i];
      const std::string name = "overlay: " + o.name;
      Part part{name, "overlays", "overlay", {{"", o.name}}, false, false};
      members_say(v, {"name", "edits", "prose"}, part);
      if (o.prose) part.says.emplace_back("guidance", o.prose->text);
      out_.push_back(std::move(part));
      for (std::size_t k = 0; k < o.edits.size(); ++k) {
        const OverlayEdit& e = o.edits[k];
        const json::Value& edit = (*v.find("edits")->as_array())[k];
        std::string where = name + ", " + edit_name(e);
        Part one{where, name, "edit", {{"", edit_name(e)}}, false, true};
        if (const json::Value* m = edit.find("message")) {
          one.says.clear();
          message(*m, one);
        }
        if (const json::Value* rule = edit.find("escalation"))
          if (const json::Value* body = rule->find("body")) does(*body, one);
        out_.push_back(std::move(one));
        for (std::size_t n = 0; n < e.nodes.size(); ++n)
          node_parts((*edit.find("nodes")->as_array())[n], e.nodes[n], where, out_);
      }
    }
  }

  const Procedure& p_;
  const json::Value json_;
  std::vector<Part> out_;
};

}  // namespace

std::vector<Part> parts_of(const Procedure& procedure) {
  return Lister(procedure).all();
}

}  // namespace evenhand::procedure
