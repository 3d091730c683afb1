#include "procedure/html_nodes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "procedure/placeholders.hpp"
#include "procedure/prose.hpp"
#include "procedure/shown_words.hpp"
#include "procedure/worded.hpp"

namespace evenhand::procedure {

std::string html_text(std::string_view text) {
  return text::escape_html(text);
}
std::string strong(std::string_view text) {
  return "<strong>" + html_text(text) + "</strong>";
}
std::string code(std::string_view source) {
  return "<code>" + html_text(source) + "</code>";
}

NodeHtml::NodeHtml(const Procedure& procedure, const std::string& language)
    : procedure_(procedure), language_(language), picture_(picture_words(language)), page_(page_words(language)) {}

const std::string& NodeHtml::local(const LocalText& text) const {
  const auto found = text.translations.find(language_);
  return found != text.translations.end() ? found->second : text.text;
}

namespace {
/// Stands for a brace that is no placeholder's while Markdown, which takes the backslash away, is rendered. No text holds it.
constexpr char plain_brace = '\x02';

std::string hide_plain_braces(std::string_view markdown) {
  std::string out;
  for (std::size_t i = 0; i < markdown.size(); ++i) {
    if (markdown.substr(i, 2) == "\\{") {
      out += plain_brace;
      ++i;
      continue;
    }
    out += markdown[i];
    if (markdown[i] == '\\' && i + 1 < markdown.size()) out += markdown[++i];
  }
  return out;
}
}  // namespace

std::string NodeHtml::label(const std::string& placeholder) const {
  const bool is_fact = procedure_.find_fact(placeholder) != nullptr;
  return is_fact ? fact_label(procedure_, placeholder, language_) : value_words(placeholder, language_);
}

/// `{order number}` outside of tags becomes the fact's label, marked.
std::string NodeHtml::mark_placeholders(std::string html) const {
  std::string out;
  for (std::size_t at = 0; at < html.size();) {
    const std::size_t tag = std::min(html.find('<', at), html.size());
    const std::string_view words = std::string_view(html).substr(at, tag - at);
    std::size_t told = 0;
    for (auto one = next_placeholder(words, 0); one; one = next_placeholder(words, one->end)) {
      out += words.substr(told, one->begin - told);
      out += "<span class=\"placeholder\">" + html_text(label(one->name)) + "</span>";
      told = one->end;
    }
    out += words.substr(told);
    at = tag == html.size() ? tag : std::min(html.find('>', tag), html.size() - 1) + 1;
    out.append(html, tag, at - tag);
  }
  std::replace(out.begin(), out.end(), plain_brace, '{');
  return out;
}

std::string NodeHtml::words(const LocalText& text) const {
  return mark_placeholders(html_prose(hide_plain_braces(local(text))));
}
std::string NodeHtml::inline_words(const std::string& markdown) const {
  return mark_placeholders(html_inline(hide_plain_braces(markdown)));
}

std::string NodeHtml::names(const std::vector<std::string>& facts) const {
  std::vector<std::string> labels;
  for (const std::string& name : facts) labels.push_back(strong(fact_label(procedure_, name, language_)));
  return list_words(labels, picture_);
}

std::string NodeHtml::named(const std::string& name) const {
  return strong(procedure_.name_in(name, language_));
}

std::string NodeHtml::bindings(const std::vector<Binding>& bindings) const {
  std::string out;
  for (const Binding& binding : bindings) {
    out += (out.empty() ? "" : ", ") + strong(fact_label(procedure_, binding.fact, language_));
    if (binding.parameter != binding.fact) out += " " + std::string(page_.as) + " " + strong(binding.parameter);
  }
  return out;
}

std::string NodeHtml::satisfies(const std::vector<std::string>& laws) const {
  std::string out;
  for (const std::string& law : laws)
    out += " <span class=\"law\">" + fill(page_.satisfies, html_text(law)) + "</span>";
  return out;
}

std::string NodeHtml::marks(const Node& node) const {
  std::string out;
  const auto note = [&](const std::string& text) { out += " <span class=\"mark\">" + text + "</span>"; };
  if (node.when) note(fill(picture_.when, code(node.when->expression.source())));
  if (node.optional) note(std::string(picture_.optional));
  if (!node.by_role.empty()) note(fill(picture_.by, named(node.by_role)));
  if (!node.evidence.empty()) note(fill(picture_.evidence, html_text(value_words(node.evidence, language_))));
  return out + satisfies(node.satisfies);
}

std::string NodeHtml::sentence(const Node& node) const {
  const std::string source = node.condition ? code(node.condition->expression.source()) : std::string();
  const std::string time = node.limit ? html_text(duration_words(*node.limit, picture_)) : std::string();
  std::string out;
  switch (node.kind) {
    case NodeKind::ask:
      out = fill(picture_.ask, names(node.facts));
      break;
    case NodeKind::check:
      out = fill(picture_.check, source);
      break;
    case NodeKind::decide:
      out = fill(picture_.decide, names(node.facts));
      break;
    case NodeKind::record:
      out = fill(picture_.record, names(node.facts)) + " " + std::string(page_.as) + " " + source;
      break;
    case NodeKind::action:
    case NodeKind::follow: {
      std::string name = named(node.name);
      if (node.kind == NodeKind::follow) {
        name = "<a class=\"procedure\" href=\"" + html_text(text::slug(node.name)) + ".sop.md\">" +
               html_text(followed_title(procedure_, node, language_)) + "</a>";
      }
      out = fill(node.kind == NodeKind::action ? picture_.act : picture_.follow, name);
      if (!node.inputs.empty()) out += " " + std::string(page_.with) + " " + bindings(node.inputs);
      if (!node.outputs.empty()) out += ", " + std::string(page_.giving) + " " + bindings(node.outputs);
      break;
    }
    case NodeKind::send:
      out = fill(picture_.send, "<a class=\"message\" href=\"#message-" + html_text(text::slug(node.name)) + "\">" +
                                    html_text(procedure_.name_in(node.name, language_)) + "</a>");
      if (!node.channel.empty()) out += " " + fill(picture_.by, html_text(value_words(node.channel, language_)));
      break;
    case NodeKind::wait:
      if (node.wait_kind == Node::WaitKind::time)
        out = fill(picture_.wait_time, time);
      else
        out = node.wait_kind == Node::WaitKind::reply ? std::string(picture_.wait_reply)
                                                      : fill(picture_.wait_until, source);
      if (node.wait_kind != Node::WaitKind::time && node.limit) out += ", " + fill(picture_.up_to, time);
      break;
    case NodeKind::approve:
      out = fill(picture_.approve, named(node.name));
      if (node.limit) out += ", " + fill(picture_.up_to, time);
      break;
    case NodeKind::tell:
      out = has_words(node) ? inline_words(local(node.text)) : fill(picture_.tell, named(node.name));
      if (out.ends_with('.')) out.pop_back();
      break;
    case NodeKind::hand_over:
      out = fill(picture_.hand_over, named(node.name));
      break;
    case NodeKind::go_to: {
      const Node* step = find_step(procedure_.root, node.name);
      const std::string title = step ? std::to_string(step->number) + ". " + plain_prose(local(step->text)) : node.name;
      out = fill(picture_.go_to, "<a href=\"#step-" + html_text(node.name) + "\">" + html_text(title) + "</a>");
      break;
    }
    case NodeKind::close:
      out = fill(picture_.close, named(node.name));
      break;
    case NodeKind::raise:
      out = fill(picture_.raise, strong(value_words(node.name, language_)));
      break;
    default:
      break;
  }
  return out + ".";
}

std::string NodeHtml::choice(const Node& node) const {
  std::string out;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    std::string head(page_.otherwise);
    if (i < node.guards.size())
      head = fill(i == 0 ? page_.if_word : page_.otherwise_if, code(node.guards[i].expression.source()));
    out += "<p class=\"way\">" + head + (i == 0 ? marks(node) : std::string()) + "</p>\n" +
           items(node.children[i].children, node.origin);
  }
  return out;
}

