#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "procedure/html_words.hpp"
#include "procedure/sections.hpp"
#include "procedure/worded.hpp"

namespace evenhand::procedure {

namespace {

Worded::Kind worded_kind(NodeKind kind) {
  return kind == NodeKind::say    ? Worded::Kind::say
         : kind == NodeKind::task ? Worded::Kind::task
                                  : Worded::Kind::guidance;
}

/// Spanish nouns are written with their article; customers leave it out or use another.
std::string without_article(std::string phrase, const std::string& language) {
  static constexpr std::array<std::string_view, 8> articles{"un ", "una ", "unos ", "unas ",
                                                            "el ", "la ",  "los ",  "las "};
  phrase = text::to_lower_ascii(phrase);
  if (language != "es") return phrase;
  for (const std::string_view article : articles)
    if (phrase.starts_with(article)) return phrase.substr(article.size());
  return phrase;
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
          words(heading, "this step", worded(step), from, to);
          return;
        }
      r_.warning("EH0551", heading.range, "There is no step " + number + " to translate.",
                 "Use the number of the step it translates.");
      return;
    }
    if (overlay(heading, title, from, to)) return;
    if (text::equals_ignoring_case(title, "Escalation") ||
        text::equals_ignoring_case(title, page_words(section_.language).escalation)) {
      words(heading, "the escalation rules", worded(r_.procedure.escalation), from, to);
      return;
    }
    for (std::size_t i = from; i < to; ++i)
      if (blocks_[i].kind == Block::Kind::table) return labels(blocks_[i]);
    r_.warning(
        "EH0551", heading.range, "This heading translates nothing.",
        "Translate a step with its number (### 1. Título), an overlay with its heading (### In Massachusetts), the "
        "escalation rules (### Escalation), the facts with a table (### Hechos).");
  }

  /// `### In Massachusetts`, or with what readers of the language call it: `### In Massachusetts: En Massachusetts`.
  bool overlay(const Block& heading, const std::string& title, std::size_t from, std::size_t to) {
    const std::size_t colon = title.find(':');
    const std::string_view name = text::trim(std::string_view(title).substr(0, colon));
    const std::string own(colon == std::string::npos ? std::string_view()
                                                     : text::trim(std::string_view(title).substr(colon + 1)));
    for (Overlay& o : r_.procedure.overlays) {
      if (!text::equals_ignoring_case(o.name, name)) continue;
      if (!own.empty()) o.names_in[section_.language] = own;
      words(heading, "\"" + o.name + "\"", worded(o), from, to);
      return true;
    }
    return false;
  }

  void labels(const Block& table) {
    r_.used_tables.insert(&table);
    for (std::size_t i = 1; i < table.rows.size(); ++i) {
      const Row& row = table.rows[i];
      if (row.cells.size() < 2) continue;
      const std::string name = plain_text(row.cells[0].tokens);
      if (Fact* f = r_.fact(name)) {
        read_label(r_, *f, section_.language, row.cells[1]);
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
    std::string text;
    std::vector<std::string> bold;
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
          std::vector<std::string> bold;
          for (const Token& t : head->tokens)
            if (t.kind == Token::Kind::bold) bold.push_back(t.text);
          const std::size_t end =
              item.task ? trailing_marks(head->tokens, 0, head->tokens.size()) : head->tokens.size();
          if (item.task) mention_placeholders(r_, head->run);
          out.push_back({item.task ? NodeKind::task : NodeKind::guidance, source_text(head->run, head->tokens, 0, end),
                         std::move(bold), head->range});
          collect(item.children, 1, item.children.size(), out);
        }
    }
  }

  /// Whether these words can be the translation of that text.
  static bool fits(const Worded& slot, const Words& w) {
    if (slot.kind == Worded::Kind::tell)
      return w.kind == NodeKind::guidance && !w.bold.empty() && w.bold.front() == slot.role;
    if (slot.kind == Worded::Kind::mentions) return w.kind == NodeKind::guidance && !w.bold.empty();
    return slot.kind == worded_kind(w.kind);
  }

  void take(const Worded& slot, const Words& w) {
    if (slot.kind != Worded::Kind::mentions) {
      slot.text->translations[section_.language] = w.text;
      return;
    }
    std::vector<std::string>& phrases = slot.rule->words_in[section_.language];
    for (const std::string& phrase : w.bold) phrases.push_back(without_article(phrase, section_.language));
    r_.understand(w.range, "escalation", "also listens for " + join_names(phrases));
  }

  void words(const Block& heading, const std::string& of, const std::vector<Worded>& slots, std::size_t from,
             std::size_t to) {
    std::vector<Words> translated;
    collect(blocks_, from, to, translated);
    if (slots.size() * translated.size() > limits::translation_pairs_max) {
      r_.warning("EH0295", heading.range, "This part is too long to be translated text by text.", "Split the step.");
      return;
    }
    // What an item with names translates is first looked for among the sentences that name somebody.
    const auto named = [](const Worded& slot) {
      return slot.kind == Worded::Kind::tell ? 2 : slot.kind == Worded::Kind::mentions ? 1 : 0;
    };
    std::vector<bool> used(slots.size(), false);
    for (const Words& w : translated) {
      std::size_t best = slots.size();
      for (std::size_t i = 0; i < slots.size(); ++i) {
        if (used[i] || !fits(slots[i], w)) continue;
        if (best == slots.size() || named(slots[i]) > named(slots[best])) best = i;
      }
      if (best == slots.size()) {
        r_.warning("EH0295", w.range, "There is nothing in " + of + " that these words translate.",
                   "Give as many paragraphs, quotes, items and boxes as there are, in the same order.");
        continue;
      }
      used[best] = true;
      take(slots[best], w);
    }
    const auto missing = std::count(used.begin(), used.end(), false);
    if (missing > 0)
      r_.warning(
          "EH0550", heading.range,
          std::to_string(missing) + " of the " + std::to_string(slots.size()) + " texts of " + of +
              " have no translation here.",
          "The first one stands in line " +
              std::to_string(slots[static_cast<std::size_t>(std::find(used.begin(), used.end(), false) - used.begin())]
                                 .span.line) +
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
