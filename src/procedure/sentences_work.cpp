#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "procedure/sentences.hpp"

namespace evenhand::procedure {

std::optional<Node> Sentences::act() {
  c.next();
  const Token* action = name("The action's name");
  if (action == nullptr) return std::nullopt;
  Node n = make(NodeKind::action);
  n.name = action->text;
  c.mark(',');
  if (c.words("with")) {
    std::optional<std::vector<Binding>> in = bindings(false);
    if (!in) return std::nullopt;
    n.inputs = std::move(*in);
    c.mark(',');
  }
  c.words("and");
  if (c.words("giving")) {
    const std::size_t at = c.at();
    std::optional<std::vector<Binding>> out = bindings(true);
    if (!out) return std::nullopt;
    n.outputs = std::move(*out);
    for (const Binding& b : n.outputs) r.implicit_fact(b.fact, {}, Fact::Source::action, n.name, c.from(at));
  }
  understand("does " + n.name + bound(n));
  return finish(std::move(n));
}

std::optional<Node> Sentences::send() {
  c.next();
  const Token* message = name("The message's name");
  if (message == nullptr) return std::nullopt;
  Node n = make(NodeKind::send);
  n.name = message->text;
  r.mention(Mention::Kind::message, n.name, message->range);
  if (c.words("by")) {
    for (const std::string& channel : channel_names())
      if (c.words(channel)) {
        n.channel = channel;
        break;
      }
    if (n.channel.empty()) {
      std::string hint = did_you_mean(c.peek().text, channel_names());
      return fail("A channel is expected after `by`: " + join_names(channel_names()) + ".", std::move(hint));
    }
  }
  understand("sends the message " + n.name + (n.channel.empty() ? " on the case's channel" : " by " + n.channel));
  return finish(std::move(n));
}

std::optional<Node> Sentences::tell() {
  c.next();
  const Token* role = name("The role to tell");
  if (role == nullptr) return std::nullopt;
  Node n = make(NodeKind::tell);
  n.name = role->text;
  const std::size_t words = c.at();
  const std::size_t marks = trailing_marks(item.head()->tokens, c.at(), c.end());
  if (c.words("that") || c.mark(':') || c.words("about")) {
    if (c.at() >= marks || c.peek().is_mark('.')) return fail("What to tell is missing.");
    mention_placeholders(r, item.head()->run);
    // The words run to the end of the line: a message may be several sentences.
    std::size_t stop = marks;
    if (stop > c.at() && item.head()->tokens[stop - 1].is_mark('.')) --stop;
    c.move_to(std::max(stop, c.at()));
  }
  const std::string what = source_text(c.run(), item.head()->tokens, words, c.at());
  understand("tells " + n.name + (what.empty() || what[0] == ':' ? "" : " ") + what);
  return finish(std::move(n));
}

std::optional<Node> Sentences::hand_over() {
  c.next();
  c.words("over");
  c.words("the case");
  if (!c.words("to")) return fail("`Hand over` goes on with `to` and a team in bold.");
  const Token* team = name("The team");
  if (team == nullptr) return std::nullopt;
  Node n = make(NodeKind::hand_over);
  n.name = team->text;
  understand("the case now belongs to " + n.name);
  return finish(std::move(n));
}

std::optional<Node> Sentences::raise() {
  c.next();
  c.words("the");
  if (!c.words("priority")) return fail("`Raise` goes on with `priority to` and low, normal, high or urgent in bold.");
  if (!c.words("to")) return fail("`to` and a priority in bold are expected here.");
  static const std::vector<std::string> priorities{"low", "normal", "high", "urgent"};
  const Token* priority = c.take(Token::Kind::bold);
  if (priority == nullptr) return fail("A priority in bold is expected here: low, normal, high or urgent.");
  if (std::find(priorities.begin(), priorities.end(), priority->text) == priorities.end()) {
    r.error("EH0216", priority->range, "There is no priority \"" + priority->text + "\".",
            "Priorities are low, normal, high and urgent. " + did_you_mean(priority->text, priorities));
    c.move_to(c.end());
    return std::nullopt;
  }
  Node n = make(NodeKind::raise);
  n.name = priority->text;
  understand("sets the priority to " + n.name);
  return finish(std::move(n));
}

}  // namespace evenhand::procedure
