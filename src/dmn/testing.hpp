/// @file testing.hpp
/// @brief For the tests of this module: small models, and the files of the DMN TCK where it is installed.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace evenhand::dmn::testing {

inline std::string definitions(const std::string& content) {
  return "<?xml version=\"1.0\"?>\n<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" "
         "namespace=\"urn:m\">\n" +
         content + "\n</definitions>\n";
}
inline std::string literal(const std::string& text) {
  return "<literalExpression><text>" + text + "</text></literalExpression>";
}
inline std::string literal_decision(const std::string& name, const std::string& text, const std::string& needs = {}) {
  return "<decision name=\"" + name + "\" id=\"" + name + "\"><variable name=\"" + name + "\"/>" + needs +
         literal(text) + "</decision>\n";
}

inline std::filesystem::path kit_folder() {
  const char* data = std::getenv("EVENHAND_DATA");
  return std::filesystem::path(data == nullptr ? "../shared/data" : data) / "dmn-tck/TestCases";
}
inline std::vector<std::filesystem::path> kit_files(const std::string& ending) {
  std::vector<std::filesystem::path> out;
  if (!std::filesystem::exists(kit_folder())) return out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kit_folder()))
    if (entry.path().string().ends_with(ending)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}
inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// One file with every construct that this module reads, in DMN 1.5.
inline std::string every_construct() {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<d:definitions xmlns:d="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/"
    xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/"
    xmlns:far="urn:far" id="all" name="Every construct" namespace="urn:all">
  <d:description>Words &lt;of&gt; a person</d:description>
  <d:import name="elsewhere" namespace="urn:far" locationURI="far.pmml" importType="http://www.dmg.org/PMML-4_3"/>
  <d:itemDefinition name="tier" id="t1" label="Tier">
    <d:typeRef>feel:string</d:typeRef><d:allowedValues><d:text>"gold", "silver"</d:text></d:allowedValues>
  </d:itemDefinition>
  <d:itemDefinition name="tiers" isCollection="true">
    <d:typeRef>tier</d:typeRef><d:typeConstraint><d:text>count(?) &lt; 5</d:text></d:typeConstraint>
  </d:itemDefinition>
  <d:itemDefinition name="person">
    <d:itemComponent name="name"><d:typeRef>string</d:typeRef></d:itemComponent>
    <d:itemComponent name="born"><d:typeRef>date</d:typeRef></d:itemComponent>
  </d:itemDefinition>
  <d:itemDefinition name="pricing">
    <d:functionItem outputTypeRef="number"><d:parameters name="n" typeRef="number"/></d:functionItem>
  </d:itemDefinition>
  <d:inputData name="order total" id="total" label="Total"><d:variable name="order total" typeRef="number"/></d:inputData>
  <d:inputData name="who"><d:variable name="who" typeRef="person"/></d:inputData>
  <d:decision name="fee" id="fee">
    <d:question>How much?</d:question><d:allowedAnswers>an amount</d:allowedAnswers>
    <d:variable name="fee" typeRef="number"/>
    <d:knowledgeRequirement id="k1"><d:requiredKnowledge href="#plus"/></d:knowledgeRequirement>
    <d:informationRequirement id="i1"><d:requiredInput href="urn:all#total"/></d:informationRequirement>
    <d:authorityRequirement><d:requiredAuthority href="#law"/></d:authorityRequirement>
    <d:decisionTable hitPolicy="COLLECT" aggregation="MAX" outputLabel="fee" preferredOrientation="Rule-as-Row">
      <d:input label="Total"><d:inputExpression typeRef="number"><d:text>order total</d:text></d:inputExpression>
        <d:inputValues><d:text>[0..1000]</d:text></d:inputValues></d:input>
      <d:output typeRef="number"><d:defaultOutputEntry><d:text>0</d:text></d:defaultOutputEntry></d:output>
      <d:annotation name="why"/>
      <d:rule><d:description>small</d:description><d:inputEntry><d:text>&lt; 10</d:text></d:inputEntry>
        <d:outputEntry><d:text>plus(1)</d:text></d:outputEntry><d:annotationEntry><d:text>because</d:text></d:annotationEntry></d:rule>
    </d:decisionTable>
  </d:decision>
  <d:decision name="ordered" id="ordered">
    <d:decisionTable hitPolicy="OUTPUT ORDER">
      <d:input><d:inputExpression><d:text>1</d:text></d:inputExpression></d:input>
      <d:output name="a"><d:outputValues><d:text>"y", "x"</d:text></d:outputValues></d:output><d:output name="b"/>
      <d:rule><d:inputEntry><d:text>-</d:text></d:inputEntry><d:outputEntry><d:text>"x"</d:text></d:outputEntry>
        <d:outputEntry><d:text>1</d:text></d:outputEntry></d:rule>
    </d:decisionTable>
  </d:decision>
  <d:decision name="boxes" id="boxes">
    <d:informationRequirement><d:requiredDecision href="#fee"/></d:informationRequirement>
    <d:knowledgeRequirement><d:requiredKnowledge href="#plus"/></d:knowledgeRequirement>
    <d:context label="Boxes">
      <d:contextEntry><d:variable name="items" typeRef="Any"/><d:list>
        <d:literalExpression><d:text><![CDATA[1 < 2]]></d:text></d:literalExpression>
        <d:literalExpression><d:text>1 +
  1</d:text></d:literalExpression></d:list></d:contextEntry>
      <d:contextEntry><d:variable name="rows"/><d:relation><d:column name="k" typeRef="number"/><d:column name="v"/>
        <d:row><d:literalExpression><d:text>1</d:text></d:literalExpression><d:literalExpression><d:text>2</d:text></d:literalExpression></d:row>
        </d:relation></d:contextEntry>
      <d:contextEntry><d:variable name="call"/><d:invocation><d:literalExpression><d:text>plus</d:text></d:literalExpression>
        <d:binding><d:parameter name="n" typeRef="number"/><d:literalExpression><d:text>41</d:text></d:literalExpression></d:binding>
        </d:invocation></d:contextEntry>
      <d:contextEntry><d:variable name="choice"/><d:conditional><d:if><d:literalExpression><d:text>fee = 0</d:text></d:literalExpression></d:if>
        <d:then><d:literalExpression><d:text>"free"</d:text></d:literalExpression></d:then>
        <d:else><d:literalExpression><d:text>"paid"</d:text></d:literalExpression></d:else></d:conditional></d:contextEntry>
      <d:contextEntry><d:variable name="kept"/><d:filter><d:in><d:literalExpression><d:text>[1,2,3]</d:text></d:literalExpression></d:in>
        <d:match><d:literalExpression><d:text>item > 1</d:text></d:literalExpression></d:match></d:filter></d:contextEntry>
      <d:contextEntry><d:variable name="doubled"/><d:for iteratorVariable="i"><d:in><d:literalExpression><d:text>[1,2]</d:text></d:literalExpression></d:in>
        <d:return><d:literalExpression><d:text>i * 2</d:text></d:literalExpression></d:return></d:for></d:contextEntry>
      <d:contextEntry><d:variable name="any"/><d:some iteratorVariable="i"><d:in><d:literalExpression><d:text>[1,2]</d:text></d:literalExpression></d:in>
        <d:satisfies><d:literalExpression><d:text>i > 1</d:text></d:literalExpression></d:satisfies></d:some></d:contextEntry>
      <d:contextEntry><d:variable name="all"/><d:every iteratorVariable="i"><d:in><d:literalExpression><d:text>[1,2]</d:text></d:literalExpression></d:in>
        <d:satisfies><d:literalExpression><d:text>i > 1</d:text></d:literalExpression></d:satisfies></d:every></d:contextEntry>
      <d:contextEntry><d:variable name="twice"/><d:functionDefinition><d:formalParameter name="n" typeRef="number"/>
        <d:literalExpression><d:text>n * 2</d:text></d:literalExpression></d:functionDefinition></d:contextEntry>
      <d:contextEntry><d:literalExpression><d:text>{items: items, rows: rows, call: call, choice: choice, kept: kept, doubled: doubled,
        any: any, all: all, twice: twice(4)}</d:text></d:literalExpression></d:contextEntry>
    </d:context>
  </d:decision>
  <d:businessKnowledgeModel name="plus" id="plus"><d:variable name="plus"/><d:encapsulatedLogic>
    <d:formalParameter name="n" typeRef="number"/><d:literalExpression><d:text>n + 1</d:text></d:literalExpression>
  </d:encapsulatedLogic></d:businessKnowledgeModel>
  <d:businessKnowledgeModel name="foreign" id="foreign"><d:encapsulatedLogic kind="Java"><d:formalParameter name="x"/>
    <d:context><d:contextEntry><d:variable name="class"/><d:literalExpression><d:text>"java.lang.Math"</d:text></d:literalExpression></d:contextEntry>
    </d:context></d:encapsulatedLogic></d:businessKnowledgeModel>
  <d:decisionService name="quote" id="quote"><d:variable name="quote"/><d:outputDecision href="#boxes"/>
    <d:encapsulatedDecision href="#ordered"/><d:inputDecision href="#fee"/><d:inputData href="#total"/></d:decisionService>
  <d:knowledgeSource name="Law" id="law" locationURI="https://example.org/law"><d:type>statute</d:type></d:knowledgeSource>
  <d:textAnnotation id="note" textFormat="text/plain"><d:text>Read this</d:text></d:textAnnotation>
  <d:association id="line" associationDirection="None"><d:sourceRef href="#note"/><d:targetRef href="#fee"/></d:association>
  <dmndi:DMNDI><dmndi:DMNDiagram id="page" name="Page 1">
    <dmndi:DMNShape id="s1" dmnElementRef="fee"><dc:Bounds height="80" width="180" x="100.5" y="40"/></dmndi:DMNShape>
    <dmndi:DMNShape id="s2" dmnElementRef="total"><dc:Bounds height="45" width="125" x="100" y="200"/></dmndi:DMNShape>
    <dmndi:DMNShape id="s3" dmnElementRef="quote" isCollapsed="true"><dc:Bounds height="80" width="180" x="400" y="40"/>
      <dmndi:DMNDecisionServiceDividerLine id="dl"><di:waypoint x="400" y="80"/><di:waypoint x="580" y="80"/></dmndi:DMNDecisionServiceDividerLine></dmndi:DMNShape>
    <dmndi:DMNShape id="s4" dmnElementRef="far:far"><dc:Bounds height="80" width="180" x="600" y="40"/></dmndi:DMNShape>
    <dmndi:DMNEdge id="e1" dmnElementRef="i1"><di:waypoint x="160" y="200"/><di:waypoint x="190" y="120"/></dmndi:DMNEdge>
  </dmndi:DMNDiagram></dmndi:DMNDI>
</d:definitions>
)";
}

}  // namespace evenhand::dmn::testing
