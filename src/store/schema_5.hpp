/// @file schema_5.hpp
/// @brief Migration 5: files of cases. Contents stand in a table of their own, so that lists never read past them.
#pragma once

#include <string_view>

namespace evenhand::store {

inline constexpr std::string_view schema_5 = R"sql(
CREATE TABLE attachments (
  org_id TEXT NOT NULL, file_id TEXT NOT NULL, case_id TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
  bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, uploaded_by TEXT NOT NULL, uploaded_at INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  PRIMARY KEY (org_id, file_id),
  FOREIGN KEY (org_id, case_id) REFERENCES cases (org_id, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_by_case ON attachments (org_id, case_id, file_id);
CREATE INDEX attachments_unused ON attachments (org_id, uploaded_at) WHERE first_seq = 0;
CREATE TABLE attachment_contents (
  org_id TEXT NOT NULL, file_id TEXT NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (org_id, file_id),
  FOREIGN KEY (org_id, file_id) REFERENCES attachments (org_id, file_id)
) STRICT;
)sql";

}  // namespace evenhand::store
