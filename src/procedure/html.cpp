#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "procedure/compile.hpp"
#include "procedure/draw.hpp"
#include "procedure/html_nodes.hpp"
#include "procedure/prose.hpp"
#include "procedure/shown_words.hpp"

namespace evenhand::procedure {
namespace {

class Page {
 public:
  /// @param resolved  the overlays left in it are those that hold
  Page(const Procedure& procedure, const std::string& language, bool resolved)
      : procedure_(procedure),
        resolved_(resolved),
        language_(language),
        picture_(picture_words(language)),
        page_(page_words(language)),
        nodes_(procedure, language) {}

  std::string write() {
    out_ = "<article class=\"sop\" lang=\"" + html_text(language_) + "\" data-procedure=\"" + html_text(procedure_.id) +
           "\">\n";
    header();
    own_prose(false);
    facts();
    targets();
    steps();
    messages();
    escalation();
    actions();
    records();
    training();
    own_prose(true);
    out_ += "</article>\n";
    // Character references in the text may stand for what HTML cannot hold.
    return text::writable(out_);
  }

 private:
  void open(std::string_view id, std::string_view heading) {
    out_ += "<section class=\"sop-" + std::string(id) + "\" aria-labelledby=\"sop-" + std::string(id) +
            "\">\n<h2 id=\"sop-" + std::string(id) + "\">" + html_text(heading) + "</h2>\n";
  }
  void close() { out_ += "</section>\n"; }

  void prose(const Prose& prose) { out_ += "<div class=\"guidance\">" + nodes_.words({prose.text, {}}) + "</div>\n"; }
  [[nodiscard]] bool has_prose(Prose::Place place) const {
    return std::any_of(procedure_.prose.begin(), procedure_.prose.end(),
                       [&](const Prose& one) { return one.place == place; });
  }
  void prose_of(Prose::Place place) {
    for (const Prose& one : procedure_.prose)
      if (one.place == place) prose(one);
  }
  /// Headings of the author's own keep to their side of the steps.
  void own_prose(bool after_steps) {
    const auto& steps = procedure_.root.children;
    for (const Prose& one : procedure_.prose) {
      const bool after = !steps.empty() && one.span.line > steps.front().span.line;
      if (one.place != Prose::Place::own || after != after_steps) continue;
      out_ += "<section class=\"sop-guidance\">\n<h2>" + html_text(one.heading) + "</h2>\n";
      prose(one);
      close();
    }
  }

  void about(std::string_view term, const std::string& value) {
    if (!value.empty()) out_ += "<div><dt>" + std::string(term) + "</dt><dd>" + html_text(value) + "</dd></div>\n";
  }

  void header() {
    const auto found = procedure_.local_title.translations.find(language_);
    out_ += "<header>\n<h1>" +
            html_text(found != procedure_.local_title.translations.end() ? found->second : procedure_.title) +
            "</h1>\n";
    const auto summary = procedure_.summary_in.find(language_);
    const std::string& about_it = summary != procedure_.summary_in.end() ? summary->second : procedure_.summary;
    if (!about_it.empty()) out_ += "<p class=\"summary\">" + html_text(about_it) + "</p>\n";
    const auto named = [&](const std::string& name) { return procedure_.name_in(name, language_); };
    const auto all = [&](std::vector<std::string> names, const auto& words) {
      std::transform(names.begin(), names.end(), names.begin(), words);
      return list_words(names, picture_);
    };
    out_ += "<dl class=\"about\">\n";
    about(page_.owner, named(procedure_.owner));
    about(page_.approvers, all(procedure_.approvers, named));
    about(page_.channels,
          all(procedure_.channels, [&](const std::string& one) { return value_words(one, language_); }));
    about(page_.states, list_words(procedure_.states, picture_));
    about(page_.products, all(procedure_.products, named));
    about(page_.review, procedure_.review_every ? duration_words(*procedure_.review_every, picture_) : std::string());
    about(page_.effective, procedure_.effective);
    about(page_.version, procedure_.hash.substr(0, 12));
    out_ += "</dl>\n";
    if (!procedure_.satisfies.empty()) out_ += "<p>" + nodes_.satisfies(procedure_.satisfies) + "</p>\n";
    std::vector<std::string> origins;
    collect_origins(procedure_.root, origins);
    if (!origins.empty())
      out_ += "<p class=\"overlays\">" + fill(page_.applies, html_text(list_words(origins, picture_))) + "</p>\n";
    out_ += "</header>\n";
    prose_of(Prose::Place::opening);
    for (const Prose& one : procedure_.prose)
      if (one.place == Prose::Place::translation && one.heading == language_) prose(one);
    for (const Overlay& overlay : procedure_.overlays) {
      if (!overlay.prose || !resolved_) continue;
      out_ += "<section class=\"sop-guidance from-overlay\">\n<h2>" +
              html_text(procedure_.origin_in(overlay.name, language_)) + "</h2>\n";
      prose(*overlay.prose);
      close();
    }
  }

