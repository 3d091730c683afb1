#include <fmt/format.h>

#include <concepts>
#include <string_view>
#include <type_traits>

#include "api/present.hpp"
#include "base/text.hpp"
#include "procedure/picture_words.hpp"
#include "procedure/shown_words.hpp"

namespace evenhand::api {
namespace {

namespace cw = casework;

/// One full stop at the end, whatever the words of procedures and people end with.
std::string with_full_stop(std::string sentence) {
  while (!sentence.empty() && (sentence.back() == '.' || sentence.back() == ':' || sentence.back() == ' '))
    sentence.pop_back();
  const bool ended = sentence.ends_with('?') || sentence.ends_with('!') || sentence.ends_with("…");
  return ended ? sentence : sentence + ".";
}

/// Words that another sentence goes on after: without the full stop they end with.
std::string without_full_stop(std::string words) {
  while (!words.empty() && (words.back() == '.' || words.back() == ':' || words.back() == ' ')) words.pop_back();
  return words;
}

/// The words of a procedure as they stood when something happened: placeholders hold the value of that moment, or the
/// fact's name where it had none.
class Words {
 public:
  Words(const cw::CaseState& before, const cw::Program& program, const cw::Recorded& recorded,
        const std::string& company, std::string language)
      : before_(before), program_(program), recorded_(recorded), company_(company), language_(std::move(language)) {}

  [[nodiscard]] std::string of(const procedure::LocalText& text, const cw::Place& place) const {
    cw::Actor actor;
    actor.id = recorded_.actor_id;
    actor.name = recorded_.actor_name;
    cw::Surroundings around;
    around.now = recorded_.at;
    around.company = company_;
    cw::Rendered rendered = cw::render(text.in(language_), before_, program_, place.scope, actor, around);
    for (const std::string& name : rendered.missing) name_instead(rendered.text, name, place.scope);
    return std::move(rendered.text);
  }
  /// A directive has no translation in the file, since the engine reads it, so it is said anew. Empty where the file's own
  /// words are the ones to show.
  [[nodiscard]] std::string directive(const cw::Place& place) const {
    using procedure::NodeKind;
    const procedure::Node& n = *place.node;
    const bool is_text =
        n.kind == NodeKind::guidance || n.kind == NodeKind::say || n.kind == NodeKind::task || n.kind == NodeKind::step;
    if (is_text || language_ == place.procedure->base_language || n.text.translations.contains(language_)) return {};
    if (n.kind != NodeKind::choice || n.guards.empty()) return procedure::node_label(*place.procedure, n, language_);
    const std::string source = n.guards.front().expression.source(), words = of_condition(source, place.scope);
    return (language_ == "es" ? "Si " : "If ") + (words.empty() ? "`" + source + "`" : words);
  }
  [[nodiscard]] std::string of_condition(std::string_view source, std::string_view scope) const {
    return cw::condition_in_words(before_, program_, scope, source, language_);
  }
  /// What readers call a role, an action, a message or an outcome of the procedure at `path`, or of the case's own.
  [[nodiscard]] std::string name(const std::string& authored, const std::string& path = {}) const {
    return procedure_at(path).name_in(authored, language_);
  }
  [[nodiscard]] std::string outcome(const std::string& authored, const std::string& path) const {
    return procedure::outcome_words(procedure_at(path), authored, language_);
  }
  [[nodiscard]] const std::string& language() const { return language_; }

 private:
  [[nodiscard]] const procedure::Procedure& procedure_at(const std::string& path) const {
    const cw::Place* place = program_.find(path);
    return place == nullptr ? program_.main() : *place->procedure;
  }
  void name_instead(std::string& text, const std::string& name, std::string_view scope) const {
    const procedure::Fact* fact = program_.find_fact(scope, name);
    const std::string label = fact == nullptr ? name : fact->label.in(language_);
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
      const std::size_t close = text.find('}', at);
      if (close == std::string::npos) return;
      if (text::collapse_spaces(std::string_view(text).substr(at + 1, close - at - 1)) != name) continue;
      text.replace(at, close - at + 1, label);
      at += label.empty() ? 0 : label.size() - 1;
    }
  }

