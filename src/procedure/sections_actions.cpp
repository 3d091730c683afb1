#include <algorithm>

#include "base/text.hpp"
#include "procedure/sections.hpp"
#include "procedure/guard_tree.hpp"

namespace evenhand::procedure {

namespace {

std::vector<std::string> cell_names(const Cell& cell) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
    std::vector<Token> name;
    for (; i < cell.tokens.size() && !cell.tokens[i].is_mark(','); ++i) name.push_back(cell.tokens[i]);
    if (!name.empty()) out.push_back(plain_text(name));
  }
  if (!out.empty() && out.back() == "-") out.pop_back();
  return out;
}

/// Whether a line of an action begins at the cursor: what guards an action is never taken for prose.
bool begins_line(const Cursor& c) {
  if (c.sees("allowed when") || c.sees("by connector")) return true;
  return (c.sees("needs") || c.sees("gives")) && c.peek(1).kind == Token::Kind::bold;
}

class ActionsReader {
 public:
  ActionsReader(Reading& r, const std::vector<Block>& blocks, const Section& section)
      : r_(r), blocks_(blocks), section_(section) {}

  void read() {
    for (std::size_t i = section_.from; i < section_.to; ++i) {
      const Block& b = blocks_[i];
      if (b.kind == Block::Kind::table) {
        if (!r_.used_tables.contains(&b)) table(b);
      } else if (b.kind == Block::Kind::heading && b.level == 3) {
        const std::size_t end = part_end(blocks_, i, section_.to);
        part(b, i + 1, end);
        i = end - 1;
      } else {
        stray(b);
      }
    }
  }

 private:
  enum class Column { action, connector, needs, gives, allowed };

  void add(Action action, Range range) {
    if (const auto [other, first] = lines_.emplace(action.name, action.span.line); !first) {
      r_.error("EH0505", range, "There are two actions called \"" + action.name + "\".",
               "The other stands in line " + std::to_string(other->second) + ".");
      return;
    }
    for (const std::string& name : action.needs) {
      r_.read_names.insert(name);
      r_.mention(Mention::Kind::fact, name, range);
    }
    for (const std::string& name : action.gives) r_.implicit_fact(name, {}, Fact::Source::action, action.name, range);
    r_.understand(range, "action",
                  action.name + (action.allowed_when ? ", allowed when " + action.allowed_text : "") +
                      (action.connector.empty() ? "" : ", by connector " + action.connector));
    r_.procedure.actions.push_back(std::move(action));
  }

  void table(const Block& b) {
    r_.used_tables.insert(&b);
    if (b.rows.empty()) return;
    static const std::vector<std::string> names{"Action", "Connector", "Needs", "Gives", "Allowed when"};
    std::vector<Column> columns;
    for (const Cell& cell : b.rows[0].cells) {
      const std::string name = plain_text(cell.tokens);
      std::size_t k = 0;
      while (k < names.size() && !text::equals_ignoring_case(names[k], name)) ++k;
      if (k == names.size()) {
        const std::string near = did_you_mean(name, names);
        r_.error("EH0270", cell.range, "The Actions table has no column \"" + name + "\".",
                 near.empty() ? "Columns are Action, Connector, Needs, Gives, Allowed when." : near);
        return;
      }
      columns.push_back(static_cast<Column>(k));
    }
    if (std::find(columns.begin(), columns.end(), Column::action) == columns.end()) {
      r_.error("EH0270", b.rows[0].range, "The Actions table needs a column Action.",
               "Write: | Action | Allowed when |");
      return;
    }
    for (std::size_t i = 1; i < b.rows.size(); ++i) row(b.rows[i], columns);
  }