  void collect_origins(const Node& node, std::vector<std::string>& out) const {
    const std::string origin = procedure_.origin_in(node.origin, language_);
    if (!origin.empty() && std::find(out.begin(), out.end(), origin) == out.end()) out.push_back(origin);
    for (const Node& child : node.children) collect_origins(child, out);
    for (const Node& branch : node.branches) collect_origins(branch, out);
  }

  void facts() {
    const bool none =
        std::all_of(procedure_.facts.begin(), procedure_.facts.end(), [](const Fact& fact) { return fact.implicit; });
    if (none && !has_prose(Prose::Place::facts)) return;
    open("facts", page_.facts);
    prose_of(Prose::Place::facts);
    if (none) return close();
    out_ += "<table class=\"facts\"><thead><tr>";
    for (const std::string_view head : {page_.fact, page_.type, page_.from, page_.personal})
      out_ += "<th scope=\"col\">" + std::string(head) + "</th>";
    out_ += "</tr></thead><tbody>\n";
    for (const Fact& fact : procedure_.facts) {
      if (fact.implicit) continue;
      std::string from(page_.sources[static_cast<std::size_t>(fact.source)]);
      if (!fact.source_detail.empty() && fact.source == Fact::Source::action)
        from = procedure_.name_in(fact.source_detail, language_);
      else if (!fact.source_detail.empty())
        from += " (" + step_title(fact.source_detail) + ")";
      std::string personal(page_.classes[static_cast<std::size_t>(fact.personal)]);
      if (fact.never_stored) personal += ", " + std::string(page_.never_stored);
      out_ += "<tr><th scope=\"row\">" + html_text(fact_label(procedure_, fact.name, language_)) + "</th><td>" +
              html_inline(type_words(fact, language_)) + "</td><td>" + html_text(from) + "</td><td>" +
              html_text(personal) + "</td></tr>\n";
    }
    out_ += "</tbody></table>\n";
    close();
  }

  [[nodiscard]] std::string step_title(const std::string& id) const {
    const Node* step = find_step(procedure_.root, id);
    return step != nullptr ? plain_prose(nodes_.local(step->text)) : id;
  }

  void targets() {
    if (procedure_.targets.empty() && !has_prose(Prose::Place::targets)) return;
    open("targets", page_.targets);
    prose_of(Prose::Place::targets);
    if (procedure_.targets.empty()) return close();
    out_ += "<ul>\n";
    for (const Target& target : procedure_.targets)
      out_ += "<li>" + html_inline(target_words(target, language_)) + "</li>\n";
    out_ += "</ul>\n";
    close();
  }

  void steps() {
    for (const Node& node : procedure_.root.children) {
      if (node.kind != NodeKind::step) {
        out_ += nodes_.items({node});
        continue;
      }
      const std::string id = html_text(node.id);
      out_ += "<section class=\"step" + std::string(node.origin.empty() ? "" : " from-overlay") + "\" data-node=\"" +
              id + "\" aria-labelledby=\"step-" + id + "\">\n<h2 id=\"step-" + id + "\">" +
              std::to_string(node.number) + ". " + html_text(plain_prose(nodes_.local(node.text))) + "</h2>\n";
      if (!node.origin.empty())
        out_ +=
            "<p><span class=\"origin\">" + html_text(procedure_.origin_in(node.origin, language_)) + "</span></p>\n";
      if (node.when || node.optional || !node.satisfies.empty()) {
        out_ += "<p>";
        if (node.when)
          out_ += "<span class=\"mark\">" + fill(picture_.when, code(node.when->expression.source())) + "</span>";
        if (node.optional) out_ += " <span class=\"mark\">" + std::string(picture_.optional) + "</span>";
        out_ += nodes_.satisfies(node.satisfies) + "</p>\n";
      }
      out_ += nodes_.items(node.children, node.origin);
      close();
    }
  }

