#include "desk/library.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "store/search.hpp"

namespace evenhand::desk {
namespace {

constexpr std::size_t programs_kept_max = 2'000;
constexpr std::size_t versions_kept_max = 5'000;
constexpr std::size_t id_bytes_max = 100;

/// `identity-check.sop.md`, also with a path before it, names the procedure `identity-check`.
std::string id_of_link(std::string_view link) {
  if (const auto slash = link.find_last_of('/'); slash != std::string_view::npos) link.remove_prefix(slash + 1);
  for (const std::string_view ending : {".sop.md", ".md"}) {
    if (link.ends_with(ending)) {
      link.remove_suffix(ending.size());
      break;
    }
  }
  return std::string(link);
}

/// The procedure under the name its version was published with: an earlier build may have named texts in another way, and
/// cases are pinned to that name.
procedure::ProcedurePtr named(procedure::ProcedurePtr procedure, const std::string& hash) {
  if (procedure == nullptr || procedure->hash == hash) return procedure;
  auto copy = std::make_shared<procedure::Procedure>(*procedure);
  copy->hash = hash;
  return copy;
}

}  // namespace

Result<void> check_procedure_id(std::string_view id) {
  const std::string slug = text::slug(id);
  if (!id.empty() && id == slug && id.size() <= id_bytes_max) return {};
  return fail(ErrorKind::invalid, "procedure/bad-id", "An id is small letters, digits and hyphens, up to 100.",
              slug.empty() ? "" : "Try " + slug.substr(0, id_bytes_max) + ".");
}

Result<PublishedPtr> Library::remember(store::procedures::Version version) {
  procedure::Compiled compiled = compile(version.source);
  // It was right beside the procedures it followed then; they may have changed since. Alone it is still itself.
  if (compiled.procedure == nullptr) compiled = compile_(version.source, {});
  if (compiled.procedure == nullptr) {
    return fail(ErrorKind::unsupported, "procedure/unreadable",
                "Version " + std::to_string(version.number) + " of " + version.procedure_id +
                    " was published by another release and does not compile in this one.",
                "Run the release it was published with, or publish it again after `evenhand check`.");
  }
  auto procedure = named(std::move(compiled.procedure), version.hash);
  auto published = std::make_shared<const Published>(Published{std::move(version), std::move(procedure)});
  const std::lock_guard lock(mutex_);
  if (by_hash_.size() >= versions_kept_max) by_hash_.clear();
  return by_hash_.emplace(published->version.hash, published).first->second;
}

Result<PublishedPtr> Library::current(std::string_view procedure_id) {
  PublishedPtr kept;
  {
    const std::lock_guard lock(mutex_);
    if (const auto newest = current_.find(procedure_id); newest != current_.end()) kept = newest->second;
  }
  if (kept != nullptr) {
    if (!is_shared()) return kept;
    const auto terms =
        read([&](const store::Reader& reader) { return store::procedures::current_terms(reader, org_, procedure_id); });
    if (!terms) return fail(terms.error());
    if (terms->number == kept->version.number && terms->withdrawn_at == kept->version.withdrawn_at) return kept;
  }
  auto version =
      read([&](const store::Reader& reader) { return store::procedures::current(reader, org_, procedure_id); });
  if (!version) return fail(std::move(version.error()));
  auto published = remember(*version);
  if (!published) return published;
  // A text that was published again after another has the hash it had before, under a new number; one may be withdrawn since.
  if ((*published)->version.number != version->number || (*published)->version.withdrawn_at != version->withdrawn_at)
    published = std::make_shared<const Published>(Published{std::move(*version), (*published)->procedure});
  return note_current(std::string(procedure_id), std::move(*published));
}

PublishedPtr Library::note_current(const std::string& procedure_id, PublishedPtr published) {
  const std::lock_guard lock(mutex_);
  PublishedPtr& newest = current_[procedure_id];
  const bool is_newer = newest == nullptr || published->version.number > newest->version.number ||
                        (published->version.number == newest->version.number &&
                         published->version.withdrawn_at > newest->version.withdrawn_at);
  if (is_newer) newest = std::move(published);
  return newest;
}

Result<PublishedPtr> Library::by_hash(std::string_view hash) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_hash_.find(std::string(hash)); found != by_hash_.end()) return found->second;
  }
  auto version = read([&](const store::Reader& reader) { return store::procedures::by_hash(reader, org_, hash); });
  if (!version) return fail(std::move(version.error()));
  return remember(std::move(*version));
}

procedure::Compiled Library::compile(std::string_view source) {
  return compile_beside(source, {}, nullptr);
}

