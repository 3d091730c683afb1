// The last section of a draft: where its guesses are.
#include <fmt/format.h>

#include <tuple>

#include "intake/draft_writer.hpp"

namespace evenhand::intake {

namespace {

struct Tally {
  std::size_t boxes = 0, directives = 0, branches = 0, words = 0, tables = 0;
  void add(const Unit& u) {
    const bool counts = u.is_reported;
    switch (u.form()) {
      case Form::box:
        boxes += counts && u.guessed ? 1 : 0;
        break;
      case Form::sentence:
        directives += counts && !u.phrase.sure ? 1 : 0;
        break;
      case Form::choice:
      case Form::otherwise:
      case Form::block:
        branches += counts ? 1 : 0;
        break;
      case Form::said:
      case Form::quote:
        words += counts ? 1 : 0;
        return;
      case Form::decision:
        tables += counts ? 1 : 0;
        break;
      default:
        break;
    }
    for (const Unit& then : u.then) add(then);
    for (const Unit& child : u.children) add(child);
  }
  std::string str() const {
    std::string out;
    for (const auto& [n, one, many] : {std::tuple{boxes, "box", "boxes"},
                                       {directives, "directive", "directives"},
                                       {branches, "branch", "branches"},
                                       {words, "text to say", "texts to say"},
                                       {tables, "decision table", "decision tables"}})
      if (n > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", n, n == 1 ? one : many);
    return out;
  }
};

}  // namespace

std::vector<std::string> notes_of(const Draft& draft, std::size_t facts) {
  std::vector<std::string> items;
  if (facts > 0) items.push_back(fmt::format("- Facts: {} of them named, with their types, by the import.", facts));
  std::uint32_t number = 0;
  for (const Unit& u : draft.units) {
    if (u.form() != Form::step) continue;
    ++number;
    Tally tally;
    for (const Unit& child : u.children) tally.add(child);
    if (const std::string made = tally.str(); !made.empty())
      items.push_back(fmt::format("- Step {}: {} guessed.", number, made));
  }
  if (items.empty()) return {};
  std::vector<std::string> out{
      "## To be looked at", "",
      "A program made this draft from another file. The places below hold its guesses. This list is for the "
      "author alone and goes away before publishing.",
      ""};
  out.insert(out.end(), items.begin(), items.end());
  return out;
}

}  // namespace evenhand::intake
