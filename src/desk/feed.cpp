#include "desk/feed.hpp"

#include <set>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "store/events.hpp"
#include "store/notifications.hpp"
#include "store/procedures.hpp"

namespace evenhand::desk {
namespace {

constexpr auto look_every = std::chrono::milliseconds(200);  ///< where no word comes, as behind a pooler
constexpr auto company_every = std::chrono::seconds(1);
constexpr std::size_t batch = 500;

}  // namespace

Feed::Feed(Desk& desk) : desk_(desk) {}

void Feed::note(const Change& change) {
  if (change.kind == Change::Kind::notification) return;
  const std::lock_guard lock(mutex_);
  std::uint64_t& newest = (change.kind == Change::Kind::case_changed ? own_ : current_)[change.id];
  newest = std::max(newest, change.seq);
}

bool Feed::is_own(const std::string& case_id, std::uint64_t seq) {
  const std::lock_guard lock(mutex_);
  const auto found = own_.find(case_id);
  if (found == own_.end() || seq > found->second) return false;
  // The journal has come as far as this node's own word: what follows is told by itself.
  if (seq == found->second) own_.erase(found);
  return true;
}

Instant Feed::round() {
  const Instant now = desk_.clock().now();
  if (!has_begun_) {
    const auto end =
        desk_.store().read([&](store::Reader& reader) { return store::events::last_position(reader, desk_.org()); });
    if (!end || !follow_publications(false)) return now + look_every;
    position_ = *end;
    has_begun_ = true;
    return now;
  }
  if (now >= company_due_) {
    desk_.refresh_company();
    company_due_ = now + company_every;
  }
  const auto more = follow_journal();
  const auto published = follow_publications(true);
  if (more && published && *more) return now;
  return now + look_every;
}

Result<bool> Feed::follow_journal() {
  struct Found {
    std::vector<store::events::Place> events;
    std::vector<store::notifications::Notification> notices;
    std::vector<store::cases::CaseRow> cases;
  };
  const auto found = desk_.store().read([&](store::Reader& reader) -> Result<Found> {
    auto events = store::events::places_after(reader, desk_.org(), position_, batch);
    if (!events) return fail(std::move(events.error()));
    Found out{.events = std::move(*events), .notices = {}, .cases = {}};
    std::set<std::string> changed;
    for (const store::events::Place& event : out.events) {
      if (is_own(event.case_id, event.seq)) continue;
      changed.insert(event.case_id);
      auto notice = store::notifications::of_event(reader, desk_.org(), event.case_id, event.seq);
      if (!notice) return fail(std::move(notice.error()));
      if (*notice) out.notices.push_back(std::move(**notice));
    }
    auto rows = store::cases::find_all(reader, desk_.org(), std::vector<std::string>(changed.begin(), changed.end()));
    if (!rows) return fail(std::move(rows.error()));
    out.cases = std::move(*rows);
    return out;
  });
  if (!found) return fail(found.error());
  for (const store::cases::CaseRow& row : found->cases) {
    desk_.announce_foreign(
        {.kind = Change::Kind::case_changed, .id = row.id, .seq = row.seq, .status = row.status, .to = {}});
  }
  for (const store::notifications::Notification& notice : found->notices) {
    desk_.announce_foreign({.kind = Change::Kind::notification,
                            .id = notice.case_id,
                            .seq = 0,
                            .status = notice.kind,
                            .to = notice.to_kind + ":" + notice.to});
  }
  if (!found->events.empty()) position_ = found->events.back().position;
  return found->events.size() == batch;
}

Result<void> Feed::follow_publications(bool announce) {
  const auto now = desk_.store().read(
      [&](store::Reader& reader) { return store::procedures::current_numbers(reader, desk_.org()); });
  if (!now) return fail(now.error());
  std::vector<std::pair<std::string, std::uint64_t>> newer;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, number] : *now) {
      std::uint64_t& known = current_[id];
      if (number > known) newer.emplace_back(id, number);
      known = std::max<std::uint64_t>(known, number);
    }
  }
  if (!announce) return {};
  for (const auto& [id, number] : newer) {
    desk_.announce_foreign(
        {.kind = Change::Kind::procedure_published, .id = id, .seq = number, .status = {}, .to = {}});
  }
  return {};
}

}  // namespace evenhand::desk