  const cw::CaseState& before_;
  const cw::Program& program_;
  const cw::Recorded& recorded_;
  const std::string& company_;
  const std::string language_;
};

/// Sentences of the timeline in the reader's language; what people wrote stays as it is.
class Teller {
 public:
  Teller(const cw::Program& program, const Words& words)
      : program_(program), words_(words), spanish_(words.language() == "es") {}

  std::string operator()(const cw::CaseOpened& e) const {
    return say("Opened with \"{}\": {}", "Abierto con «{}»: {}", e.title, e.subject);
  }
  std::string operator()(const cw::FactRecorded& e) const {
    const procedure::Fact* fact = program_.find_fact(e.scope, e.name);
    const std::string name = fact == nullptr || fact->label.text.empty() ? e.name : fact->label.in(words_.language());
    if (e.transient) return say("{} was given and is not stored", "{} se indicó y no se guarda", name);
    const std::string value = !e.files.empty()    ? files(e.files, e.file_names)
                              : e.value.is_null() ? (spanish_ ? "(vacío)" : "(empty)")
                                                  : in_words(fact, e.value);
    if (e.source == "decision") return say("Decided: {} is {}", "Decidido: {} es {}", name, value);
    if (e.source == "computed" || e.source == "counted")
      return say("Computed: {} is {}", "Calculado: {} es {}", name, value);
    if (e.source == "action") return say("The action gave {}: {}", "La acción dio {}: {}", name, value);
    return say("{} is {}", "{} es {}", name, value);
  }
  std::string operator()(const cw::NodeEntered& e) const { return say("Began {}", "Comenzó {}", place(e.path)); }
  std::string operator()(const cw::NodeFinished& e) const {
    using How = cw::NodeFinished::How;
    const std::string what = place(e.path);
    std::string sentence;
    switch (e.how) {
      case How::done:
        sentence = say("Done: {}", "Hecho: {}", what);
        break;
      case How::skipped:
        sentence = say("Skipped: {}", "Omitido: {}", what);
        break;
      case How::not_applicable:
        sentence = say("Not applicable: {}", "No aplica: {}", what);
        break;
      case How::answered_no:
        sentence = say("Answered no: {}", "Respondido no: {}", what);
        break;
      case How::overridden:
        sentence = say("Passed by override: {}", "Pasado por excepción: {}", what);
        break;
    }
    if (!e.evidence.empty()) sentence += say(" (evidence: {})", " (prueba: {})", e.evidence);
    if (!e.files.empty()) sentence += say(" (evidence: {})", " (prueba: {})", files(e.files, e.file_names));
    return with_reason(std::move(sentence), e.how == How::not_applicable ? why(e.path, e.reason) : e.reason);
  }
  std::string operator()(const cw::BranchTaken& e) const {
    if (e.branch < 0) return say("No condition held", "No se cumplió ninguna condición");
    return say("Went on because {}", "Continuó porque {}", e.because.empty() ? place(e.path) : why(e.path, e.because));
  }
  std::string operator()(const cw::RoundStarted& e) const {
    return say("Round {} of {}", "Vuelta {} de {}", e.round, place(e.path));
  }
  std::string operator()(const cw::DecisionMade& e) const {
    std::string rows;
    for (const std::uint32_t row : e.rules) rows += (rows.empty() ? "" : ", ") + std::to_string(row);
    return e.rules.empty() ? say("No row of the table matched", "Ninguna fila de la tabla coincidió")
                           : say("The table decided by row {}", "La tabla decidió por la fila {}", rows);
  }
  std::string operator()(const cw::ApprovalAsked& e) const {
    return say("Approval asked of {}", "Aprobación pedida a {}", words_.name(e.role, e.path));
  }
  std::string operator()(const cw::ApprovalGiven& e) const {
    return with_reason(e.approved ? say("Approved as {}", "Aprobado como {}", words_.name(e.role, e.path))
                                  : say("Refused as {}", "Rechazado como {}", words_.name(e.role, e.path)),
                       e.reason);
  }
  std::string operator()(const cw::ActionRequested& e) const {
    return e.by_hand ? say("Started by hand: {}", "Iniciado a mano: {}", words_.name(e.action, e.path))
                     : say("Asked {} for: {}", "Pedido a {}: {}", e.connector, words_.name(e.action, e.path));
  }
  std::string operator()(const cw::ActionSucceeded& e) const {
    return say("Action done: {}", "Acción hecha: {}", words_.name(e.action, e.path));
  }
  std::string operator()(const cw::ActionFailed& e) const {
    return with_reason(say("Action failed: {}", "La acción falló: {}", words_.name(e.action, e.path)), e.error);
  }
  std::string operator()(const cw::MessageQueued& e) const {
    return e.message.empty() ? say("Replied by {}: {}", "Respondió por {}: {}", value(e.channel), e.text)
                             : say("Sent \"{}\" by {}: {}", "Envió «{}» por {}: {}", words_.name(e.message, e.path),
                                   value(e.channel), e.text);
  }
  std::string operator()(const cw::MessageReceived& e) const {
    return say("The customer wrote by {}: {}", "El cliente escribió por {}: {}", value(e.channel), e.text);
  }
  std::string operator()(const cw::WaitStarted& e) const {
    return say("Began to wait: {}", "Comenzó a esperar: {}", place(e.path));
  }
  std::string operator()(const cw::TimerArmed& e) const {
    return say("A clock was set for {}", "Se fijó un reloj para {}", format_rfc3339(e.due));
  }
  std::string operator()(const cw::TimerCleared&) const { return say("A clock was stopped", "Se detuvo un reloj"); }
  std::string operator()(const cw::TimerFired&) const { return say("A time limit passed", "Se cumplió un plazo"); }
  std::string operator()(const cw::Told& e) const {
    const std::string told = say("Told {}", "Avisó a {}", words_.name(e.role, e.path));
    return e.text.empty() ? told : told + ": " + e.text;
  }
  std::string operator()(const cw::HandedOver& e) const {
    return with_reason(say("Handed over to {}", "Entregado a {}", words_.name(e.team, e.path)), e.reason);
  }
  std::string operator()(const cw::Assigned& e) const {
    return e.person_id.empty() ? say("Put back into the queue", "Devuelto a la cola")
                               : say("Given to {}", "Asignado a {}", e.person_name);
  }
  std::string operator()(const cw::PriorityRaised& e) const {
    return say("Priority is now {}", "La prioridad es ahora {}", value(e.priority));
  }
  std::string operator()(const cw::Jumped& e) const { return say("Went to {}", "Fue a {}", place(e.to)); }
  std::string operator()(const cw::Escalated& e) const { return say("Escalated: {}", "Escalado: {}", e.text); }
  std::string operator()(const cw::GateOverridden& e) const {
    return with_reason(say("Gate overridden: {}", "Control anulado: {}", e.gate), e.reason);
  }
  std::string operator()(const cw::Undone& e) const {
    return say("Undid entry {}", "Deshizo la entrada {}", e.undone_seq);
  }
  std::string operator()(const cw::NoteAdded& e) const { return say("Note: {}", "Nota: {}", e.text); }
  std::string operator()(const cw::CasePaused& e) const { return with_reason(say("Paused", "En pausa"), e.reason); }
  std::string operator()(const cw::CaseResumed&) const { return say("Resumed", "Reanudado"); }
  std::string operator()(const cw::CaseReopened& e) const {
    return with_reason(say("Reopened", "Reabierto"), e.reason);
  }
  std::string operator()(const cw::CaseClosed& e) const {
    return say("Closed as {}", "Cerrado como {}", words_.outcome(e.outcome, e.path));
  }

