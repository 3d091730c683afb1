#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "dmn/writing.hpp"

namespace evenhand::dmn {

namespace {

std::string_view policy_name(HitPolicy policy) {
  switch (policy) {
    case HitPolicy::unique:
      return "UNIQUE";
    case HitPolicy::any:
      return "ANY";
    case HitPolicy::priority:
      return "PRIORITY";
    case HitPolicy::first:
      return "FIRST";
    case HitPolicy::rule_order:
      return "RULE ORDER";
    case HitPolicy::output_order:
      return "OUTPUT ORDER";
    case HitPolicy::collect:
      return "COLLECT";
  }
  return "UNIQUE";
}

std::string_view aggregation_name(Aggregation aggregation) {
  switch (aggregation) {
    case Aggregation::none:
      return "";
    case Aggregation::sum:
      return "SUM";
    case Aggregation::count:
      return "COUNT";
    case Aggregation::min:
      return "MIN";
    case Aggregation::max:
      return "MAX";
  }
  return "";
}

bool is_newer(const Boxed& boxed) {
  switch (boxed.kind) {
    case Boxed::Kind::conditional:
    case Boxed::Kind::filter:
    case Boxed::Kind::iterate:
    case Boxed::Kind::some:
    case Boxed::Kind::every:
      return true;
    default:
      return std::any_of(boxed.parts.begin(), boxed.parts.end(), [](const BoxedPtr& part) { return is_newer(*part); });
  }
}

bool is_newer(const ItemDefinition& type) {
  return !type.allowed_whole_text.empty() ||
         std::any_of(type.components.begin(), type.components.end(), [](const auto& one) { return is_newer(one); });
}

}  // namespace

bool is_newer_than_1_3(const ModelContent& content) {
  const auto newer = [](const auto& one) { return is_newer(*one.logic); };
  return std::any_of(content.decisions.begin(), content.decisions.end(), newer) ||
         std::any_of(content.knowledge.begin(), content.knowledge.end(), newer) ||
         std::any_of(content.types.begin(), content.types.end(), [](const auto& one) { return is_newer(one.second); });
}

std::string type_ref(const std::string& type, Edition edition) {
  if (edition != Edition::v1_1) return type;
  // A QName has no blanks.
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"string", "string"},
      {"number", "number"},
      {"boolean", "boolean"},
      {"date", "date"},
      {"time", "time"},
      {"dateTime", "dateTime"},
      {"date and time", "dateTime"},
      {"dayTimeDuration", "dayTimeDuration"},
      {"days and time duration", "dayTimeDuration"},
      {"yearMonthDuration", "yearMonthDuration"},
      {"years and months duration", "yearMonthDuration"},
      {"Any", "Any"},
      {"context", "context"},
      {"function", "function"},
  };
  const auto found =
      std::find_if(std::begin(names), std::end(names), [&](const auto& one) { return one.first == type; });
  return found == std::end(names) ? type : "feel:" + std::string(found->second);
}

FreshIds::FreshIds(const ModelContent& content) {
  used_ = {"", content.id};
  const auto note = [&](const auto& list) {
    for (const auto& one : list) used_.insert(one.id);
  };
  const auto note_with_needs = [&](const auto& list) {
    note(list);
    for (const auto& one : list) note(one.needs);
  };
  note(content.inputs);
  note_with_needs(content.decisions);
  note_with_needs(content.knowledge);
  note_with_needs(content.sources);
  note(content.services);
  note(content.annotations);
  note(content.associations);
  for (const auto& [name, type] : content.types) used_.insert(type.id);
}

std::string FreshIds::next(std::string_view prefix) {
  std::string id;
  do { id = std::string(prefix) + "_" + std::to_string(++count_); } while (!used_.insert(id).second);
  return id;
}

void BoxedWriter::head(std::string_view tag, const Boxed& boxed, std::string_view prefix) {
  out_.open(tag)
      .always("id", ids_.next(prefix))
      .with("label", boxed.label)
      .with("typeRef", type_ref(boxed.type, edition_));
}

void BoxedWriter::part(std::string_view tag, const Boxed& boxed) {
  out_.open(tag);
  write(boxed);
  out_.close();
}

