#include "procedure/picture_words.hpp"

#include "procedure/prose.hpp"
#include "procedure/shown_words.hpp"

namespace evenhand::procedure {
namespace {

constexpr PictureWords english = {
    .start = "A case opens",
    .done = "Done",
    .ask = "Ask for {}",
    .check = "Check that {}",
    .any_order = "In any order",
    .until = "Until {}",
    .each = "For each {} in {}",
    .decide = "Decide {}",
    .record = "Record {}",
    .act = "Do {}",
    .send = "Send {}",
    .wait_reply = "Wait for a reply",
    .wait_time = "Wait {}",
    .wait_until = "Wait until {}",
    .approve = "Get approval from {}",
    .tell = "Tell {}",
    .hand_over = "Hand over to {}",
    .follow = "Follow {}",
    .go_to = "Go to {}",
    .close = "Close as {}",
    .raise = "Raise priority to {}",
    .read = "Read the guidance",
    .otherwise = "otherwise",
    .if_not = "if not",
    .if_fails = "if it fails",
    .if_refused = "if refused",
    .none_within = "None within {}",
    .not_within = "Not within {}",
    .none = "if none in time",
    .when = "when {}",
    .optional = "optional",
    .by = "by {}",
    .up_to = "up to {}",
    .no_limit = "with no limit",
    .at_most = "at most {} times",
    .evidence = "evidence: {}",
    .any_time = "At any time",
    .actions = "Whenever they are allowed, in any order",
    .allowed_when = "allowed when {}",
    .and_word = "and",
    .no_first_reply = "No first reply within {}",
    .no_reply = "No reply within {}",
    .not_resolved = "Not resolved within {}",
    .step_not_done = "{} not done within {}",
    .mentions = "The customer mentions {}",
    .whenever = "Any time {}",
    .flow_of = "Flow of {}",
    .flow_steps = "Steps: {}.",
    .mark_done = "done",
    .mark_current = "current",
    .mark_blocked = "blocked",
    .mark_skipped = "skipped",
    .mark_added = "added",
    .mark_removed = "removed",
    .mark_changed = "changed",
    .mark_moved = "moved",
    .units = {"minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years"},
    .business = "business "};

constexpr PictureWords spanish = {
    .start = "Se abre un caso",
    .done = "Listo",
    .ask = "Pedir {}",
    .check = "Comprobar que {}",
    .any_order = "En cualquier orden",
    .until = "Hasta que {}",
    .each = "Para cada {} de {}",
    .decide = "Decidir {}",
    .record = "Registrar {}",
    .act = "Hacer {}",
    .send = "Enviar {}",
    .wait_reply = "Esperar una respuesta",
    .wait_time = "Esperar {}",
    .wait_until = "Esperar hasta que {}",
    .approve = "Pedir la aprobación de {}",
    .tell = "Avisar a {}",
    .hand_over = "Pasar a {}",
    .follow = "Seguir {}",
    .go_to = "Ir a {}",
    .close = "Cerrar como {}",
    .raise = "Subir la prioridad a {}",
    .read = "Leer la guía",
    .otherwise = "en otro caso",
    .if_not = "si no",
    .if_fails = "si falla",
    .if_refused = "si se rechaza",
    .none_within = "Ninguna en {}",
    .not_within = "No en {}",
    .none = "si no llega a tiempo",
    .when = "cuando {}",
    .optional = "opcional",
    .by = "por {}",
    .up_to = "hasta {}",
    .no_limit = "sin límite",
    .at_most = "como máximo {} veces",
    .evidence = "prueba: {}",
    .any_time = "En cualquier momento",
    .actions = "Cuando estén permitidas, en cualquier orden",
    .allowed_when = "permitido cuando {}",
    .and_word = "y",
    .no_first_reply = "Sin primera respuesta en {}",
    .no_reply = "Sin respuesta en {}",
    .not_resolved = "Sin resolver en {}",
    .step_not_done = "{} sin terminar en {}",
    .mentions = "El cliente menciona {}",
    .whenever = "Siempre que {}",
    .flow_of = "Flujo de {}",
    .flow_steps = "Pasos: {}.",
    .mark_done = "hecho",
    .mark_current = "en curso",
    .mark_blocked = "bloqueado",
    .mark_skipped = "omitido",
    .mark_added = "añadido",
    .mark_removed = "quitado",
    .mark_changed = "cambiado",
    .mark_moved = "movido",
    .units = {"minuto", "minutos", "hora", "horas", "día", "días", "semana", "semanas", "mes", "meses", "año", "años"},
    .business = ""};

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string source_of(const std::optional<Condition>& condition) {
  return condition ? condition->expression.source() : std::string();
}

}  // namespace

const PictureWords& picture_words(std::string_view language) {
  return language.substr(0, 2) == "es" ? spanish : english;
}

std::string fill(std::string_view pattern, std::string_view value) {
  std::string out(pattern);
  if (const auto at = out.find("{}"); at != std::string::npos) out.replace(at, 2, value);
  return out;
}

std::string fill(std::string_view pattern, std::string_view first, std::string_view second) {
  const auto at = pattern.find("{}");
  if (at == std::string_view::npos) return std::string(pattern);
  return std::string(pattern.substr(0, at)) + std::string(first) + fill(pattern.substr(at + 2), second);
}

std::string duration_words(const Duration& duration, const PictureWords& words) {
  const std::size_t unit = static_cast<std::size_t>(duration.unit) * 2 + (duration.amount == 1 ? 0 : 1);
  std::string out = std::to_string(duration.amount) + " ";
  if (duration.business) out += words.business;
  out += words.units[unit];
  if (duration.business && words.business.empty()) out += duration.amount == 1 ? " hábil" : " hábiles";
  return out;
}

std::string list_words(const std::vector<std::string>& names, const PictureWords& words) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " " + std::string(words.and_word) + " " : std::string(", ");
    out += names[i];
  }
  return out;
}

