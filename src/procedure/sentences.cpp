#include "procedure/sentences.hpp"

#include "base/text.hpp"

namespace evenhand::procedure {

std::optional<Node> Items::sentence(Cursor& cursor, const Block& item) {
  const std::vector<Token>& tokens = item.head()->tokens;
  const Verb verb = verb_at(tokens, cursor.at());
  Sentences s{*this, r_, cursor, item, verb, cursor.at()};
  switch (verb) {
    case Verb::ask:
      return s.ask();
    case Verb::check:
      return s.check();
    case Verb::choose:
      return s.choose();
    case Verb::any_order:
      return s.any_order();
    case Verb::repeat:
      return s.repeat();
    case Verb::for_each:
      return s.for_each();
    case Verb::decide:
      return s.decide();
    case Verb::record:
      return s.record();
    case Verb::act:
      return s.act();
    case Verb::send:
      return s.send();
    case Verb::wait:
      return s.wait();
    case Verb::approve:
      return s.approve();
    case Verb::tell:
      return s.tell();
    case Verb::hand_over:
      return s.hand_over();
    case Verb::raise:
      return s.raise();
    case Verb::follow:
      return s.follow();
    case Verb::go_to:
      return s.go_to();
    case Verb::close:
      return s.close();
    case Verb::none:
      break;
  }
  return s.fail("A directive is expected here.", "For example: close as **refunded**. Guidance needs a nested list.");
}

Node Sentences::make(NodeKind kind) const {
  Node n;
  n.kind = kind;
  return n;
}

std::nullopt_t Sentences::fail(std::string message, std::string hint) {
  const VerbPage& page = verb_page(verb);
  if (hint.empty()) {
    hint = "Write: " + std::string(page.example);
    if (c.at() <= first + 1) hint += " To keep the line as guidance, begin it with another word.";
  }
  const Token& t = c.peek();
  if (t.unclosed) message = t.text == "**" ? "This `**` is not closed." : "This backtick is not closed.";
  r.error(page.code, c.here(), std::move(message), std::move(hint));
  c.move_to(c.end());
  return std::nullopt;
}

void Sentences::set_text(Node& node) const {
  node.text.text = source_text(c.run(), item.head()->tokens, first, c.at());
  if (!node.text.text.empty() && node.text.text[0] >= 'a' && node.text.text[0] <= 'z')
    node.text.text[0] = static_cast<char>(node.text.text[0] - 'a' + 'A');
  node.span = r.source.span(c.from(first));
}

std::optional<Node> Sentences::finish(Node node) {
  set_text(node);
  if (!items.marks(c, node)) return std::nullopt;
  const bool stop = c.mark('.');
  if (!items.marks(c, node)) return std::nullopt;
  if (understood) r.understanding[*understood].text += marks_words(node);
  if (!stop && !c.done()) return fail("The sentence should end here.");
  items.continuations(c, node, item);
  return node;
}

bool Sentences::colon(Node& node) {
  set_text(node);
  if (!items.marks(c, node)) return false;
  if (!c.mark(':')) {
    if (c.done() && item.children.size() <= 1)
      fail("A colon and what to do belong here.");
    else
      fail("A colon belongs here, then what to do.");
    return false;
  }
  return items.marks(c, node);
}

const Token* Sentences::name(std::string_view what) {
  const Token* t = c.take(Token::Kind::bold);
  if (t == nullptr) {
    const bool code = c.peek().kind == Token::Kind::code;
    fail(std::string(what) + " in bold is expected here" + (code ? ", not code." : "."));
    return nullptr;
  }
  if (t->text.empty()) {
    fail("This bold name is empty.");
    return nullptr;
  }
  return t;
}

std::optional<std::vector<Binding>> Sentences::bindings(bool outputs) {
  std::vector<Binding> out;
  for (;;) {
    const Token* a = name("A fact's name");
    if (a == nullptr) return std::nullopt;
    Binding b{a->text, a->text};
    if (c.words("as")) {
      const Token* other = name("The name after `as`");
      if (other == nullptr) return std::nullopt;
      // `with **amount** as **sum**`: our amount is its sum. `giving **id** as **refund id**`: its id is our refund id.
      if (outputs) {
        b.fact = other->text;
      } else {
        b.parameter = other->text;
      }
    }
    if (!outputs) {
      r.read_names.insert(b.fact);
      r.mention(Mention::Kind::fact, b.fact, a->range);
    }
    out.push_back(std::move(b));
    const std::size_t before = c.at();
    const bool comma = c.mark(',');
    const bool word = c.words("and");
    if ((comma || word) && c.peek().kind == Token::Kind::bold) continue;
    c.move_to(before);
    return out;
  }
}

std::string Sentences::bound(const Node& node) {
  const auto list = [](const std::vector<Binding>& bindings, bool outputs) {
    std::vector<std::string> out;
    for (const Binding& b : bindings) {
      const std::string &ours = outputs ? b.parameter : b.fact, &theirs = outputs ? b.fact : b.parameter;
      out.push_back(ours == theirs ? ours : ours + " as " + theirs);
    }
    return join_names(out);
  };
  return (node.inputs.empty() ? "" : " with " + list(node.inputs, false)) +
         (node.outputs.empty() ? "" : ", which gives " + list(node.outputs, true));
}

bool Sentences::limit(Node& node) {
  const std::size_t before = c.at();
  if (!c.mark(',')) return true;
  if (c.words("with no limit")) {
    node.no_limit = true;
    return true;
  }
  if (c.words("up to")) {
    node.limit = take_duration(c);
    if (node.limit) return true;
    r.error(
        "EH0225", c.here(), "A duration is expected here.",
        "A whole number and minutes, hours, days, weeks, months, years, or business minutes, hours or days: up to 5 "
        "business days.");
    c.move_to(c.end());
    return false;
  }
  c.move_to(before);
  return true;
}

void Sentences::understand(std::string text) {
  understood = r.understanding.size();
  r.understand(c.from(first), verb_page(verb).name, std::move(text));
}

}  // namespace evenhand::procedure
