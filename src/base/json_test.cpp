#include "base/json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace evenhand::json {
namespace {

std::string round_trip(std::string_view text) {
  const auto value = parse(text);
  return value ? write(*value) : value.error().code + ": " + value.error().message;
}

TEST(Json, KeepsWhatItReads) {
  for (const char* text : {"null", "true", "false", "0", "-1.50", "\"a\"", "[]", "{}", "[1,2,[3,{}]]",
                           R"({"b":1,"a":{"c":[null,true,"x\"y\\z\n"]}})", "12345678901234567890.123", "\"é😀\""}) {
    EXPECT_EQ(round_trip(text), text);
  }
  EXPECT_EQ(round_trip(" [ 1 , 2 ]\n"), "[1,2]");
  EXPECT_EQ(round_trip("\t7 "), "7");
  EXPECT_EQ(round_trip(R"("\u00e9\ud83d\ude00\/")"), "\"é😀/\"");
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const char* text : {"",
                           " ",
                           "[",
                           "]",
                           "{",
                           "[1",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{'a':1}",
                           "[1}",
                           "{\"a\":1]",
                           "01",
                           "1.",
                           ".5",
                           "+1",
                           "-",
                           "1e",
                           "truex",
                           "tru",
                           "nul",
                           "NaN",
                           "Infinity",
                           "\"a",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"a\nb\"",
                           "1 2",
                           "[] []",
                           "null null",
                           "\"a\" \"b\"",
                           "{} x",
                           "[1]]",
                           "// c\n1",
                           "[\"a\" \"b\"]",
                           "{\"a\":1 \"b\":2}",
                           "{\"a\"::1}",
                           "[1,,2]",
                           "{1:2}",
                           "\xEF\xBB\xBF[]",
                           "[truefalse]"}) {
    const auto value = parse(text);
    EXPECT_FALSE(value.has_value()) << text << " gave " << (value ? write(*value) : "");
    EXPECT_EQ(value ? "" : value.error().code, "json/invalid") << text;
  }
  EXPECT_FALSE(parse(std::string_view("[1]\0", 4)).has_value());
}

TEST(Json, SaysWhere) {
  const auto value = parse("{\n  \"ä\": tru\n}");
  ASSERT_FALSE(value.has_value());
  EXPECT_NE(value.error().message.find("line 2, column 8"), std::string::npos) << value.error().message;
  const auto twice = parse("{\"a\": 1,\n \"b\": 2, \"a\": 3}");
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().code, "json/duplicate-key");
  EXPECT_NE(twice.error().message.find("line 2, column 10"), std::string::npos) << twice.error().message;
  const auto bytes = parse("[\"\xFF\"]");
  ASSERT_FALSE(bytes.has_value());
  EXPECT_NE(bytes.error().message.find("line 1, column 3"), std::string::npos) << bytes.error().message;
}

TEST(Json, FindsDuplicatesInLargeObjects) {
  std::string text = "{";
  for (int i = 0; i < 500; ++i) text += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_TRUE(parse(text + "\"z\":1}").has_value());
  const auto twice = parse(text + "\"k3\":1}");
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().code, "json/duplicate-key");
}

TEST(Json, IsBounded) {
  const auto deep = parse(std::string(65, '[') + std::string(65, ']'));
  ASSERT_FALSE(deep.has_value());
  EXPECT_EQ(deep.error().code, "json/too-deep");
  EXPECT_TRUE(parse(std::string(64, '[') + std::string(64, ']')).has_value());
  EXPECT_FALSE(parse(std::string(100'000, '[')).has_value());
  const auto large = parse("[1,2,3]", {.bytes_max = 4});
  ASSERT_FALSE(large.has_value());
  EXPECT_EQ(large.error().code, "json/too-large");
}

TEST(Json, WritesCanonicallyAndPrettily) {
  const auto value = parse(R"({"b":1.50,"a":[1e2,{"d":null,"c":"x"}]})");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(write_canonical(*value), R"({"a":[100,{"c":"x","d":null}],"b":1.5})");
  EXPECT_EQ(write_pretty(*parse(R"({"a":[1,2],"b":{}})")), "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
}

TEST(Json, ReadsMembers) {
  Value value;
  value.set("name", "Ana").set("count", 3).set("open", true).set("name", "Eva");
  EXPECT_EQ(value.string_or("name", ""), "Eva");
  EXPECT_EQ(value.int_or("count", 0), 3);
  EXPECT_EQ(value.int_or("name", -1), -1);
  EXPECT_TRUE(value.bool_or("open", false));
  EXPECT_EQ(value.find("none"), nullptr);
}

Value arbitrary_value(int depth) {
  switch (*rc::gen::inRange(0, depth > 3 ? 4 : 6)) {
    case 0:
      return nullptr;
    case 1:
      return *rc::gen::arbitrary<bool>();
    case 2:
      return *rc::gen::arbitrary<std::int64_t>();
    case 3:
      return *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
    case 4: {
      Array out;
      for (int left = *rc::gen::inRange(0, 4); left > 0; --left) out.push_back(arbitrary_value(depth + 1));
      return out;
    }
    default: {
      Value out = Object{};
      for (int left = *rc::gen::inRange(0, 4); left > 0; --left) {
        out.set(*rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127)), arbitrary_value(depth + 1));
      }
      return out;
    }
  }
}

RC_GTEST_PROP(JsonProperty, EveryStyleReadsBack, ()) {
  const Value value = arbitrary_value(0);
  RC_ASSERT(*parse(write(value)) == value);
  RC_ASSERT(*parse(write_pretty(value)) == value);
  const std::string canonical = write_canonical(value);
  RC_ASSERT(write_canonical(*parse(canonical)) == canonical);
}

RC_GTEST_PROP(JsonProperty, NoTextCrashesTheParser, (const std::string& text)) {
  static_cast<void>(parse(text));
}

}  // namespace
}  // namespace evenhand::json
