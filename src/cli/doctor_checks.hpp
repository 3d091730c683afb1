/// @file doctor_checks.hpp
/// @brief What `doctor` looks at, each with what to do about it. All of it reads alone, so that it can be done beside a server; what
/// is in the database is seen as of one moment.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "store/place.hpp"
#include "store/store.hpp"

namespace evenhand::cli {

struct Finding {
  std::vector<std::string> problems;  ///< a sentence each, and what to do: something is wrong
  std::string fine;                   ///< when there is none
  std::vector<std::string> notes;     ///< what somebody should know of, or do some day
};

/// What the checks look at.
struct Patient {
  const store::Place& place;
  const std::filesystem::path folder;  ///< the data folder
  const std::string served_by;         ///< empty: nobody works with it now
  store::Connection& database;
  const std::string org;  ///< empty: none yet
  const Clock& clock;
  const Instant now;  ///< when the database is seen
};

// doctor_checks.cpp: around the record.
[[nodiscard]] Finding check_files(const std::filesystem::path& folder, bool is_served);
[[nodiscard]] Finding check_disk(const Patient& patient);
[[nodiscard]] Finding check_outbox(const Patient& patient);
[[nodiscard]] Finding check_mail(const Patient& patient);
[[nodiscard]] Finding check_connectors(const Patient& patient);
[[nodiscard]] Finding check_backup(const Patient& patient);

// doctor_record_checks.cpp: the record itself.
[[nodiscard]] Finding check_schema(store::Connection& database);
[[nodiscard]] Finding check_database(const Patient& patient);
[[nodiscard]] Finding check_keys(const Patient& patient);
/// @param is_whole  told whether the journal is; that something else is amiss does not count
[[nodiscard]] Finding check_ledger(const Patient& patient, bool& is_whole);
[[nodiscard]] Finding check_content(const Patient& patient);  ///< of a journal that is whole
[[nodiscard]] Finding check_counts(const Patient& patient);
[[nodiscard]] Finding check_clock(const Patient& patient);

}  // namespace evenhand::cli
