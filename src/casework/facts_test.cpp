// What a person may state as a fact, and the placeholders that every case can fill in.
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::Fact;
using procedure::FactType;
using procedure::by_hand::Builder;

Fact money() {
  Fact fact;
  fact.name = "amount";
  fact.type.kind = FactType::Kind::money;
  fact.type.currency = "USD";
  return fact;
}

std::string problem(const Fact& fact, std::string_view words) {
  const auto checked = check_stated(fact, feel::Value(words));
  return checked ? "" : checked.error().message;
}

TEST(Facts, AnAmountThatIsStatedIsMoneyOneCanPay) {
  EXPECT_EQ(problem(money(), "12.34"), "");
  EXPECT_EQ(problem(money(), "$12.30"), "");
  EXPECT_EQ(problem(money(), "12.3400"), "");
  EXPECT_EQ(problem(money(), "999999999999.99"), "");
  EXPECT_EQ(problem(money(), "12.345"), "**amount** has at most two decimals, such as `12.50`.");
  EXPECT_EQ(problem(money(), "-50"), "**amount** cannot be negative.");
  EXPECT_EQ(problem(money(), "1e400"), "**amount** has at most 12 digits before the point.");
  EXPECT_EQ(problem(money(), "-1e400"), "**amount** has at most 12 digits before the point.");
  Fact balance = money();
  balance.type.minimum = Decimal(-100);
  balance.type.maximum = Decimal(100);
  EXPECT_EQ(problem(balance, "-50"), "");
  Fact list = money();
  list.type.kind = FactType::Kind::list;
  list.type.element = std::make_shared<const FactType>(money().type);
  EXPECT_EQ(problem(list, "1, 2.345"), "**amount** has at most two decimals, such as `12.50`.");
}

TEST(Facts, WhatIsComputedMayHaveAnyFraction) {
  EXPECT_TRUE(check_fact(money(), feel::Value(*Decimal::parse("12.345"))).has_value());
}

TEST(Placeholders, TheCaseAndTheDayAreAlwaysKnown) {
  for (const auto& [language, words] : std::map<std::string, std::string>{{"en", "case_1 on September 21, 2026"},
                                                                          {"es", "case_1 on 21 de septiembre de 2026"},
                                                                          {"de", "case_1 on 2026-09-21"}}) {
    Builder b;
    b.procedure.base_language = "en";
    b.step("One", {b.task("wait")});
    const Case c(link(b.procedure, {}, {"", "email", "", language}));
    const auto rendered = render("{case} on {today}", c.state(), c.session.program(), "", person("ann"),
                                 Surroundings{start, "Acme", "case_1", "test"});
    EXPECT_EQ(rendered.text, words);
    EXPECT_TRUE(rendered.missing.empty());
  }
}

}  // namespace
}  // namespace evenhand::casework