procedure::Compiled Library::compile_beside(std::string_view source, std::string_view procedure_id,
                                            const procedure::ProcedurePtr& draft) {
  // One level is enough: a followed procedure's own links matter only when a program is linked. It also ends any cycle.
  const auto shallow = [&](std::string_view link) -> procedure::ProcedurePtr {
    const std::string id = id_of_link(link);
    if (draft != nullptr && id == procedure_id) return draft;
    // Where another node may have published since, what is kept here may be an older one.
    if (!is_shared()) {
      const std::lock_guard lock(mutex_);
      if (const auto newest = current_.find(id); newest != current_.end()) return newest->second->procedure;
    }
    const auto version =
        read([&](const store::Reader& reader) { return store::procedures::current(reader, org_, id); });
    return version ? compile_(version->source, {}).procedure : nullptr;
  };
  return compile_(source, shallow);
}

Result<casework::Pins> Library::pins_for(const procedure::Procedure& procedure, std::optional<Instant> now) {
  std::optional<Error> out_of_force;
  auto pins = casework::collect_pins(procedure, [&](const std::string& id) -> procedure::ProcedurePtr {
    const auto published = now ? in_force(id, *now) : current(id);
    if (!published && published.error().kind == ErrorKind::conflict) out_of_force = published.error();
    return published ? (*published)->procedure : nullptr;
  });
  if (out_of_force) return fail(std::move(*out_of_force));
  return pins;
}

Result<casework::ProgramPtr> Library::program(const std::string& procedure_id, const casework::Pins& pins,
                                              const procedure::Selection& selection) {
  ProgramKey key{procedure_id, pins, selection};
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = programs_.find(key); found != programs_.end()) return found->second;
  }
  std::optional<Error> misfit;
  auto linked = casework::Program::link(procedure_id, pins, selection,
                                        [&](const std::string& hash) { return pinned(hash, pins, misfit); });
  if (misfit) return fail(std::move(*misfit));
  if (!linked) return linked;
  const std::lock_guard lock(mutex_);
  if (programs_.size() >= programs_kept_max) programs_.clear();
  programs_.emplace(std::move(key), *linked);
  return linked;
}

std::vector<PublishedPtr> Library::instead_of(const procedure::Procedure& refused,
                                              const procedure::Selection& selection, std::size_t count_max) {
  const auto listed = read([&](const store::Reader& reader) { return store::procedures::list(reader, org_); });
  if (!listed) return {};
  std::vector<std::pair<std::ptrdiff_t, PublishedPtr>> fitting;
  for (const store::procedures::Listed& entry : *listed) {
    if (entry.current == 0 || entry.procedure_id == refused.id) continue;
    const auto published = current(entry.procedure_id);
    if (!published || (*published)->version.withdrawn_at != Instant{}) continue;
    const procedure::Procedure& other = *(*published)->procedure;
    if (other.guidance_only || !other.is_for(selection)) continue;
    const auto shared = std::count_if(other.topics.begin(), other.topics.end(), [&](const std::string& topic) {
      return std::find(refused.topics.begin(), refused.topics.end(), topic) != refused.topics.end();
    });
    if (shared > 0) fitting.emplace_back(shared, *published);
  }
  std::stable_sort(fitting.begin(), fitting.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<PublishedPtr> out;
  for (auto& [shared, published] : fitting)
    if (out.size() < count_max) out.push_back(std::move(published));
  return out;
}

/// A version beside the versions that a case follows with it, not beside those that are current by now: what they hand back
/// (its type, its class of personal data) is part of what the case was opened with.
procedure::ProcedurePtr Library::pinned(const std::string& hash, const casework::Pins& pins,
                                        std::optional<Error>& misfit) {
  const auto published = by_hash(hash);
  if (!published) {
    // A version that is not here is for `link` to say; one that cannot be read is another matter.
    if (published.error().kind != ErrorKind::not_found) misfit = published.error();
    return nullptr;
  }
  if ((*published)->procedure->follows.empty()) return (*published)->procedure;
  procedure::Compiled compiled =
      compile_((*published)->version.source, [&](std::string_view link) -> procedure::ProcedurePtr {
        const auto pin = pins.find(id_of_link(link));
        const auto followed =
            pin == pins.end() ? Result<PublishedPtr>(fail(ErrorKind::not_found, "", "")) : by_hash(pin->second);
        return followed ? compile_((*followed)->version.source, {}).procedure : nullptr;
      });
  if (compiled.procedure != nullptr) return named(std::move(compiled.procedure), hash);
  const auto first = std::find_if(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                                  [](const Diagnostic& d) { return d.severity == Severity::error; });
  misfit =
      Error{ErrorKind::conflict, "procedure/misfit",
            "\"" + (*published)->version.title + "\" does not fit what it follows any more: " +
                (first == compiled.diagnostics.end() ? std::string() : first->message),
            "Publish it again after `evenhand check`. Cases that are open go on with the versions they began with."};
  return nullptr;
}

procedure::LawCheck Library::check_law(const procedure::ProcedurePtr& procedure, CalendarDate day) {
  const auto law = this->law();
  if (law == nullptr) return {};
  return procedure::check_law(procedure, {.law = *law, .day = day, .followed = [this](std::string_view id) {
                                            const auto published = current(id);
                                            return published ? (*published)->procedure : nullptr;
                                          }});
}

}  // namespace evenhand::desk
