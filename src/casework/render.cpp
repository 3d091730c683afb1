#include "casework/render.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "casework/engine.hpp"
#include "procedure/placeholders.hpp"

namespace evenhand::casework {

const std::string& message_text(const procedure::Message& message, const std::string& channel,
                                const std::string& language) {
  const auto own = message.by_channel.find(channel);
  return (own == message.by_channel.end() ? message.body : own->second).in(language);
}

std::string display(const procedure::Fact* fact, const feel::Value& value, const std::string& language) {
  const auto* number = value.as_number();
  if (const bool* yes = value.as_boolean(); yes != nullptr && language == "es") return *yes ? "sí" : "no";
  if (const std::string* option = value.as_string(); fact && option) return fact->option_in(*option, language);
  if (const feel::List* list = value.as_list(); fact && list && !fact->options_in.empty()) {
    std::string all;
    for (const feel::Value& one : *list) all += (all.empty() ? "" : ", ") + display(fact, one, language);
    return all;
  }
  if (fact && fact->type.kind == procedure::FactType::Kind::money && number) {
    const auto cents = number->round(2);
    const std::string amount = cents ? cents->str() : number->str();
    const auto point = amount.find('.');
    std::string padded = amount;
    if (point == std::string::npos)
      padded += ".00";
    else
      padded.append(point + 3 > amount.size() ? point + 3 - amount.size() : 0, '0');
    if (fact->type.currency != "USD") return padded + " " + fact->type.currency;
    return padded.starts_with('-') ? "-$" + padded.substr(1) : "$" + padded;
  }
  return feel::to_display(value);
}

std::string display(const CaseState& state, const procedure::Fact* fact, const feel::Value& value,
                    const std::string& language) {
  if (!fact || !holds_files(fact->type)) return display(fact, value, language);
  std::string names;
  for (const std::string& id : file_ids(value)) {
    const auto file = state.files.find(id);
    if (!names.empty()) names += ", ";
    names += file == state.files.end() || file->second.name.empty() ? id : file->second.name;
  }
  return names;
}

std::string channel_of(const Program& program, const procedure::Node& node) {
  return node.channel.empty() ? program.selection().channel : node.channel;
}

std::string language_of(const Program& program) {
  const auto& language = program.selection().language;
  return language.empty() ? program.main().base_language : language;
}

namespace {

/// `November 29, 2026`, `29 de noviembre de 2026`; as facts of the type are written in any other language.
std::string date_in_words(const feel::Date& date, const std::string& language) {
  static constexpr std::array<std::array<std::string_view, 12>, 2> months{
      {{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December"},
       {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
        "diciembre"}}};
  const std::string day = std::to_string(date.day), year = std::to_string(date.year);
  if (language == "en") return std::string(months[0][date.month - 1U]) + " " + day + ", " + year;
  if (language == "es") return day + " de " + std::string(months[1][date.month - 1U]) + " de " + year;
  return feel::to_display(feel::Value(date));
}

/// The words for one placeholder; empty when it cannot be filled.
std::optional<std::string> fill(const std::string& name, const View& view, std::string_view scope, const Actor& actor,
                                const Surroundings& surroundings) {
  if (name == "company") return surroundings.company;
  if (name == "case") return surroundings.case_id;
  if (name == "today") {
    const auto now = feel::from_instant(surroundings.now);
    if (const auto* at = now.as_date_time()) return date_in_words(at->date, language_of(view.program));
    return std::nullopt;
  }
  if (name == "customer") {
    if (!view.state.opened.customer_name.empty()) return view.state.opened.customer_name;
    return language_of(view.program) == "es" ? "cliente" : "customer";
  }
  if (name == "agent") {
    if (is_person_id(actor.id) && !actor.name.empty()) return actor.name;
    if (!view.state.assignee_name.empty()) return view.state.assignee_name;
    return view.state.last_person_name.empty() ? surroundings.company : view.state.last_person_name;
  }
  const auto* declared = view.program.find_fact(scope, name);
  // What is never written down may not be written into a message either.
  if (declared && declared->never_stored) return "(not kept)";
  if (const auto* value = CaseEnvironment(view, scope).find(name); value && !value->is_null())
    return display(view.state, declared, *value, language_of(view.program));
  return std::nullopt;
}

}  // namespace

Rendered render(const std::string& text, const CaseState& state, const Program& program, std::string_view scope,
                const Actor& actor, const Surroundings& surroundings) {
  const View view{state, program, surroundings.now};
  Rendered out;
  out.text.reserve(text.size());
  std::size_t at = 0;
  const auto copy_to = [&](std::size_t end) {
    for (; at < end; ++at) {
      if (text[at] == '\\' && at + 1 < end && text[at + 1] == '{')
        ++at;  // `\{` is a plain brace
      else if (text[at] == '\\' && at + 1 < end)
        out.text.push_back(text[at++]);
      out.text.push_back(text[at]);
    }
  };
  while (const auto found = procedure::next_placeholder(text, at)) {
    copy_to(found->begin);
    at = found->end;
    if (auto words = fill(found->name, view, scope, actor, surroundings)) {
      out.text += *words;
      continue;
    }
    out.text.append(text, found->begin, found->end - found->begin);
    if (std::find(out.missing.begin(), out.missing.end(), found->name) == out.missing.end())
      out.missing.push_back(found->name);
  }
  copy_to(text.size());
  return out;
}

}  // namespace evenhand::casework
