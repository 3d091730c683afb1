#include "procedure/compile.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "procedure/checks.hpp"
#include "procedure/content_hash.hpp"
#include "procedure/flow_checks.hpp"
#include "procedure/ids.hpp"
#include "procedure/printer.hpp"
#include "procedure/sections.hpp"

namespace evenhand::procedure {

namespace {

/// The YAML between the first two `---` lines and where the page begins after them.
struct FrontMatterPlace {
  Range yaml;
  std::size_t body = 0;
};

bool is_fence(std::string_view line) noexcept {
  while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
  return line == "---";
}

std::optional<FrontMatterPlace> find_front_matter(Reading& r) {
  const Source& s = r.source;
  if (!is_fence(s.slice(s.line(0)))) return std::nullopt;
  bool names_id = false;
  for (std::size_t l = 1; l < s.line_count(); ++l) {
    const std::string_view line = s.slice(s.line(l));
    if (is_fence(line) || line == "...")
      return FrontMatterPlace{{s.next_line_begin(0), s.line(l).begin}, s.next_line_begin(l)};
    names_id = names_id || line.starts_with("id:");
  }
  // A thematic break may open a plain page; with an `id:` after it somebody forgot the closing line.
  if (names_id)
    r.error("EH0105", s.line(0), "The front matter is not closed.", "End it with a line of three hyphens: ---");
  return std::nullopt;
}

void read_section(Reading& r, const std::vector<Block>& blocks, const Section& s) {
  switch (s.kind) {
    case Section::Kind::step:
      return read_step(r, blocks, s);
    case Section::Kind::facts:
    case Section::Kind::translation:
      return;  // before and after everything else
    case Section::Kind::targets:
      return read_targets(r, blocks, s);
    case Section::Kind::messages:
      return read_messages(r, blocks, s);
    case Section::Kind::escalation:
      return read_escalation(r, blocks, s);
    case Section::Kind::actions:
      return;  // before the steps
    case Section::Kind::records:
      return read_records(r, blocks, s);
    case Section::Kind::training:
      return read_training(r, blocks, s);
    case Section::Kind::overlay:
      return read_overlay(r, blocks, s);
    case Section::Kind::guidance:
      return read_guidance(r, blocks, s.from, s.to);
  }
}

void title_and_summary(Reading& r, const std::vector<Block>& blocks) {
  Procedure& p = r.procedure;
  for (const Block& b : blocks) {
    if (b.kind == Block::Kind::heading && b.level == 1) {
      if (p.title.empty()) p.title = plain_text(b.tokens);
      r.title_span = r.source.span(b.range);
    }
    if (b.kind == Block::Kind::heading && b.level >= 2) break;
    if (b.kind == Block::Kind::paragraph) {
      p.summary = plain_text(b.tokens);
      r.summary_span = r.source.span(b.range);
      break;
    }
  }
  // A page without a title of its own goes by its first heading.
  const auto heading = [](const Block& b) { return b.kind == Block::Kind::heading; };
  if (p.title.empty() && p.id.empty())
    if (const auto first = std::find_if(blocks.begin(), blocks.end(), heading); first != blocks.end())
      p.title = plain_text(first->tokens);
  if (p.title.empty()) p.title = p.id;
  p.local_title.text = p.title;
}

/// What a page of plain guidance says must be done, which nobody enforces, counted; nothing where it says none.
std::string rules_in_words(const Reading& r, const std::vector<Block>& blocks) {
  Reading aside(r.source, r.resolver);
  const auto look = [&](const auto& self, const std::vector<Block>& all) -> void {
    for (const Block& b : all) {
      if (b.kind == Block::Kind::paragraph) check_guidance(aside, b.run, b.tokens);
      if (b.kind != Block::Kind::quote) self(self, b.children);
    }
  };
  look(look, blocks);
  std::erase_if(aside.diagnostics, [](const Diagnostic& d) { return d.code != "EH0560"; });
  if (aside.diagnostics.empty()) return {};
  const std::size_t count = aside.diagnostics.size();
  return fmt::format(" {} of its sentences sound{} like a rule that nobody will enforce; {} in line {}.", count,
                     count == 1 ? "s" : "", count == 1 ? "it is" : "the first is", aside.diagnostics.front().span.line);
}

/// A page of plain guidance: every block as it stands, so that it can be shown, searched and told apart by its hash.
void read_page(Reading& r, const std::vector<Block>& blocks) {
  r.procedure.root.kind = NodeKind::sequence;
  for (const Block& b : blocks) {
    if (b.kind == Block::Kind::rule) continue;
    if (r.procedure.root.children.size() == limits::sop_items_max) {
      // A page that long is no page; its end is kept as one part, so that nothing of it is lost.
      Node& last = r.procedure.root.children.back();
      last.text.text += "\n\n" + std::string(r.source.slice({b.range.begin, r.source.text().size()}));
      break;
    }
    Node n;
    n.kind = NodeKind::guidance;
    n.text.text = print_block(r.source, b);
    n.span = r.source.span(b.range);
    r.procedure.root.children.push_back(std::move(n));
    r.understand(b.range, "guidance", "shown as written");
  }
  for (std::size_t i = 0; i < r.procedure.root.children.size(); ++i)
    r.procedure.root.children[i].id = "part-" + std::to_string(i + 1);
}

void read_procedure(Reading& r, const std::vector<Block>& blocks) {
  title_and_summary(r, blocks);
  if (r.procedure.guidance_only) return read_page(r, blocks);
  const std::vector<Section> sections = outline(r, blocks);
  const auto each = [&](Section::Kind kind, auto&& reader) {
    for (const Section& s : sections)
      if (s.kind == kind) reader(r, blocks, s);
  };
  each(Section::Kind::facts, read_facts);
  collect_names(r, blocks, sections);
  read_guidance(r, blocks, 0, opening_end(blocks));
  r.procedure.root.kind = NodeKind::sequence;
  // Steps first: what they record and give is known to everything else. Actions before them: their guards read only names.
  each(Section::Kind::actions, read_actions);
  for (const Section& s : sections) read_section(r, blocks, s);
  assign_ids(r.procedure);
  each(Section::Kind::translation, read_translation);
  borrow_names(r);
  read_prose(r, blocks, sections);
  if (r.procedure.root.children.empty() && !(r.procedure.free_order && !r.procedure.actions.empty())) {
    const Range place = blocks.empty() ? Range{0, 0} : blocks.front().range;
    r.error("EH0108", {place.begin, r.source.line(r.source.line_at(place.begin)).end}, "This procedure has no steps.",
            "Add a heading such as ## 1. Greet and listen, with directives in a list under it.");
  }
  collect_outcomes(r.procedure);
  check_meaning(r);
}

/// EH0101 at the first byte that is no UTF-8, or the first character that no written text has.
std::optional<Diagnostic> not_text(std::string_view text) {
  const std::optional<std::size_t> invalid = text::first_invalid_utf8(text);
  const std::optional<std::size_t> unwritable = text::first_unwritable(text.substr(0, invalid.value_or(text.size())));
  if (!invalid && !unwritable) return std::nullopt;
  const std::string_view before = text.substr(0, unwritable.value_or(invalid.value_or(0)));
  const std::size_t line_begin = before.rfind('\n') + 1;
  std::string_view line = before.substr(line_begin);
  if (line_begin == 0 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  const auto number = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1);
  const auto column = static_cast<std::uint32_t>(text::count_code_points(line) + 1);
  Diagnostic out{Severity::error, "EH0101", "This is no text in UTF-8.", "Save the file as UTF-8 text.",
                 Span{number, column, number, column + 1}};
  if (!unwritable) return out;
  std::size_t at = *unwritable;
  out.message = fmt::format("The character U+{:04X} has no place in a text: pages and terminals cannot show it.",
                            static_cast<std::uint32_t>(text::next_code_point(text, at)));
  out.hint = "Take it out; it often comes along when text is copied from another program.";
  return out;
}

Compiled finish(Reading& r) {
  Compiled out;
  Diagnostics& all = r.diagnostics;
  const auto place = [](const Diagnostic& d) { return std::pair(d.span.line, d.span.column); };
  std::stable_sort(all.begin(), all.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  const auto same = [&](const Diagnostic& a, const Diagnostic& b) {
    return a.code == b.code && a.span == b.span && a.message == b.message;
  };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  const bool failed = has_errors(all);
  if (all.size() > limits::sop_diagnostics_max) {
    // Errors are never cut away for warnings that stand before them.
    if (failed && !std::any_of(all.begin(), all.begin() + limits::sop_diagnostics_max,
                               [](const Diagnostic& d) { return d.severity == Severity::error; }))
      std::stable_partition(all.begin(), all.end(), [](const Diagnostic& d) { return d.severity == Severity::error; });
    all.resize(limits::sop_diagnostics_max);
  }
  std::stable_sort(r.understanding.begin(), r.understanding.end(),
                   [](const Understanding& a, const Understanding& b) { return a.line < b.line; });
  out.understanding = std::move(r.understanding);
  if (r.fixes.size() > limits::sop_diagnostics_max) r.fixes.resize(limits::sop_diagnostics_max);
  out.fixes = std::move(r.fixes);
  if (!failed) out.procedure = std::make_shared<const Procedure>(std::move(r.procedure));
  out.diagnostics = std::move(all);
  return out;
}

}  // namespace

Compiled compile(std::string_view text, const Resolver& resolver) {
  Compiled failed;
  if (text.size() > limits::sop_bytes_max) {
    failed.diagnostics.push_back({Severity::error, "EH0102",
                                  "This file is larger than " + std::to_string(limits::sop_bytes_max >> 20) + " MB.",
                                  "Split it into procedures that follow one another.", Span{1, 1, 1, 1}});
    return failed;
  }
  if (std::optional<Diagnostic> no_text = not_text(text)) {
    failed.diagnostics.push_back(std::move(*no_text));
    return failed;
  }
  const Source source(text);
  Reading r(source, resolver);
  const std::optional<FrontMatterPlace> front = find_front_matter(r);
  const bool is_procedure = front && read_front_matter(r, front->yaml);
  const std::size_t body = front ? front->body : source.line(0).begin;
  r.procedure.guidance_only = !is_procedure;
  const std::optional<std::vector<Block>> blocks = read_blocks(source, {body, text.size()}, r.diagnostics);
  if (!is_procedure)
    r.note("EH0111", source.line(0),
           "This page has no `id:` in its front matter, so it is plain guidance: shown and searched, never run." +
               (blocks ? rules_in_words(r, *blocks) : std::string()),
           "Begin the file with front matter that names an id to make it a procedure.");
  if (blocks) {
    read_procedure(r, *blocks);
    if (!has_errors(r.diagnostics))
      r.procedure.hash =
          content_hash(words_of_front_matter(source, front ? front->yaml : Range{}), words_of_page(source, *blocks));
  }
  if (is_procedure && !has_errors(r.diagnostics))
    for (Diagnostic& d : check_flow(r.procedure, resolver)) r.diagnostics.push_back(std::move(d));
  return finish(r);
}

}  // namespace evenhand::procedure
