/// @file packs_spanish_test.cpp
/// @brief The starter procedures in Spanish: neither on its page nor in the guide of a case does a reader meet a text or a
/// name as it is authored in English. Conditions in code, ids of laws and what people wrote in a case are no words of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "base/text.hpp"
#include "casework/guide.hpp"
#include "casework/simulate.hpp"
#include "procedure/draw.hpp"
#include "procedure/prose.hpp"
#include "support/procedures.hpp"

namespace evenhand::tests {
namespace {

using procedure::LocalText;
using procedure::Node;
using procedure::NodeKind;
using procedure::Procedure;

ProcedureFolder& folder() {
  static ProcedureFolder packs("packs/procedures");
  return packs;
}

/// All that is authored for people, as plain text; of texts with placeholders the parts between them.
class Authored {
 public:
  explicit Authored(const Procedure& p) {
    text(p.title), text(p.summary), text(p.owner), texts(p.approvers), texts(p.products), texts(p.outcomes);
    for (const auto& fact : p.facts) {
      name(fact.name, fact.label.in("es"));
      for (const auto& option : fact.type.options) name(option, fact.option_in(option, "es"));
    }
    for (const auto& target : p.targets) text(target.text.text);
    for (const auto& rule : p.records) text(rule.text);
    for (const auto& message : p.messages) text(message.name), text(message.body.text);
    for (const auto& action : p.actions) text(action.name);
    for (const auto& question : p.training.questions) {
      text(question.text.text);
      for (const auto& choice : question.choices) text(choice.text.text);
    }
    node(p.root);
    for (const auto& rule : p.escalation) node(rule.body), text(rule.text), texts(rule.words);
    for (const auto& overlay : p.overlays) {
      text(overlay.name);
      for (const auto& edit : overlay.edits) {
        for (const Node& one : edit.nodes) node(one);
        if (edit.escalation) node(edit.escalation->body), texts(edit.escalation->words);
      }
    }
  }

  /// What of it stands in `words` by itself, not inside of a longer word.
  [[nodiscard]] std::string met_in(const std::string& words) const {
    const auto is_letter = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80) != 0;
    };
    for (const std::string& one : all_)
      for (std::size_t at = words.find(one); at != std::string::npos; at = words.find(one, at + 1)) {
        const std::size_t end = at + one.size();
        if ((at == 0 || !is_letter(words[at - 1])) && (end == words.size() || !is_letter(words[end]))) return one;
      }
    return {};
  }

 private:
  void text(const std::string& markdown) {
    static const std::regex placeholder(R"(\{[^}]*\})");
    std::string plain = std::regex_replace(markdown, placeholder, "\n");
    for (const std::string_view part : text::split(plain, '\n')) {
      const std::string one = text::collapse_spaces(procedure::plain_prose(part));
      if (one.size() > 3 && one != "Decide") all_.insert(one);  // which is a Spanish word, too
    }
  }
  void name(const std::string& authored, const std::string& own) {
    if (authored != own) text(authored);  // some words are the same in both languages: formal, normal
  }
  void texts(const std::vector<std::string>& all) {
    for (const std::string& one : all) text(one);
  }
  void node(const Node& n) {
    text(n.text.text), text(n.by_role), text(n.origin);
    if (n.kind != NodeKind::go_to && n.kind != NodeKind::raise && n.kind != NodeKind::follow) text(n.name);
    for (const auto* below : {&n.children, &n.branches})
      for (const Node& one : *below) node(one);
  }

  std::set<std::string> all_;
};

