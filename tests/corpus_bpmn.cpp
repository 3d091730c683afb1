/// @file corpus_bpmn.cpp
/// @brief Every procedure of the corpora and every starter procedure, in each variant that its states, channels, products
/// and languages make of it, is a BPMN file whose structure and picture are whole.
#include <gtest/gtest.h>

#include "procedure/draw.hpp"
#include "procedure/testing_bpmn.hpp"
#include "support/procedures.hpp"

namespace evenhand::tests {
namespace {

class Bpmn : public ::testing::TestWithParam<std::string> {};

std::vector<std::string> with_none(std::vector<std::string> listed) {
  listed.emplace_back();
  return listed;
}

TEST_P(Bpmn, IsWholeInEveryVariant) {
  ProcedureFolder folder(GetParam());
  ASSERT_FALSE(folder.files().empty());
  std::set<std::string> variants;
  for (const auto& file : folder.files()) {
    const auto procedure = folder.compiled(file).procedure;
    ASSERT_NE(procedure, nullptr) << file;
    for (const auto& state : with_none(procedure->states))
      for (const auto& channel : with_none(procedure->channels))
        for (const auto& product : with_none(procedure->products))
          for (const auto& language : with_none(procedure->languages)) {
            const auto resolved = procedure::resolve(procedure, {state, channel, product, language});
            ASSERT_TRUE(resolved) << file << ": " << resolved.error().message;
            auto bpmn = procedure::to_bpmn(**resolved);
            if (variants.contains(bpmn)) continue;
            for (const auto& fault : procedure::testing::BpmnFaults::of(bpmn))
              ADD_FAILURE() << file << " for " << state << " " << channel << " " << product << ": " << fault;
            variants.insert(std::move(bpmn));
          }
  }
  EXPECT_GE(variants.size(), folder.files().size());
  RecordProperty("variants", static_cast<int>(variants.size()));
}

INSTANTIATE_TEST_SUITE_P(Folders, Bpmn,
                         ::testing::Values("tests/corpus/retailer", "tests/corpus/telecom", "packs/procedures"),
                         [](const auto& folder) { return folder.param.substr(folder.param.rfind('/') + 1); });

TEST(BpmnFaults, AreSeen) {
  const std::string good =
      "<d><p:process id='p'><bpmn:task id='a'><bpmn:outgoing>f</bpmn:outgoing></bpmn:task><bpmn:task id='b'/>"
      "<bpmn:sequenceFlow id='f' sourceRef='a' targetRef='b'/></p:process>"
      "<bpmndi:BPMNShape bpmnElement='a'><dc:Bounds width='1' height='1'/></bpmndi:BPMNShape>"
      "<bpmndi:BPMNShape bpmnElement='b'><dc:Bounds width='1' height='1'/></bpmndi:BPMNShape>"
      "<bpmndi:BPMNEdge bpmnElement='f'><di:waypoint/><di:waypoint/></bpmndi:BPMNEdge></d>";
  using procedure::testing::BpmnFaults;
  EXPECT_EQ(BpmnFaults::of(good), std::vector<std::string>{});
  for (const auto& [part, instead] : {std::pair{"id='b'", "id='a'"},
                                      {"targetRef='b'", "targetRef='c'"},
                                      {" targetRef='b'", ""},
                                      {"<di:waypoint/><di:waypoint/>", "<di:waypoint/>"},
                                      {"width='1'", "width='0'"},
                                      {"bpmnElement='f'", "bpmnElement='p'"},
                                      {">f<", ">b<"},
                                      {"sourceRef='a'", "sourceRef='b'"}}) {
    std::string bad = good;
    bad.replace(bad.find(part), std::string(part).size(), instead);
    EXPECT_NE(BpmnFaults::of(bad), std::vector<std::string>{}) << instead << " in place of " << part;
  }
}

}  // namespace
}  // namespace evenhand::tests
