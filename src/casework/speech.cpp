#include "casework/speech.hpp"

#include <array>

#include "base/text.hpp"
#include "casework/render.hpp"
#include "feel/words.hpp"
#include "procedure/picture_words.hpp"
#include "procedure/placeholders.hpp"
#include "procedure/shown_words.hpp"

namespace evenhand::casework {
namespace {

/// Names that every case has.
struct Given {
  std::string_view name, english, spanish;
};
constexpr std::array given{Given{"channel", "the channel", "el canal"},
                           Given{"state", "the state", "el estado"},
                           Given{"product", "the product", "el producto"},
                           Given{"language", "the language", "el idioma"},
                           Given{"priority", "the priority", "la prioridad"},
                           Given{"reply", "the reply", "la respuesta"},
                           Given{"opened on", "the day it was opened", "el día en que se abrió"},
                           Given{"opened at", "the time it was opened", "la hora a la que se abrió"}};
template <std::size_t N>
const Given* find(const std::array<Given, N>& list, std::string_view name) {
  for (const Given& one : list)
    if (one.name == name) return &one;
  return nullptr;
}

/// `3 days` as FEEL shows a duration, in Spanish.
std::string spanish_duration(std::string words) {
  static constexpr std::array units{std::pair{"year", "año"},      std::pair{"month", "mes"},
                                    std::pair{"day", "día"},       std::pair{"hour", "hora"},
                                    std::pair{"minute", "minuto"}, std::pair{"second", "segundo"}};
  std::string out;
  for (const std::string_view word : text::split(words, ' ')) {
    std::string_view stem = word, after;
    if (stem.ends_with(',')) stem.remove_suffix(1), after = ",";
    std::string said(stem);
    for (const auto& [english, spanish] : units) {
      if (stem == english) said = spanish;
      if (stem == std::string(english) + "s") said = stem == "months" ? "meses" : std::string(spanish) + "s";
    }
    if (word == "and") said = "y";
    out += (out.empty() ? "" : " ") + said + std::string(after);
  }
  return out;
}

}  // namespace

std::string Speech::label(std::string_view fact) const {
  const auto* declared = view_.program.find_fact(scope_, fact);
  if (declared == nullptr || declared->label.text.empty()) return std::string(fact);
  return declared->label.in(language_of(view_.program));
}

std::string Speech::join(const std::vector<std::string>& words, bool any) const {
  return join_words(words, spanish_ ? (any ? "o" : "y") : (any ? "or" : "and"));
}

std::string Speech::labels(const std::vector<std::string>& facts, bool any) const {
  std::vector<std::string> all;
  all.reserve(facts.size());
  for (const std::string& fact : facts) all.push_back(label(fact));
  return join(all, any);
}

std::string Speech::value(std::string_view fact, const feel::Value& value) const {
  const auto* declared = view_.program.find_fact(scope_, fact);
  if (const bool* yes = value.as_boolean()) return *yes ? (*this)("yes", "sí") : std::string("no");
  if (value.type() == feel::Type::days_time || value.type() == feel::Type::years_months)
    return spanish_ ? spanish_duration(feel::to_display(value)) : feel::to_display(value);
  return display(declared, value, language_of(view_.program));
}

std::string Speech::name(std::string_view authored) const {
  const auto* procedure = view_.program.procedure_of(scope_);
  std::string own(authored);
  return procedure == nullptr ? own : procedure->name_in(own, language_of(view_.program));
}

std::string Speech::channel(std::string_view name) const {
  return procedure::value_words(name, spanish_ ? "es" : "en");
}

std::string Speech::text(const procedure::LocalText& text) const {
  return plain(with_labels(text.in(language_of(view_.program))));
}

std::string Speech::with_labels(const std::string& text) const {
  std::string out;
  std::size_t told = 0;
  for (auto one = procedure::next_placeholder(text, 0); one; one = procedure::next_placeholder(text, one->end)) {
    out.append(text, told, one->begin - told).append("{" + label(one->name) + "}");
    told = one->end;
  }
  return out.append(text, told);
}

std::string Speech::item(const Place& place) const {
  std::string said = directive(place);
  return said.empty() ? text(place.node->text) : said;
}

Speech::Said Speech::condition(const feel::Expression& condition) const {
  feel::Wording wording;
  wording.spanish = spanish_;
  wording.name = [&](std::string_view name) {
    if (view_.program.find_fact(scope_, name) == nullptr)
      if (const Given* one = find(given, name)) return std::string(spanish_ ? one->spanish : one->english);
    return bold(name);
  };
  wording.value = [&](std::string_view name, const feel::Value& value) {
    const std::string* words = value.as_string();
    if (words == nullptr) return this->value(name, value);
    const auto* declared = view_.program.find_fact(scope_, name);
    if (declared != nullptr && declared->type.kind == procedure::FactType::Kind::one_of)
      return this->value(name, value);
    if (declared == nullptr && name == "product") return this->name(*words);
    if (declared == nullptr && find(given, name) != nullptr) return channel(*words);
    return spanish_ ? "«" + *words + "»" : "\"" + *words + "\"";
  };
  wording.truth = [&](std::string_view name, bool holds) -> std::string {
    if (view_.program.find_fact(scope_, name) != nullptr) return {};
    if (name == "approved")
      return holds ? (*this)("there is an approval", "hay aprobación")
                   : (*this)("there is no approval", "no hay aprobación");
    if (!name.ends_with(" done")) return {};
    const std::string action = this->name(name.substr(0, name.size() - 5));
    return holds ? (*this)("**{}** has been done", "se ha hecho **{}**", action)
                 : (*this)("**{}** has not been done", "no se ha hecho **{}**", action);
  };
  if (auto words = feel::in_words(condition, wording)) return {*words, *words};
  const std::string source = "`" + text::collapse_spaces(condition.source()) + "`";
  return {source, (*this)("{} holds", "se cumple {}", source)};
}

std::string Speech::directive(const Place& place) const {
  using procedure::NodeKind;
  const auto& n = *place.node;
  const std::string language = language_of(view_.program);
  if (language == place.procedure->base_language || n.text.text.empty() || n.text.translations.contains(language))
    return {};
  const auto& words = procedure::picture_words(language);
  const auto with_condition = [&](std::string_view pattern) {
    return n.condition ? procedure::fill(pattern, condition(n.condition->expression).words) : std::string();
  };
  const auto with_facts = [&](std::string_view pattern) {
    std::vector<std::string> names;
    for (const auto& name : n.facts) names.push_back(bold(name));
    return procedure::fill(pattern, procedure::list_words(names, words));
  };
  switch (n.kind) {
    case NodeKind::guidance:
    case NodeKind::say:
    case NodeKind::task:
    case NodeKind::step:
      return {};
    case NodeKind::follow:
      if (const auto* followed = view_.program.procedure_of(place.path))
        return procedure::fill(words.follow, "**" + followed->local_title.in(language) + "**");
      return {};
    case NodeKind::choice:
      return n.guards.empty() ? std::string() : (*this)("If {}", "Si {}", condition(n.guards.front().expression).words);
    case NodeKind::ask:
      return with_facts(words.ask);
    case NodeKind::decide:
      return with_facts(words.decide);
    case NodeKind::record:
      return with_facts(words.record);
    case NodeKind::check:
      return with_condition(words.check);
    case NodeKind::repeat:
      return with_condition(words.until);
    case NodeKind::wait:
      if (n.wait_kind == procedure::Node::WaitKind::condition) return with_condition(words.wait_until);
      return procedure::node_label(*place.procedure, n, language);
    default:
      return procedure::node_label(*place.procedure, n, language);
  }
}

std::string condition_in_words(const CaseState& state, const Program& program, std::string_view scope,
                               std::string_view source, std::string_view language) {
  const auto* procedure = program.procedure_of(scope);
  if (procedure == nullptr) return {};
  auto names = procedure::names_in_scope(*procedure);
  for (const auto& fact : procedure->facts) names.push_back(fact.name);
  const auto parsed = feel::parse(source, names, true);
  if (!parsed.ok()) return {};
  std::string words = Speech(View{state, program, {}, language}, scope).condition(parsed.expression).words;
  return words.starts_with('`') ? std::string() : words;
}

}  // namespace evenhand::casework
