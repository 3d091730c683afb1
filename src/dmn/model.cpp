#include "dmn/model.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.hpp"
#include "dmn/content.hpp"
#include "dmn/run.hpp"

namespace evenhand::dmn {

namespace {

void collect_tables(const std::string& owner, const Boxed& boxed, std::vector<ModelTable>& out) {
  if (boxed.kind == Boxed::Kind::table && boxed.problem.empty()) out.push_back({owner, &boxed.table, boxed.span});
  for (const BoxedPtr& part : boxed.parts) collect_tables(owner, *part, out);
}

std::shared_ptr<const ModelContent> indexed(ModelContent content) {
  auto out = std::make_shared<ModelContent>(std::move(content));
  index(*out);
  return out;
}

}  // namespace

Model::Model() : Model(ModelContent{}) {}
Model::Model(ModelContent content) : content_(indexed(std::move(content))) {}

std::vector<std::string> Model::decisions() const {
  std::vector<std::string> out;
  for (const DecisionNode& decision : content_->decisions) out.push_back(decision.name);
  return out;
}

std::vector<std::string> Model::inputs() const {
  std::vector<std::string> out;
  for (const InputData& input : content_->inputs) out.push_back(input.name);
  return out;
}

std::vector<std::string> Model::invocables() const {
  std::vector<std::string> out;
  for (const DecisionService& service : content_->services) out.push_back(service.name);
  for (const KnowledgeModel& model : content_->knowledge) out.push_back(model.name);
  return out;
}

std::vector<ModelTable> Model::tables() const {
  std::vector<ModelTable> out;
  for (const DecisionNode& decision : content_->decisions) collect_tables(decision.name, *decision.logic, out);
  for (const KnowledgeModel& model : content_->knowledge) collect_tables(model.name, *model.logic, out);
  return out;
}

feel::Value Model::evaluate(std::string_view name, const feel::Context& inputs, Instant now, Trace* trace) const {
  return evaluate(name, inputs, now, trace, Deadline::in(std::chrono::seconds(limits::dmn_seconds_max)));
}

feel::Value Model::evaluate(std::string_view name, const feel::Context& inputs, Instant now, Trace* trace,
                            const Deadline& deadline, feel::Budget* budget) const {
  const auto run = std::make_shared<Run>(content_, inputs, now, trace, deadline);
  return budget == nullptr ? run->evaluate(name) : run->evaluate(name, *budget);
}

bool Model::operator==(const Model& other) const {
  return equal(*content_, *other.content_);
}

}  // namespace evenhand::dmn