std::string NodeHtml::cell(std::string_view source, std::string_view column) const {
  const std::string_view trimmed = text::trim(source);
  if (trimmed.empty() || trimmed == "-")
    return "<span class=\"any\" title=\"" + std::string(page_.anything) + "\">–</span>";
  if (trimmed == "true") return std::string(page_.yes);
  if (trimmed == "false") return std::string(page_.no);
  const Fact* const fact = procedure_.find_fact(text::trim(column));
  std::string words;  // `"damaged", "late"` as people write it
  for (std::size_t at = 0; at < trimmed.size();) {
    const std::size_t close = trimmed[at] == '"' ? trimmed.find('"', at + 1) : std::string_view::npos;
    if (close == std::string_view::npos || trimmed.substr(at, close - at).find('\\') != std::string_view::npos)
      return code(trimmed);
    const std::string option(trimmed.substr(at + 1, close - at - 1));
    words += (words.empty() ? "" : ", ") + html_text(fact != nullptr ? fact->option_in(option, language_) : option);
    at = close + 1;
    if (at == trimmed.size()) break;
    if (trimmed[at] != ',') return code(trimmed);
    while (at < trimmed.size() && (trimmed[at] == ',' || trimmed[at] == ' ')) ++at;
  }
  return words;
}

std::string NodeHtml::table(const Node& node) const {
  if (!node.table) return {};
  const dmn::Table& table = *node.table;
  std::string_view how = page_.collected;
  switch (table.policy) {
    case dmn::HitPolicy::unique:
      how = page_.one_match;
      break;
    case dmn::HitPolicy::any:
      how = page_.any_match;
      break;
    case dmn::HitPolicy::priority:
      how = page_.by_priority;
      break;
    case dmn::HitPolicy::first:
      how = page_.first_match;
      break;
    case dmn::HitPolicy::rule_order:
      how = page_.all_matches;
      break;
    case dmn::HitPolicy::output_order:
      how = page_.all_by_priority;
      break;
    case dmn::HitPolicy::collect:
      break;
  }
  std::string out = "<table class=\"decision\"><caption>" + std::string(how) + "</caption><thead><tr>";
  for (const dmn::Input& input : table.inputs)
    out += "<th scope=\"col\">" + html_text(fact_label(procedure_, input.label, language_)) + "</th>";
  for (const dmn::Output& output : table.outputs)
    out += "<th scope=\"col\" class=\"output\">" + html_text(fact_label(procedure_, output.name, language_)) + "</th>";
  out += "</tr></thead><tbody>\n";
  for (const dmn::Rule& rule : table.rules) {
    out += "<tr>";
    for (std::size_t i = 0; i < rule.tests.size(); ++i)
      out += "<td>" + cell(rule.tests[i].source(), table.inputs[i].expression.source()) + "</td>";
    for (std::size_t i = 0; i < rule.outputs.size(); ++i)
      out += "<td class=\"output\">" + cell(rule.outputs[i].source(), table.outputs[i].name) + "</td>";
    out += "</tr>\n";
  }
  return out + "</tbody></table>\n";
}

