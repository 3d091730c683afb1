#include "law/pack.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "law/changes.hpp"
#include "law/library.hpp"

namespace evenhand::law {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view small = R"(format: evenhand-law/1
id: us-mo
jurisdiction: US-MO
name: Missouri
edition: 2026-11-22
agencies:
  ag: {name: Attorney General, page: 'https://ago.mo.gov/'}
facts:
  - id: mo-wage
    topic: wage-and-hour
    title: Minimum wage
    summary: What an hour is paid at least.
    parameters:
      usd_per_hour: {unit: USD an hour, values: [{from: 2025-01-01, value: 13.75}, {from: 2026-01-01, value: 15.00}]}
      tipped_share: 0.5
      state_days: {value: null, unit: days}
    citation: RSMo 290.502
    effective: {from: 2025-01-01, to: null}
    agency: ag
    verify: {url: 'https://labor.mo.gov/', seen: false}
    source: a page
    basis: secondary-seen
    confidence: high
    checked_on: 2026-11-22
    history: [{date: 2026-11-22, change: Recorded.}]
tables:
  - id: mo-status
    title: Status
    facts: [mo-wage]
    policy: unique
    inputs: [{name: free, type: yes or no}]
    outputs: [{name: status, options: [employee, contractor]}]
    rules:
      - {if: ['true'], then: ['"contractor"']}
      - {if: ['false'], then: ['"employee"']}
    tests:
      - {given: {free: true}, expect: {status: contractor}}
)";

std::string with(std::string_view from, std::string_view to) {
  std::string text(small);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}
std::string codes(std::string_view text) {
  std::string all;
  for (const Diagnostic& one : parse_pack(text).diagnostics)
    all += one.code + "@" + std::to_string(one.span.line) + " ";
  return all;
}
CalendarDate day(std::string_view text) {
  return parse_calendar_date(text).value();
}

TEST(Pack, ReadsWhatAFactSays) {
  const ParsedPack parsed = parse_pack(small);
  ASSERT_TRUE(parsed.diagnostics.empty()) << parsed.diagnostics[0].message;
  const Pack& pack = parsed.pack;
  EXPECT_EQ(pack.jurisdiction, "US-MO");
  EXPECT_EQ(to_string(pack.edition), "2026-11-22");
  const Fact* fact = pack.find("mo-wage", day("2026-11-22"));
  ASSERT_NE(fact, nullptr);
  EXPECT_EQ(fact->agency.name, "Attorney General");
  EXPECT_EQ(fact->confidence, Confidence::high);
  const Parameter* wage = fact->find("usd_per_hour");
  ASSERT_NE(wage, nullptr);
  EXPECT_EQ(wage->unit, "USD an hour");
  EXPECT_TRUE(wage->value_on(day("2024-12-31")).is_null());
  EXPECT_EQ(json::write(wage->value_on(day("2025-12-31"))), "13.75");
  EXPECT_EQ(json::write(wage->value_on(day("2026-01-01"))), "15.00");
  EXPECT_TRUE(fact->find("state_days")->value_on(day("2026-01-01")).is_null());
  EXPECT_EQ(pack.find("mo-wage", day("2024-12-31")), nullptr);
  EXPECT_TRUE(failures_of(pack.tables.at(0), Instant{}).empty());
}

