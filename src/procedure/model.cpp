#include "procedure/model.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace evenhand::procedure {

const std::string& LocalText::in(const std::string& language) const {
  const auto found = translations.find(language);
  return found == translations.end() ? text : found->second;
}

std::int64_t Duration::elapsed_micros() const noexcept {
  constexpr std::int64_t minute = 60'000'000;
  constexpr std::int64_t day = 24 * 60 * minute;
  const std::int64_t n = amount;
  switch (unit) {
    case Unit::minutes:
      return n * minute;
    case Unit::hours:
      return n * 60 * minute;
    case Unit::days:
      return n * day;
    case Unit::weeks:
      return n * 7 * day;
    case Unit::months:
      return n * 30 * day;
    case Unit::years:
      return n * 365 * day;
  }
  return 0;
}

std::string Duration::str() const {
  static constexpr const char* names[] = {"minute", "hour", "day", "week", "month", "year"};
  return std::to_string(amount) + (business ? " business " : " ") + names[static_cast<std::size_t>(unit)] +
         (amount == 1 ? "" : "s");
}

std::string FactType::str() const {
  const auto bounds = [&] {
    return minimum && maximum ? " from " + minimum->str() + " to " + maximum->str() : std::string();
  };
  switch (kind) {
    case Kind::text:
      return "text";
    case Kind::pattern:
      return "text like `" + pattern + "`";
    case Kind::email:
      return "email";
    case Kind::phone:
      return "phone";
    case Kind::number:
      return "number" + bounds();
    case Kind::money:
      return "money in " + currency + bounds();
    case Kind::date:
      return "date";
    case Kind::time:
      return "time";
    case Kind::date_time:
      return "date and time";
    case Kind::duration:
      return "duration";
    case Kind::yes_no:
      return "yes or no";
    case Kind::one_of: {
      std::string out = "one of: ";
      for (std::size_t i = 0; i < options.size(); ++i) out += (i > 0 ? ", " : "") + options[i];
      return out;
    }
    case Kind::list:
      return "list of " + (element ? element->str() : std::string("text"));
    case Kind::file:
      return "file";
  }
  return "text";
}

const Fact* Procedure::find_fact(std::string_view name) const {
  const auto found = std::find_if(facts.begin(), facts.end(), [&](const Fact& f) { return f.name == name; });
  return found == facts.end() ? nullptr : &*found;
}
const Message* Procedure::find_message(std::string_view name) const {
  const auto found = std::find_if(messages.begin(), messages.end(), [&](const Message& m) { return m.name == name; });
  return found == messages.end() ? nullptr : &*found;
}
const std::string& Fact::option_in(const std::string& option, const std::string& language) const {
  const auto words = options_in.find(language);
  if (words == options_in.end()) return option;
  const std::vector<std::string>& options = type.element ? type.element->options : type.options;
  const auto at = std::find(options.begin(), options.end(), option);
  const auto index = static_cast<std::size_t>(at - options.begin());
  return index < words->second.size() ? words->second[index] : option;
}
const Action* Procedure::find_action(std::string_view name) const {
  const auto found = std::find_if(actions.begin(), actions.end(), [&](const Action& a) { return a.name == name; });
  return found == actions.end() ? nullptr : &*found;
}
std::string Procedure::law_of(const Node& node) const {
  if (!node.satisfies.empty()) return node.satisfies.front();
  if (node.kind == NodeKind::send)
    if (const Message* message = find_message(node.name); message != nullptr && !message->satisfies.empty())
      return message->satisfies.front();
  for (const std::vector<Node>* below : {&node.children, &node.branches})
    for (const Node& one : *below)
      if (std::string law = law_of(one); !law.empty()) return law;
  return {};
}
std::string Procedure::origin_in(const std::string& origin, const std::string& language) const {
  for (const Overlay& o : overlays)
    if (o.name == origin)
      if (const auto found = o.names_in.find(language); found != o.names_in.end()) return found->second;
  return origin;
}
namespace {
using Words = std::map<std::string, std::map<std::string, std::string>>;

const std::string& word_in(const Words& words, const std::string& name, const std::string& language) {
  const auto names = words.find(language);
  if (names == words.end()) return name;
  const auto found = names->second.find(name);
  return found == names->second.end() ? name : found->second;
}
}  // namespace

const std::string& Procedure::name_in(const std::string& name, const std::string& language) const {
  return word_in(names_in, name, language);
}
const std::string& Procedure::followed_title_in(const std::string& followed, const std::string& language) const {
  return word_in(followed_in, followed, language);
}

namespace {
const std::string* find_word(const std::vector<std::string>& words, std::string_view name) {
  const auto found = std::find_if(words.begin(), words.end(),
                                  [&](const std::string& word) { return text::equals_ignoring_case(word, name); });
  return found == words.end() ? nullptr : &*found;
}
}  // namespace

const std::string* Procedure::find_product(std::string_view name) const {
  return find_word(products, name);
}
const std::string* Procedure::find_state(std::string_view code) const {
  return find_word(states, code);
}
const std::string* Procedure::find_channel(std::string_view name) const {
  return find_word(channels, name);
}
bool Procedure::is_for(const Selection& selection) const {
  const auto fits = [](const std::string& given, const std::vector<std::string>& listed) {
    return given.empty() || listed.empty() || find_word(listed, given) != nullptr;
  };
  return fits(selection.product, products) && fits(selection.state, states) && fits(selection.channel, channels) &&
         fits(selection.language, languages);
}

namespace {
void collect_actions(const Node& node, std::set<std::string>& out) {
  if (node.kind == NodeKind::action) out.insert(node.name + " done");
  for (const Node& n : node.children) collect_actions(n, out);
  for (const Node& n : node.branches) collect_actions(n, out);
}
}  // namespace

std::vector<std::string> names_in_scope(const Procedure& p) {
  std::set<std::string> names{"channel",  "state", "language",  "product",  "priority",
                              "approved", "reply", "opened at", "opened on"};
  for (const Action& a : p.actions) names.insert(a.name + " done");
  collect_actions(p.root, names);
  for (const Overlay& o : p.overlays)
    for (const OverlayEdit& e : o.edits)
      for (const Node& n : e.nodes) collect_actions(n, names);
  for (const Fact& f : p.facts)
    if (f.source == Fact::Source::action && !f.implicit) names.insert(f.source_detail + " done");
  return {names.begin(), names.end()};
}

std::string_view kind_name(NodeKind kind) noexcept {
  switch (kind) {
    case NodeKind::sequence:
      return "sequence";
    case NodeKind::step:
      return "step";
    case NodeKind::guidance:
      return "guidance";
    case NodeKind::say:
      return "say";
    case NodeKind::task:
      return "task";
    case NodeKind::ask:
      return "ask";
    case NodeKind::check:
      return "check";
    case NodeKind::choice:
      return "choice";
    case NodeKind::any_order:
      return "any_order";
    case NodeKind::repeat:
      return "repeat";
    case NodeKind::for_each:
      return "for_each";
    case NodeKind::decide:
      return "decide";
    case NodeKind::record:
      return "record";
    case NodeKind::action:
      return "action";
    case NodeKind::send:
      return "send";
    case NodeKind::wait:
      return "wait";
    case NodeKind::approve:
      return "approve";
    case NodeKind::tell:
      return "tell";
    case NodeKind::hand_over:
      return "hand_over";
    case NodeKind::follow:
      return "follow";
    case NodeKind::go_to:
      return "go_to";
    case NodeKind::close:
      return "close";
    case NodeKind::raise:
      return "raise";
  }
  return "";
}

}  // namespace evenhand::procedure
