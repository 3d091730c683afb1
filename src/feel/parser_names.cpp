#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "feel/builtins.hpp"
#include "feel/parser.hpp"
#include "feel/shown.hpp"

namespace evenhand::feel {

namespace {

constexpr std::size_t none = std::string_view::npos;

std::string did_you_mean(std::string_view word, std::span<const std::string> names) {
  // Looking for what is near takes time by the square of the length, and nobody mistypes a name that long.
  constexpr std::size_t guessed_max = 100;
  if (word.size() > guessed_max) return {};
  const auto found = text::nearest(word, names);
  return found ? fmt::format("Did you mean \"{}\"?", *found) : std::string{};
}

std::vector<std::string> builtin_candidates() {
  std::vector<std::string> out;
  for (const Builtin* builtin : all_builtins()) out.emplace_back(builtin->name);
  return out;
}

}  // namespace

void Parser::note_read(const std::string& name) {
  reads_.insert(name);
  for (auto* reads : function_reads_) reads->insert(name);
}

/// The end of the longest name in scope that stands here; npos when there is none.
std::size_t Parser::known_name_end(std::string& text, const Local*& local, bool& known) {
  scanner_.skip_blanks();
  const char first = scanner_.peek();
  std::size_t best = none;
  const auto bucket = locals_by_word_.find(first_word(scanner_.rest()));
  const auto places =
      bucket == locals_by_word_.end() ? std::span<const std::uint32_t>() : std::span(std::as_const(bucket->second));
  for (auto place = places.rbegin(); place != places.rend(); ++place) {
    const Local& candidate = locals_[*place];
    if (candidate.name.empty()) continue;
    const std::size_t end = scanner_.match_name(candidate.name);
    if (end == none || (best != none && end <= best)) continue;
    best = end;
    text = candidate.name;
    local = &candidate;
    known = false;
  }
  for (const std::string& name : names_) {
    if (name.empty() || name.front() != first) continue;
    const std::size_t end = scanner_.match_name(name);
    if (end == none || (best != none && end <= best)) continue;
    best = end;
    text = name;
    local = nullptr;
    known = true;
  }
  return best;
}

/// The longest built-in function that is called here.
const Builtin* Parser::called_builtin(std::size_t& end) {
  const std::size_t start = scanner_.position();
  const char first = scanner_.peek();
  const Builtin* best = nullptr;
  end = none;
  for (const Builtin* builtin : all_builtins()) {
    if (builtin->name.front() != first) continue;
    const std::size_t found = scanner_.match_name(builtin->name);
    if (found == none || (best != nullptr && found <= end)) continue;
    scanner_.move_to(found);
    const bool is_call = scanner_.sees("(");
    scanner_.move_to(start);
    if (!is_call) continue;
    best = builtin;
    end = found;
  }
  return best;
}

Parser::Resolved Parser::resolve_name() {
  Resolved out;
  scanner_.skip_blanks();
  out.start = scanner_.position();
  const std::size_t known_end = known_name_end(out.text, out.local, out.is_known);
  std::size_t builtin_end = none;
  const Builtin* builtin = called_builtin(builtin_end);
  if (builtin != nullptr && (known_end == none || builtin_end >= known_end)) {
    const bool same = known_end == builtin_end;
    scanner_.move_to(builtin_end);
    out.builtin = builtin;
    if (!same) out = {std::string(builtin->name), out.start, nullptr, false, builtin};
    return out;
  }
  if (known_end != none) {
    scanner_.move_to(known_end);
    // A word right after a name cannot be FEEL: the words together are one name that is not in scope.
    const std::string_view after = scanner_.rest();
    const bool blank_follows =
        !after.empty() && (after.front() == ' ' || after.front() == '\n' || after.front() == '\t');
    if (!blank_follows || !scanner_.sees_word()) return scanner_.move_to(known_end), out;
    const std::string_view next = scanner_.accept_word();
    scanner_.move_to(known_end);
    if (is_keyword(next)) return out;
  }
  scanner_.move_to(out.start);
  out = {scanner_.accept_words(), out.start, nullptr, false, nullptr};
  out.builtin = find_builtin(out.text);
  return out;
}

void Parser::report_unknown(const Resolved& name) {
  if (diagnostics_.size() >= limits::feel_problems_max) return;
  const bool is_call = scanner_.sees("(");
  std::vector<std::string> candidates(names_.begin(), names_.end());
  for (const Local& local : locals_) candidates.push_back(local.name);
  std::string hint = did_you_mean(name.text, is_call ? builtin_candidates() : candidates);
  if (hint.empty() && is_call) hint = did_you_mean(name.text, candidates);
  const Span span = scanner_.span(name.start, name.start + name.text.size());
  if (is_call) {
    diagnostics_.push_back({Severity::error, "EH0302", fmt::format("There is no function \"{}\".", shown(name.text)),
                            std::move(hint), span});
  } else {
    diagnostics_.push_back({Severity::error, "EH0301", fmt::format("There is no name \"{}\" here.", shown(name.text)),
                            std::move(hint), span});
  }
}

NodePtr Parser::parse_name() {
  const Resolved name = resolve_name();
  if (name.text.empty()) return fail_expected("a value");
  std::vector<std::uint32_t> filters;
  // An entry of the item that is called "item" too hides the item itself.
  for (auto place = filters_.rbegin(); place != filters_.rend(); ++place) {
    if (name.local != nullptr && *place < name.local->slot) break;
    filters.push_back(*place);
  }
  if (name.local != nullptr) {
    auto node = std::make_unique<Node>(Kind::local);
    node->text = name.text;
    node->slot = name.local->slot;
    node->builtin = name.builtin;
    node->filters = std::move(filters);
    return node;
  }
  if (name.builtin != nullptr && !name.is_known && (filters.empty() || scanner_.sees("("))) {
    auto node = std::make_unique<Node>(Kind::builtin);
    node->text = name.text;
    node->builtin = name.builtin;
    return node;
  }
  // Inside a filter an unknown name may be an entry of the item.
  if (name.is_known || filters.empty()) note_read(name.text);
  if (strict_ && !name.is_known && filters.empty()) report_unknown(name);
  auto node = std::make_unique<Node>(Kind::name);
  node->text = name.text;
  node->builtin = name.builtin;
  node->filters = std::move(filters);
  return node;
}

bool Parser::parse_arguments(Node& call) {
  bool by_name = false;
  if (scanner_.accept(")")) return true;
  do {
    scanner_.skip_blanks();
    const std::size_t start = scanner_.position();
    std::string name = scanner_.accept_words();
    const bool named = !name.empty() && scanner_.sees(":");
    if (call.children.size() > 1 && named != by_name) {
      fail("EH0303", "Arguments are given either all by name or all by position.", "", start, scanner_.position());
      return false;
    }
    by_name = named;
    if (named) {
      static_cast<void>(scanner_.accept(":"));
      call.names.push_back(std::move(name));
    } else {
      scanner_.move_to(start);
    }
    call.children.push_back(parse_expression());
    if (!call.children.back()) return false;
  } while (scanner_.accept(","));
  return expect(")", "to close the arguments");
}

/// A built-in's arguments can be checked before they have values. What does not fit evaluates to null; strictly it is
/// an error.
bool Parser::check_call(const Node& call, std::size_t start) {
  const Node& callee = *call.children.front();
  if (callee.kind != Kind::builtin || !strict_) return true;
  const Builtin& builtin = *callee.builtin;
  const std::size_t count = call.children.size() - 1;
  const std::string usage =
      fmt::format("Write {}({}).", builtin.name, builtin.parameters.substr(0, builtin.parameters.find('|')));
  if (!call.names.empty() && !places_of(builtin, call.names)) {
    fail("EH0303", fmt::format("\"{}\" has no parameters of these names.", builtin.name), usage, start,
         scanner_.position());
    return false;
  }
  if (count >= builtin.arguments_min && count <= builtin.arguments_max) return true;
  fail("EH0303", fmt::format("\"{}\" does not take {} argument{}.", builtin.name, count, count == 1 ? "" : "s"), usage,
       start, scanner_.position());
  return false;
}

NodePtr Parser::parse_call(NodePtr callee) {
  const std::size_t start = scanner_.position();
  static_cast<void>(scanner_.accept("("));
  auto node = std::make_unique<Node>(Kind::call);
  node->children.push_back(std::move(callee));
  if (!parse_arguments(*node) || !check_call(*node, start)) return nullptr;
  const Node& function = *node->children.front();
  const bool constant = function.kind == Kind::builtin && function.builtin->is_constructor &&
                        node->children.size() == 2 && node->children[1]->kind == Kind::literal &&
                        node->children[1]->value.as_string() != nullptr;
  if (!constant) return finish(std::move(node));
  const std::string& text = *node->children[1]->value.as_string();
  Value value = function.text == "date"       ? parse_date(text)
                : function.text == "time"     ? parse_time(text)
                : function.text == "duration" ? parse_duration(text)
                                              : parse_date_time(text);
  if (!value.is_null()) return literal(std::move(value));
  if (!strict_) return finish(std::move(node));
  return fail("EH0306", fmt::format("{}.", value.null_reason()), "", start, scanner_.position());
}

NodePtr Parser::parse_member(NodePtr base) {
  static_cast<void>(scanner_.accept("."));
  std::string text;
  const Local* local = nullptr;
  bool known = false;
  const std::size_t known_end = known_name_end(text, local, known);
  std::string words = scanner_.accept_words();
  if (words.empty()) return fail_expected("the name of a property after \".\"");
  // A known name may hold symbols, as in `loan.pre-tax income`; plain words are the rule.
  if (known && known_end != none && known_end > scanner_.position()) {
    scanner_.move_to(known_end);
    words = std::move(text);
  }
  auto node = std::make_unique<Node>(Kind::path);
  node->children.push_back(std::move(base));
  node->text = std::move(words);
  return finish(std::move(node));
}

NodePtr Parser::parse_filter(NodePtr base) {
  static_cast<void>(scanner_.accept("["));
  auto node = std::make_unique<Node>(Kind::filter);
  node->children.push_back(std::move(base));
  const Scope scope(*this);
  node->slot = declare("item", true);
  node->children.push_back(parse_expression());
  if (!node->children.back() || !expect("]", "to close the filter")) return nullptr;
  return finish(std::move(node));
}

}  // namespace evenhand::feel
