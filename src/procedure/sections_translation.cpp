#include <algorithm>

#include "base/text.hpp"
#include "procedure/sections.hpp"

namespace evenhand::procedure {

namespace {

/// Texts of a step times texts of its translation: every one is looked for among the others.
constexpr std::size_t translation_pairs_max = 4'000'000;

/// The nodes of a step that carry words, in the order of the file.
void worded_nodes(Node& node, std::vector<Node*>& out) {
  for (std::vector<Node>* list : {&node.children, &node.branches})
    for (Node& n : *list) {
      const bool tells = n.kind == NodeKind::tell && n.text.text.find("** ") != std::string::npos;
      const bool guidance = n.kind == NodeKind::guidance && !n.text.text.starts_with('|');
      if (guidance || n.kind == NodeKind::say || n.kind == NodeKind::task || tells) out.push_back(&n);
      worded_nodes(n, out);
    }
}

class TranslationReader {
 public:
  TranslationReader(Reading& r, const std::vector<Block>& blocks, const Section& section)
      : r_(r), blocks_(blocks), section_(section) {}

  void read() {
    title();
    for (std::size_t i = section_.from; i < section_.to; ++i) {
      const Block& b = blocks_[i];
      if (b.kind != Block::Kind::heading || b.level != 3) continue;
      part(b, i + 1, part_end(blocks_, i, section_.to));
    }
    r_.understand(section_.heading->range, "translation", "the words in " + section_.language);
  }

 private:
  /// A first paragraph that is all bold is the procedure's title.
  void title() {
    if (section_.from >= section_.to) return;
    const Block& b = blocks_[section_.from];
    if (b.kind == Block::Kind::paragraph && b.tokens.size() == 1 && b.tokens[0].kind == Token::Kind::bold)
      r_.procedure.local_title.translations[section_.language] = b.tokens[0].text;
  }

  void part(const Block& heading, std::size_t from, std::size_t to) {
    const std::string title = plain_text(heading.tokens);
    const std::size_t dot = title.find('.');
    if (dot != std::string::npos && title.find_first_not_of("0123456789") == dot) {
      const std::string number = title.substr(0, dot);
      for (Node& step : r_.procedure.root.children)
        if (std::to_string(step.number) == number) {
          step.text.translations[section_.language] = std::string(text::trim(std::string_view(title).substr(dot + 1)));
          words(heading, step, from, to);
          return;
        }
      r_.warning("EH0551", heading.range, "There is no step " + number + " to translate.",
                 "Use the number of the step it translates.");
      return;
    }
    for (std::size_t i = from; i < to; ++i)
      if (blocks_[i].kind == Block::Kind::table) return labels(blocks_[i]);
    r_.warning("EH0551", heading.range, "This heading translates nothing.",
               "Translate a step with its number (### 1. Título), the facts with a table (### Hechos).");
  }

  void labels(const Block& table) {
    r_.used_tables.insert(&table);
    for (std::size_t i = 1; i < table.rows.size(); ++i) {
      const Row& row = table.rows[i];
      if (row.cells.size() < 2) continue;
      const std::string name = plain_text(row.cells[0].tokens);
      if (Fact* f = r_.fact(name)) {
        f->label.translations[section_.language] = plain_text(row.cells[1].tokens);
      } else {
        std::vector<std::string> known;
        for (const Fact& fact : r_.procedure.facts) known.push_back(fact.name);
        r_.warning("EH0551", row.cells[0].range, "There is no fact called \"" + name + "\" to translate.",
                   did_you_mean(name, known));
      }
    }
  }

  struct Words {
    NodeKind kind;
    std::string text, role;
    Range range;
  };

  void collect(const std::vector<Block>& blocks, std::size_t from, std::size_t to, std::vector<Words>& out) {
    for (std::size_t i = from; i < to; ++i) {
      const Block& b = blocks[i];
      if (b.kind == Block::Kind::quote)
        out.push_back({NodeKind::say, quote_words(r_, b), {}, b.range});
      else if (b.kind == Block::Kind::paragraph)
        out.push_back({NodeKind::guidance, text::collapse_spaces(b.run.text), {}, b.range});
      else if (b.kind == Block::Kind::heading)
        out.push_back({NodeKind::guidance, "**" + text::collapse_spaces(b.run.text) + "**", {}, b.range});
      else if (b.kind == Block::Kind::list)
        for (const Block& item : b.children) {
          const Block* head = item.head();
          if (head == nullptr) continue;
          std::string role;
          for (const Token& t : head->tokens)
            if (t.kind == Token::Kind::bold && role.empty()) role = t.text;
          const std::size_t end =
              item.task ? trailing_marks(head->tokens, 0, head->tokens.size()) : head->tokens.size();
          if (item.task) mention_placeholders(r_, head->run);
          out.push_back({item.task ? NodeKind::task : NodeKind::guidance, source_text(head->run, head->tokens, 0, end),
                         role, head->range});
          collect(item.children, 1, item.children.size(), out);
        }
    }
  }

  void words(const Block& heading, Node& step, std::size_t from, std::size_t to) {
    std::vector<Words> translated;
    collect(blocks_, from, to, translated);
    std::vector<Node*> nodes;
    worded_nodes(step, nodes);
    std::stable_sort(nodes.begin(), nodes.end(), [](const Node* a, const Node* b) {
      return std::pair(a->span.line, a->span.column) < std::pair(b->span.line, b->span.column);
    });
    if (nodes.size() * translated.size() > translation_pairs_max) {
      r_.warning("EH0295", heading.range, "This step is too long to be translated text by text.", "Split the step.");
      return;
    }
    std::vector<bool> used(nodes.size(), false);
    for (const Words& w : translated) {
      const auto fits = [&](const Node& n) {
        if (n.kind == NodeKind::tell) return w.kind == NodeKind::guidance && n.name == w.role;
        return n.kind == w.kind;
      };
      // An item that names a role belongs to the sentence that tells that role, else to the next guidance.
      std::size_t best = nodes.size();
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (used[i] || !fits(*nodes[i])) continue;
        if (best == nodes.size() || (nodes[i]->kind == NodeKind::tell && nodes[best]->kind != NodeKind::tell)) best = i;
      }
      if (best == nodes.size()) {
        r_.warning("EH0295", w.range, "The step has nothing that these words translate.",
                   "Give as many paragraphs, quotes, items and boxes as the step has, in its order.");
        continue;
      }
      used[best] = true;
      nodes[best]->text.translations[section_.language] = w.text;
    }
    const auto missing = std::count(used.begin(), used.end(), false);
    if (missing > 0)
      r_.warning(
          "EH0550", heading.range,
          std::to_string(missing) + " of this step's " + std::to_string(nodes.size()) +
              " texts have no translation here.",
          "The first one stands in line " +
              std::to_string(nodes[static_cast<std::size_t>(std::find(used.begin(), used.end(), false) - used.begin())]
                                 ->span.line) +
              ".");
  }

  Reading& r_;
  const std::vector<Block>& blocks_;
  const Section& section_;
};

}  // namespace

void read_translation(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  TranslationReader(reading, blocks, section).read();
}

}  // namespace evenhand::procedure
