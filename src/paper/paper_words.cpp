#include "paper/paper_words.hpp"

namespace evenhand::paper {
namespace {

constexpr PaperWords english = {
    .page = "Page {} of {}",
    .version = "Version {}",
    .draft = "Draft",
    .in_force = "In force from {}",
    .published = "Published {}",
    .state = "State {}",
    .channel = "Channel {}",
    .product = "Product {}",
    .flow = "Flow",
    .flow_says = "The flow of {}, as a picture of the steps above.",
    .flow_too_long = "The picture of the flow is too long for paper. Evenhand shows it on the screen.",
    .redline = "Redline",
    .from_to = "{}, compared with {}.",
    .changes = "Changes",
    .no_change = "Nothing that people, the guide or the server act on has changed.",
    .what = "What",
    .where = "Where",
    .before = "Before",
    .after = "After",
    .marks = "Below, words that went are struck out, words that came are underlined, and a bar stands at the margin.",
    .kinds = {"added", "removed", "changed", "moved"},
    .step = "Step {}",
    .sign_off = "Sign-off",
    .role = "Role",
    .name = "Name",
    .signature = "Signature",
    .date = "Date",
};

constexpr PaperWords spanish = {
    .page = "Página {} de {}",
    .version = "Versión {}",
    .draft = "Borrador",
    .in_force = "En vigor desde {}",
    .published = "Publicado el {}",
    .state = "Estado {}",
    .channel = "Canal {}",
    .product = "Producto {}",
    .flow = "Flujo",
    .flow_says = "El flujo de {}, como imagen de los pasos anteriores.",
    .flow_too_long = "La imagen del flujo es demasiado larga para el papel. Evenhand la muestra en pantalla.",
    .redline = "Cambios marcados",
    .from_to = "{}, comparado con {}.",
    .changes = "Cambios",
    .no_change = "No ha cambiado nada de lo que siguen las personas, la guía o el servidor.",
    .what = "Qué",
    .where = "Dónde",
    .before = "Antes",
    .after = "Después",
    .marks = "Más abajo, lo eliminado está tachado, lo nuevo está subrayado y una barra lo señala al margen.",
    .kinds = {"añadido", "eliminado", "modificado", "movido"},
    .step = "Paso {}",
    .sign_off = "Firmas",
    .role = "Función",
    .name = "Nombre",
    .signature = "Firma",
    .date = "Fecha",
};

}  // namespace

const PaperWords& paper_words(std::string_view language) {
  return language == "es" ? spanish : english;
}

}  // namespace evenhand::paper
