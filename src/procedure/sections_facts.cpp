#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "procedure/sections.hpp"

namespace evenhand::procedure {

namespace {

using Kind = FactType::Kind;

std::optional<Decimal> take_number(Cursor& c) {
  if (c.peek().kind != Token::Kind::word) return std::nullopt;
  std::optional<Decimal> n = Decimal::parse(c.peek().text);
  if (n) c.next();
  return n;
}

/// `fraud,not received` is two options; `1,000` is one.
bool has_close_comma(std::string_view options) {
  for (std::size_t i = 0; i + 1 < options.size(); ++i)
    if (options[i] == ',' && std::isalpha(static_cast<unsigned char>(options[i + 1])) != 0) return true;
  return false;
}

class FactsReader {
 public:
  FactsReader(Reading& r, const Block& table) : r_(r), table_(table) {}

  void read() {
    if (!columns()) return;
    for (std::size_t i = 1; i < table_.rows.size(); ++i) row(table_.rows[i]);
  }

 private:
  enum class Column { fact, type, from, personal, label };

  bool columns() {
    static const std::vector<std::string> known{"Fact", "Type", "From", "Personal"};
    bool fact = false, type = false;
    for (const Cell& cell : table_.rows[0].cells) {
      const std::string name = plain_text(cell.tokens);
      std::string language;
      Column column = Column::label;
      if (text::equals_ignoring_case(name, "Fact"))
        column = Column::fact;
      else if (text::equals_ignoring_case(name, "Type"))
        column = Column::type;
      else if (text::equals_ignoring_case(name, "From"))
        column = Column::from;
      else if (text::equals_ignoring_case(name, "Personal"))
        column = Column::personal;
      else if (language = language_of(name); language.empty()) {
        const std::string near = did_you_mean(name, known);
        r_.error("EH0141", cell.range, "The Facts table has no column \"" + name + "\".",
                 near.empty() ? "Columns are Fact, Type, From, Personal, and a language such as En español." : near);
        return false;
      }
      fact = fact || column == Column::fact;
      type = type || column == Column::type;
      columns_.push_back({column, language});
    }
    if (fact && type) return true;
    r_.error("EH0140", table_.rows[0].range, "The Facts table needs the columns Fact and Type.",
             "Write: | Fact | Type | From | Personal |");
    return false;
  }

  void row(const Row& row) {
    Fact f;
    f.span = r_.source.span(row.range);
    const Cell* name_cell = nullptr;
    bool typed = false;
    std::vector<std::pair<const Cell*, std::string>> labels;
    if (row.cells.size() > columns_.size())
      r_.error("EH0244", row.range, "This row has more cells than the heading.", "A `|` inside a cell is written \\|.");
    for (std::size_t i = 0; i < row.cells.size() && i < columns_.size(); ++i) {
      const Cell& cell = row.cells[i];
      const std::string words = plain_text(cell.tokens);
      switch (columns_[i].first) {
        case Column::fact:
          name_cell = &cell;
          f.name = words;
          break;
        case Column::type: {
          Cursor c(cell.run, cell.tokens);
          std::optional<FactType> type = read_type(c);
          typed = true;
          if (type && c.done()) {
            f.type = std::move(*type);
          } else {
            r_.error("EH0142", cell.range,
                     words.empty() ? "This fact has no type." : "\"" + words + "\" is no type of fact.",
                     right_type(words));
          }
          break;
        }
        case Column::from:
          from(cell, words, f);
          break;
        case Column::personal:
          personal(cell, f);
          break;
        case Column::label:
          labels.emplace_back(&cell, columns_[i].second);
          break;
      }
    }
    for (const auto& [cell, language] : labels) read_label(r_, f, language, *cell);
    if (name_cell == nullptr || f.name.empty()) {
      r_.error("EH0145", name_cell ? name_cell->range : row.range, "This fact has no name.",
               "Give it the name expressions use.");
      return;
    }
    if (!typed) r_.error("EH0142", row.range, "This fact has no type.", "Types are " + join_names(type_names()) + ".");
    if (!good_name(f.name)) {
      r_.error("EH0145", name_cell->range, "\"" + f.name + "\" cannot be a name.",
               "A name begins with a letter and holds letters, digits, blanks, apostrophes and hyphens.");
      return;
    }
    if (!r_.is_free_name(f.name, name_cell->range)) return;
    if (const Fact* other = r_.fact(f.name)) {
      r_.error("EH0504", name_cell->range, "There are two facts called \"" + f.name + "\".",
               "The other stands in line " + std::to_string(other->span.line) + ".");
      return;
    }
    f.label.text = f.name;
    r_.understand(row.range, "fact", f.name + ": " + f.type.str());
    if (r_.procedure.facts.size() == limits::sop_names_max)
      r_.error("EH0110", row.range, "This procedure has more than " + std::to_string(limits::sop_names_max) + " facts.",
               "Split it into procedures that follow one another.");
    if (r_.procedure.facts.size() >= limits::sop_names_max) return;
    r_.add_fact(std::move(f));
  }

