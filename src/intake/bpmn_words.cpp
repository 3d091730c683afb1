#include "intake/bpmn_words.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/text.hpp"
#include "feel/expression.hpp"

namespace evenhand::intake::bpmn {

namespace {

/// Letters, digits and blanks of a label, as a fact or an option may be called; cut at a word.
std::string name_of(std::string_view label, std::size_t bytes_max) {
  std::string out;
  for (const char c : text::to_lower_ascii(label)) out += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : ' ';
  out = text::collapse_spaces(out);
  if (out.size() > bytes_max) {
    out.resize(bytes_max);
    if (const std::size_t blank = out.rfind(' '); blank != std::string::npos) out.resize(blank);
  }
  return out;
}

}  // namespace

std::string duration_words(std::string_view iso) {
  static const RE2 form(R"(P(?:(\d{1,4})([YMWD]))?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:0+S)?)?)");
  std::string amount, unit, hours, minutes;
  if (!RE2::FullMatch(re2::StringPiece(iso.data(), iso.size()), form, &amount, &unit, &hours, &minutes)) return {};
  const auto words = [](const std::string& n, std::string_view name) {
    const auto digit = n.find_first_not_of('0');
    if (digit == std::string::npos) return std::string{};
    const std::string number = n.substr(digit);
    return number + " " + std::string(name) + (number == "1" ? "" : "s");
  };
  const int parts = (amount.empty() ? 0 : 1) + (hours.empty() ? 0 : 1) + (minutes.empty() ? 0 : 1);
  if (parts == 2 && amount.empty() && hours.size() < 3)
    return words(std::to_string(std::stoi(hours) * 60 + std::stoi(minutes)), "minute");
  if (parts != 1) return {};
  if (!hours.empty()) return words(hours, "hour");
  if (!minutes.empty()) return words(minutes, "minute");
  return words(amount, unit == "Y" ? "year" : unit == "M" ? "month" : unit == "W" ? "week" : "day");
}

std::optional<Condition> condition_of(std::string_view expression) {
  std::string feel(text::trim(expression));
  if ((feel.starts_with("${") || feel.starts_with("#{")) && feel.ends_with('}')) feel = feel.substr(2, feel.size() - 3);
  if (feel.starts_with('=') && !feel.starts_with("==")) feel.erase(0, 1);
  static const RE2 equals("=="), both("&&"), either(R"(\|\|)"), single("'([^']*)'");
  RE2::GlobalReplace(&feel, equals, "=");
  RE2::GlobalReplace(&feel, both, " and ");
  RE2::GlobalReplace(&feel, either, " or ");
  if (feel.find('"') == std::string::npos) RE2::GlobalReplace(&feel, single, R"("\1")");
  feel = text::collapse_spaces(feel);
  constexpr std::size_t shown_max = 300;
  if (feel.empty() || feel.size() > shown_max || feel.find('`') != std::string::npos) return std::nullopt;
  const auto parsed = feel::parse(feel, {});
  if (!parsed.ok() || parsed.expression.reads().empty()) return std::nullopt;
  Condition out;
  out.feel = feel;
  for (const std::string& name : parsed.expression.reads()) {
    // What the case itself knows needs no row.
    if (name == "approved" || name == "channel" || name == "state" || name == "product" || name == "language" ||
        name == "priority" || name == "reply" || name.ends_with(" done"))
      continue;
    FactGuess fact{.name = name, .type = "yes or no", .source = "agent", .personal = "no"};
    const std::string quoted = RE2::QuoteMeta(name);
    if (RE2::PartialMatch(feel, quoted + R"(\s*(?:<=|>=|!=|=|<|>)\s*-?[0-9])") ||
        RE2::PartialMatch(feel, quoted + R"(\s*[-+*/])") || RE2::PartialMatch(feel, quoted + R"(\s*(?:<|>))"))
      fact.type = "number";
    else if (RE2::PartialMatch(feel, quoted + R"re(\s*(?:!=|=)\s*")re") ||
             RE2::PartialMatch(feel, quoted + R"( in\s*\()"))
      fact.type = "text";
    out.facts.push_back(std::move(fact));
  }
  return out;
}

Question question_of(std::string_view gateway, const std::vector<std::string>& ways) {
  Question out;
  static const RE2 asks("(?i)(?:is|are|was|were|does|do|did|has|have|can|will) (?:the |this |there |it )?(.+)");
  std::string label(gateway), rest;
  while (label.ends_with('?') || label.ends_with(' ')) label.pop_back();
  if (RE2::FullMatch(label, asks, &rest)) label = rest;
  constexpr std::size_t name_max = 40, option_max = 40;
  out.fact.name = name_of(label, name_max);
  if (!is_fact_name(out.fact.name)) out.fact.name = "way taken";
  out.fact.source = "agent";
  std::vector<std::string> options;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    std::string option = name_of(ways[i], option_max);
    if (option.empty()) option = fmt::format("way {}", i + 1);
    while (std::find(options.begin(), options.end(), option) != options.end()) option += fmt::format(" {}", i + 1);
    options.push_back(std::move(option));
  }
  const auto has = [&](std::string_view o) { return std::find(options.begin(), options.end(), o) != options.end(); };
  if (options.size() == 2 && has("yes") && has("no")) {
    out.fact.type = "yes or no";
    for (const std::string& option : options)
      out.conditions.push_back(option == "yes" ? out.fact.name : "not(" + out.fact.name + ")");
    return out;
  }
  out.fact.type = fmt::format("one of: {}", fmt::join(options, ", "));
  for (const std::string& option : options) out.conditions.push_back(fmt::format("{} = \"{}\"", out.fact.name, option));
  return out;
}

}  // namespace evenhand::intake::bpmn