  void row(const Row& row, const std::vector<Column>& columns) {
    if (row.cells.size() != columns.size()) {
      r_.error("EH0244", row.range,
               "This row has " + std::to_string(row.cells.size()) + " cells, the heading has " +
                   std::to_string(columns.size()) + ".",
               "Give every column a cell; `-` means nothing. A `|` inside a cell is written \\|.");
      return;
    }
    Action a;
    a.span = r_.source.span(row.range);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Cell& cell = row.cells[i];
      const std::string words = plain_text(cell.tokens);
      switch (columns[i]) {
        case Column::action:
          a.name = words;
          break;
        case Column::connector:
          a.connector = words == "-" ? std::string() : words;
          break;
        case Column::needs:
          a.needs = cell_names(cell);
          break;
        case Column::gives:
          a.gives = cell_names(cell);
          break;
        case Column::allowed:
          if (words.empty() || words == "-") break;
          if (cell.tokens.size() != 1 || cell.tokens[0].kind != Token::Kind::code) {
            r_.error("EH0271", cell.range, "The guard of an action is a condition in code.",
                     "Write: `amount <= 500 or approved`");
            return;
          }
          a.allowed_when = r_.condition(cell.run, cell.tokens[0]);
          a.allowed_text = words;
          break;
      }
    }
    if (a.name.empty()) {
      r_.error("EH0271", row.range, "This action has no name.", "Name it in the column Action.");
      return;
    }
    add(std::move(a), row.range);
  }

  void part(const Block& heading, std::size_t from, std::size_t to) {
    Action a;
    a.span = r_.source.span(heading.range);
    a.name = plain_text(heading.tokens);
    if (a.name.empty()) {
      r_.error("EH0271", heading.range, "This action has no name.", "Write: ### refund payment");
      return;
    }
    for (std::size_t i = from; i < to; ++i) {
      const Block& b = blocks_[i];
      if (b.kind == Block::Kind::list)
        for (const Block& item : b.children) action_item(item, a);
      else if (b.kind == Block::Kind::table && !r_.used_tables.contains(&b))
        table(b);
      else
        stray(b);
    }
    add(std::move(a), heading.range);
  }

  /// A guard outside the list of its action would guard nothing.
  void stray(const Block& b) {
    for (const Block& child : b.children) stray(child);
    Cursor c(b.run, b.tokens);
    while (!c.done()) {
      if (begins_line(c)) {
        r_.error("EH0271", {c.here().begin, b.range.end},
                 "This would do nothing here: it is no item of an action's list.",
                 "Put it under the action's heading as an item of its own: - Allowed when `amount <= 500`.");
        return;
      }
      while (!c.done() && !c.next().is_mark('.')) {}
    }
    if (b.kind == Block::Kind::paragraph) check_guidance(r_, b.run, b.tokens);
  }

  /// Only the parts of a group are nested; a line nested elsewhere would be lost.
  void nothing_nested(const Block& item) {
    if (item.children.size() < 2) return;
    r_.error("EH0271", item.children[1].range, "Nothing nested under this line of an action is read.",
             "Move it out to the same level as the line above.");
  }

  bool is_second(bool is_there, const Cursor& c, std::string_view what, std::string hint) {
    if (is_there)
      r_.error("EH0271", c.from(0), "This action has a " + std::string(what) + " already, and it can have only one.",
               std::move(hint));
    return is_there;
  }

  void action_item(const Block& item, Action& a) {
    const Block* head = item.head();
    if (head == nullptr) return;
    Cursor c(head->run, head->tokens);
    if (c.words("needs") || c.words("gives")) {
      const bool needs = text::equals_ignoring_case(head->tokens[0].text, "needs");
      for (const Token* t : take_names(c)) (needs ? a.needs : a.gives).push_back(t->text);
      if ((needs ? a.needs : a.gives).empty()) return unread(c);
    } else if (c.words("by connector")) {
      const Token* connector = c.take(Token::Kind::bold);
      if (connector == nullptr) return unread(c);
      if (is_second(!a.connector.empty(), c, "connector",
                    "Keep the one that does it; what another system does is an action of its own."))
        return;
      a.connector = connector->text;
    } else if (c.words("allowed when")) {
      if (is_second(a.allowed_when.has_value(), c, "guard",
                    "Join conditions with `and`, or list them under: Allowed when all of:"))
        return;
      const bool is_group = c.peek().kind != Token::Kind::code;
      if (!read_guard(r_, c, item, a)) return;
      if (is_group) {
        c.mark('.');
        if (!c.done()) unread(c);
        return;
      }
    } else {
      return unread(c);
    }
    c.mark('.');
    if (!c.done()) return unread(c);
    nothing_nested(item);
  }

  void unread(const Cursor& c) {
    r_.error("EH0271", c.here(), "This line of an action cannot be read.",
             "Lines are: Needs **a**, **b**. Gives **c**. By connector **shop**. Allowed when `expr`. Allowed when all "
             "of: …");
  }

  Reading& r_;
  const std::vector<Block>& blocks_;
  const Section& section_;
  std::map<std::string, std::uint32_t> lines_;
};

}  // namespace

void read_actions(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  ActionsReader(reading, blocks, section).read();
}

}  // namespace evenhand::procedure
