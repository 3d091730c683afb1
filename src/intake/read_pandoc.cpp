// The JSON of pandoc (its types Block and Inline), made into a document. Kinds that are not known keep the words inside of them.
#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "intake/document.hpp"

namespace evenhand::intake {

namespace {

using json::Array;
using json::Value;

const Array& array_of(const Value* value) {
  static const Array none;
  return value != nullptr && value->as_array() != nullptr ? *value->as_array() : none;
}
const Value* at(const Value* value, std::size_t index) {
  const Array& all = array_of(value);
  return index < all.size() ? &all[index] : nullptr;
}
std::string text_at(const Value* value, std::size_t index) {
  const Value* found = at(value, index);
  return found != nullptr && found->as_string() != nullptr ? *found->as_string() : std::string{};
}

class Reader {
 public:
  /// Lists inside lists were more than the language has.
  [[nodiscard]] bool too_deep() const { return too_deep_; }

  std::vector<Part> blocks(const Value* list, std::size_t depth) {
    std::vector<Part> out;
    for (const Value& one : array_of(list)) block(one, out, depth);
    return out;
  }

  std::string inlines(const Value* list) {
    std::string out;
    for (const Value& one : array_of(list)) inline_of(one, out);
    return out;
  }
  std::string line(const Value* list) {
    std::string out = text::collapse_spaces(inlines(list));
    // What would open a heading, a list or a quote at the start of a line.
    if (!out.empty() && (out[0] == '#' || out[0] == '-' || out[0] == '+' || out[0] == '>' || out[0] == '='))
      out.insert(0, 1, '\\');
    std::size_t digits = 0;
    while (digits < out.size() && digits < 9 && out[digits] >= '0' && out[digits] <= '9') ++digits;
    if (digits > 0 && digits < out.size() && (out[digits] == '.' || out[digits] == ')')) out.insert(digits, 1, '\\');
    return out;
  }

 private:
  void inline_of(const Value& one, std::string& out) {
    const std::string type = one.string_or("t", "");
    const Value* c = one.find("c");
    if (type == "Str") {
      if (c != nullptr && c->as_string() != nullptr) out += marks_escaped(*c->as_string());
    } else if (type == "Space" || type == "SoftBreak" || type == "LineBreak") {
      out += ' ';
    } else if (type == "Strong") {
      const std::string inner = text::collapse_spaces(inlines(c));
      const bool plain = inner.find('*') == std::string::npos;
      if (!inner.empty()) out += plain ? "**" + inner + "**" : inner;
    } else if (type == "Code") {
      const std::string code = text::collapse_spaces(text_at(c, 1));
      if (!code.empty()) out += code.find('`') == std::string::npos ? "`" + code + "`" : marks_escaped(code);
    } else if (type == "Link") {
      const std::string words = text::collapse_spaces(inlines(at(c, 1)));
      const std::string url = text_at(at(c, 2), 0);
      const bool plain = url.find_first_of(" ()<>\\\n") == std::string::npos && words.find('[') == std::string::npos;
      if (!words.empty()) out += plain && !url.empty() ? "[" + words + "](" + url + ")" : words;
    } else if (type == "Image") {
      out += inlines(at(c, 1));
    } else if (type == "Quoted") {
      const bool single = at(c, 0) != nullptr && at(c, 0)->string_or("t", "") == "SingleQuote";
      out += (single ? "‘" : "“") + inlines(at(c, 1)) + (single ? "’" : "”");
    } else if (type == "Math") {
      out += marks_escaped(text_at(c, 1));
    } else if (type == "Note") {
      std::string note;
      for (const Part& part : blocks(c, 0)) note += (note.empty() ? "" : " ") + part.text;
      if (!note.empty()) out += " (" + note + ")";
    } else if (type == "RawInline") {
      return;  // tags
    } else if (type == "Span" || type == "Cite") {
      out += inlines(at(c, 1));
    } else {
      out += inlines(c);  // Emph, Underline, Strikeout, SmallCaps, …: the words inside
    }
  }

  /// As `escaped`, for words in the middle of a line.
  static std::string marks_escaped(std::string_view words) {
    std::string out;
    for (const char c : words) {
      if (c == '\\' || c == '*' || c == '_' || c == '`' || c == '[' || c == ']' || c == '<' || c == '|' || c == '&')
        out += '\\';
      out += c;
    }
    return out;
  }