std::string NodeHtml::alternatives(const Node& node) const {
  std::string out;
  for (std::size_t i = 0; i < node.branches.size(); ++i) {
    if (node.branches[i].children.empty()) continue;
    std::string label(picture_.if_not);
    if (node.kind == NodeKind::action) label = picture_.if_fails;
    if (node.kind == NodeKind::check) label = picture_.otherwise;
    if (node.kind == NodeKind::approve) label = i == 0 ? picture_.if_refused : picture_.none;
    if (node.kind == NodeKind::wait && node.wait_kind == Node::WaitKind::reply) label = picture_.none;
    if (label[0] >= 'a' && label[0] <= 'z') label[0] = static_cast<char>(label[0] - 'a' + 'A');
    out += "<p class=\"way\">" + label + ":</p>\n" + items(node.branches[i].children, node.origin);
  }
  return out;
}

std::string NodeHtml::content(const Node& node) const {
  switch (node.kind) {
    case NodeKind::sequence:
      return items(node.children, node.origin);
    case NodeKind::step:
      return "<p class=\"way\">" + strong(plain_prose(local(node.text))) + "</p>\n" + items(node.children, node.origin);
    case NodeKind::guidance:
      return words(node.text);
    case NodeKind::say:
      return "<blockquote class=\"say\">" + words(node.text) + "</blockquote>" + marks(node);
    case NodeKind::task:
      return "<p><span class=\"box\" aria-hidden=\"true\">☐</span> " + inline_words(local(node.text)) + marks(node) +
             "</p>\n" + alternatives(node);
    case NodeKind::choice:
      return choice(node);
    case NodeKind::any_order:
      return "<p class=\"way\">" + std::string(page_.any_order) + marks(node) + "</p>\n" +
             items(node.children, node.origin);
    case NodeKind::repeat: {
      std::string head = fill(page_.repeat_until, node.condition ? code(node.condition->expression.source()) : "");
      if (node.times_max > 0) head += ", " + fill(picture_.at_most, std::to_string(node.times_max));
      if (node.no_limit) head += ", " + std::string(picture_.no_limit);
      return "<p class=\"way\">" + head + ":" + marks(node) + "</p>\n" + items(node.children, node.origin);
    }
    case NodeKind::for_each:
      return "<p class=\"way\">" +
             fill(picture_.each, names(node.facts), node.condition ? code(node.condition->expression.source()) : "") +
             ":" + marks(node) + "</p>\n" + items(node.children, node.origin);
    case NodeKind::decide:
      return "<p>" + sentence(node) + marks(node) + "</p>\n" + table(node);
    default:
      return "<p>" + sentence(node) + marks(node) + "</p>\n" + alternatives(node);
  }
}

std::string NodeHtml::item(const Node& node, const std::string& origin) const {
  const bool is_new = !node.origin.empty() && node.origin != origin;
  std::string out =
      "<li class=\"item item-" + std::string(kind_name(node.kind)) + (is_new ? " from-overlay" : "") + "\"";
  std::replace(out.begin() + 4, out.end(), '_', '-');
  if (!node.id.empty()) out += " data-node=\"" + html_text(node.id) + "\"";
  out += ">";
  if (is_new) out += "<span class=\"origin\">" + html_text(procedure_.origin_in(node.origin, language_)) + "</span> ";
  return out + content(node) + "</li>\n";
}

std::string NodeHtml::items(const std::vector<Node>& nodes, const std::string& origin) const {
  if (nodes.empty()) return {};
  std::string out = "<ul class=\"items\">\n";
  for (const Node& node : nodes) out += item(node, origin);
  return out + "</ul>\n";
}

}  // namespace evenhand::procedure
