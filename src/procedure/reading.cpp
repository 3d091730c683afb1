#include "procedure/reading.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace evenhand::procedure {

void Reading::report(Severity severity, std::string_view code, Span span, std::string message, std::string hint) {
  // Sorted and cut to the limit at the end; the slack keeps hostile files from filling memory before that.
  if (diagnostics.size() >= limits::sop_diagnostics_max * 20) return;
  diagnostics.push_back({severity, std::string(code), std::move(message), std::move(hint), span});
}
void Reading::error(std::string_view code, Range range, std::string message, std::string hint) {
  report(Severity::error, code, source.span(range), std::move(message), std::move(hint));
}
void Reading::warning(std::string_view code, Range range, std::string message, std::string hint) {
  report(Severity::warning, code, source.span(range), std::move(message), std::move(hint));
}
void Reading::note(std::string_view code, Range range, std::string message, std::string hint) {
  report(Severity::note, code, source.span(range), std::move(message), std::move(hint));
}

void Reading::understand(Range range, std::string_view kind, std::string text) {
  understand(static_cast<std::uint32_t>(source.line_at(range.begin) + 1), kind, std::move(text));
}
void Reading::understand(std::uint32_t line, std::string_view kind, std::string text) {
  understanding.push_back({line, std::string(kind), std::move(text)});
}

namespace {
/// Where the name stands in an expression that reads it; the whole expression when it is written in another way.
Range place_of(const Run& run, std::size_t at, std::string_view text, std::string_view name) {
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (std::size_t i = text.find(name); i != std::string_view::npos; i = text.find(name, i + 1)) {
    const std::size_t end = i + name.size();
    if ((i == 0 || !is_part(text[i - 1])) && (end == text.size() || !is_part(text[end])))
      return run.range(at + i, at + end);
  }
  return run.range(at, at + text.size());
}
}  // namespace

Condition Reading::condition(const Run& run, const Token& code) {
  Condition c;
  c.expression = expression(run, code.inner, code.text);
  c.span = source.span(run.range(code.inner, code.inner + code.text.size()));
  return c;
}

feel::Expression Reading::expression(const Run& run, std::size_t at, std::string_view text, bool tests) {
  const feel::Parsed parsed = parse(text, tests);
  const auto place = [&](std::uint32_t line, std::uint32_t column) {
    std::size_t offset = 0;
    for (std::uint32_t l = 1; l < line; ++l) {
      const std::size_t next = text.find('\n', offset);
      if (next == std::string_view::npos) break;
      offset = next + 1;
    }
    for (std::uint32_t c = 1; c < column && offset < text.size(); ++c) (void)text::next_code_point(text, offset);
    return at + offset;
  };
  for (const Diagnostic& d : parsed.diagnostics) {
    const Range range = run.range(place(d.span.line, d.span.column), place(d.span.end_line, d.span.end_column));
    if (d.code != "EH0301") {
      report(d.severity, d.code, source.span(range), d.message, d.hint);
      continue;
    }
    const std::string name(source.slice(range));
    const std::string near = did_you_mean(name, names);
    unknown_name("EH0501", range, "No fact is called \"" + text::collapse_spaces(name) + "\".",
                 near.empty() ? "Add it to the Facts table, or record it in an earlier step." : near);
  }
  for (const std::string& name : parsed.expression.reads()) {
    read_names.insert(name);
    if (parsed.diagnostics.empty() && fact(name) == nullptr)
      mention(Mention::Kind::read, name, place_of(run, at, text, name));
  }
  return parsed.expression;
}

void Reading::unknown_name(std::string_view code, Range range, std::string message, std::string hint) {
  report(follows_unknown ? Severity::warning : Severity::error, code, source.span(range), std::move(message),
         std::move(hint));
}

feel::Parsed Reading::parse(std::string_view text, bool tests) const {
  const auto once = [&](bool strict) {
    return tests ? feel::parse_unary_tests(text, names, strict) : feel::parse(text, names, strict);
  };
  feel::Parsed parsed = once(true);
  const auto is_name = [](const Diagnostic& d) { return d.code == "EH0301"; };
  if (!follows_unknown || parsed.ok() || !std::all_of(parsed.diagnostics.begin(), parsed.diagnostics.end(), is_name))
    return parsed;
  feel::Parsed loose = once(false);
  for (Diagnostic& d : parsed.diagnostics) {
    d.severity = Severity::warning;
    loose.diagnostics.push_back(std::move(d));
  }
  return loose;
}

void Reading::implicit_fact(const std::string& name, FactType type, Fact::Source origin, std::string detail,
                            Range range) {
  if (name.empty() || fact(name) != nullptr || !is_free_name(name, range)) return;
  Fact f;
  f.name = name;
  f.label.text = name;
  f.type = std::move(type);
  f.source = origin;
  f.source_detail = std::move(detail);
  f.implicit = true;
  f.span = source.span(range);
  add_fact(std::move(f));
}