 private:
  /// Names, or ids once the names were erased.
  static std::string files(const std::vector<cw::FileProof>& files, const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < files.size(); ++i) {
      const bool named = i < names.size() && !names[i].empty();
      out += (i == 0 ? "" : ", ") + (named ? names[i] : files[i].id);
    }
    return out;
  }
  template <class... Args>
  std::string say(std::string_view english, std::string_view spanish, const Args&... args) const {
    return fmt::format(fmt::runtime(spanish_ ? spanish : english), args...);
  }
  [[nodiscard]] std::string value(const std::string& word) const {
    return procedure::value_words(word, words_.language());
  }
  [[nodiscard]] std::string with_reason(std::string sentence, const std::string& reason) const {
    return reason.empty() ? sentence
                          : without_full_stop(std::move(sentence)) + say(". Reason: {}", ". Motivo: {}", reason);
  }
  [[nodiscard]] std::string in_words(const procedure::Fact* fact, const feel::Value& value) const {
    if (const bool* yes = value.as_boolean(); yes != nullptr && spanish_) return *yes ? "sí" : "no";
    const std::string* option = value.as_string();
    return fact != nullptr && option != nullptr ? fact->option_in(*option, words_.language()) : feel::to_display(value);
  }
  /// What the engine writes down as a reason, in the reader's words: conditions as sentences, its own few phrases.
  [[nodiscard]] std::string why(const std::string& path, const std::string& reason) const {
    static constexpr std::string_view fails = " does not hold";
    static constexpr std::string_view lacking = "` does not hold: ";
    if (reason == "otherwise") return say("nothing before it held", "no se cumplió nada de lo anterior");
    if (reason == "answered no") return say("the answer was no", "se respondió que no");
    if (!reason.starts_with('`')) return reason;
    std::string_view source(reason);
    if (const auto at = source.rfind(lacking); at != std::string_view::npos)
      return not_known(path, source.substr(at + lacking.size()));
    const bool failed = source.ends_with(fails);
    if (failed) source.remove_suffix(fails.size());
    if (source.size() < 2 || source.back() != '`') return reason;
    source = source.substr(1, source.size() - 2);
    const cw::Place* place = program_.find(path);
    const std::string asked = failed ? "not(" + std::string(source) + ")" : std::string(source);
    const std::string words = place == nullptr ? std::string() : words_.of_condition(asked, place->scope);
    return words.empty() ? (failed && spanish_ ? "no se cumple `" + std::string(source) + "`" : reason) : words;
  }
  /// @param names  each between back ticks
  [[nodiscard]] std::string not_known(const std::string& path, std::string_view names) const {
    const cw::Place* place = program_.find(path);
    std::vector<std::string> labels;
    const auto parts = text::split(names, '`');
    for (std::size_t i = 1; i < parts.size(); i += 2) {
      const procedure::Fact* fact = place == nullptr ? nullptr : program_.find_fact(place->scope, parts[i]);
      const bool named = fact != nullptr && !fact->label.text.empty();
      labels.push_back(named ? fact->label.in(words_.language()) : std::string(parts[i]));
    }
    std::string all;
    for (std::size_t i = 0; i < labels.size(); ++i)
      all += (i == 0 ? "" : i + 1 < labels.size() ? ", " : say(" and ", " y ")) + labels[i];
    return labels.size() == 1 ? say("{} is not known", "no se conoce {}", all)
                              : say("{} are not known", "no se conocen {}", all);
  }
  [[nodiscard]] std::string place(const std::string& path) const {
    const cw::Place* place = program_.find(path);
    if (place == nullptr || place->node == nullptr) return path;
    if (const std::string said = words_.directive(*place); !said.empty()) return said;
    const std::string text = without_full_stop(words_.of(place->node->text, *place));
    return text.empty() ? path : text;
  }
  const cw::Program& program_;
  const Words& words_;
  const bool spanish_;
};

template <class E>
concept HasPath = requires(const E& e) {
  { e.path } -> std::convertible_to<std::string>;
};

}  // namespace

Told tell(const casework::Recorded& recorded, const casework::CaseState& before, const casework::Program& program,
          const std::string& company, const std::string& language) {
  const Words words(before, program, recorded, company, language == "es" ? "es" : "en");
  Told told;
  told.text = with_full_stop(std::visit(Teller(program, words), recorded.event));
  std::visit(
      [&](const auto& event) {
        if constexpr (HasPath<std::decay_t<decltype(event)>>) {
          const casework::Place* place = program.find(event.path);
          if (place == nullptr) return;
          if (place->step != nullptr && place->step->node != nullptr) told.step = place->step->node->text.in(language);
          if (place->node != nullptr) told.in_force = words.of({place->node->text.text, {}}, *place);
        }
      },
      recorded.event);
  return told;
}

}  // namespace evenhand::api