std::string fact_label(const Procedure& procedure, const std::string& name, const std::string& language) {
  for (const Fact& fact : procedure.facts) {
    if (fact.name != name) continue;
    const auto found = fact.label.translations.find(language);
    if (found != fact.label.translations.end()) return found->second;
    return fact.label.text.empty() ? name : fact.label.text;
  }
  return name;
}

std::string link_words(std::string_view markdown) {
  const auto open = markdown.find('[');
  const auto middle = markdown.find("](", open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || middle == std::string_view::npos) return {};
  return plain_prose(markdown.substr(open + 1, middle - open - 1));
}

const Node* find_step(const Node& root, std::string_view id) {
  if (root.kind == NodeKind::step && root.id == id) return &root;
  for (const Node& child : root.children)
    if (const Node* found = find_step(child, id)) return found;
  return nullptr;
}

std::string followed_title(const Procedure& procedure, const Node& node, const std::string& language) {
  const std::string& own = procedure.followed_title_in(node.name, language);
  if (&own != &node.name) return own;
  const std::string title = link_words(node.text.text);
  return title.empty() ? node.name : title;
}

std::string node_label(const Procedure& procedure, const Node& node, const std::string& language) {
  const PictureWords& words = picture_words(language);
  const auto local = [&](const LocalText& text) {
    const auto found = text.translations.find(language);
    return plain_prose(found != text.translations.end() ? found->second : text.text);
  };
  const auto labels = [&] {
    std::vector<std::string> out;
    for (const std::string& name : node.facts) out.push_back(fact_label(procedure, name, language));
    return list_words(out, words);
  };
  switch (node.kind) {
    case NodeKind::sequence:
      return {};
    case NodeKind::step:
    case NodeKind::say:
    case NodeKind::task:
      return local(node.text);
    case NodeKind::guidance:
      return std::string(words.read);
    case NodeKind::ask:
      return fill(words.ask, labels());
    case NodeKind::check:
      return fill(words.check, source_of(node.condition));
    case NodeKind::choice:
      return {};
    case NodeKind::any_order:
      return std::string(words.any_order);
    case NodeKind::repeat:
      return fill(words.until, source_of(node.condition));
    case NodeKind::for_each:
      return fill(words.each, labels(), source_of(node.condition));
    case NodeKind::decide:
      return fill(words.decide, labels());
    case NodeKind::record:
      return fill(words.record, labels());
    case NodeKind::action:
      return fill(words.act, procedure.name_in(node.name, language));
    case NodeKind::send:
      return fill(words.send, procedure.name_in(node.name, language));
    case NodeKind::wait:
      if (node.wait_kind == Node::WaitKind::reply) return std::string(words.wait_reply);
      if (node.wait_kind == Node::WaitKind::condition) return fill(words.wait_until, source_of(node.condition));
      return fill(words.wait_time, node.limit ? duration_words(*node.limit, words) : "");
    case NodeKind::approve:
      return fill(words.approve, procedure.name_in(node.name, language));
    case NodeKind::tell:
      return fill(words.tell, procedure.name_in(node.name, language));
    case NodeKind::hand_over:
      return fill(words.hand_over, procedure.name_in(node.name, language));
    case NodeKind::follow:
      return fill(words.follow, followed_title(procedure, node, language));
    case NodeKind::go_to: {
      const Node* step = find_step(procedure.root, node.name);
      if (!step) return fill(words.go_to, node.name);
      return fill(words.go_to, std::to_string(step->number) + ". " + local(step->text));
    }
    case NodeKind::close:
      return fill(words.close, procedure.name_in(node.name, language));
    case NodeKind::raise:
      return fill(words.raise, value_words(node.name, language));
  }
  return {};
}

