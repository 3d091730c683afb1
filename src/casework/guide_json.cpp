#include "casework/guide.hpp"

#include "casework/fields.hpp"
#include "casework/render.hpp"

namespace evenhand::casework {
namespace {

template <class T>
json::Value list(const std::vector<T>& items);

json::Value to_json(const GuideFact& f) {
  fields::Writer v;
  v.required("key", f.key), v.required("name", f.name), v.required("label", f.label), v.required("type", f.type);
  v.required("kind", f.kind), v("options", f.options), v("option_labels", f.option_labels), v("pattern", f.pattern),
      v("currency", f.currency);
  v("takes_files", f.takes_files), v("files", f.files);
  v.required("known", f.known), v.required("personal", f.personal), v.required("never_stored", f.never_stored);
  json::Value out = v.take();
  out.set("value", feel::to_json(f.value));
  if (f.value.is_null()) return out;
  procedure::Fact shown;
  shown.type.options = f.options;
  if (!f.option_labels.empty()) shown.options_in.emplace("", f.option_labels);
  if (f.kind == "money") shown.type.kind = procedure::FactType::Kind::money, shown.type.currency = f.currency;
  if (f.files.empty()) {
    out.set("display", display(&shown, f.value, ""));
    return out;
  }
  std::string names;
  for (const auto& file : f.files) names += (names.empty() ? "" : ", ") + (file.name.empty() ? file.id : file.name);
  out.set("display", std::move(names));
  return out;
}

json::Value to_json(const GuideItem& i) {
  fields::Writer v;
  v.required("path", i.path), v.required("kind", i.kind), v.required("status", i.status), v.required("text", i.text);
  v.required("depth", i.depth), v("name", i.name), v("role", i.role), v("label", i.label),
      v("role_label", i.role_label), v("evidence", i.evidence);
  v.required("optional", i.optional), v.required("may_act", i.may_act), v.required("may_undo", i.may_undo);
  v("starts", i.starts), v("why_not", i.why_not), v("due", i.due), v("key", i.key),
      v("message_preview", i.message_preview);
  v("editable", i.editable), v("given", i.given), v("files", i.files), v("law", i.law), v("origin", i.origin);
  json::Value out = v.take();
  if (!i.facts.empty()) out.set("facts", list(i.facts));
  if (!i.inputs.empty()) out.set("inputs", list(i.inputs));
  return out;
}

json::Value to_json(const GuideStep& s) {
  fields::Writer v;
  v.required("id", s.id), v.required("path", s.path), v.required("title", s.title), v.required("status", s.status);
  v("procedure", s.procedure), v.required("number", s.number), v.required("depth", s.depth);
  json::Value out = v.take();
  out.set("items", list(s.items));
  return out;
}

json::Value to_json(const GuideAction& a) {
  fields::Writer v;
  v.required("name", a.name), v.required("label", a.label), v.required("allowed", a.allowed),
      v.required("done", a.done);
  json::Value out = v.take();
  out.set("needs", list(a.needs)).set("gives", list(a.gives));
  json::Array gates;
  for (const auto& gate : a.gates) gates.push_back(casework::to_json(gate));
  out.set("gates", std::move(gates));
  return out;
}

template <class T>
json::Value list(const std::vector<T>& items) {
  json::Array out;
  out.reserve(items.size());
  for (const auto& item : items) out.push_back(to_json(item));
  return out;
}

}  // namespace

json::Value to_json(const Guide& guide) {
  fields::Writer v;
  v.required("now", guide.now), v.required("outcomes", guide.outcomes),
      v.required("outcome_labels", guide.outcome_labels), v.required("may_undo", guide.may_undo);
  json::Value out = v.take();
  out.set("steps", list(guide.steps)).set("facts", list(guide.facts)).set("actions", list(guide.actions));
  return out;
}

}  // namespace evenhand::casework
