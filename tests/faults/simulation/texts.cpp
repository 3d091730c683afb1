#include "texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "support/procedures.hpp"

namespace evenhand::simulation {
namespace {

/// One list item; `deep` allows items with items below.
std::string item(Random& random, int& closes, bool deep, const std::string& indent) {
  const auto nested = [&](const std::string& head) {
    std::string text = indent + head + "\n";
    for (int i = random.below(2); i >= 0; --i) text += item(random, closes, false, indent + "  ");
    return text;
  };
  switch (random.below(deep ? 20 : 14)) {
    case 0:
      return indent + "- Ask for **sure**.\n";
    case 1:
      return indent + "- Ask for **tries**.\n";
    case 2:
      return indent + "- [ ] Look at the papers.\n";
    case 3:
      return indent + "- [ ] Sign it. (evidence: text) (by team lead)\n";
    case 4:
      return indent + fmt::format("- Wait {} {}.\n", 2 + random.below(20), random.one_in(2) ? "hours" : "days");
    case 5:
      return indent + fmt::format("- Wait for a reply, up to {} days. If none: tell **team lead** that nobody wrote.\n",
                                  2 + random.below(4));
    case 6:
      return indent + "- Do **look up rate**, giving **rate**. If it fails: record **rate** as `1`.\n";
    case 7:
      return indent +
             "- Get approval from **support manager**, up to 2 days. If none: tell **team lead** that nobody "
             "answered.\n";
    case 8:
      return indent + "- Send **news**.\n";
    case 9:
      return indent + "- Tell **team lead** that it goes on. (optional)\n";
    case 10:
      return indent + "- Hand over to **fraud desk**.\n";
    case 11:
      return indent + "- [ ] Sweep. (optional)\n";
    case 12:
      return indent + "- Do **weigh it**, giving **weight**.\n";
    case 13:
      return indent + "- Tell **team lead** that it went on.\n";
    case 14:
      return nested("- In any order:");
    case 15:
      return nested("- If `tries > 5`:");
    case 16:
      return indent + "- Repeat until `tries >= 2`, at most 3 times:\n" + indent + "  - Ask for **tries**.\n";
    case 17:
      return nested("- If `sure`:");
    case 18:
      if (closes++ > 0) return indent + "- Send **news**.\n";
      return indent + "- If `tries > 100`: close as **early**.\n";
    default:
      return indent + "- Do **pay back**. If it fails: tell **team lead** that it failed.\n";
  }
}

}  // namespace

Text random_text(Random& random, int number, int revision) {
  Text text{fmt::format("random-{}", number), {}, {}};
  int closes = 0;
  std::string steps;
  const bool free_order = random.one_in(3);
  const int count = free_order ? 0 : 2 + random.below(3);
  for (int step = 1; step <= count; ++step) {
    steps += fmt::format("## {}. Part {}\n\n", step, step);
    if (step == 1) steps += "- Ask for **tries** and **sure**.\n";
    if (step == 1) steps += "- Do **look up rate**, giving **rate**. If it fails: record **rate** as `1`.\n";
    for (int i = 1 + random.below(4); i >= 0; --i) steps += item(random, closes, true, "");
    if (step == count) steps += "- Close as **worked**.\n";
    steps += "\n";
  }
  text.source =
      fmt::format(R"(---
id: {}
title: Random {}
channels: [phone, email]
languages: [en]
{}---

# Random {}

Revision {}.

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| tries | number | customer | no |
| sure | yes or no | customer | contact |
| rate | number | look up rate | no |
| weight | number | weigh it | no |

{}## Messages

### news

> It is going on.

## Escalation

- If not resolved within {} days: tell **team lead** that it takes long.
- If no first reply within {} hours: tell **team lead** that nobody wrote back.
- If no reply within {} hours: raise priority to **high**.

## Actions

| Action | Connector | Gives | Allowed when |
| --- | --- | --- | --- |
| look up rate | shop | rate |  |
| weigh it |  | weight |  |
| pay back | bank |  | {} |
)",
                  text.id, number, free_order ? "order: free\noutcomes: [worked, dropped]\n" : "", number, revision,
                  steps, 3 + random.below(20), 1 + random.below(48), 1 + random.below(48), free_order ? "`sure`" : "");
  return text;
}

procedure::Compiled compile_once(std::string_view text, const procedure::Resolver& resolver) {
  struct Once {
    std::vector<std::pair<std::string, procedure::ProcedurePtr>> followed;
    procedure::Compiled compiled;
  };
  static std::unordered_map<std::string, std::vector<Once>> known;
  auto& all = known[(resolver ? "+" : "-") + std::string(text)];
  for (const Once& once : all) {
    const bool same = std::all_of(once.followed.begin(), once.followed.end(),
                                  [&](const auto& one) { return resolver(one.first) == one.second; });
    if (same) return once.compiled;
  }
  Once once;
  const procedure::Resolver noting = [&](std::string_view link) {
    auto found = resolver(link);
    once.followed.emplace_back(link, found);
    return found;
  };
  once.compiled = procedure::compile(text, resolver ? noting : procedure::Resolver());
  return all.emplace_back(std::move(once)).compiled;
}

std::map<std::string, Text> library_of(const std::string& source_tree) {
  std::map<std::string, Text> all;
  for (const char* name : {"packs/procedures", "tests/corpus/retailer", "tests/corpus/telecom"}) {
    tests::ProcedureFolder folder(std::filesystem::path(source_tree) / name);
    for (const std::string& file : folder.files()) {
      const auto& compiled = folder.compiled(file);
      if (!compiled.procedure || compiled.procedure->guidance_only || all.contains(compiled.procedure->id)) continue;
      all[compiled.procedure->id] = {compiled.procedure->id, folder.text(file), compiled.procedure->follows};
    }
  }
  for (bool again = true; again;) {
    again = std::erase_if(all, [&](const auto& one) {
              for (const auto& id : one.second.follows)
                if (!all.contains(id)) return true;
              return false;
            }) > 0;
  }
  // As a desk will compile them, once for all worlds.
  const std::function<procedure::ProcedurePtr(std::string_view)> as_published =
      [&](std::string_view link) -> procedure::ProcedurePtr {
    link.remove_prefix(link.find_last_of('/') + 1);
    const auto found = all.find(std::string(link.substr(0, link.find('.'))));
    return found == all.end() ? nullptr : compile_once(found->second.source, as_published).procedure;
  };
  for (const auto& [id, text] : all) {
    (void)as_published(id);
    (void)compile_once(text.source, {});
  }
  return all;
}

}  // namespace evenhand::simulation
