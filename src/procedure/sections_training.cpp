#include "base/text.hpp"
#include "procedure/sections.hpp"

namespace evenhand::procedure {

namespace {

class TrainingReader {
 public:
  TrainingReader(Reading& r, const std::vector<Block>& blocks, const Section& section)
      : r_(r), blocks_(blocks), section_(section) {}

  void read() {
    for (std::size_t i = section_.from; i < section_.to; ++i) {
      const Block& b = blocks_[i];
      if (b.kind == Block::Kind::heading && b.level == 3) {
        const std::size_t end = part_end(blocks_, i, section_.to);
        const std::string title = plain_text(b.tokens);
        if (text::starts_with_ignoring_case(title, "Scenario")) {
          scenario(b, title, i + 1, end);
          i = end - 1;
        }
        continue;
      }
      if (b.kind == Block::Kind::paragraph) rules(b);
      if (b.kind != Block::Kind::list) continue;
      for (const Block& item : b.children)
        if (b.ordered)
          question(item);
        else if (item.head() != nullptr)
          rules(*item.head());
    }
  }

 private:
  void rules(const Block& paragraph) {
    Cursor c(paragraph.run, paragraph.tokens);
    Training& t = r_.procedure.training;
    while (!c.done()) {
      if (c.words("pass mark")) {
        std::string_view number = c.peek().text;
        if (!number.ends_with('%')) return unread(c, "Write: Pass mark 80%.");
        number.remove_suffix(1);
        t.pass_mark_percent = Decimal::parse(number);
        if (!t.pass_mark_percent || *t.pass_mark_percent > Decimal(100) || t.pass_mark_percent->is_negative())
          return unread(c, "Write: Pass mark 80%.");
        c.next();
      } else if (c.words("valid for")) {
        t.valid_for = take_duration(c);
        if (!t.valid_for) return unread(c, "Write: Valid for 12 months.");
      } else {
        return;  // guidance for the trainer
      }
      c.mark('.');
    }
    r_.read_rules.insert(&paragraph);
    r_.understand(paragraph.range, "training", "what passing takes");
  }

  void unread(const Cursor& c, std::string hint) {
    r_.error("EH0280", c.here(), "This line of Training cannot be read.", std::move(hint));
  }

  void question(const Block& item) {
    const Block* head = item.head();
    if (head == nullptr) return;
    Question q;
    q.span = r_.source.span(head->range);
    q.text.text = text::collapse_spaces(head->run.text);
    bool right = false;
    for (const Block& b : item.children) {
      if (b.kind != Block::Kind::list) continue;
      for (const Block& choice : b.children) {
        if (!choice.task || choice.head() == nullptr) continue;
        q.choices.push_back({{text::collapse_spaces(choice.head()->run.text), {}}, choice.checked});
        right = right || choice.checked;
      }
    }
    if (q.choices.size() < 2 || !right) {
      r_.error("EH0281", head->range,
               q.choices.size() < 2 ? "This question needs at least two answers to choose from."
                                    : "No answer of this question is right.",
               "Nest the answers under it as boxes: - [x] the right one, - [ ] another.");
      return;
    }
    r_.understand(head->range, "question", "a question with " + std::to_string(q.choices.size()) + " answers");
    r_.procedure.training.questions.push_back(std::move(q));
  }

  void scenario(const Block& heading, const std::string& title, std::size_t from, std::size_t to) {
    Scenario s;
    s.span = r_.source.span(heading.range);
    const std::size_t colon = title.find(':');
    s.name =
        colon == std::string::npos ? std::string() : std::string(text::trim(std::string_view(title).substr(colon + 1)));
    if (s.name.empty()) {
      r_.error("EH0282", heading.range, "This scenario has no name.", "Write: ### Scenario: damaged on arrival");
      return;
    }
    if (const auto [other, first] = lines_.emplace(s.name, s.span.line); !first)
      r_.error("EH0505", heading.range, "There are two scenarios called \"" + s.name + "\".",
               "The other stands in line " + std::to_string(other->second) + ".");
    bool good = true;
    for (std::size_t i = from; i < to; ++i)
      if (blocks_[i].kind == Block::Kind::list)
        for (const Block& item : blocks_[i].children) good = line(item, s) && good;
    if (good && s.expect.empty())
      r_.error("EH0282", heading.range, "This scenario expects nothing, so it can never fail.",
               "Write: - Expect the case closes as **refunded**.");
    r_.understand(heading.range, "scenario", "played by the tests: " + s.name);
    r_.procedure.training.scenarios.push_back(std::move(s));
  }

  bool line(const Block& item, Scenario& s) {
    const Block* head = item.head();
    if (head == nullptr) return true;
    Cursor c(head->run, head->tokens);
    const bool good = c.words("given") ? given(c, s) : c.words("expect") ? expect(c, s) : false;
    if (good) {
      c.mark('.');
      if (c.done()) return true;
    }
    r_.error("EH0282", c.here(), "This line of a scenario cannot be read.",
             c.at() > 0 && text::equals_ignoring_case(head->tokens[0].text, "expect")
                 ? "Write: Expect the case closes as **refunded**. Or: Expect **refund** is `\"full\"`. Or: Expect "
                   "step **Decide** is done."
                 : "Write: Given **reason** is `\"damaged\"`. Or: Given **look up order** gives **amount** as `40`. "
                   "Or: Given **refund "
                   "payment** fails. Or: Given no reply.");
    return false;
  }

