#include "procedure/codes.hpp"

#include <algorithm>

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

std::string whole_example(std::string_view example) {
  if (example.starts_with("---") || example.find("\n---\n") != std::string_view::npos || example.starts_with("\xEF"))
    return std::string(example);
  std::string out = "---\nid: example\ntitle: Example\nchannels: [phone, email, chat]\n---\n\n# Example\n\n";
  const bool has_section = example.starts_with("## ");
  const auto has = [&](std::string_view part) { return example.find(part) != std::string_view::npos; };
  if (has_section) {
    out += example;
  } else if (example.starts_with("| Action")) {
    out += "## Actions\n\n" + std::string(example) + "\n## 1. First step\n\n- Do **pay**.\n";
  } else {
    out += "## 1. First step\n\n" + std::string(example);
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
