#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "procedure/printer.hpp"
#include "procedure/sentence.hpp"

namespace evenhand::procedure {

namespace {

const Run& empty_run() {
  static const Run run;
  return run;
}
const std::vector<Token>& no_tokens() {
  static const std::vector<Token> tokens;
  return tokens;
}

}  // namespace

std::vector<Node> Items::blocks(const std::vector<Block>& blocks, std::size_t from, std::size_t to) {
  std::vector<Node> out;
  for (std::size_t i = from; i < to; ++i) {
    const Block& b = blocks[i];
    if (!r_.one_more_item(b.range)) break;
    switch (b.kind) {
      case Block::Kind::list: {
        std::vector<const Block*> tables;
        for (std::size_t t = i + 1; t < to && blocks[t].kind == Block::Kind::table; ++t) tables.push_back(&blocks[t]);
        tables_.push_back(std::move(tables));
        for (Node& n : list(b)) out.push_back(std::move(n));
        tables_.pop_back();
        break;
      }
      case Block::Kind::quote:
        out.push_back(say(b));
        break;
      case Block::Kind::table:
        if (!r_.used_tables.contains(&b) && !b.rows.empty())
          r_.warning("EH0248", b.rows[0].range, "No `Decide` sentence uses this table; it is shown as guidance.",
                     "Put `Decide **name** by the table.` in the list right before it.");
        if (!r_.used_tables.contains(&b)) out.push_back(guidance(b, empty_run(), no_tokens(), b.range));
        break;
      case Block::Kind::paragraph:
      case Block::Kind::heading:
      case Block::Kind::code:
      case Block::Kind::html:
        out.push_back(guidance(b, b.run, b.tokens, b.range));
        break;
      case Block::Kind::item:
      case Block::Kind::rule:
        break;
    }
  }
  return out;
}

std::vector<Node> Items::list(const Block& list) {
  std::vector<Node> out;
  std::optional<std::size_t> last;
  for (const Block& i : list.children) item(i, out, last);
  return out;
}

void Items::item(const Block& item, std::vector<Node>& out, std::optional<std::size_t>& last) {
  if (!r_.one_more_item(item.range)) return;
  const Block* head = item.head();
  if (head == nullptr) {
    for (Node& n : blocks(item.children, 0, item.children.size())) out.push_back(std::move(n));
    last.reset();
    return;
  }
  if (item.task) {
    const std::size_t index = out.size();
    task(item, 0, out);
    last = index;
    return;
  }
  if (const Continuation kind = continuation_at(head->tokens, 0); kind != Continuation::none) {
    continuation(item, kind, out, last);
    return;
  }
  if (verb_at(head->tokens, 0) != Verb::none) {
    Cursor cursor(head->run, head->tokens);
    std::optional<Node> node = sentence(cursor, item);
    if (!node) {
      last.reset();
      return;
    }
    if (!cursor.done())
      r_.error("EH0220", {cursor.here().begin, head->range.end}, "This text after the sentence is not read.",
               "Put a second directive, or guidance, into a list item of its own.");
    last = out.size();
    out.push_back(std::move(*node));
    nested_after(item, out, *last);
    return;
  }
  out.push_back(guidance(item, head->run, head->tokens, head->range));
  for (Node& n : blocks(item.children, 1, item.children.size())) out.push_back(std::move(n));
  last.reset();
}

void Items::nested_after(const Block& item, std::vector<Node>& out, std::size_t index) {
  if (item.children.size() < 2 || taken_.contains(&item)) return;
  taken_.insert(&item);
  for (std::size_t i = 1; i < item.children.size(); ++i) {
    const Block& b = item.children[i];
    if (b.kind != Block::Kind::list) {
      for (Node& n : blocks(item.children, i, i + 1)) out.push_back(std::move(n));
      continue;
    }
    std::optional<std::size_t> last = index;
    for (const Block& nested_item : b.children) {
      const Block* head = nested_item.head();
      const bool continues =
          head != nullptr && !nested_item.task && continuation_at(head->tokens, 0) != Continuation::none;
      if (head != nullptr && !continues && !nested_item.task && verb_at(head->tokens, 0) != Verb::none) {
        r_.error("EH0226", head->range, "The sentence above takes no nested directives.",
                 "Move this item out to the same level as the sentence above.");
        continue;
      }
      this->item(nested_item, out, last);
      if (!last) last = index;
    }
  }
}

std::vector<Node> Items::nested(const Block& item) {
  taken_.insert(&item);
  return blocks(item.children, 1, item.children.size());
}

std::optional<Node> Items::body(Cursor& cursor, const Block& item, std::string_view what) {
  if (depth_ == limits::sop_nesting_max) {
    r_.error("EH0103", cursor.here(), "Directives are nested more deeply than a reader can follow.",
             "Nest at most " + std::to_string(limits::sop_nesting_max) +
                 " levels; move the inner part to a step or a procedure of its own.");
    return std::nullopt;
  }
  ++depth_;
  std::optional<Node> out = body_inside(cursor, item, what);
  --depth_;
  return out;
}

std::optional<Node> Items::body_inside(Cursor& cursor, const Block& item, std::string_view what) {
  Node sequence;
  sequence.kind = NodeKind::sequence;
  sequence.span = r_.source.span(cursor.here());
  if (!cursor.done()) {
    const std::size_t first = cursor.at();
    std::optional<Node> node = sentence(cursor, item);
    if (!node) return std::nullopt;
    sequence.span = r_.source.span(cursor.from(first));
    sequence.children.push_back(std::move(*node));
    return sequence;
  }
  if (item.children.size() > 1 && !taken_.contains(&item)) {
    sequence.span = r_.source.span(item.children[1].range);
    sequence.children = nested(item);
    return sequence;
  }
  r_.error("EH0222", cursor.here(), "Nothing follows `" + std::string(what) + "`.",
           "Put one directive after the colon, or a list nested under it.");
  return std::nullopt;
}

std::optional<std::vector<Node>> Items::body_or_box(Cursor& cursor, const Block& item, std::string_view what) {
  std::vector<Node> out;
  if (!cursor.done() && cursor.peek().text == "[" && cursor.peek(1).text == "]") {
    task(item, cursor.at() + 2, out);
    cursor.move_to(cursor.end());
    return out;
  }
  if (!cursor.done() && verb_at(item.head()->tokens, cursor.at()) == Verb::none) {
    if (std::optional<Node> words = words_on_line(cursor, *item.head())) out.push_back(std::move(*words));
    return out;
  }
  std::optional<Node> sequence = body(cursor, item, what);
  if (!sequence) return std::nullopt;
  return std::move(sequence->children);
}

Node Items::say(const Block& quote) {
  Node n;
  n.kind = NodeKind::say;
  n.span = r_.source.span(quote.range);
  n.text.text = quote_words(r_, quote);
  r_.understand(quote.range, "say", "words to say or send; names in braces are filled in");
  return n;
}

}  // namespace evenhand::procedure