  static bool good_name(const std::string& name) {
    if (name.size() > 100) return false;
    const unsigned char first = static_cast<unsigned char>(name[0]);
    if (!(std::isalpha(first) || first >= 0x80 || first == '_')) return false;
    return std::none_of(name.begin(), name.end(), [](char c) {
      return std::string_view("\"`*|{}[]()<>=,;:!?@#$%^&\\/+").find(c) != std::string_view::npos;
    });
  }

  void from(const Cell& cell, const std::string& words, Fact& f) {
    if (words.empty()) return;
    struct Source {
      std::string_view word;
      Fact::Source source;
    };
    static constexpr std::array sources{
        Source{"customer", Fact::Source::customer}, Source{"agent", Fact::Source::agent},
        Source{"system", Fact::Source::system},     Source{"input", Fact::Source::input},
        Source{"result", Fact::Source::result},     Source{"decision", Fact::Source::decision},
        Source{"computed", Fact::Source::computed}, Source{"counted", Fact::Source::counted}};
    for (const Source& s : sources)
      if (text::equals_ignoring_case(s.word, words)) {
        f.source = s.source;
        return;
      }
    if (text::starts_with_ignoring_case(words, "counted in step ")) {
      f.source = Fact::Source::counted;
      const std::string step = words.substr(16);
      const StepHeading* heading = r_.step(step);
      f.source_detail = heading != nullptr ? heading->id : step;
      r_.mention(Mention::Kind::step, step, cell.range);
      return;
    }
    f.source = Fact::Source::action;
    f.source_detail = words;
    r_.mention(Mention::Kind::action, words, cell.range);
  }

  void personal(const Cell& cell, Fact& f) {
    static constexpr std::array<std::string_view, 7> classes{"no",     "contact",  "identity", "financial",
                                                             "health", "location", "secret"};
    static constexpr std::array values{Personal::no,     Personal::contact,  Personal::identity, Personal::financial,
                                       Personal::health, Personal::location, Personal::secret};
    Cursor c(cell.run, cell.tokens);
    if (c.done()) return;
    bool known = false;
    for (std::size_t i = 0; i < classes.size() && !known; ++i)
      if (c.words(classes[i])) {
        f.personal = values[i];
        known = true;
      }
    if (known && c.mark(',')) f.never_stored = known = c.words("never stored");
    if (known && c.done()) return;
    static const std::vector<std::string> names{"no",     "contact",  "identity", "financial",
                                                "health", "location", "secret",   "never stored"};
    r_.error("EH0144", c.here().empty() ? cell.range : c.here(), "This is no class of personal data.",
             did_you_mean(c.peek().text, names).empty() ? "One of no, contact, identity, financial, health, location, "
                                                          "secret; then `, never stored` if it may not be written."
                                                        : did_you_mean(c.peek().text, names));
  }

