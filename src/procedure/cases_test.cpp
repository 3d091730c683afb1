// Golden cases: cases/NAME.sop.md compiles to the tree, the facts and the problems that cases/NAME.expected shows. With
// EVENHAND_UPDATE_GOLDEN set the expectations are written anew; read the difference before committing it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "procedure/compile.hpp"
#include "procedure/sentence.hpp"
#include "procedure/testing.hpp"

namespace evenhand::procedure {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string list(const std::vector<std::string>& all) {
  std::string out;
  for (const std::string& s : all) out += (out.empty() ? "" : ", ") + s;
  return out;
}

void dump(const Node& n, std::size_t depth, std::ostream& out) {
  out << std::string(2 * depth, ' ') << kind_name(n.kind) << " #" << n.id << " " << n.span.line << ":" << n.span.column;
  if (!n.text.text.empty()) out << " \"" << n.text.text << '"';
  for (const auto& [language, text] : n.text.translations) out << " " << language << "=\"" << text << '"';
  if (!n.name.empty()) out << " name=" << n.name;
  if (!n.channel.empty()) out << " channel=" << n.channel;
  if (!n.facts.empty()) out << " facts=" << list(n.facts);
  for (const Binding& b : n.inputs) out << " in=" << b.fact << "->" << b.parameter;
  for (const Binding& b : n.outputs) out << " out=" << b.parameter << "->" << b.fact;
  if (n.condition)
    out << " condition=`" << n.condition->expression.source() << "`@" << n.condition->span.line << ":"
        << n.condition->span.column;
  for (const Condition& g : n.guards) out << " guard=`" << g.expression.source() << "`";
  if (n.has_otherwise) out << " otherwise";
  if (n.when) out << " when=`" << n.when->expression.source() << "`";
  if (n.optional) out << " optional";
  if (!n.satisfies.empty()) out << " satisfies=" << list(n.satisfies);
  if (!n.evidence.empty()) out << " evidence=" << n.evidence;
  if (!n.by_role.empty()) out << " by=" << n.by_role;
  if (n.limit) out << " limit=" << n.limit->str();
  if (n.no_limit) out << " no-limit";
  if (n.times_max > 0) out << " times=" << n.times_max;
  if (n.table) out << " rules=" << n.table->rules.size();
  out << "\n";
  for (const Node& c : n.children) dump(c, depth + 1, out);
  for (const Node& b : n.branches) {
    out << std::string(2 * depth + 2, ' ') << "else\n";
    dump(b, depth + 2, out);
  }
}

std::string dump(const Compiled& c) {
  std::ostringstream out;
  for (const Diagnostic& d : c.diagnostics)
    out << d.code << " " << d.span.line << ":" << d.span.column << "-" << d.span.end_line << ":" << d.span.end_column
        << " " << d.message << "\n";
  if (!c.procedure) return out.str();
  const Procedure& p = *c.procedure;
  out << p.id << " \"" << p.title << "\": " << p.summary << "\n";
  for (const Fact& f : p.facts)
    out << "fact " << f.name << ": " << f.type.str() << (f.implicit ? " (implicit)" : "")
        << (f.never_stored ? " (never stored)" : "") << "\n";
  for (const Target& t : p.targets) {
    out << "target " << t.text.text;
    for (const auto& [language, text] : t.text.translations) out << " " << language << "=\"" << text << '"';
    out << "\n";
  }
  for (const auto& [language, summary] : p.summary_in) out << "summary " << language << ": " << summary << "\n";
  for (const auto& [language, names] : p.names_in)
    for (const auto& [name, own] : names) out << "name " << language << ": " << name << " = " << own << "\n";
  dump(p.root, 0, out);
  for (const Message& m : p.messages) {
    out << "message " << m.name << (m.mandatory ? " (mandatory)" : "") << ": " << m.body.text << "\n";
    for (const auto& [language, text] : m.body.translations) out << "  " << language << ": " << text << "\n";
    for (const auto& [channel, body] : m.by_channel) out << "  by " << channel << ": " << body.text << "\n";
  }
  for (const EscalationRule& r : p.escalation) {
    out << "escalation " << r.text << (r.words.empty() ? "" : " [" + list(r.words) + "]") << "\n";
    dump(r.body, 1, out);
  }
  for (const Action& a : p.actions)
    out << "action " << a.name << " connector=" << a.connector << " needs=" << list(a.needs)
        << " gives=" << list(a.gives) << " when=" << a.allowed_text << "\n";
  for (const RecordRule& r : p.records)
    out << "record " << r.what << " for " << r.keep->str() << " " << list(r.satisfies) << "\n";
  for (const Question& q : p.training.questions) {
    out << "question " << q.text.text << " (" << q.choices.size() << ")\n";
    for (const auto& [language, text] : q.text.translations) out << "  " << language << ": " << text << "\n";
  }
  for (const Scenario& s : p.training.scenarios)
    out << "scenario " << s.name << " given=" << s.given.size() << " expect=" << s.expect.size() << "\n";
  for (const Overlay& o : p.overlays) {
    out << "overlay " << o.name << " states=" << list(o.states) << " channels=" << list(o.channels)
        << " products=" << list(o.products) << "\n";
    for (const OverlayEdit& e : o.edits) {
      out << "  edit " << static_cast<int>(e.kind) << " " << e.step_id << "\n";
      for (const Node& n : e.nodes) dump(n, 2, out);
    }
  }
  out << "outcomes " << list(p.outcomes) << "\n";
  return out.str();
}

TEST(Cases, CompileToWhatTheyShould) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator("src/procedure/cases"))
    if (entry.path().string().ends_with(".sop.md")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  ASSERT_GE(files.size(), 5u);
  for (const fs::path& file : files) {
    SCOPED_TRACE(file.filename().string());
    const std::string text = read_file(file);
    const Resolver siblings = [&](std::string_view link) {
      const fs::path other = file.parent_path() / std::string(link);
      return fs::exists(other) && other != file ? compile(read_file(other)).procedure : nullptr;
    };
    const std::string found = dump(compile(text, siblings));
    std::string expected_path = file.string();
    expected_path.replace(expected_path.size() - 7, 7, ".expected");
    if (std::getenv("EVENHAND_UPDATE_GOLDEN") != nullptr) std::ofstream(expected_path) << found;
    EXPECT_EQ(read_file(expected_path), found);
    const std::string formatted = format(text);
    EXPECT_EQ(format(formatted), formatted);
    EXPECT_EQ(meaning(compile(formatted, siblings).procedure), meaning(compile(text, siblings).procedure));
  }
}

TEST(Cases, EverySentenceIsExplained) {
  const std::string name = "src/procedure/cases/explained";
  const Compiled c = compile(read_file(name + ".sop.md"));
  ASSERT_NE(c.procedure, nullptr) << dump(c);
  std::string found;
  std::set<std::string> kinds;
  for (const Understanding& u : c.understanding) {
    found += std::to_string(u.line) + " " + u.kind + ": " + u.text + "\n";
    kinds.insert(u.kind);
  }
  for (int verb = 1; verb <= static_cast<int>(Verb::close); ++verb) {
    const Verb one = static_cast<Verb>(verb);
    EXPECT_TRUE(kinds.contains(one == Verb::choose ? "if" : std::string(verb_page(one).name))) << verb_page(one).name;
  }
  if (std::getenv("EVENHAND_UPDATE_GOLDEN") != nullptr) std::ofstream(name + ".lines") << found;
  EXPECT_EQ(read_file(name + ".lines"), found);
}

}  // namespace
}  // namespace evenhand::procedure
