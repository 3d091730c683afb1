#include "procedure/sentences.hpp"
#include "base/text.hpp"

namespace evenhand::procedure {

namespace {

/// `packs/identity-check.sop.md#top` -> `identity-check`.
std::string id_of_link(std::string_view link) {
  if (const std::size_t hash = link.find('#'); hash != std::string_view::npos) link = link.substr(0, hash);
  if (const std::size_t slash = link.rfind('/'); slash != std::string_view::npos) link.remove_prefix(slash + 1);
  for (const std::string_view ending : {".sop.md", ".md"})
    if (link.ends_with(ending)) {
      link.remove_suffix(ending.size());
      break;
    }
  return std::string(link);
}

std::vector<std::string> names_of(const Procedure& p, Fact::Source origin) {
  std::vector<std::string> out;
  for (const Fact& f : p.facts)
    if (f.source == origin) out.push_back(f.name);
  return out;
}

void check_parameters(Reading& r, const Procedure& p, const std::vector<Binding>& bindings, bool outputs, Range range) {
  for (const Binding& b : bindings) {
    const Fact* f = p.find_fact(b.parameter);
    if (f == nullptr) {
      std::vector<std::string> all;
      for (const Fact& known : p.facts) all.push_back(known.name);
      r.error(outputs ? "EH0604" : "EH0603", range, "\"" + p.title + "\" has no fact called \"" + b.parameter + "\".",
              did_you_mean(b.parameter, all));
    } else if (outputs && f->source != Fact::Source::result) {
      r.error("EH0604", range, "\"" + p.title + "\" does not hand \"" + b.parameter + "\" back.",
              "It hands back: " + join_names(names_of(p, Fact::Source::result)) + ".");
    }
  }
}

}  // namespace

std::optional<Node> Sentences::follow() {
  c.next();
  const Token* link = c.take(Token::Kind::link);
  if (link == nullptr) return fail("`Follow` goes on with a link to the other procedure.");
  Node n = make(NodeKind::follow);
  const auto found = r.followed.find(link->url);
  const ProcedurePtr target = found == r.followed.end() ? nullptr : found->second;
  // By its file and not by what stands in it, so that the text means the same where the file is not at hand.
  n.name = id_of_link(link->url);
  if (link->url.empty() || n.name.empty()) return fail("This link leads to no file.");
  if (target && target->id != n.name)
    r.error("EH0605", link->range,
            "The file \"" + link->url + "\" holds the procedure \"" + target->id +
                "\", and a link names a procedure by its file.",
            "Name the file " + target->id + ".sop.md, or give the procedure the id " + n.name + ".");
  c.mark(',');
  if (c.words("with")) {
    const std::size_t at = c.at();
    std::optional<std::vector<Binding>> in = bindings(false);
    if (!in) return std::nullopt;
    n.inputs = std::move(*in);
    if (target) check_parameters(r, *target, n.inputs, false, c.from(at));
    c.mark(',');
  }
  c.words("and");
  if (c.words("giving")) {
    const std::size_t at = c.at();
    std::optional<std::vector<Binding>> out = bindings(true);
    if (!out) return std::nullopt;
    n.outputs = std::move(*out);
    if (target) check_parameters(r, *target, n.outputs, true, c.from(at));
    for (const Binding& b : n.outputs) {
      const Fact* f = target ? target->find_fact(b.parameter) : nullptr;
      r.implicit_fact(b.fact, f ? f->type : FactType{}, Fact::Source::action, n.name, c.from(at));
    }
  }
  if (n.name == r.procedure.id) return fail("A procedure cannot follow itself.", "Use `Go to step` to repeat a part.");
  if (target) {
    for (const std::string& id : target->follows)
      if (id == r.procedure.id)
        r.error("EH0602", link->range, "\"" + target->title + "\" follows this procedure: the two would never end.",
                "Move the shared part to a third procedure.");
    for (const Fact& f : target->facts) {
      if (f.source != Fact::Source::result) continue;
      r.implicit_fact(f.name, f.type, Fact::Source::action, n.name, link->range);
      if (Fact* own = r.fact(f.name); own != nullptr && own->implicit) {
        own->personal = f.personal;
        own->never_stored = f.never_stored;
        own->label = f.label;
      }
    }
    // Facts of the same name go in by themselves, so following reads them.
    for (const Fact& f : target->facts) r.read_names.insert(f.name);
  } else {
    r.warning("EH0601", link->range,
              "The procedure \"" + link->url + "\" is not known here, so its results are not checked.",
              "Keep it in the same folder, or publish it first.");
  }
  bool listed = false;
  for (const std::string& id : r.procedure.follows) listed = listed || id == n.name;
  if (!listed) r.procedure.follows.push_back(n.name);
  understand("follows the procedure " + n.name + bound(n) + ", and comes back");
  return finish(std::move(n));
}

}  // namespace evenhand::procedure