  static std::string right_type(const std::string& words) {
    if (text::starts_with_ignoring_case(words, "one of") && has_close_comma(words)) {
      std::string apart;
      for (std::size_t i = 0; i < words.size(); ++i) {
        apart += words[i];
        if (words[i] == ',' && i + 1 < words.size() && words[i + 1] != ' ') apart += ' ';
      }
      return "A blank belongs behind each comma: " + apart;
    }
    const std::string near = did_you_mean(words, type_names());
    return near.empty() ? "Types are " + join_names(type_names()) + "." : near;
  }

  static const std::vector<std::string>& type_names() {
    static const std::vector<std::string> names{
        "text", "text like `AA-000000`", "email",    "phone",     "number",          "money in USD", "date",
        "time", "date and time",         "duration", "yes or no", "one of: a, b, c", "list of text", "file"};
    return names;
  }

  Reading& r_;
  const Block& table_;
  std::vector<std::pair<Column, std::string>> columns_;
};

}  // namespace

void read_label(Reading& reading, Fact& fact, const std::string& language, const Cell& cell) {
  const std::string words = plain_text(cell.tokens);
  const std::vector<std::string>& options = fact.type.element ? fact.type.element->options : fact.type.options;
  const std::size_t colon = options.empty() ? std::string::npos : words.find(':');
  const std::string label(text::trim(std::string_view(words).substr(0, colon)));
  if (!label.empty()) fact.label.translations[language] = label;
  if (colon == std::string::npos) return;
  std::vector<std::string> translated;
  for (const std::string_view option : text::split(std::string_view(words).substr(colon + 1), ','))
    translated.emplace_back(text::trim(option));
  const auto twice = [&](std::size_t i) {
    return std::find(translated.begin(), translated.begin() + static_cast<std::ptrdiff_t>(i), translated[i]) !=
           translated.begin() + static_cast<std::ptrdiff_t>(i);
  };
  for (std::size_t i = 1; i < translated.size(); ++i)
    if (twice(i)) {
      reading.warning("EH0295", cell.range,
                      "Two options are called \"" + translated[i] + "\", so the options stay untranslated.",
                      "Give each option a word of its own, in this order: " + join_names(options) + ".");
      return;
    }
  if (translated.size() == options.size() && std::find(translated.begin(), translated.end(), "") == translated.end()) {
    fact.options_in[language] = std::move(translated);
    return;
  }
  reading.warning("EH0295", cell.range,
                  "These are " + std::to_string(translated.size()) + " words for " + std::to_string(options.size()) +
                      " options, so the options stay untranslated.",
                  "Give each option its word, in the same order: " + join_names(options) + ".");
}

std::optional<FactType> read_type(Cursor& c) {
  FactType t;
  const auto bounds = [&] {
    if (!c.words("from")) return true;
    t.minimum = take_number(c);
    if (!t.minimum || !c.words("to")) return false;
    t.maximum = take_number(c);
    return t.maximum && *t.minimum <= *t.maximum;
  };
  if (c.words("text like")) {
    t.kind = Kind::pattern;
    const Token* code = c.take(Token::Kind::code);
    if (code == nullptr || code->text.empty()) return std::nullopt;
    t.pattern = code->text;
    return t;
  }
  if (c.words("one of")) {
    t.kind = Kind::one_of;
    c.mark(':');
    while (!c.done()) {
      std::vector<Token> words;
      while (!c.done() && !c.peek().is_mark(',')) words.push_back(c.next());
      c.mark(',');
      if (words.empty()) continue;
      std::string option = plain_text(words);
      const bool twice = std::find(t.options.begin(), t.options.end(), option) != t.options.end();
      if (twice || has_close_comma(option)) return std::nullopt;
      t.options.push_back(std::move(option));
    }
    return t.options.size() >= 2 ? std::optional(t) : std::nullopt;
  }
  if (c.words("list of")) {
    t.kind = Kind::list;
    std::optional<FactType> element = read_type(c);
    if (!element || element->kind == Kind::list) return std::nullopt;
    t.element = std::make_shared<FactType>(std::move(*element));
    return t;
  }
  if (c.words("money")) {
    t.kind = Kind::money;
    if (!c.words("in") || c.peek().kind != Token::Kind::word || c.peek().text.size() != 3) return std::nullopt;
    t.currency = c.next().text;
    if (!std::all_of(t.currency.begin(), t.currency.end(), [](char ch) { return ch >= 'A' && ch <= 'Z'; }))
      return std::nullopt;
    return bounds() ? std::optional(t) : std::nullopt;
  }
  if (c.words("number")) {
    t.kind = Kind::number;
    return bounds() ? std::optional(t) : std::nullopt;
  }
  struct Plain {
    std::string_view words;
    Kind kind;
  };
  static constexpr std::array plain{Plain{"date and time", Kind::date_time},
                                    Plain{"date", Kind::date},
                                    Plain{"time", Kind::time},
                                    Plain{"yes or no", Kind::yes_no},
                                    Plain{"duration", Kind::duration},
                                    Plain{"email", Kind::email},
                                    Plain{"phone", Kind::phone},
                                    Plain{"file", Kind::file},
                                    Plain{"text", Kind::text}};
  for (const Plain& p : plain)
    if (c.words(p.words)) {
      t.kind = p.kind;
      return t;
    }
  return std::nullopt;
}

void read_facts(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  bool found = false;
  for (std::size_t i = section.from; i < section.to; ++i) {
    if (blocks[i].kind != Block::Kind::table || blocks[i].rows.empty()) continue;
    FactsReader(reading, blocks[i]).read();
    reading.used_tables.insert(&blocks[i]);
    found = true;
  }
  if (!found)
    reading.error("EH0140", section.heading->range, "The Facts section holds no table.",
                  "Write: | Fact | Type | From | Personal |");
}

std::optional<Target> read_target(Reading& reading, const Block& item) {
  const Block* head = item.head();
  if (head == nullptr) return std::nullopt;
  Cursor c(head->run, head->tokens);
  Target t;
  t.span = reading.source.span(head->range);
  t.text.text = source_text(head->run, head->tokens, 0, head->tokens.size());
  if (c.words("first reply"))
    t.kind = Target::Kind::first_reply;
  else if (c.words("next reply"))
    t.kind = Target::Kind::next_reply;
  else if (c.words("resolved"))
    t.kind = Target::Kind::resolved;
  else if (c.words("satisfaction"))
    t.kind = Target::Kind::satisfaction;
  if (t.kind == Target::Kind::satisfaction) {
    if (!c.words("of at least") || !(t.at_least = take_number(c))) {
      reading.error("EH0150", c.here(), "This target cannot be read.", "Write: Satisfaction of at least 4.5 out of 5.");
      return std::nullopt;
    }
    if (c.words("out of")) {
      t.out_of = take_number(c);
      if (!t.out_of || *t.out_of < *t.at_least) {
        reading.error("EH0150", c.here(), "The scale is smaller than the target, or no number.",
                      "Write: Satisfaction of at least 4.5 out of 5.");
        return std::nullopt;
      }
    }
  } else if (t.kind != Target::Kind::other) {
    if (!c.words("within") || !(t.within = take_duration(c))) {
      reading.error("EH0150", c.here(), "This target cannot be read.", "Write: First reply within 4 business hours.");
      return std::nullopt;
    }
  }
  if (t.kind != Target::Kind::other) {
    c.mark('.');
    if (!c.done()) {
      reading.error("EH0220", {c.here().begin, head->range.end}, "This text after the sentence is not read.",
                    "One target an item.");
      return std::nullopt;
    }
    reading.understand(head->range, "target",
                       t.within ? "a goal, within " + t.within->str() + "; kept, and not measured yet"
                                : "a goal; kept, and not measured yet");
  } else {
    reading.understand(head->range, "target", "kept as text");
  }
  return t;
}

void read_targets(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  for (std::size_t i = section.from; i < section.to; ++i) {
    if (blocks[i].kind != Block::Kind::list) continue;
    for (const Block& item : blocks[i].children)
      if (std::optional<Target> t = read_target(reading, item)) reading.procedure.targets.push_back(std::move(*t));
  }
}

}  // namespace evenhand::procedure