std::string node_note(const Procedure& procedure, const Node& node, const std::string& language) {
  const PictureWords& words = picture_words(language);
  std::vector<std::string> parts;
  if (node.kind == NodeKind::record && node.condition) parts.push_back("= " + node.condition->expression.source());
  if (node.kind == NodeKind::send && !node.channel.empty())
    parts.push_back(fill(words.by, value_words(node.channel, language)));
  if (node.kind == NodeKind::repeat && node.times_max > 0)
    parts.push_back(fill(words.at_most, std::to_string(node.times_max)));
  const bool limited = node.kind == NodeKind::approve ||
                       (node.kind == NodeKind::wait && node.wait_kind != Node::WaitKind::time && node.branches.empty());
  if (limited && node.limit) parts.push_back(fill(words.up_to, duration_words(*node.limit, words)));
  if (node.when) parts.push_back(fill(words.when, node.when->expression.source()));
  if (node.optional) parts.emplace_back(words.optional);
  if (!node.by_role.empty()) parts.push_back(fill(words.by, procedure.name_in(node.by_role, language)));
  if (!node.evidence.empty()) parts.push_back(fill(words.evidence, value_words(node.evidence, language)));
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : " · ") + part;
  return out;
}

std::string trigger_label(const Procedure& procedure, const EscalationRule& rule, const std::string& language) {
  const PictureWords& words = picture_words(language);
  const std::string time = rule.within ? duration_words(*rule.within, words) : std::string();
  using Trigger = EscalationRule::Trigger;
  switch (rule.trigger) {
    case Trigger::no_first_reply:
      return fill(words.no_first_reply, time);
    case Trigger::no_reply:
      return fill(words.no_reply, time);
    case Trigger::not_resolved:
      return fill(words.not_resolved, time);
    case Trigger::step_not_done: {
      const Node* step = find_step(procedure.root, rule.step_id);
      return fill(words.step_not_done, step ? capital(plain_prose(step->text.in(language))) : rule.step_id, time);
    }
    case Trigger::any_time_condition:
      return fill(words.whenever, source_of(rule.condition));
    case Trigger::any_time_mentions: {
      const auto translated = rule.words_in.find(language);
      return fill(words.mentions,
                  list_words(translated == rule.words_in.end() ? rule.words : translated->second, words));
    }
  }
  return {};
}

}  // namespace evenhand::procedure
