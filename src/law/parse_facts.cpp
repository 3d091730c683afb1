#include <algorithm>

#include "base/text.hpp"
#include "law/pack_parts.hpp"

namespace evenhand::law {
namespace {

template <class T, class Named>
T one_of(Reading& reading, const YAML::Node& node, std::string_view name, Named named, std::string_view all) {
  const std::string word = words_of(reading, node, name);
  if (const auto value = named(word)) return *value;
  if (!word.empty())
    reading.error("EH0904", node, "`" + std::string(name) + "` is not " + word + ".",
                  "One of: " + std::string(all) + ".");
  return T{};
}

std::string all_topics() {
  std::string all;
  for (std::size_t i = 0; i < topic_count; ++i)
    all += (all.empty() ? "" : ", ") + std::string(name_of(static_cast<Topic>(i)));
  return all;
}

bool is_web_address(std::string_view text) {
  return (text.starts_with("https://") || text.starts_with("http://")) && text.find(' ') == std::string_view::npos;
}

/// `30`, or `{value: 30, unit: days}`, or `{unit: USD an hour, values: [{from: 2025-01-01, value: 13.75}, …]}`.
Parameter read_parameter(Reading& reading, std::string name, const YAML::Node& node) {
  Parameter parameter;
  parameter.name = std::move(name);
  const bool is_long = node.IsMap() && (node["value"].IsDefined() || node["values"].IsDefined());
  if (!is_long) {
    parameter.steps.push_back({{}, value_of(reading, node)});
    return parameter;
  }
  Fields fields(reading, node, "a parameter");
  parameter.unit = text_of(reading, fields.take("unit"), "unit").value_or("");
  const YAML::Node value = fields.take("value"), values = fields.take("values");
  fields.finish();
  if (value.IsDefined() == values.IsDefined()) {
    reading.error("EH0904", node, "A parameter has either `value` or `values`.");
    return parameter;
  }
  if (value.IsDefined()) {
    parameter.steps.push_back({{}, value_of(reading, value)});
    return parameter;
  }
  if (!values.IsSequence() || values.size() == 0) {
    reading.error("EH0904", values, "`values` lists a value from each date on.",
                  "Write: values: [{from: 2026-01-01, value: 15}]");
    return parameter;
  }
  for (const YAML::Node& step : values) {
    Fields one(reading, step, "a value by date");
    const auto from = date_of(reading, one.need("from"), "from");
    json::Value of_step = value_of(reading, one.need("value"));
    one.finish();
    if (from && !parameter.steps.empty() && parameter.steps.back().from >= from)
      reading.error("EH0907", step, "The values of `" + parameter.name + "` are not in the order of their dates.",
                    "The earliest first, each date once.");
    parameter.steps.push_back({from, std::move(of_step)});
  }
  return parameter;
}

void read_parameters(Reading& reading, const YAML::Node& node, Fact& fact) {
  if (!is_given(node)) return;
  if (!node.IsMap()) return reading.error("EH0904", node, "`parameters` is made of `name: value` lines.");
  for (const auto& entry : node) {
    std::string name = words_of(reading, entry.first, "the name of a parameter");
    if (fact.find(name) != nullptr) {
      reading.error("EH0903", entry.first, "`" + name + "` is given twice.", "Keep one of them.");
      continue;
    }
    fact.parameters.push_back(read_parameter(reading, std::move(name), entry.second));
  }
}

Period read_period(Reading& reading, const YAML::Node& node) {
  Fields fields(reading, node, "`effective`");
  Period period{.from = date_of(reading, fields.need("from"), "from"), .to = date_of(reading, fields.need("to"), "to")};
  fields.finish();
  if (period.from && period.to && *period.to < *period.from)
    reading.error("EH0907", node, "It ends before it begins.", "`to` is the last day on which it holds.");
  return period;
}

void read_history(Reading& reading, const YAML::Node& node, Fact& fact) {
  if (!node.IsDefined()) return;
  if (!node.IsSequence() || node.size() == 0)
    return reading.error("EH0904", node, "`history` lists what changed, and when.",
                         "Write: history: [{date: 2026-01-31, change: Recorded.}]");
  for (const YAML::Node& one : node) {
    Fields fields(reading, one, "a line of history");
    const auto date = date_of(reading, fields.need("date"), "date");
    std::string change = words_of(reading, fields.need("change"), "change");
    fields.finish();
    if (date && !fact.history.empty() && *date < fact.history.back().date)
      reading.error("EH0907", one, "The history is not in the order of its dates.", "The oldest first.");
    fact.history.push_back({date.value_or(CalendarDate{}), std::move(change)});
  }
}

Fact read_fact(Reading& reading, const YAML::Node& node, const std::map<std::string, Agency>& agencies) {
  Fact fact;
  Fields fields(reading, node, "a fact");
  fact.id = id_of(reading, fields.need("id"), "id");
  fact.topic = one_of<Topic>(reading, fields.need("topic"), "topic", topic_named, all_topics());
  fact.title = words_of(reading, fields.need("title"), "title");
  fact.summary = words_of(reading, fields.need("summary"), "summary");
  if (const YAML::Node titles = fields.take("titles"); is_given(titles)) {
    Fields in(reading, titles, "`titles`");
    if (const YAML::Node spanish = in.take("es"); is_given(spanish))
      fact.titles["es"] = words_of(reading, spanish, "es");
    in.finish();
  }
  read_parameters(reading, fields.take("parameters"), fact);
  const YAML::Node citation = fields.need("citation");
  fact.citation = text_of(reading, citation, "citation").value_or("");
  if (fact.citation.empty() && citation.IsDefined())
    reading.error("EH0908", citation, "The citation is empty.",
                  "Name the statute or rule; without one it is no fact of law.");
  fact.effective = read_period(reading, fields.need("effective"));
  const YAML::Node agency = fields.need("agency");
  if (const std::string key = words_of(reading, agency, "agency"); !key.empty()) {
    if (const auto found = agencies.find(key); found != agencies.end())
      fact.agency = found->second;
    else
      reading.error("EH0910", agency, "The pack has no agency `" + key + "`.", "`agencies` lists them by name.");
  }
  if (Fields verify(reading, fields.need("verify"), "`verify`"); verify.is_map()) {
    const YAML::Node url = verify.need("url");
    fact.verify_url = words_of(reading, url, "url");
    if (!fact.verify_url.empty() && !is_web_address(fact.verify_url))
      reading.error("EH0904", url, "`url` is no address of the web.", "It begins with https://");
    fact.verify_url_seen = bool_of(reading, verify.need("seen"), "seen").value_or(false);
    verify.finish();
  }
  fact.source = text_of(reading, fields.need("source"), "source").value_or("");
  fact.basis = one_of<Basis>(reading, fields.need("basis"), "basis", basis_named,
                             "background, secondary-seen, official-page-seen, text-seen");
  const YAML::Node confidence = fields.need("confidence");
  fact.confidence = one_of<Confidence>(reading, confidence, "confidence", confidence_named, "low, medium, high");
  if (fact.basis == Basis::background && fact.is_confirmed() && !reading.has_errors())
    reading.error("EH0912", confidence, "What rests on background knowledge alone is not confirmed.",
                  "Write confidence: low, or look it up and say what was seen.");
  fact.checked_on = date_of(reading, fields.need("checked_on"), "checked_on").value_or(CalendarDate{});
  read_history(reading, fields.need("history"), fact);
  fields.finish();
  return fact;
}

bool overlap(const Period& a, const Period& b) {
  return !(a.to && b.from && *a.to < *b.from) && !(b.to && a.from && *b.to < *a.from);
}

}  // namespace

void read_facts(Reading& reading, const YAML::Node& facts, const std::map<std::string, Agency>& agencies, Pack& pack) {
  if (!facts.IsDefined()) return;
  if (!facts.IsSequence()) return reading.error("EH0904", facts, "`facts` is a list.");
  for (const YAML::Node& node : facts) {
    if (!reading.count(node)) return;
    Fact fact = read_fact(reading, node, agencies);
    for (const Fact& other : pack.facts)
      if (other.id == fact.id && !fact.id.empty() && overlap(other.effective, fact.effective))
        reading.error("EH0907", node, "Two facts `" + fact.id + "` hold on the same days.",
                      "End the earlier one the day before the later one begins.");
    pack.facts.push_back(std::move(fact));
  }
}

}  // namespace evenhand::law
