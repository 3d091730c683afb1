/// @file schema_8.hpp
/// @brief Migration 8: change control. Versions say from when to when they hold and what each of their differences weighs; drafts
/// have authors and comments, submissions wait for approval, and what was done about a procedure is added to and never changed.
#pragma once

#include <string_view>

namespace evenhand::store {

inline constexpr std::string_view schema_8 = R"sql(
ALTER TABLE procedure_versions ADD COLUMN effective_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE procedure_versions ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE procedure_versions ADD COLUMN withdrawn_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE procedure_versions ADD COLUMN scheduled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE procedure_versions ADD COLUMN changes TEXT NOT NULL DEFAULT '[]';
UPDATE procedure_versions SET effective_at = published_at;
CREATE INDEX procedure_versions_to_come ON procedure_versions (org_id, effective_at) WHERE scheduled = 1;
CREATE INDEX cases_closed_by_procedure ON cases (org_id, procedure_id, closed_at) WHERE closed = 1;
CREATE TABLE procedure_draft_authors (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), procedure_id TEXT NOT NULL, person_id TEXT NOT NULL,
  PRIMARY KEY (org_id, procedure_id, person_id)
) STRICT, WITHOUT ROWID;
INSERT INTO procedure_draft_authors (org_id, procedure_id, person_id)
  SELECT org_id, procedure_id, updated_by FROM procedure_drafts;
CREATE TABLE procedure_draft_comments (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), comment_id TEXT NOT NULL, procedure_id TEXT NOT NULL,
  step_id TEXT NOT NULL, reply_to TEXT NOT NULL, words TEXT NOT NULL, written_by TEXT NOT NULL,
  written_at INTEGER NOT NULL, resolved_by TEXT NOT NULL, resolved_at INTEGER NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (org_id, comment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX procedure_draft_comments_by_procedure
  ON procedure_draft_comments (org_id, procedure_id, version, comment_id);
CREATE TABLE procedure_submissions (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), submission_id TEXT NOT NULL, procedure_id TEXT NOT NULL,
  status TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, hash TEXT NOT NULL, source TEXT NOT NULL,
  note TEXT NOT NULL, effective_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, expected_current INTEGER NOT NULL,
  changes TEXT NOT NULL, roles TEXT NOT NULL, authors TEXT NOT NULL, approvals TEXT NOT NULL,
  submitted_by TEXT NOT NULL, submitted_at INTEGER NOT NULL, settled_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, submission_id)
) STRICT;
CREATE UNIQUE INDEX procedure_submissions_open ON procedure_submissions (org_id, procedure_id) WHERE status = 'open';
CREATE INDEX procedure_submissions_by_procedure ON procedure_submissions (org_id, procedure_id, submission_id);
CREATE TABLE procedure_events (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), procedure_id TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
  person_id TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (org_id, procedure_id, seq)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace evenhand::store
