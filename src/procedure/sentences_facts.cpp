#include "base/text.hpp"
#include "procedure/sentences.hpp"
#include "procedure/table_reader.hpp"

namespace evenhand::procedure {

std::optional<Node> Sentences::ask() {
  c.next();
  if (!c.words("for")) return fail("`Ask` goes on with `for` and the facts' names in bold.");
  const std::vector<const Token*> names = take_names(c);
  if (names.empty()) return fail("A fact's name in bold is expected after `Ask for`.");
  Node n = make(NodeKind::ask);
  for (const Token* t : names) {
    n.facts.push_back(t->text);
    r.mention(Mention::Kind::fact, t->text, t->range);
    const Fact* f = r.fact(t->text);
    const bool asked = f == nullptr || f->implicit || f->source == Fact::Source::customer ||
                       f->source == Fact::Source::agent || f->source == Fact::Source::input ||
                       f->source == Fact::Source::result;
    if (!asked)
      r.warning("EH0518", t->range,
                "\"" + t->text + "\" is asked for, but the Facts table says it comes from elsewhere.",
                "Change its From to customer or agent, or do not ask for it.");
  }
  std::string from;
  if (const Fact* f = r.fact(n.facts.front()); f != nullptr && f->source == Fact::Source::customer)
    from = " from the customer";
  understand("captures " + join_names(n.facts) + from);
  return finish(std::move(n));
}

std::optional<Node> Sentences::record() {
  c.next();
  const Token* fact = name("A fact's name");
  if (fact == nullptr) return std::nullopt;
  if (!c.words("as")) return fail("`as` and a value in code are expected here.");
  const Token* code = c.take(Token::Kind::code);
  if (code == nullptr) return fail("A value in code is expected after `as`.");
  Node n = make(NodeKind::record);
  n.facts.push_back(fact->text);
  n.condition = r.condition(c.run(), *code);
  if (r.fact(fact->text) == nullptr)
    r.implicit_fact(fact->text, type_of(r, n.condition->expression), Fact::Source::computed, {}, fact->range);
  understand("sets " + fact->text + " to " + code->text);
  return finish(std::move(n));
}

const Block* Items::table_for(const Block& item) {
  for (const Block& b : item.children)
    if (b.kind == Block::Kind::table && !r_.used_tables.contains(&b)) return &b;
  for (auto level = tables_.rbegin(); level != tables_.rend(); ++level)
    for (const Block* t : *level)
      if (!r_.used_tables.contains(t)) return t;
  return nullptr;
}

namespace {
/// A decided fact that the Facts table does not declare has the type of its output cells; a list when all matches count.
void infer_decided_type(Reading& r, const dmn::Table& table, std::size_t output) {
  Fact* f = r.fact(table.outputs[output].name);
  if (f == nullptr || !f->implicit || f->source != Fact::Source::decision || table.rules.empty()) return;
  FactType type = type_of(r, table.rules.front().outputs[output]);
  if (table.aggregation == dmn::Aggregation::count) type.kind = FactType::Kind::number;
  if (gathers(table)) {
    FactType list;
    list.kind = FactType::Kind::list;
    list.element = std::make_shared<const FactType>(std::move(type));
    type = std::move(list);
  }
  f->type = std::move(type);
}
}  // namespace

std::optional<Node> Sentences::decide() {
  c.next();
  const std::vector<const Token*> names = take_names(c);
  if (names.empty()) return fail("The name of what is decided, in bold, is expected after `Decide`.");
  if (!c.words("by the table")) return fail("`by the table` is expected here.");
  Node n = make(NodeKind::decide);
  for (const Token* t : names) {
    n.facts.push_back(t->text);
    if (r.fact(t->text) == nullptr) r.implicit_fact(t->text, {}, Fact::Source::decision, {}, t->range);
  }
  const Block* table = nullptr;
  Range place = c.from(first);
  if (const Token* link = c.take(Token::Kind::link)) {
    place = link->range;
    const std::string wanted = text::slug(link->url.starts_with('#') ? link->url.substr(1) : link->text);
    const auto found = r.named_tables.find(wanted);
    if (found != r.named_tables.end()) table = found->second;
    if (table == nullptr) {
      std::vector<std::string> known;
      for (const auto& [heading, block] : r.named_tables) known.push_back(heading);
      r.error("EH0240", place, "No table stands under a heading \"" + link->text + "\".", did_you_mean(wanted, known));
      c.move_to(c.end());
      return std::nullopt;
    }
  } else {
    table = items.table_for(item);
  }
  PolicyWords policy;
  if (c.mark(',')) {
    const std::optional<PolicyWords> words = take_policy(c);
    if (!words) {
      r.error(
          "EH0241", c.here(), "These words do not say how many rows may match.",
          "One of: one match; first match wins; all matches agree; by priority; all matches; all matches by priority; "
          "collect; sum of matches; count of matches; smallest match; largest match.");
      c.move_to(c.end());
      return std::nullopt;
    }
    policy = *words;
  }
  understand("decides " + join_names(n.facts) + " by the table: " + std::string(which_rows(policy)));
  if (table == nullptr) {
    r.error("EH0240", place, "No decision table follows the list.",
            "Put the table right after the list, its last column headed **" + n.facts.front() + "**.");
  } else {
    r.used_tables.insert(table);
    n.table = read_decision(r, *table, n.facts, policy);
    for (std::size_t i = 0; n.table && i < n.table->outputs.size(); ++i) infer_decided_type(r, *n.table, i);
  }
  std::optional<Node> done = finish(std::move(n));
  return done && done->table ? std::move(done) : std::nullopt;
}

}  // namespace evenhand::procedure