void Reading::add_fact(Fact f) {
  fact_places_.emplace(f.name, procedure.facts.size());
  procedure.facts.push_back(std::move(f));
}
Fact* Reading::fact(std::string_view name) {
  const auto found = fact_places_.find(name);
  return found == fact_places_.end() ? nullptr : &procedure.facts[found->second];
}
const Fact* Reading::fact(std::string_view name) const {
  const auto found = fact_places_.find(name);
  return found == fact_places_.end() ? nullptr : &procedure.facts[found->second];
}

bool Reading::one_more_item(Range range) {
  if (++items == limits::sop_items_max + 1)
    error("EH0110", range, "This procedure has more than " + std::to_string(limits::sop_items_max) + " items.",
          "Split it into procedures that follow one another.");
  return items <= limits::sop_items_max;
}

const StepHeading* Reading::step(std::string_view name) const {
  for (const StepHeading& s : steps)
    if (text::equals_ignoring_case(s.title, name) || s.id == name || std::to_string(s.number) == name) return &s;
  return nullptr;
}

std::string join_names(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
    out += names[i];
  }
  return out;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  if (candidates.size() > limits::sop_names_max) return {};
  const std::optional<std::string> best = text::nearest(text::collapse_spaces(word), candidates);
  return best ? "Did you mean \"" + *best + "\"?" : std::string();
}

std::string language_of(std::string_view heading) {
  struct Entry {
    std::string_view slug, code;
  };
  static constexpr std::array entries{
      Entry{"en-espanol", "es"},   Entry{"espanol", "es"},     Entry{"in-english", "en"},
      Entry{"english", "en"},      Entry{"en-francais", "fr"}, Entry{"auf-deutsch", "de"},
      Entry{"em-portugues", "pt"}, Entry{"in-italiano", "it"}, Entry{"in-het-nederlands", "nl"},
      Entry{"sa-tagalog", "tl"},   Entry{"an-kreyol", "ht"},   Entry{"po-polsku", "pl"}};
  const std::string slug = text::slug(heading);
  for (const Entry& e : entries)
    if (e.slug == slug) return std::string(e.code);
  const std::string_view trimmed = text::trim(heading);
  if (trimmed == "中文") return "zh";
  if (trimmed == "한국어") return "ko";
  if (trimmed == "日本語") return "ja";
  if (trimmed == "Tiếng Việt" || trimmed == "Bằng tiếng Việt") return "vi";
  if (trimmed == "На русском" || trimmed == "По-русски") return "ru";
  return {};
}

std::string state_code(std::string_view name) {
  struct Entry {
    std::string_view code, name;
  };
  static constexpr std::array entries{
      Entry{"AL", "Alabama"},        Entry{"AK", "Alaska"},         Entry{"AZ", "Arizona"},
      Entry{"AR", "Arkansas"},       Entry{"CA", "California"},     Entry{"CO", "Colorado"},
      Entry{"CT", "Connecticut"},    Entry{"DE", "Delaware"},       Entry{"DC", "District of Columbia"},
      Entry{"FL", "Florida"},        Entry{"GA", "Georgia"},        Entry{"HI", "Hawaii"},
      Entry{"ID", "Idaho"},          Entry{"IL", "Illinois"},       Entry{"IN", "Indiana"},
      Entry{"IA", "Iowa"},           Entry{"KS", "Kansas"},         Entry{"KY", "Kentucky"},
      Entry{"LA", "Louisiana"},      Entry{"ME", "Maine"},          Entry{"MD", "Maryland"},
      Entry{"MA", "Massachusetts"},  Entry{"MI", "Michigan"},       Entry{"MN", "Minnesota"},
      Entry{"MS", "Mississippi"},    Entry{"MO", "Missouri"},       Entry{"MT", "Montana"},
      Entry{"NE", "Nebraska"},       Entry{"NV", "Nevada"},         Entry{"NH", "New Hampshire"},
      Entry{"NJ", "New Jersey"},     Entry{"NM", "New Mexico"},     Entry{"NY", "New York"},
      Entry{"NC", "North Carolina"}, Entry{"ND", "North Dakota"},   Entry{"OH", "Ohio"},
      Entry{"OK", "Oklahoma"},       Entry{"OR", "Oregon"},         Entry{"PA", "Pennsylvania"},
      Entry{"RI", "Rhode Island"},   Entry{"SC", "South Carolina"}, Entry{"SD", "South Dakota"},
      Entry{"TN", "Tennessee"},      Entry{"TX", "Texas"},          Entry{"UT", "Utah"},
      Entry{"VT", "Vermont"},        Entry{"VA", "Virginia"},       Entry{"WA", "Washington"},
      Entry{"WV", "West Virginia"},  Entry{"WI", "Wisconsin"},      Entry{"WY", "Wyoming"}};
  for (const Entry& e : entries)
    if (e.code == name || text::equals_ignoring_case(e.name, name)) return std::string(e.code);
  return {};
}

const std::vector<std::string>& channel_names() {
  static const std::vector<std::string> names{"phone", "email", "chat", "web", "sms", "letter", "in person"};
  return names;
}

}  // namespace evenhand::procedure
