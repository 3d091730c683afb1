// The cases a shard keeps in memory, and how they are read.
#include <utility>

#include "desk/case_shard.hpp"
#include "store/attachments.hpp"
#include "store/customers.hpp"

namespace evenhand::desk {

ledger::SealScope CaseShard::scope_with_key(const std::string& case_id, const std::string& customer,
                                            std::string wrapped) const {
  ledger::SealScope scope{.org = context_.org, .case_id = case_id, .person = customer, .keys = {}};
  auto key = context_.keys.unwrap(wrapped, context_.org, customer);
  scope.keys = [key = std::move(key)](std::string_view) { return key; };
  return scope;
}

Result<CaseShard::Live*> CaseShard::load(const std::string& case_id) {
  if (const auto found = live_.find(case_id); found != live_.end()) {
    if (!found->second.fate->is_broken()) {
      found->second.fresh = false;
      recent_.splice(recent_.end(), recent_, found->second.recent);
      return &found->second;
    }
    forget(case_id);
  }
  auto live = read_live(case_id);
  if (!live) return fail(std::move(live.error()));
  return &keep(case_id, std::move(*live));
}

Result<CaseShard::Live> CaseShard::read_live(const std::string& case_id) {
  const auto read_case = [&](bool use_snapshot) {
    return context_.store.read(
        [&](store::Reader& reader) { return store::cases::load(reader, context_.org, case_id, use_snapshot); });
  };
  auto read = read_case(true);
  if (!read) return fail(std::move(read.error()));
  if (!read->wrapped_key) return fail(ErrorKind::not_found, "customer/not-found", "There is no such customer.");
  Live live;
  live.scope = scope_with_key(case_id, read->row.customer_id, *read->wrapped_key);
  if (read->snapshot) {
    auto state = ledger::open_state(read->snapshot->state, live.scope);
    if (state) {
      live.state = std::move(*state);
    } else {
      read = read_case(false);
      if (!read) return fail(std::move(read.error()));
    }
  }
  for (const ledger::StoredEvent& stored : read->events) {
    auto opened = ledger::open_event(stored, live.scope);
    if (!opened) return fail(std::move(opened.error()));
    casework::apply(live.state, opened->recorded);
  }
  live.row = std::move(read->row);
  auto program =
      context_.library.program(live.state.opened.procedure, live.state.opened.pins, live.state.opened.selection);
  if (!program) return fail(std::move(program.error()));
  live.program = std::move(*program);
  return live;
}

CaseShard::Live& CaseShard::keep(const std::string& case_id, Live live) {
  // A case whose commits are still under way stays: the database does not know its newest state yet.
  for (auto oldest = recent_.begin(); live_.size() >= live_cases_max_ && oldest != recent_.end();) {
    const std::string id = *oldest++;
    if (live_.at(id).fate->is_idle()) forget(id);
  }
  forget(case_id);
  live.recent = recent_.insert(recent_.end(), case_id);
  return live_.insert_or_assign(case_id, std::move(live)).first->second;
}

void CaseShard::forget(const std::string& case_id) {
  const auto found = live_.find(case_id);
  if (found == live_.end()) return;
  recent_.erase(found->second.recent);
  live_.erase(found);
}

Result<std::vector<casework::CaseFile>> CaseShard::files_of(const Live& live,
                                                            const std::vector<std::string>& ids) const {
  std::vector<casework::CaseFile> files;
  if (ids.empty()) return files;
  return context_.store.read([&](store::Reader& reader) -> Result<std::vector<casework::CaseFile>> {
    for (const std::string& id : ids) {
      const auto row = store::attachments::find(reader, context_.org, live.scope.case_id, id);
      if (!row && row.error().code == "file/not-found") continue;
      if (!row) return fail(row.error());
      files.push_back({{row->id, row->type, row->bytes, row->sha256},
                       ledger::open_text(row->name, row->id, live.scope).value_or("")});
    }
    return files;
  });
}

}  // namespace evenhand::desk
