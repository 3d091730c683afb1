#include "desk/start.hpp"

#include <utility>

#include "base/id.hpp"
#include "base/log.hpp"
#include "store/checkpoints.hpp"
#include "store/customers.hpp"

namespace evenhand::desk {
namespace fs = std::filesystem;

Result<fs::path> make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    return fail(ErrorKind::unavailable, "desk/no-folder",
                "The data folder " + folder.string() + " cannot be made: " + error.message() + ".",
                "Name another one with --data.");
  }
  // Keys and people's words lie here; nobody else on the machine needs to read them.
  fs::permissions(folder, fs::perms::owner_all, error);
  return folder;
}

Result<store::orgs::Org> find_or_make_org(store::Store& store, const std::string& company, Instant now) {
  auto orgs = store.read([](store::Reader& reader) { return store::orgs::list(reader); });
  if (!orgs) return fail(std::move(orgs.error()));
  if (orgs->empty()) {
    store::orgs::Org org{
        .id = OrgId::make(now).str(), .name = company.empty() ? "Our company" : company, .created_at = now};
    store::orgs::Org first;
    const auto added = store.write_and_wait([&](store::Writer& writer) -> Result<void> {
      auto there = store::orgs::first_or_add(writer, org);
      if (!there) return fail(std::move(there.error()));
      first = std::move(*there);
      return {};
    });
    if (!added) return fail(added.error());
    return first;
  }
  store::orgs::Org org = orgs->front();
  if (!company.empty() && company != org.name) {
    org.name = company;
    const auto renamed =
        store.write_and_wait([&](store::Writer& writer) { return store::orgs::rename(writer, org.id, company); });
    if (!renamed) return fail(renamed.error());
  }
  return org;
}

Result<ledger::KeyRing> load_keys(const fs::path& folder, store::Store& store) {
  const auto sealed = store.read([](store::Reader& reader) { return store::customers::any_wrapped_key(reader); });
  if (!sealed) return fail(sealed.error());
  const auto missing = *sealed ? ledger::MissingKey::refuse : ledger::MissingKey::make;
  auto ring = ledger::KeyRing::load(folder, missing);
  if (!ring || !*sealed || ring->unwrap((*sealed)->wrapped, (*sealed)->org, (*sealed)->customer_id)) return ring;
  return fail(ErrorKind::corrupt, "ledger/key-wrong",
              "The key file " + (folder / "master.key").string() +
                  " is not the one that the values in the database beside it were sealed with.",
              "Put the right one back from a backup. Nothing was changed.");
}

Result<void> check_same_key(const fs::path& folder, store::Store& store, const std::string& org,
                            const ledger::KeyRing& keys) {
  if (!store.is_shared()) return {};
  const std::string print = keys.fingerprint("master-key", org);
  std::string kept;
  const auto done = store.write_and_wait([&](store::Writer& writer) -> Result<void> {
    auto there = store::orgs::setting_or_set(writer, org, "master-key-print", print);
    if (!there) return fail(std::move(there.error()));
    kept = std::move(*there);
    return {};
  });
  if (!done) return done;
  if (kept == print) return {};
  return fail(
      ErrorKind::corrupt, "ledger/key-wrong",
      "The key file " + (folder / "master.key").string() + " is not the one of the nodes that share this database.",
      "Copy master.key and signing.key from the first node's folder. Nothing was changed.");
}

void warn_of_new_signer(store::Store& store, const std::string& org, const ledger::SigningKey& key) {
  const auto latest = store.read([&](store::Reader& reader) { return store::checkpoints::latest(reader, org); });
  if (!latest || !*latest || (*latest)->checkpoint.key_id == key.key_id()) return;
  log::warning("the signing key is not the one that the last checkpoint was signed with",
               {{"before", (*latest)->checkpoint.key_id}, {"now", key.key_id()}});
}

}  // namespace evenhand::desk
