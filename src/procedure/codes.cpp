#include "procedure/codes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "procedure/flow_checks.hpp"

namespace evenhand::procedure {

const std::vector<CodePage>& code_pages() {
  static const std::vector<CodePage> pages = [] {
    std::vector<CodePage> all;
    for (const auto* family : {&text_code_pages(), &section_code_pages(), &sentence_code_pages(),
                               &expression_code_pages(), &meaning_code_pages(), &flow_code_pages()})
      all.insert(all.end(), family->begin(), family->end());
    std::stable_sort(all.begin(), all.end(), [](const CodePage& a, const CodePage& b) { return a.code < b.code; });
    return all;
  }();
  return pages;
}

namespace {

/// The line with `add` added to each of its numbers.
std::string counted_up(std::string_view line, std::size_t add) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find_first_not_of("0123456789", at), line.size());
    if (end == at)
      out += line[at++];
    else
      out += std::to_string(std::stoul(std::string(line.substr(at, end - at))) + add), at = end;
  }
  return out;
}

}  // namespace

std::string spelled_out(std::string_view example) {
  constexpr std::string_view dots = "… ", ending = " in all";
  std::string out;
  std::string_view before;
  for (std::string_view rest = example; !rest.empty();) {
    const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
    rest.remove_prefix(line.size());
    const std::string_view words = text::trim(line);
    if (!words.starts_with(dots) || !words.ends_with(ending)) {
      out += before = line;
      continue;
    }
    const std::size_t times = std::stoul(std::string(words.substr(dots.size())));
    for (std::size_t i = 1; i < times; ++i) out += counted_up(before, i);
  }
  constexpr std::string_view no_utf8 = "\\xE9";
  for (std::size_t at = out.find(no_utf8); at != std::string::npos; at = out.find(no_utf8, at))
    out.replace(at, no_utf8.size(), "\xE9");
  return out;
}

ExampleKind example_kind(std::string_view example) noexcept {
  return example.starts_with('<')   ? ExampleKind::model
         : example.starts_with('`') ? ExampleKind::expression
                                    : ExampleKind::procedure;
}

std::string whole_example(std::string_view short_example) {
  const std::string example = spelled_out(short_example);
  if (example.starts_with("---") || example.find("\n---\n") != std::string::npos || example.starts_with("\xEF"))
    return example;
  std::string out = "---\nid: example\ntitle: Example\nchannels: [phone, email, chat]\n---\n\n# Example\n\n";
  const bool has_section = example.starts_with("## ");
  const auto has = [&](std::string_view part) { return example.find(part) != std::string::npos; };
  if (has_section) {
    out += example;
  } else if (example.starts_with("| Action")) {
    out += "## Actions\n\n" + example + "\n## 1. First step\n\n- Do **pay**.\n";
  } else {
    out += "## 1. First step\n\n" + example;
  }
  if (has_section && !has("## 1")) out += "\n## 1. First step\n\n- Close as **done**.\n";
  if (!has("## Fact"))
    out +=
        "\n## Facts\n\n| Fact | Type | From | Personal |\n| --- | --- | --- | --- |\n"
        "| order number | text like `AA-000000` | customer | no |\n"
        "| reason | one of: damaged, late, changed mind | customer | no |\n"
        "| amount | money in USD | agent | no |\n"
        "| score | number from 1 to 10 | customer | no |\n"
        "| refund | one of: full, part, none | decision | no |\n"
        "| days | number | agent | no |\n"
        "| proof | yes or no | agent | no |\n"
        "| delivered on | date | agent | no |\n"
        "| items | list of text | agent | no |\n"
        "| shoe size | number | customer | no |\n"
        "| email | email | customer | contact |\n"
        "| date of birth | date | customer | identity |\n"
        "| one time code | text like `000000` | customer | secret, never stored |\n";
  if (has("**pay**") && !has("| Action") && !has("## Actions"))
    out += "\n## Actions\n\n| Action | Allowed when |\n| --- | --- |\n| pay | `amount <= 500 or approved` |\n";
  if (!has("## Messages"))
    out +=
        "\n## Messages\n\n### thank you\n\n> Thank you, {customer}.\n\n### refund declined\n\n> Hello {customer}, we "
        "cannot refund this.\n";
  return out;
}

std::string code_table() {
  std::string out = "| Code | What is wrong | Why it matters |\n| --- | --- | --- |\n";
  for (const CodePage& p : code_pages()) {
    std::string why(p.why);
    for (std::size_t bar = why.find('|'); bar != std::string::npos; bar = why.find('|', bar + 2)) why.insert(bar, "\\");
    out += "| " + std::string(p.code) + " | " + std::string(p.title) + " | " + why + " |\n";
  }
  return out;
}

}  // namespace evenhand::procedure
