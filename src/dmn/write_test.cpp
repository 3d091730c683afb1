// What is written is read again as the same model; tests/dmn shows that dmn-js opens it.
#include <gtest/gtest.h>

#include "dmn/content.hpp"
#include "dmn/model.hpp"
#include "dmn/testing.hpp"

namespace evenhand::dmn {
namespace {

void expect_round_trip(const std::string& xml, const std::string& what) {
  const ReadModel first = read_model(xml);
  ASSERT_TRUE(first.usable) << what << ": " << (first.diagnostics.empty() ? "" : first.diagnostics[0].message);
  const std::string written = write_model(first.model);
  const ReadModel second = read_model(written);
  ASSERT_TRUE(second.usable) << what << ": " << (second.diagnostics.empty() ? "" : second.diagnostics[0].message);
  EXPECT_TRUE(first.model == second.model) << what << "\n" << written.substr(0, 4000);
  EXPECT_EQ(first.diagnostics.size(), second.diagnostics.size()) << what;
  EXPECT_EQ(write_model(second.model), written) << what;
}

TEST(Write, KeepsEverythingThatIsRead) {
  const std::string xml = testing::every_construct();
  const ReadModel read = read_model(xml);
  EXPECT_TRUE(read.diagnostics.empty()) << (read.diagnostics.empty() ? "" : read.diagnostics[0].message);
  expect_round_trip(xml, "every construct");
  const std::string written = write_model(read.model);
  for (const char* part :
       {"Words &lt;of&gt; a person", "<question>How much?</question>", "hitPolicy=\"OUTPUT ORDER\"",
        "aggregation=\"MAX\"", "<annotation name=\"why\"/>", "because", "kind=\"Java\"", "typeConstraint",
        "isCollapsed=\"true\"", "outputTypeRef=\"number\"", "encapsulatedDecision", "textAnnotation",
        "locationURI=\"https://example.org/law\"", "dmnElementRef=\"import1:far\"", "20230324"})
    EXPECT_NE(written.find(part), std::string::npos) << part << "\n" << written;
}

TEST(Write, PicksTheOldestEditionThatHoldsTheModel) {
  const ReadModel plain = read_model(testing::definitions(testing::literal_decision("d", "1")));
  EXPECT_NE(write_model(plain.model).find("spec/DMN/20191111/MODEL/"), std::string::npos);
  EXPECT_NE(write_model(plain.model, Edition::v1_5).find("spec/DMN/20230324/MODEL/"), std::string::npos);
  const ReadModel newer = read_model(testing::every_construct());
  EXPECT_NE(write_model(newer.model).find("spec/DMN/20230324/MODEL/"), std::string::npos);
}

TEST(Write, EveryEditionIsReadAgain) {
  const ReadModel first = read_model(testing::every_construct());
  for (const auto& [edition, space] : {std::pair{Edition::v1_1, "http://www.omg.org/spec/DMN/20151101/dmn.xsd"},
                                       std::pair{Edition::v1_2, "http://www.omg.org/spec/DMN/20180521/MODEL/"},
                                       std::pair{Edition::v1_3, "https://www.omg.org/spec/DMN/20191111/MODEL/"},
                                       std::pair{Edition::v1_4, "https://www.omg.org/spec/DMN/20211108/MODEL/"},
                                       std::pair{Edition::v1_5, "https://www.omg.org/spec/DMN/20230324/MODEL/"}}) {
    const std::string written = write_model(first.model, edition);
    EXPECT_NE(written.find(std::string("<definitions xmlns=\"") + space + "\""), std::string::npos) << written;
    const ReadModel second = read_model(written);
    EXPECT_TRUE(second.diagnostics.empty()) << space;
    EXPECT_TRUE(first.model == second.model) << written;
    EXPECT_EQ(write_model(second.model, edition), written);
    // DMN 1.1 has no drawings, and its types are qualified names.
    EXPECT_EQ(written.find("DMNDI") == std::string::npos, edition == Edition::v1_1);
    EXPECT_EQ(written.find("typeRef=\"feel:number\"") != std::string::npos, edition == Edition::v1_1);
  }
}

TEST(Write, TheTestKit) {
  const auto files = testing::kit_files(".dmn");
  if (files.empty()) GTEST_SKIP() << "the DMN TCK is not there; set EVENHAND_DATA";
  for (const auto& file : files) expect_round_trip(testing::read_file(file), file.string());
  EXPECT_GE(files.size(), 150u);
}

TEST(Write, EqualityNoticesEveryPart) {
  const std::string xml = testing::every_construct();
  const ReadModel original = read_model(xml);
  for (const auto& [from, to] :
       {std::pair{"How much?", "How many?"}, std::pair{"\"gold\"", "\"tin\""}, std::pair{"OUTPUT ORDER", "RULE ORDER"},
        std::pair{"because", "though"}, std::pair{"name=\"order total\"", "name=\"total\""},
        std::pair{"n + 1", "n + 2"}, std::pair{"Words", "Word"}, std::pair{"example.org/law", "example.org/rule"}}) {
    std::string changed = xml;
    const std::size_t place = changed.find(from);
    ASSERT_NE(place, std::string::npos) << from;
    changed.replace(place, std::string_view(from).size(), to);
    EXPECT_FALSE(read_model(changed).model == original.model) << from;
  }
}

}  // namespace
}  // namespace evenhand::dmn
