#include <algorithm>

#include "base/text.hpp"
#include "procedure/sections.hpp"

namespace evenhand::procedure {

namespace {

bool allowed_in_escalation(NodeKind kind) noexcept {
  return kind == NodeKind::tell || kind == NodeKind::hand_over || kind == NodeKind::send || kind == NodeKind::record ||
         kind == NodeKind::raise || kind == NodeKind::close;
}

std::nullopt_t unread(Reading& r, Cursor& c) {
  r.error("EH0260", c.here(), "This escalation rule cannot be read.",
          "Write: If not resolved within 2 business days: hand over to **support manager**. Or: Any time `amount > "
          "10000`: …");
  return std::nullopt;
}

/// `a lawyer, a chargeback or the attorney general` up to the colon.
std::vector<std::string> take_mentions(Cursor& c) {
  std::vector<std::string> out;
  std::string phrase;
  const auto close = [&] {
    for (const std::string_view article : {"a ", "an ", "the "})
      if (phrase.starts_with(article)) phrase.erase(0, article.size());
    if (!phrase.empty()) out.push_back(std::move(phrase));
    phrase.clear();
  };
  while (!c.done() && !c.peek().is_mark(':')) {
    const Token& t = c.next();
    if (t.is_mark(',') || text::equals_ignoring_case(t.text, "or"))
      close();
    else if (!t.is_mark('"'))
      phrase += (phrase.empty() ? "" : " ") + text::to_lower_ascii(t.text);
  }
  close();
  return out;
}

}  // namespace

bool is_escalation_rule(const std::vector<Token>& tokens) {
  const Run run;
  const Cursor c(run, tokens);
  return c.sees("if no") || c.sees("if not resolved") || c.sees("if step") || c.sees("any time");
}

std::optional<EscalationRule> read_escalation_rule(Reading& reading, const Block& item) {
  const Block* head = item.head();
  if (head == nullptr) return std::nullopt;
  Cursor c(head->run, head->tokens);
  EscalationRule rule;
  rule.span = reading.source.span(head->range);
  if (c.words("any time")) {
    if (const Token* code = c.take(Token::Kind::code)) {
      rule.trigger = EscalationRule::Trigger::any_time_condition;
      rule.condition = reading.condition(head->run, *code);
    } else if (c.words("the customer mentions")) {
      rule.trigger = EscalationRule::Trigger::any_time_mentions;
      rule.words = take_mentions(c);
      if (rule.words.empty()) return unread(reading, c);
    } else {
      return unread(reading, c);
    }
  } else {
    if (c.words("if no first reply")) {
      rule.trigger = EscalationRule::Trigger::no_first_reply;
    } else if (c.words("if no reply")) {
      rule.trigger = EscalationRule::Trigger::no_reply;
    } else if (c.words("if not resolved")) {
      rule.trigger = EscalationRule::Trigger::not_resolved;
    } else if (c.words("if step")) {
      const Token& step = c.peek();
      if (step.kind != Token::Kind::bold && reading.step(step.text) == nullptr) return unread(reading, c);
      rule.trigger = EscalationRule::Trigger::step_not_done;
      c.next();
      reading.mention(Mention::Kind::step, step.text, step.range);
      if (const StepHeading* known = reading.step(step.text)) rule.step_id = known->id;
      if (!c.words("is not done")) return unread(reading, c);
    } else {
      return unread(reading, c);
    }
    if (!c.words("within")) return unread(reading, c);
    rule.within = take_duration(c);
    if (!rule.within) {
      reading.error("EH0225", c.here(), "A duration is expected here.", "For example: within 4 business hours");
      return std::nullopt;
    }
  }
  rule.text = source_text(head->run, head->tokens, 0, c.at());
  if (!c.mark(':')) return unread(reading, c);
  reading.understand(head->range, "escalation", "watched for as long as the case is open: " + rule.text);
  Items items(reading);
  std::optional<Node> body = items.body(c, item, rule.text);
  if (!body) return std::nullopt;
  if (!c.done()) {
    reading.error("EH0220", {c.here().begin, head->range.end}, "This text after the sentence is not read.",
                  "Put a second directive into a nested list.");
    return std::nullopt;
  }
  for (const Node& n : body->children) {
    const bool allowed = allowed_in_escalation(n.kind);
    if (allowed && !n.optional && n.by_role.empty()) continue;
    reading.report(Severity::error, "EH0261", n.span,
                   allowed
                       ? "Nobody is asked when an escalation rule acts, so nobody can skip this or is the one to do it."
                       : "An escalation rule cannot do this.",
                   allowed ? "Take the mark away; `(when …)` may stay."
                           : "It may tell, hand over, send, record, raise the priority and close.");
    return std::nullopt;
  }
  rule.body = std::move(*body);
  return rule;
}

void read_escalation(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  for (std::size_t i = section.from; i < section.to; ++i) {
    if (blocks[i].kind == Block::Kind::paragraph) check_guidance(reading, blocks[i].run, blocks[i].tokens);
    if (blocks[i].kind != Block::Kind::list) continue;
    for (const Block& item : blocks[i].children)
      if (std::optional<EscalationRule> rule = read_escalation_rule(reading, item))
        reading.procedure.escalation.push_back(std::move(*rule));
  }
}

std::optional<RecordRule> read_record_rule(Reading& reading, const Block& item) {
  const Block* head = item.head();
  if (head == nullptr) return std::nullopt;
  Cursor c(head->run, head->tokens);
  RecordRule rule;
  rule.span = reading.source.span(head->range);
  const auto bad = [&]() -> std::optional<RecordRule> {
    reading.error("EH0275", c.here(), "This record rule cannot be read.",
                  "Write: Keep the case and its messages for 4 years after closing. Or: Keep **proof** for 90 days.");
    return std::nullopt;
  };
  if (!c.words("keep")) return bad();
  if (const Token* fact = c.take(Token::Kind::bold)) {
    rule.what = fact->text;
    reading.mention(Mention::Kind::fact, fact->text, fact->range);
    reading.read_names.insert(fact->text);
  } else if (c.words("the case and its messages") || c.words("the case")) {
    rule.what = "case";
  } else {
    return bad();
  }
  if (!c.words("for")) return bad();
  rule.keep = take_duration(c);
  if (!rule.keep) {
    reading.error("EH0225", c.here(), "A duration is expected here.", "For example: for 4 years after closing");
    return std::nullopt;
  }
  c.words("after closing");
  rule.text = source_text(head->run, head->tokens, 0, c.at());
  c.mark('.');
  if (c.mark('(')) {
    if (!c.words("satisfies")) return bad();
    while (c.peek().kind == Token::Kind::word && c.peek().text.find('/') != std::string::npos) {
      rule.satisfies.push_back(c.next().text);
      if (!c.mark(',')) break;
    }
    if (rule.satisfies.empty() || !c.mark(')')) return bad();
    c.mark('.');
  }
  if (!c.done()) return bad();
  const std::string what = rule.what == "case" ? "the case and its messages are" : rule.what + " is";
  reading.understand(head->range, "record", what + " kept for " + rule.keep->str() + " after closing");
  return rule;
}

void read_records(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  for (std::size_t i = section.from; i < section.to; ++i) {
    if (blocks[i].kind == Block::Kind::paragraph) check_guidance(reading, blocks[i].run, blocks[i].tokens);
    if (blocks[i].kind != Block::Kind::list) continue;
    for (const Block& item : blocks[i].children)
      if (std::optional<RecordRule> rule = read_record_rule(reading, item))
        reading.procedure.records.push_back(std::move(*rule));
  }
}

}  // namespace evenhand::procedure
