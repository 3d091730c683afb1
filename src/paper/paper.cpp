#include "paper/paper.hpp"

#include <charconv>

#include "base/text.hpp"
#include "paper/paper_words.hpp"
#include "print/html.hpp"
#include "print/redline.hpp"
#include "procedure/compile.hpp"
#include "procedure/draw.hpp"
#include "procedure/picture_words.hpp"
#include "procedure/shown_words.hpp"

namespace evenhand::paper {
namespace {

using print::Block;
using procedure::fill;
using procedure::Procedure;
using procedure::ProcedurePtr;
using procedure::Selection;

constexpr std::size_t hash_digits = 12;
/// In pixels, some forty pages: nobody follows a longer picture from sheet to sheet.
constexpr int flow_height_max = 50'000;

std::string language_of(const Procedure& procedure, const Selection& selection) {
  return selection.language.empty() ? procedure.base_language : selection.language;
}

std::string title_of(const Procedure& procedure, const std::string& language) {
  const auto found = procedure.local_title.translations.find(language);
  return found != procedure.local_title.translations.end() ? found->second : procedure.title;
}

std::string day_of(Instant instant) {
  return format_rfc3339(instant).substr(0, 10);
}

/// `Version 3 (a8ec7557cd0b)`, `Draft (…)`, or of a file the hash alone.
std::string version_of(const Procedure& procedure, const Imprint& imprint, const PaperWords& words) {
  const std::string hash = procedure.hash.substr(0, hash_digits);
  if (imprint.is_draft) return std::string(words.draft) + " (" + hash + ")";
  return imprint.number == 0 ? hash : fill(words.version, std::to_string(imprint.number)) + " (" + hash + ")";
}

/// When it is in force, and for whom it is printed.
std::vector<std::string> circumstances(const Procedure& procedure, const Imprint& imprint, const Selection& selection,
                                       const PaperWords& words, const std::string& language) {
  std::vector<std::string> out;
  if (!procedure.effective.empty())
    out.push_back(fill(words.in_force, procedure.effective));
  else if (imprint.published_at)
    out.push_back(fill(words.published, day_of(*imprint.published_at)));
  if (!selection.state.empty()) out.push_back(fill(words.state, selection.state));
  if (!selection.channel.empty())
    out.push_back(fill(words.channel, procedure::value_words(selection.channel, language)));
  if (!selection.product.empty()) out.push_back(fill(words.product, procedure.name_in(selection.product, language)));
  return out;
}

/// The date of the file is the version's: the day it was published, or what it says itself.
std::optional<Instant> made_at(const Procedure& procedure, const Imprint& imprint) {
  if (imprint.published_at) return imprint.published_at;
  if (procedure.effective.empty()) return std::nullopt;
  const auto day = parse_rfc3339(procedure.effective + "T00:00:00Z");
  return day ? std::optional<Instant>(*day) : std::nullopt;
}

struct Page {
  ProcedurePtr resolved;
  std::vector<Block> blocks;
};

Result<Page> page_of(const ProcedurePtr& procedure, const Selection& selection, const Imprint& imprint) {
  // A paper that says a state it does not hold for would be worse than none.
  if (!procedure->is_for(selection))
    return fail(ErrorKind::invalid, "paper/not-for", "The procedure is not for this state, channel or product.",
                "Its front matter lists what it is for.");
  const auto resolved = procedure::resolve(procedure, selection);
  if (!resolved) return fail(resolved.error());
  auto blocks = print::read_html(procedure::to_html(**resolved, selection));
  if (!blocks) return fail(blocks.error());
  // The last line of the table under the title is the version; the page knows its hash alone.
  const std::string language = language_of(*procedure, selection);
  for (Block& block : *blocks) {
    if (block.kind != Block::Kind::table || !block.is_plain || block.rows.empty()) continue;
    const PaperWords& words = paper_words(language);
    std::string said = imprint.is_draft     ? std::string(words.draft) + ", "
                       : imprint.number > 0 ? std::to_string(imprint.number) + ", "
                                            : std::string();
    block.rows.back().cells.back().words = {{.text = said + procedure->hash.substr(0, hash_digits)}};
    break;
  }
  return Page{*resolved, std::move(*blocks)};
}

/// Each lane of the picture is a step; a page may end between two of them.
std::vector<double> cuts_of(std::string_view svg) {
  constexpr std::string_view lane = "<g class=\"eh-lane", rules = " eh-rule-panel",
                             top = " y=\"";  // rules have a caption
  std::vector<double> cuts;
  for (std::size_t at = svg.find(lane); at != std::string_view::npos; at = svg.find(lane, at + 1)) {
    const std::size_t y = svg.find(top, svg.find("<rect", at));
    int value = 0;
    if (y == std::string_view::npos) break;
    const char* const begin = svg.data() + y + top.size();
    if (std::from_chars(begin, svg.data() + svg.size(), value).ec == std::errc{} && value > 44)
      cuts.push_back(value - (svg.substr(at + lane.size()).starts_with(rules) ? 44 : 12));
  }
  return cuts;
}

int height_of(std::string_view svg) {
  constexpr std::string_view height = " height=\"";
  const std::size_t at = svg.find(height);
  int value = 0;
  if (at != std::string_view::npos) std::from_chars(svg.data() + at + height.size(), svg.data() + svg.size(), value);
  return value;
}

void add_flow(const Procedure& procedure, const std::string& language, std::vector<Block>& blocks) {
  if (procedure.guidance_only || procedure.root.children.empty()) return;
  const PaperWords& words = paper_words(language);
  blocks.push_back({.kind = Block::Kind::heading, .level = 2, .words = {{.text = std::string(words.flow)}}});
  const std::string svg = procedure::to_svg(procedure, {.language = language, .marks = {}, .standalone = true});
  if (height_of(svg) > flow_height_max) {
    blocks.push_back({.words = {{.text = std::string(words.flow_too_long)}}});
    return;
  }
  const std::string says = fill(words.flow_says, title_of(procedure, language));
  blocks.push_back({.style = Block::Style::caption, .words = {{.text = says}}});
  Block flow{.kind = Block::Kind::picture};
  flow.picture.svg = svg;
  flow.picture.cuts = cuts_of(flow.picture.svg);
  flow.picture.says = says;
  blocks.push_back(std::move(flow));
}

/// Where those who approve the procedure sign what they read.
void add_sign_off(const Procedure& procedure, const std::string& language, std::vector<Block>& blocks) {
  if (procedure.approvers.empty()) return;
  const PaperWords& words = paper_words(language);
  blocks.push_back({.kind = Block::Kind::heading, .level = 2, .words = {{.text = std::string(words.sign_off)}}});
  Block table{.kind = Block::Kind::table, .header_rows = 1};
  print::Row head;
  for (const std::string_view name : {words.role, words.name, words.signature, words.date})
    head.cells.push_back({{{.text = std::string(name)}}, true});
  table.rows.push_back(std::move(head));
  for (const std::string& role : procedure.approvers) {
    print::Row row;
    row.cells.push_back({{{.text = procedure.name_in(role, language) + "\n\u00a0"}}, true});  // room for a hand
    for (int i = 0; i < 3; ++i) row.cells.push_back({{{.text = std::string(36, ' ')}}});
    table.rows.push_back(std::move(row));
  }
  blocks.push_back(std::move(table));
}

print::Document framed(const Procedure& procedure, const Selection& selection, const Imprint& imprint) {
  const std::string language = language_of(procedure, selection);
  const PaperWords& words = paper_words(language);
  print::Document document{.title = title_of(procedure, language), .author = procedure.owner, .language = language};
  document.made_at = made_at(procedure, imprint);
  document.head_left = document.title;
  document.foot_left = version_of(procedure, imprint, words);
  for (const std::string& one : circumstances(procedure, imprint, selection, words, language))
    document.foot_left += " · " + one;
  document.page_words = words.page;
  return document;
}

/// Ids of nodes as people find them: the step they are in, by number and title.
std::string place_of(const Procedure& procedure, const std::string& where, const PaperWords& words,
                     const std::string& language) {
  const std::string id = where.substr(0, where.find('/'));
  for (const procedure::Node& step : procedure.root.children) {
    if (step.kind != procedure::NodeKind::step || step.id != id) continue;
    const auto found = step.text.translations.find(language);
    return fill(words.step, std::to_string(step.number)) + ". " +
           (found != step.text.translations.end() ? found->second : step.text.text);
  }
  return where;
}

/// Code between backticks in its own look.
print::Line with_code(std::string_view text) {
  print::Line line;
  for (bool is_code = false; !text.empty(); is_code = !is_code) {
    const std::size_t end = std::min(text.find('`'), text.size());
    if (end > 0) line.push_back({.text = std::string(text.substr(0, end)), .code = is_code});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return line;
}

void add_changes(const Procedure& before, const Procedure& after, const PaperWords& words, const std::string& language,
                 std::vector<Block>& blocks) {
  blocks.push_back({.kind = Block::Kind::heading, .level = 2, .words = {{.text = std::string(words.changes)}}});
  const auto changes = procedure::diff(before, after);
  if (changes.empty()) {
    blocks.push_back({.words = {{.text = std::string(words.no_change)}}});
    return;
  }
  Block table{.kind = Block::Kind::table, .header_rows = 1};
  print::Row head;
  for (const std::string_view name : {words.what, words.where, words.before, words.after})
    head.cells.push_back({{{.text = std::string(name)}}, true});
  table.rows.push_back(std::move(head));
  for (const procedure::Change& change : changes) {
    const bool is_gone = change.kind == procedure::Change::Kind::removed;
    print::Row row;
    row.cells.push_back({{{.text = std::string(words.kinds[static_cast<std::size_t>(change.kind)])}}});
    row.cells.push_back({{{.text = place_of(is_gone ? before : after, change.where, words, language)}}});
    row.cells.push_back({with_code(change.before)});
    row.cells.push_back({with_code(change.after)});
    table.rows.push_back(std::move(row));
  }
  blocks.push_back(std::move(table));
}

}  // namespace

Result<print::Document> procedure_paper(const ProcedurePtr& procedure, const Selection& selection,
                                        const Imprint& imprint) {
  auto page = page_of(procedure, selection, imprint);
  if (!page) return fail(page.error());
  print::Document document = framed(*procedure, selection, imprint);
  document.blocks = std::move(page->blocks);
  add_sign_off(*procedure, document.language, document.blocks);
  add_flow(*page->resolved, document.language, document.blocks);
  return document;
}

Result<print::Document> redline_paper(const ProcedurePtr& before, const Imprint& before_imprint,
                                      const ProcedurePtr& after, const Imprint& after_imprint,
                                      const Selection& selection) {
  const auto old_page = page_of(before, selection, before_imprint), new_page = page_of(after, selection, after_imprint);
  if (!old_page) return fail(old_page.error());
  if (!new_page) return fail(new_page.error());
  print::Document document = framed(*after, selection, after_imprint);
  const PaperWords& words = paper_words(document.language);
  document.head_right = words.redline;
  const std::string title = std::string(words.redline) + ": " + document.title;
  document.title = title;
  document.blocks.push_back({.kind = Block::Kind::heading, .level = 1, .words = {{.text = title}}});
  document.blocks.push_back({.style = Block::Style::summary,
                             .words = {{.text = fill(words.from_to, version_of(*after, after_imprint, words),
                                                     version_of(*before, before_imprint, words))}}});
  add_changes(*before, *after, words, document.language, document.blocks);
  document.blocks.push_back({.style = Block::Style::lead, .words = {{.text = std::string(words.marks)}}});
  document.blocks.push_back({.kind = Block::Kind::rule});
  for (Block& block : print::redline(old_page->blocks, new_page->blocks)) document.blocks.push_back(std::move(block));
  return document;
}

std::string file_name(const Procedure& procedure, const Selection& selection, const Imprint& imprint, bool is_redline) {
  std::string name = text::slug(procedure.id.empty() ? procedure.title : procedure.id);
  if (imprint.number > 0) name += "-v" + std::to_string(imprint.number);
  if (imprint.is_draft) name += "-draft";
  for (const std::string& part : {selection.state, selection.channel, selection.product, selection.language})
    if (!text::slug(part).empty()) name += "-" + text::slug(part);
  return name + (is_redline ? "-redline.pdf" : ".pdf");
}

}  // namespace evenhand::paper