TEST(Pack, EveryMistakeHasItsCodeAndItsPlace) {
  EXPECT_EQ(codes("facts: ["), "EH0901@1 ");
  EXPECT_EQ(codes(with("citation:", "citaton:")), "EH0903@9 EH0902@17 ");
  EXPECT_EQ(codes(with("    citation: RSMo 290.502\n", "")), "EH0903@9 ");
  EXPECT_EQ(codes(with("citation: RSMo 290.502", "citation: ''")), "EH0908@17 ");
  EXPECT_EQ(codes(with("2026-11-22\nagencies", "22 November\nagencies")), "EH0904@5 ");
  EXPECT_EQ(codes(with("from: 2025-01-01, to: null", "from: 2025-01-01, to: 2024-01-01")), "EH0907@18 ");
  EXPECT_EQ(codes(with("{from: 2026-01-01, value: 15.00}", "{from: 2025-01-01, value: 15.00}")), "EH0907@14 ");
  EXPECT_EQ(codes(with("evenhand-law/1", "evenhand-law/2")).substr(0, 9), "EH0905@1 ");
  EXPECT_EQ(codes(with("agency: ag", "agency: ga")), "EH0910@19 ");
  EXPECT_EQ(codes(with("basis: secondary-seen", "basis: background")), "EH0912@23 ");
  EXPECT_EQ(codes(with("confidence: high", "confidence: low")), "EH0912@29 ");
  EXPECT_EQ(codes(with("facts: [mo-wage]", "facts: [mo-wages]")), "EH0910@29 ");
  EXPECT_EQ(codes(with("      - {if: ['false'], then: ['\"employee\"']}\n", "")), "EH0911@34 ");
  EXPECT_EQ(codes(with("['true']", "['true' or]")), "EH0901@34 ");
  EXPECT_EQ(codes(with("if: ['true']", "if: ['< <']")), "EH0911@34 ");
  EXPECT_EQ(codes(with("id: us-mo", "id: us-ma")), "EH0904@2 ");
  EXPECT_EQ(codes(with("    title: Minimum wage\n", "    title: Minimum wage\n    title: Other\n")), "EH0903@12 ");
  EXPECT_EQ(codes("\xff"), "EH0901@1 ");
  EXPECT_EQ(codes(std::string(100'000, '[')), "EH0901@1 ");
}

TEST(Pack, TwoTextsOfOneRuleMayNotHoldOnTheSameDay) {
  std::string text(small);
  const std::size_t begin = text.find("  - id: mo-wage"), end = text.find("tables:");
  std::string second = text.substr(begin, end - begin);
  text.insert(end, second);
  EXPECT_EQ(codes(text).substr(0, 6), "EH0907");
  const std::string period = "effective: {from: 2025-01-01, to: null}";
  text.replace(text.rfind(period), period.size(), "effective: {from: 2024-01-01, to: 2024-12-31}");
  EXPECT_EQ(codes(text), "");
  const ParsedPack parsed = parse_pack(text);
  EXPECT_EQ(parsed.pack.find_all("mo-wage").size(), 2u);
  EXPECT_EQ(parsed.pack.find("mo-wage", day("2024-06-01"))->effective.to, day("2024-12-31"));
}

TEST(Pack, AliasesCannotMakeMuchOfLittle) {
  std::string bomb = "format: evenhand-law/1\na: &a [x,x,x,x,x,x,x,x,x,x]\n";
  char last = 'a';
  for (char next = 'b'; next < 'i'; last = next++) {
    bomb += std::string(1, next) + ": &" + next + " [";
    for (int i = 0; i < 10; ++i) bomb += std::string(i ? "," : "") + "*" + last;
    bomb += "]\n";
  }
  EXPECT_NE(codes(bomb), "");
  std::string inside(small);
  inside.replace(inside.find("0.5"), 3, "&p [&o [1,1,1,1,1,1,1,1,1,1],*o,*o,*o,*o,*o,*o,*o,*o,*o]");
  EXPECT_EQ(codes(inside), "");
}

TEST(Pack, WhatChangedIsToldFieldByField) {
  const Pack before = parse_pack(small).pack;
  const Pack after = parse_pack(with("checked_on: 2026-11-22", "checked_on: 2026-12-01")).pack;
  const PackChanges checked = compare(before, after);
  ASSERT_EQ(checked.facts.size(), 1u);
  EXPECT_FALSE(checked.facts[0].is_material);
  EXPECT_EQ(checked.facts[0].fields.at(0).field, "checked_on");
  EXPECT_EQ(checked.facts[0].fields.at(0).after, "2026-12-01");
  const PackChanges raised = compare(before, parse_pack(with("value: 15.00", "value: 16.00")).pack);
  ASSERT_EQ(raised.facts.size(), 1u);
  EXPECT_TRUE(raised.facts[0].is_material);
  EXPECT_EQ(raised.facts[0].fields.at(0).after, "13.75 USD an hour from 2025-01-01, 16.00 USD an hour from 2026-01-01");
  EXPECT_TRUE(compare(before, before).facts.empty());
  const PackChanges tables = compare(before, parse_pack(with("\"contractor\"", "\"employee\"")).pack);
  ASSERT_EQ(tables.tables.size(), 1u);
}

TEST(Law, FindsByNameAndDayAndSaysWhyNot) {
  auto older = std::make_shared<Pack>(parse_pack(with("edition: 2026-11-22", "edition: 2026-01-01")).pack);
  auto newer = std::make_shared<Pack>(parse_pack(small).pack);
  const auto law = Law::of({older, newer}).value();
  ASSERT_EQ(law->packs().size(), 1u);
  EXPECT_EQ(law->packs()[0], newer);
  EXPECT_EQ(law->find("us-mo/mo-wage", day("2026-11-22"))->fact->id, "mo-wage");
  EXPECT_EQ(law->find("us-mo/mo-wage", day("2020-01-01")).error().code, "law/not-in-force");
  EXPECT_EQ(law->find("us-mo/mo-wages", day("2026-01-01")).error().hint, "Did you mean us-mo/mo-wage?");
  EXPECT_EQ(law->find("us-tx/mo-wage", day("2026-01-01")).error().code, "law/unknown-pack");
  EXPECT_EQ(law->find("mo-wage", day("2026-01-01")).error().code, "law/unknown-pack");
  EXPECT_EQ(law->list({.jurisdiction = "US-MO", .day = day("2026-01-01")}).size(), 1u);
  EXPECT_EQ(law->list({.jurisdiction = "US-MO", .day = day("2020-01-01")}).size(), 0u);
  EXPECT_EQ(law->list({.jurisdiction = "US-TX", .day = day("2026-01-01")}).size(), 0u);
}

/// The packs that come with the product.
class Shipped : public ::testing::Test {
 protected:
  static std::shared_ptr<const Law> law() {
    static const std::shared_ptr<const Law> all = [] {
      std::vector<std::shared_ptr<const Pack>> packs;
      for (const auto& entry : fs::directory_iterator("packs/law")) {
        if (entry.path().extension() != ".yaml") continue;
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        const std::string source = text.str();
        ParsedPack parsed = parse_pack(source);
        for (const Diagnostic& one : parsed.diagnostics) ADD_FAILURE() << render(one, entry.path().string(), source);
        EXPECT_EQ(entry.path().stem(), parsed.pack.id);
        packs.push_back(std::make_shared<const Pack>(std::move(parsed.pack)));
      }
      return Law::of(std::move(packs)).value();
    }();
    return all;
  }
};

TEST_F(Shipped, AreSixAndWithoutAFault) {
  EXPECT_EQ(law()->packs().size(), 6u);
  std::size_t facts = 0;
  for (const auto& pack : law()->packs()) {
    facts += pack->facts.size();
    for (const DecisionTable& table : pack->tables)
      for (const std::string& failure : failures_of(table, Instant{})) ADD_FAILURE() << failure;
    EXPECT_FALSE(pack->tables.empty()) << pack->id;
  }
  EXPECT_EQ(facts, 251u);
}

TEST_F(Shipped, WhatHeldInOklahomaChangedWithTheYear2026) {
  const auto held = [&](std::string_view on) {
    std::string ids;
    for (const Found& found :
         law()->list({.jurisdiction = "US-OK", .own_only = true, .day = day(on), .topic = Topic::privacy_and_breach}))
      ids += found.fact->id + " ";
    return ids;
  };
  EXPECT_EQ(held("2025-12-31").find("ok-breach-ag"), std::string::npos);
  EXPECT_NE(held("2026-01-01").find("ok-breach-ag"), std::string::npos);
  EXPECT_EQ(held("2026-12-31").find("ok-privacy-requests"), std::string::npos);
  EXPECT_NE(held("2027-01-01").find("ok-privacy-requests"), std::string::npos);
}

TEST_F(Shipped, AWageTableSaysWhatItsFactSays) {
  for (const auto& pack : law()->packs()) {
    for (const DecisionTable& table : pack->tables) {
      if (!table.id.ends_with("-minimum-wage")) continue;
      for (const char* on : {"2025-06-01", "2026-06-01", "2027-06-01"}) {
        const Found found = law()->find(name_of(*pack, table.facts.at(0)), day(on)).value();
        feel::MapEnvironment given({{"day", feel::Value(feel::Date{day(on).year, day(on).month, day(on).day})},
                                    {"employees", feel::Value(Decimal{10})}},
                                   Instant{});
        EXPECT_TRUE(feel::to_json(dmn::evaluate(table.table, given).value) ==
                    found.fact->find("usd_per_hour")->value_on(day(on)))
            << table.id << " " << on;
      }
    }
  }
}

}  // namespace
}  // namespace evenhand::law
