#include "procedure/prose.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>

#include "base/text.hpp"

namespace evenhand::procedure {
namespace {

struct NodeFree {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct ParserFree {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct TextFree {
  void operator()(char* text) const { std::free(text); }
};
struct IterFree {
  void operator()(cmark_iter* iter) const { cmark_iter_free(iter); }
};
using Document = std::unique_ptr<cmark_node, NodeFree>;
using Iterator = std::unique_ptr<cmark_iter, IterFree>;

constexpr int options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8;

std::unique_ptr<cmark_parser, ParserFree> make_parser() {
  static std::once_flag once;
  std::call_once(once, [] { cmark_gfm_core_extensions_ensure_registered(); });
  std::unique_ptr<cmark_parser, ParserFree> parser(cmark_parser_new(options));
  for (const char* name : {"table", "strikethrough"})
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name))
      cmark_parser_attach_syntax_extension(parser.get(), extension);
  return parser;
}

bool is_safe_link(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://", "mailto:"})
    if (text::starts_with_ignoring_case(url, scheme)) return true;
  if (url.starts_with('#')) return true;
  const std::string_view path = url.substr(0, url.find('#'));
  if (!path.ends_with(".sop.md") || path.starts_with('/')) return false;
  return path.find_first_of(":\\?%") == std::string_view::npos && path.find("//") == std::string_view::npos;
}

/// Replaces links and images that may not stay by their words.
void drop_unsafe(cmark_node* root) {
  Iterator iter(cmark_iter_new(root));
  std::vector<cmark_node*> unsafe;
  for (auto event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(iter.get())) {
    if (event != CMARK_EVENT_ENTER) continue;
    cmark_node* node = cmark_iter_get_node(iter.get());
    const auto type = cmark_node_get_type(node);
    const char* url = type == CMARK_NODE_LINK ? cmark_node_get_url(node) : nullptr;
    if (type == CMARK_NODE_IMAGE || (type == CMARK_NODE_LINK && !is_safe_link(url ? url : ""))) unsafe.push_back(node);
    if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) unsafe.push_back(node);
  }
  iter.reset();
  for (cmark_node* node : unsafe) {
    while (cmark_node* child = cmark_node_first_child(node)) cmark_node_insert_before(node, child);
    cmark_node_free(node);
  }
}

struct Parsed {
  std::unique_ptr<cmark_parser, ParserFree> parser;  // owns the extension list the renderer needs
  Document document;
};
Parsed parse(std::string_view markdown) {
  Parsed out{make_parser(), nullptr};
  cmark_parser_feed(out.parser.get(), markdown.data(), markdown.size());
  out.document.reset(cmark_parser_finish(out.parser.get()));
  return out;
}

}  // namespace

std::string plain_prose(std::string_view markdown) {
  if (markdown.find_first_of("*_`[]<>\\&#~|\n") == std::string_view::npos) return text::collapse_spaces(markdown);
  const Parsed parsed = parse(markdown);
  Iterator iter(cmark_iter_new(parsed.document.get()));
  std::string out;
  for (auto event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(iter.get())) {
    cmark_node* node = cmark_iter_get_node(iter.get());
    const auto type = cmark_node_get_type(node);
    if (event == CMARK_EVENT_EXIT) {
      if ((type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK) out += ' ';
      continue;
    }
    if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) out += ' ';
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK)
      if (const char* literal = cmark_node_get_literal(node)) out += literal;
  }
  return text::collapse_spaces(out);
}

std::string html_prose(std::string_view markdown) {
  const Parsed parsed = parse(markdown);
  drop_unsafe(parsed.document.get());
  const std::unique_ptr<char, TextFree> html(
      cmark_render_html(parsed.document.get(), options, cmark_parser_get_syntax_extensions(parsed.parser.get())));
  return html ? std::string(html.get()) : std::string();
}

std::string html_inline(std::string_view markdown) {
  std::string html = html_prose(markdown);
  constexpr std::string_view open = "<p>", close = "</p>\n";
  const bool one = html.starts_with(open) && html.ends_with(close) && html.find(open, 1) == std::string::npos;
  return one ? html.substr(open.size(), html.size() - open.size() - close.size()) : html;
}

}  // namespace evenhand::procedure
