#include <algorithm>
#include <array>
#include <set>

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
    opening();
    // Names before sentences, which may call somebody by them.
    for (const bool tables : {true, false})
      for (std::size_t i = section_.from; i < section_.to; ++i) {
        const Block& b = blocks_[i];
        if (b.kind != Block::Kind::heading || b.level != 3) continue;
        const Part part{b, plain_text(b.tokens), i + 1, part_end(blocks_, i, section_.to)};
        if (is_table_of_names(part) == tables) read(part);
      }
    r_.understand(section_.heading->range, "translation", "the words in " + section_.language);
  }

 private:
  /// What stands under one `###`.
  struct Part {
    const Block& heading;
    std::string title;
    std::size_t from, to;
  };

  /// A first paragraph that is all bold is the procedure's title; the one that comes first without being it, the summary.
  void opening() {
    std::size_t at = section_.from;
    const auto paragraph = [&] { return at < section_.to && blocks_[at].kind == Block::Kind::paragraph; };
    if (paragraph() && blocks_[at].tokens.size() == 1 && blocks_[at].tokens[0].kind == Token::Kind::bold) {
      r_.procedure.local_title.translations[section_.language] = blocks_[at].tokens[0].text;
      r_.read_rules.insert(&blocks_[at++]);
    }
    if (!paragraph() || r_.procedure.summary.empty()) return;
    r_.procedure.summary_in[section_.language] = plain_text(blocks_[at].tokens);
    r_.read_rules.insert(&blocks_[at]);
    r_.understand(blocks_[at].range, "translation", "the summary in " + section_.language);
  }

  static bool is_numbered(const std::string& title) {
    const std::size_t dot = title.find('.');
    return dot != std::string::npos && title.find_first_not_of("0123456789") == dot;
  }
  [[nodiscard]] Overlay* overlay(const std::string& title) const {
    const std::string_view name = text::trim(std::string_view(title).substr(0, title.find(':')));
    for (Overlay& o : r_.procedure.overlays)
      if (text::equals_ignoring_case(o.name, name)) return &o;
    return nullptr;
  }
  /// Whether a heading names this section, in the base text's words or in the language's.
  [[nodiscard]] bool names(const std::string& title, std::string_view PageWords::*section) const {
    return text::equals_ignoring_case(title, page_words("en").*section) ||
           text::equals_ignoring_case(title, page_words(section_.language).*section);
  }
  [[nodiscard]] bool names_a_section(const std::string& title) const {
    return names(title, &PageWords::escalation) || names(title, &PageWords::targets) ||
           names(title, &PageWords::training);
  }
  [[nodiscard]] const Block* table(const Part& part) const {
    for (std::size_t i = part.from; i < part.to; ++i)
      if (blocks_[i].kind == Block::Kind::table) return &blocks_[i];
    return nullptr;
  }
  [[nodiscard]] bool is_table_of_names(const Part& part) const {
    return table(part) != nullptr && !is_numbered(part.title) && overlay(part.title) == nullptr &&
           !names_a_section(part.title);
  }

  void read(const Part& part) {
    if (is_numbered(part.title)) return step(part);
    if (Overlay* o = overlay(part.title)) return read(part, *o);
    if (names(part.title, &PageWords::escalation))
      return words(part, "the escalation rules", worded(r_.procedure.escalation));
    if (names(part.title, &PageWords::targets)) return words(part, "the targets", worded(r_.procedure.targets));
    if (names(part.title, &PageWords::training)) return questions(part);
    if (const Block* found = table(part)) return read_names(*found);
    r_.warning(
        "EH0551", part.heading.range, "This heading translates nothing.",
        "Translate a step with its number (### 1. Título), an overlay with its heading (### In Massachusetts), the "
        "escalation rules (### Escalation), the questions (### Training), names and facts with a table (### Names).");
  }

  void step(const Part& part) {
    const std::string number = part.title.substr(0, part.title.find('.'));
    for (Node& step : r_.procedure.root.children)
      if (std::to_string(step.number) == number) {
        step.text.translations[section_.language] =
            std::string(text::trim(std::string_view(part.title).substr(number.size() + 1)));
        return words(part, "this step", worded(step));
      }
    r_.warning("EH0551", part.heading.range, "There is no step " + number + " to translate.",
               "Use the number of the step it translates.");
  }

  /// `### In Massachusetts`, or with what readers of the language call it: `### In Massachusetts: En Massachusetts`.
  void read(const Part& part, Overlay& o) {
    if (const std::size_t colon = part.title.find(':'); colon != std::string::npos)
      if (const std::string_view own = text::trim(std::string_view(part.title).substr(colon + 1)); !own.empty())
        o.names_in[section_.language] = own;
    words(part, "\"" + o.name + "\"", worded(o));
  }

  /// A row says what readers of the language call whatever has this name: a fact, a role, an action, a message, an outcome.
  void read_names(const Block& table) {
    r_.used_tables.insert(&table);
    std::vector<std::string> known;
    std::set<std::string> told;
    for (const ShownName& name : shown_names(r_.procedure)) known.push_back(name.name);
    for (std::size_t i = 1; i < table.rows.size(); ++i) {
      const Row& row = table.rows[i];
      if (row.cells.size() < 2) continue;
      const std::string name = plain_text(row.cells[0].tokens), own = plain_text(row.cells[1].tokens);
      if (!told.insert(name).second) {
        r_.warning("EH0295", row.cells[0].range, "\"" + name + "\" has a row already, so this one is not read.",
                   "Keep the row that is right.");
        continue;
      }
      Fact* const fact = r_.fact(name);
      const bool shown = std::find(known.begin(), known.end(), name) != known.end();
      if (fact != nullptr) read_label(r_, *fact, section_.language, row.cells[1]);
      if (shown && !own.empty()) r_.procedure.names_in[section_.language][name] = own;
      if (fact != nullptr || shown) {
        r_.understand(row.range, "translation", name + " is called " + own + " in " + section_.language);
        continue;
      }
      for (const Fact& f : r_.procedure.facts) known.push_back(f.name);
      r_.warning("EH0551", row.cells[0].range, "There is nothing called \"" + name + "\" to translate.",
                 did_you_mean(name, known));
      known.resize(known.size() - r_.procedure.facts.size());
    }
  }

  /// The numbered items in order, each with its answers nested in it.
  void questions(const Part& part) {
    std::vector<Question>& questions = r_.procedure.training.questions;
    r_.understand(part.heading.range, "translation", "the questions in " + section_.language);
    std::size_t number = 0;
    for (std::size_t i = part.from; i < part.to; ++i) {
      if (blocks_[i].kind != Block::Kind::list || !blocks_[i].ordered) {
        r_.warning("EH0295", blocks_[i].range, "These words translate no question.",
                   "Number each question, and put its answers into a list under it.");
        continue;
      }
      for (const Block& item : blocks_[i].children) {
        if (number == questions.size()) {
          const Block& extra = item.head() != nullptr ? *item.head() : item;
          r_.warning("EH0295", extra.range, "There is no question left that these words translate.",
                     "Give as many questions as there are, in the same order.");
          return;
        }
        std::vector<Words> translated;
        collect_item(item, translated);
        const Range place = item.head() != nullptr ? item.head()->range : part.heading.range;
        match(place, "question " + std::to_string(number + 1), worded(questions[number]), translated);
        ++number;
      }
    }
    if (number < questions.size())
      r_.warning("EH0550", part.heading.range,
                 std::to_string(questions.size() - number) + " of the " + std::to_string(questions.size()) +
                     " questions have no translation here.",
                 "The first one stands in line " + std::to_string(questions[number].span.line) + ".");
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
        for (const Block& item : b.children) collect_item(item, out);
    }
  }

  void collect_item(const Block& item, std::vector<Words>& out) {
    const Block* head = item.head();
    if (head == nullptr) return;
    std::vector<std::string> bold;
    for (const Token& t : head->tokens)
      if (t.kind == Token::Kind::bold) bold.push_back(t.text);
    const std::size_t end = item.task ? trailing_marks(head->tokens, 0, head->tokens.size()) : head->tokens.size();
    if (item.task) mention_placeholders(r_, head->run);
    out.push_back({item.task ? NodeKind::task : NodeKind::guidance, source_text(head->run, head->tokens, 0, end),
                   std::move(bold), head->range});
    collect(item.children, 1, item.children.size(), out);
  }

  /// Whether these words can be the translation of that text.
  [[nodiscard]] bool fits(const Worded& slot, const Words& w) const {
    if (slot.kind == Worded::Kind::answer) return w.kind != NodeKind::say;
    if (slot.kind == Worded::Kind::tell)
      return w.kind == NodeKind::guidance && !w.bold.empty() &&
             (w.bold.front() == slot.role || w.bold.front() == r_.procedure.name_in(slot.role, section_.language));
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

  void words(const Part& part, const std::string& of, const std::vector<Worded>& slots) {
    std::vector<Words> translated;
    collect(blocks_, part.from, part.to, translated);
    match(part.heading.range, of, slots, translated);
  }

  /// @param place  where what is missing is reported
  void match(Range place, const std::string& of, const std::vector<Worded>& slots,
             const std::vector<Words>& translated) {
    if (slots.size() * translated.size() > limits::translation_pairs_max) {
      r_.warning("EH0295", place, "This part is too long to be translated text by text.", "Split the step.");
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
          "EH0550", place,
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

void borrow_names(Reading& reading) {
  Procedure& p = reading.procedure;
  for (const auto& [link, followed] : reading.followed) {
    if (followed == nullptr) continue;
    for (const auto& [language, title] : followed->local_title.translations)
      p.followed_in[language].emplace(followed->id, title);
    for (Fact& fact : p.facts) {
      const Fact* theirs = fact.implicit ? followed->find_fact(fact.name) : nullptr;
      if (theirs == nullptr) continue;
      fact.label.translations.insert(theirs->label.translations.begin(), theirs->label.translations.end());
      fact.options_in.insert(theirs->options_in.begin(), theirs->options_in.end());
    }
  }
}

void read_translation(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  TranslationReader(reading, blocks, section).read();
}

}  // namespace evenhand::procedure
