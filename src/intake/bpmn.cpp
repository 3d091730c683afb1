#include "intake/bpmn.hpp"

#include "base/text.hpp"
#include "intake/bpmn_walk.hpp"
#include "intake/document.hpp"

namespace evenhand::intake {

using namespace bpmn;

Result<Draft> read_bpmn(std::string_view xml, std::string_view fallback_title) {
  const auto graph = read_graph(xml);
  if (!graph) return fail(graph.error());
  std::size_t main = graph->processes.front();
  for (const std::size_t p : graph->processes)
    if (graph->scopes[p].nodes.size() > graph->scopes[main].nodes.size()) main = p;
  Draft draft;
  const Scope& process = graph->scopes[main];
  draft.title = process.name.empty() ? std::string(fallback_title) : escaped(process.name);
  if (!process.documentation.empty()) {
    Unit summary;
    summary.text = escaped(process.documentation);
    summary.forms = {Form::paragraph, Form::code};
    summary.rule = "paragraph";
    summary.entry.words = std::string(text::prefix(process.documentation, words_max));
    draft.opening.push_back(std::move(summary));
  }
  Walker walker(*graph);
  walker.process(main, draft);
  walker.rest(draft);
  return draft;
}

}  // namespace evenhand::intake
