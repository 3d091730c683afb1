#include "procedure/shown_words.hpp"

#include <fmt/format.h>

#include <array>

#include "procedure/picture_words.hpp"

namespace evenhand::procedure {

namespace {

struct Value {
  std::string_view name, english, spanish;
};
constexpr std::array values{Value{"phone", "phone", "teléfono"},
                            Value{"email", "email", "correo electrónico"},
                            Value{"letter", "letter", "carta"},
                            Value{"in person", "in person", "en persona"},
                            Value{"en", "English", "inglés"},
                            Value{"es", "Spanish", "español"},
                            Value{"low", "low", "baja"},
                            Value{"normal", "normal", "normal"},
                            Value{"high", "high", "alta"},
                            Value{"urgent", "urgent", "urgente"},
                            Value{"file", "file", "archivo"},
                            Value{"photo", "photo", "foto"},
                            Value{"text", "text", "texto"},
                            Value{"signature", "signature", "firma"},
                            Value{"company", "company", "empresa"},
                            Value{"agent", "agent", "agente"},
                            Value{"customer", "customer", "cliente"},
                            Value{"case", "case", "caso"},
                            Value{"today", "today", "hoy"},
                            Value{"state", "state", "estado"},
                            Value{"product", "product", "producto"},
                            Value{"reply", "reply", "respuesta"}};

bool is_spanish(std::string_view language) noexcept {
  return language.substr(0, 2) == "es";
}

std::string spanish_type(const FactType& type) {
  using Kind = FactType::Kind;
  const auto bounds = [&] {
    return type.minimum && type.maximum ? fmt::format(" de {} a {}", type.minimum->str(), type.maximum->str())
                                        : std::string();
  };
  switch (type.kind) {
    case Kind::text:
      return "texto";
    case Kind::pattern:
      return "texto como `" + type.pattern + "`";
    case Kind::email:
      return "correo electrónico";
    case Kind::phone:
      return "teléfono";
    case Kind::number:
      return "número" + bounds();
    case Kind::money:
      return "dinero en " + type.currency + bounds();
    case Kind::date:
      return "fecha";
    case Kind::time:
      return "hora";
    case Kind::date_time:
      return "fecha y hora";
    case Kind::duration:
      return "duración";
    case Kind::yes_no:
      return "sí o no";
    case Kind::one_of: {
      std::string out;
      for (const std::string& option : type.options) out += (out.empty() ? "uno de: " : ", ") + option;
      return out;
    }
    case Kind::list:
      return "lista de " + (type.element ? spanish_type(*type.element) : std::string("texto"));
    case Kind::file:
      return "archivo";
  }
  return "texto";
}

}  // namespace

std::string value_words(std::string_view value, std::string_view language) {
  for (const Value& one : values)
    if (one.name == value) return std::string(is_spanish(language) ? one.spanish : one.english);
  return std::string(value);
}

std::string outcome_words(const Procedure& procedure, const std::string& outcome, std::string_view language) {
  const std::string& own = procedure.name_in(outcome, std::string(language));
  return own == outcome && own == "done" && is_spanish(language) ? "listo" : own;
}

std::string type_words(const Fact& fact, const std::string& language) {
  FactType type = fact.type;
  const auto translate = [&](std::vector<std::string>& options) {
    for (std::string& option : options) option = fact.option_in(option, language);
  };
  translate(type.options);
  if (type.element) {
    FactType element = *type.element;
    translate(element.options);
    type.element = std::make_shared<const FactType>(std::move(element));
  }
  return is_spanish(language) ? spanish_type(type) : type.str();
}

std::string target_words(const Target& target, const std::string& language) {
  if (target.kind == Target::Kind::other || !is_spanish(language)) return target.text.in(language);
  const std::string within =
      target.within ? " en " + duration_words(*target.within, picture_words(language)) + "." : std::string(".");
  switch (target.kind) {
    case Target::Kind::first_reply:
      return "Primera respuesta" + within;
    case Target::Kind::next_reply:
      return "Siguiente respuesta" + within;
    case Target::Kind::resolved:
      return "Resuelto" + within;
    default:
      return "Satisfacción de al menos " + (target.at_least ? target.at_least->str() : std::string()) +
             (target.out_of ? " sobre " + target.out_of->str() : std::string()) + ".";
  }
}

std::string record_words(const Procedure& procedure, const RecordRule& rule, const std::string& language) {
  if (!is_spanish(language) || !rule.keep) return rule.text;
  const std::string what = rule.what == "case"
                               ? rule.text.find("messages") != std::string::npos ? "el caso y sus mensajes" : "el caso"
                               : "**" + fact_label(procedure, rule.what, language) + "**";
  const bool from_closing = rule.text.ends_with("closing");
  return fmt::format("Conservar {} durante {}{}.", what, duration_words(*rule.keep, picture_words(language)),
                     from_closing ? " desde el cierre" : "");
}

}  // namespace evenhand::procedure