  void block(const Value& one, std::vector<Part>& out, std::size_t depth) {
    if (depth > limits::sop_nesting_max) {
      too_deep_ = true;
      return;
    }
    const std::string type = one.string_or("t", "");
    const Value* c = one.find("c");
    Part part;
    if (type == "Para" || type == "Plain") {
      part.text = line(c);
      if (!part.text.empty()) out.push_back(std::move(part));
    } else if (type == "Header") {
      part.kind = Part::Kind::heading;
      const Value* level = at(c, 0);
      part.level =
          level != nullptr && level->as_number() != nullptr && *level->as_number() == Decimal{1} ? 1 : level_of(level);
      part.text = line(at(c, 2));
      if (!part.text.empty()) out.push_back(std::move(part));
    } else if (type == "BulletList" || type == "OrderedList") {
      part.kind = Part::Kind::list;
      part.ordered = type == "OrderedList";
      for (const Value& item : array_of(part.ordered ? at(c, 1) : c))
        part.children.push_back(item_of(item, part.ordered, depth));
      if (!part.children.empty()) out.push_back(std::move(part));
    } else if (type == "BlockQuote") {
      part.kind = Part::Kind::quote;
      part.children = blocks(c, depth + 1);
      if (!part.children.empty()) out.push_back(std::move(part));
    } else if (type == "CodeBlock") {
      part.kind = Part::Kind::code;
      std::string fence = "```";
      const std::string code = text_at(c, 1);
      while (code.find(fence) != std::string::npos) fence += '`';
      part.text = fence + "\n" + code + "\n" + fence;
      out.push_back(std::move(part));
    } else if (type == "Table") {
      table(c, out, depth);
    } else if (type == "DefinitionList") {
      for (const Value& entry : array_of(c)) {
        Part term;
        term.text = line(at(&entry, 0));
        if (!term.text.empty()) out.push_back(std::move(term));
        for (const Value& meaning : array_of(at(&entry, 1)))
          for (Part& p : blocks(&meaning, depth + 1)) out.push_back(std::move(p));
      }
    } else if (type == "LineBlock") {
      for (const Value& l : array_of(c)) {
        Part words;
        words.text = line(&l);
        if (!words.text.empty()) out.push_back(std::move(words));
      }
    } else if (type == "Div" || type == "Figure") {
      for (Part& p : blocks(at(c, type == "Div" ? 1 : 2), depth)) out.push_back(std::move(p));
    }
    // HorizontalRule, RawBlock and Null say nothing.
  }

  static int level_of(const Value* level) {
    for (int n = 2; n <= 6; ++n)
      if (level != nullptr && level->as_number() != nullptr && *level->as_number() == Decimal{n}) return n;
    return 6;
  }

  Part item_of(const Value& item, bool ordered, std::size_t depth) {
    Part part;
    part.kind = Part::Kind::item;
    part.ordered = ordered;
    part.children = blocks(&item, depth + 1);
    if (!part.children.empty() && part.children.front().kind == Part::Kind::paragraph) {
      part.text = std::move(part.children.front().text);
      part.children.erase(part.children.begin());
    }
    for (const std::string_view box : {"☐ ", "☒ ", "☑ ", "□ "}) {
      if (!part.text.starts_with(box)) continue;
      part.text.erase(0, box.size());
      part.task = true;
    }
    return part;
  }

  void table(const Value* c, std::vector<Part>& out, std::size_t depth) {
    Part part;
    part.kind = Part::Kind::table;
    std::vector<Part> beside;  // what a cell of a Markdown table has no place for
    const auto rows = [&](const Value* list) {
      for (const Value& row : array_of(list)) {
        part.rows.emplace_back();
        for (const Value& cell : array_of(at(&row, 1))) {
          std::string words;
          for (Part& p : blocks(at(&cell, 4), depth + 1)) {
            const std::string more = text_of(p);
            if (!more.empty()) words += (words.empty() ? "" : "; ") + more;
          }
          part.rows.back().push_back(std::move(words));
        }
      }
    };
    rows(at(at(c, 3), 1));
    const bool headed = !part.rows.empty();
    for (const Value& body : array_of(at(c, 4))) {
      rows(at(&body, 2));
      rows(at(&body, 3));
    }
    rows(at(at(c, 5), 1));
    if (part.rows.empty()) return;
    // One column is a layout, not a table.
    std::size_t columns = 0;
    for (const auto& row : part.rows) columns = std::max(columns, row.size());
    if (columns < 2) {
      for (auto& row : part.rows) {
        Part words;
        if (!row.empty()) words.text = std::move(row[0]);
        if (!words.text.empty()) out.push_back(std::move(words));
      }
      return;
    }
    (void)headed;  // without a header the first row stands in its place, as Word's tables mean it
    for (auto& row : part.rows) row.resize(columns);
    out.push_back(std::move(part));
  }

  /// All words of a part, on one line.
  static std::string text_of(const Part& part) {
    std::string out = part.text;
    if (part.kind == Part::Kind::code) out = escaped(text::collapse_spaces(part.text));
    for (const auto& row : part.rows)
      for (const std::string& cell : row)
        if (!cell.empty()) out += (out.empty() ? "" : ", ") + cell;
    for (const Part& child : part.children)
      if (const std::string more = text_of(child); !more.empty()) out += (out.empty() ? "" : "; ") + more;
    return out;
  }

  bool too_deep_ = false;
};

}  // namespace

Result<Document> read_pandoc(std::string_view text) {
  const auto parsed = json::parse(text, {limits::import_answer_bytes_max, limits::import_answer_depth_max});
  if (!parsed) {
    if (parsed.error().code == "json/too-deep")
      return fail(ErrorKind::invalid, "import/too-deep", "The document nests its parts too deeply.",
                  fmt::format("Nest at most {} lists.", limits::sop_nesting_max));
    return fail(ErrorKind::invalid, "import/pandoc-answer", "pandoc's answer cannot be read: " + parsed.error().message,
                "A pandoc of version 2.10 or later is needed.");
  }
  Reader reader;
  Document document;
  if (const Value* meta = parsed->find("meta"); meta != nullptr)
    if (const Value* title = meta->find("title"); title != nullptr) document.title = reader.line(title->find("c"));
  document.parts = reader.blocks(parsed->find("blocks"), 0);
  if (reader.too_deep())
    return fail(ErrorKind::invalid, "import/too-deep", "The document nests its lists or quotes too deeply.",
                fmt::format("Nest at most {} lists.", limits::sop_nesting_max));
  return document;
}

}  // namespace evenhand::intake