/// What people read of a page, without tags, code and the ids of laws.
std::string words_of_page(std::string html) {
  static const std::regex unread(R"re(<code>[^<]*</code>|<span class="law">[^<]*</span>|<[^>]*>)re");
  html = std::regex_replace(html, unread, " ");
  for (const auto& [entity, plain] : {std::pair{"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
    for (std::size_t at = html.find(entity); at != std::string::npos; at = html.find(entity, at))
      html.replace(at, std::string_view(entity).size(), plain);
  return text::collapse_spaces(html);
}

class StarterProcedureWords : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    procedure_ = folder().compiled(GetParam()).procedure;
    ASSERT_NE(procedure_, nullptr) << folder().diagnostics_text(GetParam());
  }

  procedure::ProcedurePtr procedure_;
};

TEST_P(StarterProcedureWords, HasItsWordsInSpanish) {
  const Authored authored(*procedure_);
  EXPECT_NE(authored.met_in(words_of_page(to_html(*procedure_, {"", "", "", "en"}))), "")
      << "the test would see nothing";
  for (const std::string& state : procedure_->states) {
    const std::string page = words_of_page(to_html(*procedure_, {state, "", "", "es"}));
    EXPECT_EQ(authored.met_in(page), "") << state << ": " << page;
  }
  const auto translated = [](const LocalText& text) { return text.translations.contains("es"); };
  for (const auto& question : procedure_->training.questions) {
    EXPECT_TRUE(translated(question.text)) << question.text.text;
    for (const auto& choice : question.choices) EXPECT_TRUE(translated(choice.text)) << choice.text.text;
  }
}

/// The guide of a case, line by line, as somebody reads it who may do nothing but look.
std::vector<std::string> lines_of(const casework::Guide& guide) {
  static const std::regex filled_in(R"(\{[^}]*\})");  // of words that may be edited, this is what the engine reads
  std::vector<std::string> out = guide.outcome_labels;
  const auto facts = [&](const std::vector<casework::GuideFact>& all) {
    for (const auto& fact : all) {
      out.push_back(fact.label);
      out.insert(out.end(), fact.option_labels.begin(), fact.option_labels.end());
    }
  };
  const auto gates = [&](const std::vector<casework::Gate>& all) {
    for (const auto& gate : all) out.insert(out.end(), {gate.step_title, gate.message, gate.remedy});
  };
  for (const auto& step : guide.steps) {
    out.insert(out.end(), {step.title, step.procedure});
    for (const auto& item : step.items) {
      out.insert(out.end(), {item.text, item.role_label, item.why_not, item.origin});
      out.push_back(std::regex_replace(item.message_preview, filled_in, " "));
      if (item.kind != "go_to" && item.kind != "follow") out.push_back(item.label);
      facts(item.facts), facts(item.inputs);
    }
  }
  facts(guide.facts);
  for (const auto& action : guide.actions) {
    out.push_back(action.label);
    facts(action.needs), facts(action.gives), gates(action.gates);
  }
  return out;
}

TEST_P(StarterProcedureWords, IsGuidedThroughInSpanish) {
  const Authored authored(*procedure_);
  const auto program = folder().link(procedure_->id, {"MA", procedure_->channels.front(), "", "es"});
  ASSERT_TRUE(program.has_value()) << program.error().message;
  static const std::regex code("`[^`]*`");
  for (const auto& scenario : procedure_->training.scenarios) {
    SCOPED_TRACE(scenario.name);
    const auto played = casework::simulate(*program, scenario, Instant{1'795'000'000'000'000});
    casework::Session session(*program, {played.commands.front().at, "our company", "scenario", "cli", {}, true});
    std::set<std::string> seen;
    for (const auto& one : played.commands) {
      session.surroundings().now = one.at;
      casework::Actor actor = one.actor;
      actor.name = "Persona";  // the people of practice cases are named for their roles
      ASSERT_TRUE(session.submit(one.command, actor));
      casework::Actor reader;
      reader.id = "person_reader";
      reader.language = "es";
      auto lines = lines_of(guide(session.state(), session.program(), reader, session.surroundings()));
      for (const auto& gate : casework::why_open(session.state(), session.program(), one.at, "es"))
        lines.insert(lines.end(), {gate.step_title, gate.message, gate.remedy});
      for (std::string line : lines) {
        for (const auto& [key, fact] : session.state().facts)  // what somebody said stays as it was said
          if (const std::string* said = fact.value.as_string(); said != nullptr && !said->empty())
            for (std::size_t at = line.find(*said); at != std::string::npos; at = line.find(*said, at))
              line.erase(at, said->size());
        if (!seen.insert(line).second) continue;
        const std::string words = procedure::plain_prose(std::regex_replace(line, code, " "));
        EXPECT_EQ(authored.met_in(words), "") << words;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(PacksInSpanish, StarterProcedureWords, ::testing::ValuesIn(folder().files()),
                         [](const auto& param) {
                           std::string name = param.param.substr(0, param.param.find('.'));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace evenhand::tests
