#include "api/names.hpp"

namespace evenhand::api {

NamesPtr PeopleNames::get(desk::Desk& desk, const identity::Identity& identity) {
  // Asked before reading: what is read may be newer than this, but never older.
  const std::uint64_t version = identity.people_version();
  {
    const std::lock_guard lock(mutex_);
    if (names_ != nullptr && version_ == version) return names_;
  }
  auto read = desk.store().read([&](store::Reader& reader) { return store::people::names(reader, desk.org()); });
  // Without names the answer is still right; the next one asks again.
  if (!read) return std::make_shared<const Names>();
  auto names = std::make_shared<const Names>(std::move(*read));
  const std::lock_guard lock(mutex_);
  if (names_ == nullptr || version_ <= version) {
    names_ = names;
    version_ = version;
  }
  return names;
}

}  // namespace evenhand::api