  /// `**a** is `1`, **b** is `2`` (or `as` after `gives`).
  bool values(Cursor& c, Scenario& s, std::string_view word, const std::string& action) {
    do {
      const Token* fact = c.take(Token::Kind::bold);
      if (fact == nullptr || !c.words(word)) return false;
      const Token* code = c.take(Token::Kind::code);
      if (code == nullptr) return false;
      Scenario::Given g;
      g.fact = fact->text;
      g.action = action;
      g.value = r_.condition(c.run(), *code).expression;
      g.span = r_.source.span({fact->range.begin, code->range.end});
      scenario_fact(*fact);
      s.given.push_back(std::move(g));
      const std::size_t before = c.at();
      const bool comma = c.mark(',');
      const bool conjunction = c.words("and");
      if ((comma || conjunction) && c.peek().kind == Token::Kind::bold) continue;
      c.move_to(before);
      return true;
    } while (true);
  }

  void scenario_fact(const Token& fact) {
    if (r_.fact(fact.text) != nullptr) return;
    // What a followed procedure asks for comes up in the same case; one that follows on, or is not known, may ask anything.
    for (const auto& [link, followed] : r_.followed) {
      if (followed == nullptr || !followed->follows.empty() || followed->find_fact(fact.text) != nullptr) return;
    }
    std::vector<std::string> facts;
    for (const Fact& f : r_.procedure.facts) facts.push_back(f.name);
    const std::string near = did_you_mean(fact.text, facts);
    r_.error("EH0530", fact.range, "This procedure has no fact called \"" + fact.text + "\".", near);
  }

  void product(const Token& value) {
    const std::vector<std::string>& known = r_.procedure.products;
    if (known.empty() || r_.procedure.find_product(value.text) != nullptr) return;
    const std::string near = did_you_mean(value.text, known);
    r_.error("EH0544", value.range, "The front matter lists no product \"" + value.text + "\".",
             near.empty() ? "Products are " + join_names(known) + "." : near);
  }

  bool given(Cursor& c, Scenario& s) {
    if (c.words("no reply")) {
      s.no_reply = true;
      return true;
    }
    if (c.words("the reply")) {
      const Token* code = c.take(Token::Kind::code);
      if (code == nullptr || code->text.size() < 2 || code->text.front() != '"' || code->text.back() != '"')
        return false;
      s.reply = code->text.substr(1, code->text.size() - 2);
      return true;
    }
    if (c.words("the box")) {
      const Token* code = c.take(Token::Kind::code);
      if (code == nullptr || !c.words("is answered no")) return false;
      s.unticked_tasks.push_back(code->text);
      return true;
    }
    if (c.sees("state") || c.sees("channel") || c.sees("product") || c.sees("language")) {
      do {
        std::string* place = c.words("state")      ? &s.state
                             : c.words("channel")  ? &s.channel
                             : c.words("product")  ? &s.product
                             : c.words("language") ? &s.language
                                                   : nullptr;
        const Token* value = c.take(Token::Kind::bold);
        if (place == nullptr || value == nullptr) return false;
        *place = value->text;
        if (place == &s.product) product(*value);
      } while (c.mark(','));
      return true;
    }
    const Token* name = c.take(Token::Kind::bold);
    if (name == nullptr) return false;
    if (c.words("fails")) {
      s.failing_actions.push_back(name->text);
      r_.mention(Mention::Kind::action, name->text, name->range);
      return true;
    }
    if (c.words("refuses")) {
      s.refusing_roles.push_back(name->text);
      r_.mention(Mention::Kind::role, name->text, name->range);
      return true;
    }
    if (c.words("gives")) return values(c, s, "as", name->text);
    c.move_to(c.at() - 1);
    return values(c, s, "is", {});
  }

  bool expect(Cursor& c, Scenario& s) {
    Scenario::Expect e;
    if (c.words("the case closes as")) {
      const Token* outcome = c.take(Token::Kind::bold);
      if (outcome == nullptr) return false;
      e.name = outcome->text;
      e.span = r_.source.span(outcome->range);
    } else if (c.words("step")) {
      const Token* step = &c.next();
      if (!c.words("is")) return false;
      e.kind = c.words("not") ? Scenario::Expect::Kind::step_not_done : Scenario::Expect::Kind::step_done;
      if (!c.words("done")) return false;
      r_.mention(Mention::Kind::step, step->text, step->range);
      const StepHeading* known = r_.step(step->text);
      e.name = known != nullptr ? known->id : step->text;
      e.span = r_.source.span(step->range);
    } else {
      const Token* name = c.take(Token::Kind::bold);
      if (name == nullptr || !c.words("is")) return false;
      e.name = name->text;
      e.span = r_.source.span(name->range);
      if (const Token* code = c.take(Token::Kind::code)) {
        e.kind = Scenario::Expect::Kind::fact;
        e.value = r_.condition(c.run(), *code).expression;
        scenario_fact(*name);
      } else if (c.words("not done")) {
        e.kind = Scenario::Expect::Kind::action_not_done;
      } else if (c.words("done")) {
        e.kind = Scenario::Expect::Kind::action_done;
      } else if (c.words("refused")) {
        e.kind = Scenario::Expect::Kind::action_refused;
      } else {
        return false;
      }
      if (e.kind != Scenario::Expect::Kind::fact) r_.mention(Mention::Kind::action, name->text, name->range);
    }
    s.expect.push_back(std::move(e));
    return true;
  }

  Reading& r_;
  const std::vector<Block>& blocks_;
  const Section& section_;
  std::map<std::string, std::uint32_t> lines_;
};

}  // namespace

void read_training(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  TrainingReader(reading, blocks, section).read();
}

}  // namespace evenhand::procedure