void BoxedWriter::write(const Boxed& boxed) {
  const auto describe = [&] { out_.leaf_with_text("description", boxed.description); };
  switch (boxed.kind) {
    case Boxed::Kind::nothing:
      return;
    case Boxed::Kind::literal:
      head("literalExpression", boxed, "expression");
      out_.with("expressionLanguage", boxed.language);
      describe();
      out_.leaf("text", boxed.text);
      break;
    case Boxed::Kind::table:
      return table(boxed);
    case Boxed::Kind::context:
      head("context", boxed, "context");
      describe();
      for (std::size_t i = 0; i < boxed.parts.size(); ++i) {
        out_.open("contextEntry").always("id", ids_.next("entry"));
        if (!boxed.names[i].empty() || !boxed.types[i].empty()) {
          out_.open("variable").always("name", boxed.names[i]).with("typeRef", type_ref(boxed.types[i], edition_));
          out_.close();
        }
        write(*boxed.parts[i]);
        out_.close();
      }
      break;
    case Boxed::Kind::list:
      head("list", boxed, "list");
      describe();
      for (const BoxedPtr& item : boxed.parts) write(*item);
      break;
    case Boxed::Kind::relation:
      return relation(boxed);
    case Boxed::Kind::invocation:
      head("invocation", boxed, "invocation");
      describe();
      write(*boxed.parts[0]);
      for (std::size_t i = 0; i < boxed.names.size(); ++i) {
        out_.open("binding");
        out_.open("parameter").always("name", boxed.names[i]).with("typeRef", type_ref(boxed.types[i], edition_));
        out_.close();
        write(*boxed.parts[i + 1]);
        out_.close();
      }
      break;
    case Boxed::Kind::function:
      return function(boxed, "functionDefinition");
    case Boxed::Kind::conditional:
      head("conditional", boxed, "conditional");
      describe();
      part("if", *boxed.parts[0]);
      part("then", *boxed.parts[1]);
      part("else", *boxed.parts[2]);
      break;
    case Boxed::Kind::filter:
      head("filter", boxed, "filter");
      describe();
      part("in", *boxed.parts[0]);
      part("match", *boxed.parts[1]);
      break;
    case Boxed::Kind::iterate:
    case Boxed::Kind::some:
    case Boxed::Kind::every: {
      const bool is_for = boxed.kind == Boxed::Kind::iterate;
      head(is_for ? "for" : boxed.kind == Boxed::Kind::some ? "some" : "every", boxed, "loop");
      out_.always("iteratorVariable", boxed.names[0]);
      describe();
      part("in", *boxed.parts[0]);
      part(is_for ? "return" : "satisfies", *boxed.parts[1]);
      break;
    }
  }
  out_.close();
}

void BoxedWriter::function(const Boxed& boxed, std::string_view tag) {
  head(tag, boxed, "function");
  out_.with("kind", boxed.language);
  out_.leaf_with_text("description", boxed.description);
  for (std::size_t i = 0; i < boxed.names.size(); ++i) {
    out_.open("formalParameter").always("name", boxed.names[i]).with("typeRef", type_ref(boxed.types[i], edition_));
    out_.close();
  }
  if (!boxed.parts.empty()) write(*boxed.parts[0]);
  out_.close();
}

void BoxedWriter::relation(const Boxed& boxed) {
  head("relation", boxed, "relation");
  out_.leaf_with_text("description", boxed.description);
  for (std::size_t i = 0; i < boxed.names.size(); ++i) {
    out_.open("column")
        .always("id", ids_.next("column"))
        .always("name", boxed.names[i])
        .with("typeRef", type_ref(boxed.types[i], edition_));
    out_.close();
  }
  for (std::size_t i = 0; i < boxed.parts.size(); ++i) {
    if (i % boxed.names.size() == 0) out_.open("row").always("id", ids_.next("row"));
    write(*boxed.parts[i]);
    if ((i + 1) % boxed.names.size() == 0) out_.close();
  }
  out_.close();
}

void BoxedWriter::text_element(std::string_view tag, std::string_view prefix, const std::string& text) {
  out_.open(tag).always("id", ids_.next(prefix));
  out_.leaf("text", text);
  out_.close();
}

void BoxedWriter::table(const Boxed& boxed) {
  const TableText& rows = boxed.rows;
  head("decisionTable", boxed, "table");
  out_.with("hitPolicy", policy_name(boxed.table.policy))
      .with("aggregation", aggregation_name(boxed.table.aggregation))
      .with("preferredOrientation", rows.orientation)
      .with("outputLabel", rows.output_label);
  out_.leaf_with_text("description", boxed.description);
  for (const TableText::Clause& input : rows.inputs) {
    out_.open("input").always("id", ids_.next("input")).with("label", input.label);
    out_.leaf_with_text("description", input.description);
    out_.open("inputExpression")
        .always("id", ids_.next("expression"))
        .with("typeRef", type_ref(input.expression_type, edition_));
    out_.leaf("text", input.expression);
    out_.close();
    if (!input.values.empty()) text_element("inputValues", "values", input.values);
    out_.close();
  }
  for (const TableText::Clause& output : rows.outputs) {
    out_.open("output")
        .always("id", ids_.next("output"))
        .with("label", output.label)
        .with("name", output.name)
        .with("typeRef", type_ref(output.type, edition_));
    out_.leaf_with_text("description", output.description);
    if (!output.values.empty()) text_element("outputValues", "values", output.values);
    if (!output.otherwise.empty()) text_element("defaultOutputEntry", "default", output.otherwise);
    out_.close();
  }
  for (const std::string& name : rows.annotations) {
    out_.open("annotation").always("name", name);
    out_.close();
  }
  for (const TableText::Row& row : rows.rows) {
    out_.open("rule").always("id", ids_.next("rule"));
    out_.leaf_with_text("description", row.description);
    for (const std::string& cell : row.tests) text_element("inputEntry", "cell", cell);
    for (const std::string& cell : row.outputs) text_element("outputEntry", "cell", cell);
    for (const std::string& note : row.annotations) {
      out_.open("annotationEntry");
      out_.leaf("text", note);
      out_.close();
    }
    out_.close();
  }
  out_.close();
}

}  // namespace evenhand::dmn
