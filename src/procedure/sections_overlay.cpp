#include "base/text.hpp"
#include "procedure/sections.hpp"

namespace evenhand::procedure {

namespace {

using Edit = OverlayEdit;

class OverlayReader {
 public:
  OverlayReader(Reading& r, const std::vector<Block>& blocks, const Section& section)
      : r_(r), blocks_(blocks), section_(section), overlay_(section.overlay) {}

  void read() {
    for (std::size_t i = section_.from; i < section_.to; ++i)
      if (blocks_[i].kind == Block::Kind::list)
        for (const Block& item : blocks_[i].children) this->item(item);
    overlay_.prose = read_prose(r_, blocks_, section_);
    r_.understand(section_.heading->range, "overlay", "what differs " + overlay_.name);
    r_.procedure.overlays.push_back(std::move(overlay_));
  }

 private:
  void item(const Block& item) {
    const Block* head = item.head();
    if (head == nullptr)
      return r_.error("EH0290", {item.range.begin, r_.source.line(r_.source.line_at(item.range.begin)).end},
                      "This item of an overlay holds no line.", "For guidance, write it outside of a list.");
    Cursor c(head->run, head->tokens);
    Edit e;
    e.span = r_.source.span(head->range);
    Items items(r_);
    if (c.words("before step") || c.words("after step") || c.words("instead of step")) {
      const std::string verb = text::to_lower_ascii(head->tokens[0].text);
      e.kind = verb == "before" ? Edit::Kind::before : verb == "after" ? Edit::Kind::after : Edit::Kind::replace_step;
      if (!step(c, e)) return;
      if (!c.mark(':')) return unread(c);
      std::optional<std::vector<Node>> nodes =
          items.body_or_box(c, item, source_text(head->run, head->tokens, 0, c.at()));
      if (!nodes) return;
      if (!c.done()) return unread(c);
      e.nodes = std::move(*nodes);
    } else if (c.words("without step")) {
      e.kind = Edit::Kind::remove_step;
      if (!step(c, e)) return;
      c.mark('.');
      if (!c.done()) return unread(c);
    } else if (c.words("instead of message")) {
      if (!message(c, item, e)) return;
    } else if (is_escalation_rule(head->tokens)) {
      e.kind = Edit::Kind::add_escalation;
      e.escalation = read_escalation_rule(r_, item);
      if (!e.escalation) return;
    } else if (c.sees("keep")) {
      e.kind = Edit::Kind::add_record;
      e.record = read_record_rule(r_, item);
      if (!e.record) return;
    } else if (c.sees("first reply") || c.sees("next reply") || c.sees("resolved") || c.sees("satisfaction")) {
      e.kind = Edit::Kind::tighten_target;
      e.target = read_target(r_, item);
      if (!e.target) return;
    } else if (!overlay_.edits.empty() && continuation_at(head->tokens, 0) != Continuation::none) {
      items.continue_after(item, overlay_.edits.back().nodes);
      return;
    } else {
      return unread(c);
    }
    r_.understand(head->range, "overlay", source_text(head->run, head->tokens, 0, head->tokens.size()));
    overlay_.edits.push_back(std::move(e));
  }

  bool step(Cursor& c, Edit& e) {
    const Token& t = c.peek();
    if (c.done() || (t.kind != Token::Kind::bold && t.kind != Token::Kind::word)) {
      unread(c);
      return false;
    }
    c.next();
    r_.mention(Mention::Kind::step, t.text, t.range);
    const StepHeading* known = r_.step(t.text);
    e.step_id = known != nullptr ? known->id : t.text;
    return true;
  }

  bool message(Cursor& c, const Block& item, Edit& e) {
    e.kind = Edit::Kind::replace_message;
    const Token* name = c.take(Token::Kind::bold);
    if (name == nullptr || !c.mark(':') || !c.done()) {
      unread(c);
      return false;
    }
    Message m;
    m.name = name->text;
    m.span = r_.source.span(item.range);
    for (const Block& b : item.children)
      if (b.kind == Block::Kind::quote) m.body.text += (m.body.text.empty() ? "" : "\n\n") + quote_words(r_, b);
    if (m.body.text.empty()) {
      r_.error("EH0250", c.here(), "The message \"" + m.name + "\" has no text.",
               "Nest its words in a block quote: > Hello {customer}, …");
      return false;
    }
    r_.mention(Mention::Kind::message, m.name, name->range);
    e.message = std::move(m);
    return true;
  }

  void unread(const Cursor& c) {
    r_.error("EH0290", c.here(), "This line of an overlay cannot be read.",
             "Lines begin with: Before step 4: … After step **Decide**: … Instead of step 2: … Without step 5. Instead "
             "of message "
             "**name**: … or are a target, a record rule or an escalation rule.");
  }

  Reading& r_;
  const std::vector<Block>& blocks_;
  const Section& section_;
  Overlay overlay_;
};

}  // namespace

void read_overlay(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  OverlayReader(reading, blocks, section).read();
}

}  // namespace evenhand::procedure