  void messages() {
    if (procedure_.messages.empty() && !has_prose(Prose::Place::messages)) return;
    open("messages", page_.messages);
    prose_of(Prose::Place::messages);
    for (const Message& message : procedure_.messages) {
      out_ += "<h3 id=\"message-" + html_text(text::slug(message.name)) + "\">" +
              html_text(procedure_.name_in(message.name, language_)) + "</h3>\n";
      if (message.mandatory || !message.satisfies.empty()) {
        out_ += "<p>";
        if (message.mandatory) out_ += "<span class=\"mark\">" + std::string(page_.only_text) + "</span>";
        out_ += nodes_.satisfies(message.satisfies) + "</p>\n";
      }
      out_ += "<blockquote class=\"message\">" + nodes_.words(message.body) + "</blockquote>\n";
      for (const auto& [channel, body] : message.by_channel)
        out_ += "<h4>" + fill(page_.by_channel, html_text(value_words(channel, language_))) +
                "</h4>\n<blockquote class=\"message\">" + nodes_.words(body) + "</blockquote>\n";
    }
    close();
  }

  void escalation() {
    if (procedure_.escalation.empty() && !has_prose(Prose::Place::escalation)) return;
    open("escalation", page_.escalation);
    prose_of(Prose::Place::escalation);
    if (procedure_.escalation.empty()) return close();
    out_ += "<ul class=\"items\">\n";
    for (const EscalationRule& rule : procedure_.escalation)
      out_ += "<li class=\"item\"><p class=\"way\">" + html_text(trigger_label(procedure_, rule, language_)) +
              ":</p>\n" + nodes_.items(rule.body.children) + "</li>\n";
    out_ += "</ul>\n";
    close();
  }

  void actions() {
    if (procedure_.actions.empty() && !has_prose(Prose::Place::actions)) return;
    open("actions", page_.actions);
    prose_of(Prose::Place::actions);
    if (procedure_.actions.empty()) return close();
    out_ += "<table class=\"actions\"><thead><tr>";
    for (const std::string_view head : {page_.action, page_.connector, page_.needs, page_.gives, page_.allowed_when})
      out_ += "<th scope=\"col\">" + std::string(head) + "</th>";
    out_ += "</tr></thead><tbody>\n";
    const auto join = [&](const std::vector<std::string>& names) {
      std::string out;
      for (const std::string& name : names)
        out += (out.empty() ? "" : ", ") + html_text(fact_label(procedure_, name, language_));
      return out;
    };
    for (const Action& action : procedure_.actions)
      out_ += "<tr><th scope=\"row\">" + html_text(procedure_.name_in(action.name, language_)) + "</th><td>" +
              html_text(action.connector) + "</td><td>" + join(action.needs) + "</td><td>" + join(action.gives) +
              "</td><td>" +
              (action.allowed_tree   ? html_text(action.allowed_text)
               : action.allowed_when ? code(action.allowed_when->expression.source())
                                     : std::string()) +
              "</td></tr>\n";
    out_ += "</tbody></table>\n";
    close();
  }

  void records() {
    if (procedure_.records.empty() && !has_prose(Prose::Place::records)) return;
    open("records", page_.records);
    prose_of(Prose::Place::records);
    if (procedure_.records.empty()) return close();
    out_ += "<ul>\n";
    for (const RecordRule& rule : procedure_.records)
      out_ += "<li>" + html_inline(record_words(procedure_, rule, language_)) + nodes_.satisfies(rule.satisfies) +
              "</li>\n";
    out_ += "</ul>\n";
    close();
  }

  /// What is asked, not the answers: those are the course's.
  void training() {
    const Training& training = procedure_.training;
    const bool none =
        !training.pass_mark_percent && !training.valid_for && training.questions.empty() && training.scenarios.empty();
    if (none && !has_prose(Prose::Place::training)) return;
    open("training", page_.training);
    prose_of(Prose::Place::training);
    if (none) return close();
    out_ += "<p>";
    if (training.pass_mark_percent) out_ += fill(page_.pass_mark, training.pass_mark_percent->str()) + " ";
    if (training.valid_for) out_ += fill(page_.valid_for, duration_words(*training.valid_for, picture_)) + " ";
    if (!training.questions.empty()) out_ += fill(page_.questions, std::to_string(training.questions.size())) + " ";
    if (!training.scenarios.empty()) out_ += fill(page_.scenarios, std::to_string(training.scenarios.size()));
    out_ += "</p>\n";
    close();
  }

  const Procedure& procedure_;
  const bool resolved_;
  const std::string& language_;
  const PictureWords& picture_;
  const PageWords& page_;
  const NodeHtml nodes_;
  std::string out_;
};

}  // namespace

std::string to_html(const Procedure& procedure, const Selection& selection) {
  const std::string language = selection.language.empty() ? procedure.base_language : selection.language;
  if (!procedure.overlays.empty()) {
    const ProcedurePtr whole(ProcedurePtr{}, &procedure);  // not owned: it outlives this call
    if (const auto resolved = resolve(whole, selection)) return Page(**resolved, language, true).write();
  }
  return Page(procedure, language, false)
      .write();  // overlays that collide were reported when the procedure was checked
}

}  // namespace evenhand::procedure
