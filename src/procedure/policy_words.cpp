// How many rows of a decision table may match: the words for the hit policies of DMN.
#include <array>

#include "procedure/table_reader.hpp"

namespace evenhand::procedure {

std::optional<PolicyWords> take_policy(Cursor& cursor) {
  struct Words {
    std::string_view words;
    PolicyWords policy;
  };
  using dmn::Aggregation;
  using dmn::HitPolicy;
  // Longer phrases before those they begin with.
  static constexpr std::array all{Words{"one match", {HitPolicy::unique, Aggregation::none}},
                                  Words{"first match wins", {HitPolicy::first, Aggregation::none}},
                                  Words{"all matches agree", {HitPolicy::any, Aggregation::none}},
                                  Words{"all matches by priority", {HitPolicy::output_order, Aggregation::none}},
                                  Words{"all matches", {HitPolicy::rule_order, Aggregation::none}},
                                  Words{"by priority", {HitPolicy::priority, Aggregation::none}},
                                  Words{"collect", {HitPolicy::collect, Aggregation::none}},
                                  Words{"sum of matches", {HitPolicy::collect, Aggregation::sum}},
                                  Words{"count of matches", {HitPolicy::collect, Aggregation::count}},
                                  Words{"smallest match", {HitPolicy::collect, Aggregation::min}},
                                  Words{"largest match", {HitPolicy::collect, Aggregation::max}}};
  for (const Words& w : all)
    if (cursor.words(w.words)) return w.policy;
  return std::nullopt;
}

bool gathers(const dmn::Table& table) {
  using dmn::HitPolicy;
  return table.policy == HitPolicy::rule_order || table.policy == HitPolicy::output_order ||
         (table.policy == HitPolicy::collect && table.aggregation == dmn::Aggregation::none);
}

std::string_view which_rows(PolicyWords policy) {
  switch (policy.policy) {
    case dmn::HitPolicy::unique:
      return "the one row that matches";
    case dmn::HitPolicy::any:
      return "any row that matches, for they agree";
    case dmn::HitPolicy::first:
      return "the first row that matches";
    case dmn::HitPolicy::priority:
      return "of the rows that match, the one whose value is first among the options";
    case dmn::HitPolicy::rule_order:
      return "a list with every row that matches";
    case dmn::HitPolicy::output_order:
      return "a list with every row that matches, in the order of the options";
    case dmn::HitPolicy::collect:
      break;
  }
  switch (policy.aggregation) {
    case dmn::Aggregation::none:
      break;
    case dmn::Aggregation::sum:
      return "the sum of the rows that match";
    case dmn::Aggregation::count:
      return "how many rows match";
    case dmn::Aggregation::min:
      return "the smallest of the rows that match";
    case dmn::Aggregation::max:
      return "the largest of the rows that match";
  }
  return "a list with every row that matches";
}
}  // namespace evenhand::procedure
