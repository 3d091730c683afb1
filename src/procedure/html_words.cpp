#include "procedure/html_words.hpp"

namespace evenhand::procedure {
namespace {

constexpr PageWords english = {
    .facts = "Facts", .fact = "Fact", .type = "Type", .from = "From", .personal = "Personal", .targets = "Targets",
    .messages = "Messages", .by_channel = "By {}", .escalation = "Escalation", .actions = "Actions", .action = "Action",
    .connector = "Connector", .needs = "Needs", .gives = "Gives", .allowed_when = "Allowed when", .records = "Records",
    .training = "Training", .pass_mark = "Pass mark {}%.", .valid_for = "Valid for {}.", .questions = "{} questions.",
    .scenarios = "{} practice cases.",
    .owner = "Owner", .approvers = "Approved by", .channels = "Channels", .states = "States", .review = "Review every",
    .effective = "In force from", .version = "Version", .satisfies = "satisfies {}", .only_text = "Not to be edited",
    .applies = "With what differs for this case: {}",
    .with = "with", .as = "as", .giving = "giving", .if_word = "If {}:", .otherwise_if = "Otherwise if {}:",
    .otherwise = "Otherwise:", .any_order = "In any order:", .repeat_until = "Repeat until {}", .say = "Say",
    .mandatory = "mandatory", .never_stored = "never stored", .yes = "yes", .no = "no", .anything = "anything",
    .decides = "decides", .one_match = "One row matches.", .first_match = "The first row that matches decides.",
    .any_match = "All rows that match agree.", .by_priority = "The matching row with the highest priority decides.",
    .all_matches = "All rows that match count.", .all_by_priority = "All rows that match count, highest priority first.",
    .collected = "The rows that match are collected.",
    .sources = {"customer", "agent", "system", "result", "input", "counted", "decision", "computed", "action"},
    .classes = {"no", "contact", "identity", "financial", "health", "location", "secret"}};

constexpr PageWords spanish = {
    .facts = "Hechos", .fact = "Hecho", .type = "Tipo", .from = "De", .personal = "Personal", .targets = "Objetivos",
    .messages = "Mensajes", .by_channel = "Por {}", .escalation = "Escalamiento", .actions = "Acciones", .action = "Acción",
    .connector = "Conector", .needs = "Necesita", .gives = "Da", .allowed_when = "Permitida cuando", .records = "Registros",
    .training = "Formación", .pass_mark = "Se aprueba con {} %.", .valid_for = "Válido por {}.", .questions = "{} preguntas.",
    .scenarios = "{} casos de práctica.",
    .owner = "Responsable", .approvers = "Aprobado por", .channels = "Canales", .states = "Estados", .review = "Revisión cada",
    .effective = "En vigor desde", .version = "Versión", .satisfies = "cumple {}", .only_text = "No se puede editar",
    .applies = "Con lo que cambia para este caso: {}",
    .with = "con", .as = "como", .giving = "que da", .if_word = "Si {}:", .otherwise_if = "Si no, y {}:",
    .otherwise = "En otro caso:", .any_order = "En cualquier orden:", .repeat_until = "Repetir hasta que {}", .say = "Decir",
    .mandatory = "obligatorio", .never_stored = "nunca se guarda", .yes = "sí", .no = "no", .anything = "cualquiera",
    .decides = "decide", .one_match = "Coincide una fila.", .first_match = "Decide la primera fila que coincide.",
    .any_match = "Todas las filas que coinciden dicen lo mismo.",
    .by_priority = "Decide la fila que coincide con la prioridad más alta.",
    .all_matches = "Cuentan todas las filas que coinciden.",
    .all_by_priority = "Cuentan todas las filas que coinciden, primero la prioridad más alta.",
    .collected = "Se reúnen las filas que coinciden.",
    .sources = {"cliente", "agente", "sistema", "resultado", "entrada", "contado", "decisión", "calculado", "acción"},
    .classes = {"no", "contacto", "identidad", "financiero", "salud", "ubicación", "secreto"}};

}  // namespace

const PageWords& page_words(std::string_view language) { return language.substr(0, 2) == "es" ? spanish : english; }

}  // namespace evenhand::procedure
