#include "dmn/trace.hpp"

#include <gtest/gtest.h>

#include "dmn/model.hpp"
#include "dmn/testing.hpp"

namespace evenhand::dmn {
namespace {

using feel::Value;

const std::string priced = testing::definitions(
    R"(<itemDefinition name="person"><itemComponent name="born"><typeRef>date</typeRef></itemComponent></itemDefinition>
<itemDefinition name="people" isCollection="true"><typeRef>person</typeRef></itemDefinition>
<inputData name="age" id="i"><variable name="age" typeRef="number"/></inputData>
<inputData name="day" id="j"><variable name="day" typeRef="date"/></inputData>
<inputData name="guests" id="k"><variable name="guests" typeRef="people"/></inputData>
<decision name="price" id="d"><variable name="price" typeRef="number"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<decisionTable><input label="Age"><inputExpression><text>age</text></inputExpression></input><output/>
<rule><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>5</text></outputEntry></rule>
<rule><inputEntry><text>&gt;= 18</text></inputEntry><outputEntry><text>10</text></outputEntry></rule>
</decisionTable></decision>)");

TEST(Trace, SaysWhichRowsMatchedAndWhy) {
  const ReadModel read = read_model(priced);
  ASSERT_TRUE(read.usable);
  Trace trace;
  EXPECT_EQ(read.model.evaluate("price", {{"age", 20}}, Instant{}, &trace), Value(10));
  EXPECT_EQ(to_text(trace),
            "input age (line 5) = 20\n"
            "table of price (line 10) = 10\n"
            "    Age = 20\n"
            "    row 1 does not: Age is not < 18\n"
            "    row 2 matches\n"
            "decision price (line 8) = 10\n");
  const json::Value json = to_json(trace);
  EXPECT_EQ(json::write(*json.find("steps")->as_array()->at(1).find("rows")),
            R"([{"matched":false,"failed":"Age","cell":"< 18"},{"matched":true}])");
  EXPECT_EQ(json::write(*json.find("steps")->as_array()->at(1).find("deciding")), "[2]");
  Trace none;
  EXPECT_TRUE(read.model.evaluate("price", {}, Instant{}, &none).is_null());
  EXPECT_NE(to_text(none).find("input age (line 5) = null (no value was given for \"age\")"), std::string::npos)
      << to_text(none);
}

TEST(Inputs, AreReadByTheirTypes) {
  const ReadModel read = read_model(priced);
  const auto inputs = [&](const char* json) { return read.model.read_inputs(json::parse(json).value()); };
  const auto good = inputs(R"({"age":17,"day":"2026-01-31","guests":[{"born":"2000-02-29","note":"2026-01-01"}]})");
  ASSERT_TRUE(good.has_value()) << good.error().message;
  EXPECT_EQ(
      feel::to_feel(Value(*good)),
      R"({"age": 17, "day": date("2026-01-31"), "guests": [{"born": date("2000-02-29"), "note": "2026-01-01"}]})");
  EXPECT_EQ(json::write(to_plain_json(Value(*good))),
            R"({"age":17,"day":"2026-01-31","guests":[{"born":"2000-02-29","note":"2026-01-01"}]})");
  const auto bad = inputs(R"({"day":"31.01.2026"})");
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().code, "dmn/bad-input");
  EXPECT_NE(bad.error().message.find("\"day\""), std::string::npos);
  EXPECT_FALSE(inputs("[]").has_value());
  for (const char* json : {R"({"age":"3"})", R"({"age":true})", R"({"age":[3,4]})", R"({"age":{"a":1}})",
                           R"({"day":5})", R"({"day":{"@time":"10:00:00"}})", R"({"guests":[{"born":5}]})"}) {
    const auto wrong = inputs(json);
    ASSERT_FALSE(wrong.has_value()) << json;
    EXPECT_EQ(wrong.error().code, "dmn/bad-input") << json;
  }
  EXPECT_EQ(inputs(R"({"age":"3"})").error().message, "The input \"age\": \"3\" is no number.");
  for (const char* json :
       {R"({"age":[3]})", R"({"age":null})", R"({"day":{"@date":"2026-01-31"}})", R"({"other":"x"})"})
    EXPECT_TRUE(inputs(json).has_value()) << json;
  EXPECT_EQ(feel::to_feel(inputs(R"({"x":{"@date":"2026-01-31"}})")->front().second), R"(date("2026-01-31"))");
}

}  // namespace
}  // namespace evenhand::dmn
