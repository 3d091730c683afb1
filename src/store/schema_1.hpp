/// @file schema_1.hpp
/// @brief Migration 1: every table of the first release. Every key, foreign key and index leads with org_id, so that
/// the schema spreads over many nodes unchanged. Instants are microseconds since 1970, UTC; ids are text.
#pragma once

#include <string_view>

namespace evenhand::store {

inline constexpr std::string_view schema_1 = R"sql(
CREATE TABLE orgs (
  org_id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE org_settings (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (org_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), person_id TEXT NOT NULL, email TEXT NOT NULL, name TEXT NOT NULL,
  state TEXT NOT NULL, language TEXT NOT NULL, password_hash TEXT NOT NULL, settings TEXT NOT NULL,
  active INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, person_id), UNIQUE (org_id, email)
) STRICT, WITHOUT ROWID;
CREATE TABLE person_roles (
  org_id TEXT NOT NULL, person_id TEXT NOT NULL, role TEXT NOT NULL,
  PRIMARY KEY (org_id, person_id, role),
  FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE teams (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), team_id TEXT NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (org_id, team_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE team_members (
  org_id TEXT NOT NULL, team_id TEXT NOT NULL, person_id TEXT NOT NULL,
  PRIMARY KEY (org_id, team_id, person_id),
  FOREIGN KEY (org_id, team_id) REFERENCES teams (org_id, team_id),
  FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_members_by_person ON team_members (org_id, person_id);
CREATE TABLE sessions (
  org_id TEXT NOT NULL, session_hash TEXT NOT NULL, person_id TEXT NOT NULL, csrf TEXT NOT NULL,
  user_agent TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, seen_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, session_hash),
  FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_person ON sessions (org_id, person_id);
CREATE INDEX sessions_by_end ON sessions (org_id, expires_at);
CREATE TABLE tokens (
  org_id TEXT NOT NULL, token_id TEXT NOT NULL, token_hash TEXT NOT NULL, person_id TEXT NOT NULL, name TEXT NOT NULL,
  scopes TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER NOT NULL,
  revoked_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, token_id), UNIQUE (org_id, token_hash),
  FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_person ON tokens (org_id, person_id);

CREATE TABLE customers (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), customer_id TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL,
  address_print TEXT, language TEXT NOT NULL, created_at INTEGER NOT NULL, erased_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, customer_id), UNIQUE (org_id, address_print)
) STRICT, WITHOUT ROWID;
CREATE TABLE person_keys (
  org_id TEXT NOT NULL, customer_id TEXT NOT NULL, wrapped TEXT NOT NULL, erased_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, customer_id),
  FOREIGN KEY (org_id, customer_id) REFERENCES customers (org_id, customer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE procedures (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), procedure_id TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
  current_number INTEGER NOT NULL, hash TEXT NOT NULL, changed_at INTEGER NOT NULL, retired INTEGER NOT NULL,
  PRIMARY KEY (org_id, procedure_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE procedure_versions (
  org_id TEXT NOT NULL, procedure_id TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL, kind TEXT NOT NULL,
  title TEXT NOT NULL, source TEXT NOT NULL, published_by TEXT NOT NULL, published_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (org_id, procedure_id, number),
  FOREIGN KEY (org_id, procedure_id) REFERENCES procedures (org_id, procedure_id)
) STRICT;
CREATE INDEX procedure_versions_by_hash ON procedure_versions (org_id, hash);
CREATE TABLE procedure_drafts (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), procedure_id TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
  source TEXT NOT NULL, revision INTEGER NOT NULL, updated_by TEXT NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, procedure_id)
) STRICT;

CREATE TABLE cases (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), case_id TEXT NOT NULL,
  procedure_id TEXT NOT NULL, version_hash TEXT NOT NULL, title TEXT NOT NULL, subject TEXT NOT NULL,
  status TEXT NOT NULL, closed INTEGER NOT NULL, priority_rank INTEGER NOT NULL, team TEXT NOT NULL,
  assignee_id TEXT NOT NULL, customer_id TEXT NOT NULL, state TEXT NOT NULL, channel TEXT NOT NULL,
  language TEXT NOT NULL, product TEXT NOT NULL, outcome TEXT NOT NULL, waiting_role TEXT NOT NULL,
  waiting_for TEXT NOT NULL, opened_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, closed_at INTEGER NOT NULL,
  next_due INTEGER NOT NULL, seq INTEGER NOT NULL, head BLOB NOT NULL,
  PRIMARY KEY (org_id, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_urgency ON cases (org_id, closed, priority_rank, next_due, case_id);
CREATE INDEX cases_by_team ON cases (org_id, closed, team, priority_rank, next_due, case_id);
CREATE INDEX cases_by_assignee ON cases (org_id, closed, assignee_id, priority_rank, next_due, case_id);
CREATE INDEX cases_by_due ON cases (org_id, closed, next_due);
CREATE INDEX cases_by_change ON cases (org_id, changed_at, case_id);
CREATE INDEX cases_by_opening ON cases (org_id, opened_at, case_id);
CREATE INDEX cases_by_customer ON cases (org_id, customer_id, case_id);

CREATE TABLE events (
  org_id TEXT NOT NULL, position INTEGER NOT NULL, case_id TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
  actor_id TEXT NOT NULL, actor_name TEXT NOT NULL, door TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL,
  prev BLOB NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (org_id, position), UNIQUE (org_id, case_id, seq),
  FOREIGN KEY (org_id, case_id) REFERENCES cases (org_id, case_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE snapshots (
  org_id TEXT NOT NULL, case_id TEXT NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (org_id, case_id),
  FOREIGN KEY (org_id, case_id) REFERENCES cases (org_id, case_id)
) STRICT;

CREATE TABLE timers (
  org_id TEXT NOT NULL, case_id TEXT NOT NULL, timer_id TEXT NOT NULL, due_at INTEGER NOT NULL,
  ready_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, case_id, timer_id),
  FOREIGN KEY (org_id, case_id) REFERENCES cases (org_id, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_by_ready ON timers (org_id, ready_at);

CREATE TABLE outbox (
  org_id TEXT NOT NULL, effect_key TEXT NOT NULL, kind TEXT NOT NULL, case_id TEXT NOT NULL, seq INTEGER NOT NULL,
  body TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL, created_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL, lease_until INTEGER NOT NULL, ready_at INTEGER, last_error TEXT NOT NULL,
  result TEXT NOT NULL,
  PRIMARY KEY (org_id, effect_key),
  FOREIGN KEY (org_id, case_id) REFERENCES cases (org_id, case_id)
) STRICT;
CREATE INDEX outbox_by_ready ON outbox (org_id, ready_at) WHERE ready_at IS NOT NULL;
CREATE INDEX outbox_by_case ON outbox (org_id, case_id, seq);
CREATE INDEX outbox_dead ON outbox (org_id, created_at) WHERE status = 'dead';

CREATE TABLE messages (
  org_id TEXT NOT NULL, message_id TEXT NOT NULL, case_id TEXT NOT NULL, seq INTEGER NOT NULL, direction TEXT NOT NULL,
  channel TEXT NOT NULL, language TEXT NOT NULL, address TEXT NOT NULL, text TEXT NOT NULL, author_id TEXT NOT NULL,
  author_name TEXT NOT NULL, status TEXT NOT NULL, message_key TEXT NOT NULL, error TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (org_id, message_id), UNIQUE (org_id, message_key),
  FOREIGN KEY (org_id, case_id) REFERENCES cases (org_id, case_id)
) STRICT;
CREATE INDEX messages_by_case ON messages (org_id, case_id, at, seq);

CREATE TABLE notifications (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), notification_key TEXT NOT NULL, to_kind TEXT NOT NULL,
  to_id TEXT NOT NULL, case_id TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (org_id, notification_key)
) STRICT;
CREATE INDEX notifications_by_receiver ON notifications (org_id, to_kind, to_id, at);
CREATE INDEX notifications_by_case ON notifications (org_id, case_id);
CREATE TABLE notification_reads (
  org_id TEXT NOT NULL, notification_key TEXT NOT NULL, person_id TEXT NOT NULL, read_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, notification_key, person_id),
  FOREIGN KEY (org_id, notification_key) REFERENCES notifications (org_id, notification_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency_keys (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), actor_id TEXT NOT NULL, request_key TEXT NOT NULL,
  request_hash TEXT NOT NULL, status INTEGER NOT NULL, response TEXT NOT NULL, expires_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, actor_id, request_key)
) STRICT;
CREATE INDEX idempotency_keys_by_end ON idempotency_keys (org_id, expires_at);

CREATE TABLE checkpoints (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), size INTEGER NOT NULL, note TEXT NOT NULL, signature TEXT NOT NULL,
  PRIMARY KEY (org_id, size)
) STRICT, WITHOUT ROWID;
CREATE TABLE merkle_frontiers (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), frontier TEXT NOT NULL,
  PRIMARY KEY (org_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE merkle_tiles (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), tile INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (org_id, tile)
) STRICT, WITHOUT ROWID;
)sql";

/// Full text: SQLite has its index beside the documents, PostgreSQL within them.
inline constexpr std::string_view schema_1_sqlite = R"sql(
CREATE TABLE search_documents (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), kind TEXT NOT NULL, document_id TEXT NOT NULL,
  target TEXT NOT NULL, customer_id TEXT NOT NULL, entry INTEGER NOT NULL,
  PRIMARY KEY (org_id, kind, document_id), UNIQUE (org_id, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_documents_by_customer ON search_documents (org_id, customer_id);
CREATE VIRTUAL TABLE search_text USING fts5 (
  org_id UNINDEXED, title, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
)sql";
inline constexpr std::string_view schema_1_postgresql = R"sql(
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE TEXT SEARCH CONFIGURATION evenhand (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION evenhand ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
CREATE TABLE search_documents (
  org_id TEXT COLLATE "C" NOT NULL REFERENCES orgs (org_id), kind TEXT COLLATE "C" NOT NULL, document_id TEXT COLLATE "C" NOT NULL,
  target TEXT COLLATE "C" NOT NULL, customer_id TEXT COLLATE "C" NOT NULL, title TEXT COLLATE "C" NOT NULL, body TEXT COLLATE "C" NOT NULL, words TSVECTOR NOT NULL,
  PRIMARY KEY (org_id, kind, document_id)
);
CREATE INDEX search_documents_by_customer ON search_documents (org_id, customer_id);
CREATE INDEX search_documents_by_word ON search_documents USING gin (words);
)sql";

}  // namespace evenhand::store
