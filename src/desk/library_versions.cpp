// Which version holds when: publishing, taking effect, withdrawing.
#include <utility>

#include "base/assert.hpp"
#include "desk/library.hpp"
#include "store/change_control.hpp"
#include "store/search.hpp"

namespace evenhand::desk {
namespace {

using store::procedures::Version;

Result<void> index(store::Writer& writer, const std::string& org, const Version& version) {
  return store::search::put(writer, org,
                            {.kind = version.kind,
                             .id = version.procedure_id,
                             .target = version.procedure_id,
                             .customer_id = {},
                             .title = version.title,
                             .body = version.source});
}

/// Adds `version`, and what else is to be said, to the procedure's history.
Result<void> tell(store::Writer& writer, const std::string& org, std::string_view kind, const Version& version,
                  Instant at, const std::string& person_id, json::Value body) {
  body.set("version", version.number);
  return store::change_control::add_event(writer, org,
                                          {.procedure_id = version.procedure_id,
                                           .at = at,
                                           .person_id = person_id,
                                           .kind = std::string(kind),
                                           .hash = version.hash,
                                           .body = json::write(body)});
}

}  // namespace

Result<PublishedPtr> Library::in_force(std::string_view procedure_id, Instant now) {
  auto published = current(procedure_id);
  if (!published) return published;
  const Version& version = (*published)->version;
  const char* publish_another = "Publish a version in its place, or use another procedure.";
  if (version.withdrawn_at != Instant{}) {
    return fail(ErrorKind::conflict, "procedure/withdrawn",
                "\"" + version.title + "\" was withdrawn on " + format_rfc3339(version.withdrawn_at) +
                    ": no new case can follow it.",
                publish_another);
  }
  if (version.expires_at != Instant{} && version.expires_at <= now) {
    return fail(
        ErrorKind::conflict, "procedure/expired",
        "\"" + version.title + "\" expired on " + format_rfc3339(version.expires_at) + ": no new case can follow it.",
        publish_another);
  }
  return published;
}

tl::expected<std::uint32_t, PublishFailure> Library::publish(const PublishRequest& request, Instant now) {
  EH_ASSERT(store_ != nullptr);
  const auto failed = [](Error error, Diagnostics diagnostics = {}) {
    return tl::unexpected(PublishFailure{std::move(error), std::move(diagnostics)});
  };
  if (auto fine = check_procedure_id(request.procedure_id); !fine) return failed(std::move(fine.error()));
  procedure::Compiled compiled = compile(request.source);
  if (compiled.procedure == nullptr) {
    return failed({ErrorKind::invalid, "procedure/has-errors", "The text has errors and cannot be published.",
                   "Mend what the list names."},
                  std::move(compiled.diagnostics));
  }
  const procedure::Procedure& procedure = *compiled.procedure;
  if (!procedure.guidance_only && procedure.id != request.procedure_id) {
    return failed({ErrorKind::invalid, "procedure/other-id",
                   "The text says id: " + procedure.id + ", but it is to be published as " + request.procedure_id + ".",
                   "An id never changes, because records are kept under it."});
  }
  const Instant effective_at = std::max(request.effective_at, now);
  if (const procedure::LawCheck of_law = check_law(compiled.procedure, day_of(effective_at));
      has_errors(of_law.diagnostics)) {
    return failed({ErrorKind::invalid, "procedure/has-errors",
                   "The text does not agree with the law and cannot be published.", "Mend what the list names."},
                  of_law.diagnostics);
  }
  Version version;
  version.procedure_id = request.procedure_id;
  version.hash = procedure.hash;
  version.title = procedure.title;
  version.source = request.source;
  version.kind = procedure.guidance_only ? "guidance" : "procedure";
  version.published_by = request.person_id;
  version.note = request.note;
  version.published_at = now;
  version.effective_at = effective_at;
  version.expires_at = request.expires_at;
  version.scheduled = version.effective_at > now;
  version.changes = request.changes;
  const auto done = store_->write_and_wait([&](store::Writer& writer) -> Result<void> {
    if (request.also)
      if (auto also = request.also(writer); !also) return also;
    auto number = store::procedures::publish(writer, org_, version, request.expected_current);
    if (!number) return fail(std::move(number.error()));
    version.number = *number;
    json::Value body =
        request.why.empty() ? json::Value(json::Object{}) : json::parse(request.why).value_or(json::Object{});
    body.set("note", request.note).set("effective_at", format_rfc3339(version.effective_at));
    if (version.expires_at != Instant{}) body.set("expires_at", format_rfc3339(version.expires_at));
    auto told = tell(writer, org_, version.scheduled ? "scheduled" : "published", version, now, request.person_id,
                     std::move(body));
    if (!told || version.scheduled) return told;
    return index(writer, org_, version);
  });
  if (!done) return failed(done.error());
  auto published = std::make_shared<const Published>(Published{version, compiled.procedure});
  {
    const std::lock_guard lock(mutex_);
    by_hash_.insert_or_assign(version.hash, published);
  }
  if (!version.scheduled) note_current(request.procedure_id, std::move(published));
  return version.number;
}

void Library::note_version(Version version) {
  const std::string id = version.procedure_id;
  const auto compiled = remember(version);
  if (compiled) {
    note_current(id, std::make_shared<const Published>(Published{std::move(version), (*compiled)->procedure}));
    return;
  }
  const std::lock_guard lock(mutex_);
  current_.erase(id);
}

Result<std::vector<store::procedures::Taken>> Library::take_effect(Instant now) {
  EH_ASSERT(store_ != nullptr);
  std::vector<store::procedures::Taken> taken;
  std::vector<Version> versions;
  const auto done = store_->write_and_wait([&](store::Writer& writer) -> Result<void> {
    auto due = store::procedures::take_effect(writer, org_, now);
    if (!due) return fail(std::move(due.error()));
    versions.clear();
    for (const store::procedures::Taken& one : *due) {
      auto version = store::procedures::version(writer, org_, one.procedure_id, one.number);
      if (!version) return fail(std::move(version.error()));
      auto told = tell(writer, org_, "in-force", *version, now, {}, json::Object{});
      if (told) told = index(writer, org_, *version);
      if (!told) return told;
      versions.push_back(std::move(*version));
    }
    taken = std::move(*due);
    return {};
  });
  if (!done) return fail(done.error());
  for (Version& version : versions) note_version(std::move(version));
  return taken;
}

Result<void> Library::withdraw(const std::string& procedure_id, std::uint32_t number, const std::string& person_id,
                               const std::string& reason, Instant now) {
  EH_ASSERT(store_ != nullptr);
  Version withdrawn;
  bool was_in_force = false;
  const auto done = store_->write_and_wait([&](store::Writer& writer) -> Result<void> {
    auto version = store::procedures::withdraw(writer, org_, procedure_id, number, now);
    if (!version) return fail(std::move(version.error()));
    was_in_force = !version->scheduled;
    version->scheduled = false;
    withdrawn = std::move(*version);
    json::Value body;
    body.set("reason", reason);
    return tell(writer, org_, "withdrawn", withdrawn, now, person_id, std::move(body));
  });
  if (!done) return done;
  if (was_in_force) note_version(std::move(withdrawn));
  return {};
}

}  // namespace evenhand::desk
