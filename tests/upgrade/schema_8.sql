-- As a release with schema 8 left it. Made by tests/upgrade/make_fixtures; never changed.
PRAGMA application_id = 1165387112;
CREATE TABLE schema_migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;
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
  note TEXT NOT NULL, effective_at INTEGER NOT NULL DEFAULT 0, expires_at INTEGER NOT NULL DEFAULT 0, withdrawn_at INTEGER NOT NULL DEFAULT 0, scheduled INTEGER NOT NULL DEFAULT 0, changes TEXT NOT NULL DEFAULT '[]',
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
CREATE INDEX notifications_by_case ON notifications (org_id, case_id);
CREATE TABLE notification_reads (
  org_id TEXT NOT NULL, notification_key TEXT NOT NULL, person_id TEXT NOT NULL, read_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, notification_key, person_id),
  FOREIGN KEY (org_id, notification_key) REFERENCES notifications (org_id, notification_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE idempotency_keys (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), actor_id TEXT NOT NULL, request_key TEXT NOT NULL,
  request_hash TEXT NOT NULL, status INTEGER NOT NULL, response TEXT NOT NULL, expires_at INTEGER NOT NULL, case_id TEXT NOT NULL DEFAULT '',
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
CREATE TABLE search_documents (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), kind TEXT NOT NULL, document_id TEXT NOT NULL,
  target TEXT NOT NULL, customer_id TEXT NOT NULL, entry INTEGER NOT NULL,
  PRIMARY KEY (org_id, kind, document_id), UNIQUE (org_id, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_documents_by_customer ON search_documents (org_id, customer_id);
CREATE VIRTUAL TABLE search_text USING fts5 (
  org_id UNINDEXED, title, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE INDEX idempotency_keys_by_case ON idempotency_keys (org_id, case_id);
CREATE INDEX cases_by_procedure ON cases (org_id, procedure_id, closed) WHERE closed = 0;
CREATE INDEX outbox_by_ready ON outbox (org_id, kind, ready_at) WHERE ready_at IS NOT NULL;
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
CREATE INDEX notifications_by_receiver ON notifications (org_id, to_kind, to_id, at, notification_key);
CREATE TABLE case_counts (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), dimension TEXT NOT NULL, value TEXT NOT NULL, cases INTEGER NOT NULL,
  PRIMARY KEY (org_id, dimension, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX procedure_versions_to_come ON procedure_versions (org_id, effective_at) WHERE scheduled = 1;
CREATE INDEX cases_closed_by_procedure ON cases (org_id, procedure_id, closed_at) WHERE closed = 1;
CREATE TABLE procedure_draft_authors (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), procedure_id TEXT NOT NULL, person_id TEXT NOT NULL,
  PRIMARY KEY (org_id, procedure_id, person_id)
) STRICT, WITHOUT ROWID;
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
INSERT INTO schema_migrations (number, name, applied_at) VALUES (1, 'first release', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (2, 'sealed answers', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (3, 'open cases by procedure', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (4, 'outbox by kind', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (5, 'files of cases', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (6, 'notices in order', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (7, 'cases counted', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (8, 'change control', 1790000000000000);
INSERT INTO search_text (rowid, org_id, title, body) VALUES (1, 'org_01m3250v00etz9g0s2jy9960ap', 'ana asks for a refund', 'ana Small refund');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (10, 'org_01m3250v00etz9g0s2jy9960ap', 'Small refund', '---
id: small-refund
title: Small refund
channels: [email]
---

# Small refund

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| order number | text like `AA-00` | customer | contact |

## 1. Look

- Ask for **order number**.

## 2. Answer

- [ ] Read the order.
- Send **answer**.
- Wait for a reply, up to 3 days. If none: close as **silent**.
- Close as **answered**.

## Messages

### answer

> We found order {order number}.
');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (2, 'org_01m3250v00etz9g0s2jy9960ap', 'ben asks for a refund', 'ben Small refund');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (3, 'org_01m3250v00etz9g0s2jy9960ap', 'cleo asks for a refund', 'cleo Small refund');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (4, 'org_01m3250v00etz9g0s2jy9960ap', '', 'Where is my money?');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (5, 'org_01m3250v00etz9g0s2jy9960ap', '', 'Where is my money?');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (6, 'org_01m3250v00etz9g0s2jy9960ap', '', 'We found order AB-12.');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (7, 'org_01m3250v00etz9g0s2jy9960ap', '', 'Where is my money?');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (8, 'org_01m3250v00etz9g0s2jy9960ap', '', 'We found order AB-12.');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (9, 'org_01m3250v00etz9g0s2jy9960ap', '', 'Thank you');
INSERT INTO orgs (org_id, name, created_at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'Juniper & Oak', 1790000000000000);
INSERT INTO procedure_events (org_id, procedure_id, seq, at, person_id, kind, hash, body) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'small-refund', 1, 1790000000000000, 'person_agent', 'published', '562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178', '{"note":"first","effective_at":"2026-09-21T14:13:20Z","version":1}');
INSERT INTO procedures (org_id, procedure_id, kind, title, current_number, hash, changed_at, retired) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'small-refund', 'procedure', 'Small refund', 1, '562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178', 1790000000000000, 0);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'case', 'case_01m3250v00etz9g0s2k1vf5pfh', 'case_01m3250v00etz9g0s2k1vf5pfh', 'customer_01m3250v00etz9g0s2k3fnbbey', 1);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'case', 'case_01m325dn50e6xs7hsga0kt0qdv', 'case_01m325dn50e6xs7hsga0kt0qdv', 'customer_01m325dn50e6xs7hsga3jbmqbj', 2);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'case', 'case_01m325tfa0e5rt4f31qm4e7yh5', 'case_01m325tfa0e5rt4f31qm4e7yh5', 'customer_01m325tfa0e5rt4f31qr2hrzs5', 3);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message', 'message_01m3250v00etz9g0s2k715ttcd', 'case_01m3250v00etz9g0s2k1vf5pfh', 'customer_01m3250v00etz9g0s2k3fnbbey', 4);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message', 'message_01m325dn50e6xs7hsga6084qxt', 'case_01m325dn50e6xs7hsga0kt0qdv', 'customer_01m325dn50e6xs7hsga3jbmqbj', 5);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message', 'message_01m325dn50e6xs7hsga613hfte', 'case_01m325dn50e6xs7hsga0kt0qdv', 'customer_01m325dn50e6xs7hsga3jbmqbj', 6);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message', 'message_01m325tfa0e5rt4f31qs9rcjkn', 'case_01m325tfa0e5rt4f31qm4e7yh5', 'customer_01m325tfa0e5rt4f31qr2hrzs5', 7);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message', 'message_01m325tfa0e5rt4f31qx1y4qdj', 'case_01m325tfa0e5rt4f31qm4e7yh5', 'customer_01m325tfa0e5rt4f31qr2hrzs5', 8);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message', 'message_01m325tfa0e5rt4f31qyhb03km', 'case_01m325tfa0e5rt4f31qm4e7yh5', 'customer_01m325tfa0e5rt4f31qr2hrzs5', 9);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'procedure', 'small-refund', 'small-refund', '', 10);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'assignee', '', 2);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'priority', 'normal', 2);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'procedure', 'small-refund', 2);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'status', 'closed', 1);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'status', 'open', 2);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'waiting', 'customer', 1);
INSERT INTO cases (org_id, case_id, procedure_id, version_hash, title, subject, status, closed, priority_rank, team, assignee_id, customer_id, state, channel, language, product, outcome, waiting_role, waiting_for, opened_at, changed_at, closed_at, next_due, seq, head) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'case_01m3250v00etz9g0s2k1vf5pfh', 'small-refund', '562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178', 'Small refund', 'v1.jRmSlfrl0yv4Wth-7wqlPC-9B_UjSzWkG7in1PCIpfIucRtd2p-45aoSiuV1z1WwkgtB3VC1QqGx4V_GCg', 'open', 0, 2, '', '', 'customer_01m3250v00etz9g0s2k3fnbbey', '', 'email', 'en', '', '', '', '', 1790000000000000, 1790000000000000, 0, 9223372036854775807, 4, X'66D7A8D4F38DBE41E3CD183204DEF8620BAB10706FBADE97B1AECF5CCBA7A3F6');
INSERT INTO cases (org_id, case_id, procedure_id, version_hash, title, subject, status, closed, priority_rank, team, assignee_id, customer_id, state, channel, language, product, outcome, waiting_role, waiting_for, opened_at, changed_at, closed_at, next_due, seq, head) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'case_01m325dn50e6xs7hsga0kt0qdv', 'small-refund', '562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178', 'Small refund', 'v1.r5Wr1I0L-6ZrT-m-hocZHHXWHwVLPDGgC5atwDIL6xwrUSf9FxoihlCzHtYwtfiPSKrlFOrSLpKalIIQig', 'open', 0, 2, '', '', 'customer_01m325dn50e6xs7hsga3jbmqbj', '', 'email', 'en', '', '', 'customer', 'A reply', 1790000420000000, 1790000420000000, 0, 1790259620000000, 14, X'EBFF48E91845C6A98F460E5244BECE5472CB06820CBFDF2C2911899653A396D7');
INSERT INTO cases (org_id, case_id, procedure_id, version_hash, title, subject, status, closed, priority_rank, team, assignee_id, customer_id, state, channel, language, product, outcome, waiting_role, waiting_for, opened_at, changed_at, closed_at, next_due, seq, head) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'case_01m325tfa0e5rt4f31qm4e7yh5', 'small-refund', '562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178', 'Small refund', 'v1.L2Zv-LehaKQgJXjx6hSGVeUe8UvrLXW6rSzxJP55zjGxIkjMPF7sRPvQxQl1H-zy3gwwq3qOIULjGVCcrA4', 'closed', 1, 2, '', '', 'customer_01m325tfa0e5rt4f31qr2hrzs5', '', 'email', 'en', '', 'answered', '', '', 1790000840000000, 1790000840000000, 1790000840000000, 9223372036854775807, 20, X'2CCB8F0AC352F5FB52FDF36757978A2F50D7E8EF918C635B50CF38D6FDFFACD3');
INSERT INTO checkpoints (org_id, size, note, signature) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 38, '{"at":"2026-09-21T14:27:20Z","key":"eb024d4cdd9594a2","org":"org_01m3250v00etz9g0s2jy9960ap","root":"098d0155a0143c8299dd7e29d6abae76ab41ed533aef2341365cc82b7cbfabe4","size":38,"v":1}', 'gPFDBxh4iFTT1e7zL187EPPiHoGP7wCYjN7SqVI133dKDcOabhz6QwLyt_t3zseIHe9XwEEU25yLlmFN_DPzAw');
INSERT INTO customers (org_id, customer_id, name, address, address_print, language, created_at, erased_at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'customer_01m3250v00etz9g0s2k3fnbbey', 'v1.fNckxkd7808Lp2Di6-qojdqcRWtXQD-DjXD-hz3iYk5_1A4siHrYvgT9xg', 'v1.qFSHCgJfSpDnfiM7yWvyPWtt9oR6yz5ZQcxpNr2ulmu2IhOOGlU7ZZenCDlSo0XVsq-FzIbJhIM', 'NR81ysNw7i-JLA1y_JHG_PEw3a48cCxe6-gfkWycrY0', 'en', 1790000000000000, 0);
INSERT INTO customers (org_id, customer_id, name, address, address_print, language, created_at, erased_at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'customer_01m325dn50e6xs7hsga3jbmqbj', 'v1.lERzCY8UfZ8YycGs9Mz8q0hcYRS0xzWH-G71s6aIEQkxvmFUNbDoVLd40w', 'v1.svB2eu7cB50wrYFuptvyMg3SMuzNuT5nL2d6FgLEO8pzuQkgryHdHcQWs0dPXr7XKOzPkIi_ROI', '2gx1Fe8cAkT-s7MR1FhvgFRVr8yGNEq-hNqNkrL9Ozw', 'en', 1790000420000000, 0);
INSERT INTO customers (org_id, customer_id, name, address, address_print, language, created_at, erased_at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'customer_01m325tfa0e5rt4f31qr2hrzs5', 'v1.DuPpS2Gw4ylmda1YZ6pFGhEbln6zaKev3Pyk7VUvphIxCV39gNTxLQiFMg8', 'v1.7YEflrabwg777N1QnkY2A4DW9rhsYiyCxX4QdAGlZuUea8QQjOsBU5bM3sMbPNRGz7WoetCt5c3s', 'a_3a0fyiHdtTkbNn2bFnHHf2nYxElhh4ds140GJA_O8', 'en', 1790000840000000, 0);
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 1, 'case_01m3250v00etz9g0s2k1vf5pfh', 1, 1790000000000000, 'person_agent', 'Agent', 'api', 'case-opened', '{"customer_address":{"person":"customer_01m3250v00etz9g0s2k3fnbbey","sealed":"v1.5W68veLJKLcgJGZUd8x_grXDKiN5eterzfbXlOivOWWmc-jc12PJMvRCz83pa6YBu1uUH_kIaZNlXQ"},"customer_id":"customer_01m3250v00etz9g0s2k3fnbbey","customer_name":{"person":"customer_01m3250v00etz9g0s2k3fnbbey","sealed":"v1.xM6KkCJYYzzn0GwsfBJYEd0WXZbrAFpqqwvot4eIwMeAv8mi3VzeUa0_N5K9"},"pins":{"small-refund":"562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178"},"priority":"normal","procedure":"small-refund","selection":{"channel":"email","language":"en"},"subject":{"person":"customer_01m3250v00etz9g0s2k3fnbbey","sealed":"v1.UuguppTJTFh6yhloe4tXniiQUzhoyCmvO-ueli9TnfjICzPu0fS8bq9bWm1MbuQBwSer4r3cWlRYoPEdYyUa"},"title":"Small refund"}', X'0000000000000000000000000000000000000000000000000000000000000000', X'0FDDFC15336CFD099C611A850E5E55DCC536B99E19B908B6F603877BF493CB34');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 10, 'case_01m325dn50e6xs7hsga0kt0qdv', 6, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"look/ask-order-number"}', X'16BE4908025A07378D90974A187ECBA314879763E583E378724A0A9D741B0B59', X'D26ACDCED01B80A1EA84E47080EF999C3F5539E03CFDD365E1A67266A604FE0C');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 11, 'case_01m325dn50e6xs7hsga0kt0qdv', 7, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"look"}', X'D26ACDCED01B80A1EA84E47080EF999C3F5539E03CFDD365E1A67266A604FE0C', X'E2C4B7118728BD04D3FB9DAC5CC89B5F9629309646386E364FECA4A5AA2EB818');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 12, 'case_01m325dn50e6xs7hsga0kt0qdv', 8, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"answer"}', X'E2C4B7118728BD04D3FB9DAC5CC89B5F9629309646386E364FECA4A5AA2EB818', X'9554FB15BD8AA09CBBFA04299D594EB003125160335384D72E17CDA9075048AF');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 13, 'case_01m325dn50e6xs7hsga0kt0qdv', 9, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"answer/task-read-the-order"}', X'9554FB15BD8AA09CBBFA04299D594EB003125160335384D72E17CDA9075048AF', X'0EE66B69813E335EF3255ECE9413D49D4902E1025664C584EE237AAA413CB8A1');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 14, 'case_01m325dn50e6xs7hsga0kt0qdv', 10, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"begins":true,"path":"answer/task-read-the-order"}', X'0EE66B69813E335EF3255ECE9413D49D4902E1025664C584EE237AAA413CB8A1', X'F1229AB5399E7C797B3A946C7FA451A9A7D3930A86B7592037178913073BE37E');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 15, 'case_01m325dn50e6xs7hsga0kt0qdv', 11, 1790000420000000, 'person_agent', 'Agent', 'api', 'message-queued', '{"channel":"email","key":"case_01m325dn50e6xs7hsga0kt0qdv/message/1","language":"en","message":"answer","path":"answer/send-answer","text":{"person":"customer_01m325dn50e6xs7hsga3jbmqbj","sealed":"v1.Iqf1dYQzZzmmbehKWqzc_iGIYoEXUfxnvwagwh2OwMmxvDoau1dRG2GOxzOEt_zK14r1VlUTr5a7LDEHn6S5"},"to":{"person":"customer_01m325dn50e6xs7hsga3jbmqbj","sealed":"v1.hkOc2yS5UFSJ0sOY3FLTcRlarOJQvCPNPxHdz5sHPDp4A5EbVrAAPhMs2YSkWBuSiJa2sdxA1kXrHA"}}', X'F1229AB5399E7C797B3A946C7FA451A9A7D3930A86B7592037178913073BE37E', X'4717A35C6B4C9BD5672A9F9B23E7EEF47A0633F10FEAC3367FC6BADE7ABD74CA');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 16, 'case_01m325dn50e6xs7hsga0kt0qdv', 12, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"answer/send-answer"}', X'4717A35C6B4C9BD5672A9F9B23E7EEF47A0633F10FEAC3367FC6BADE7ABD74CA', X'2A624BAB9B95BC4AC627C44CC14F10C90B12422879050D5C1396AD6E66D3FF29');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 17, 'case_01m325dn50e6xs7hsga0kt0qdv', 13, 1790000420000000, 'person_agent', 'Agent', 'api', 'wait-started', '{"path":"answer/wait"}', X'2A624BAB9B95BC4AC627C44CC14F10C90B12422879050D5C1396AD6E66D3FF29', X'88442A7DB5BB7F865CF0515D5CD498671A2EB50BD966216240E0ADD47CC08ECD');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 18, 'case_01m325dn50e6xs7hsga0kt0qdv', 14, 1790000420000000, 'person_agent', 'Agent', 'api', 'timer-armed', '{"due":"2026-09-24T14:20:20Z","id":"answer/wait"}', X'88442A7DB5BB7F865CF0515D5CD498671A2EB50BD966216240E0ADD47CC08ECD', X'EBFF48E91845C6A98F460E5244BECE5472CB06820CBFDF2C2911899653A396D7');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 19, 'case_01m325tfa0e5rt4f31qm4e7yh5', 1, 1790000840000000, 'person_agent', 'Agent', 'api', 'case-opened', '{"customer_address":{"person":"customer_01m325tfa0e5rt4f31qr2hrzs5","sealed":"v1.yQnmb2kWJcCuoJ6Ygb9vhBB1vF8tio9-9vIs4PFEj5PmQN_FwtPpqr8gTeDtzUPXrM--YzVQb-iUPnU"},"customer_id":"customer_01m325tfa0e5rt4f31qr2hrzs5","customer_name":{"person":"customer_01m325tfa0e5rt4f31qr2hrzs5","sealed":"v1.XHKbE7xW-l7VE2P48HLaD-yek0O0i_BVzSl1_h4kB1fU86a0HQaPnrgCaOeKog"},"pins":{"small-refund":"562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178"},"priority":"normal","procedure":"small-refund","selection":{"channel":"email","language":"en"},"subject":{"person":"customer_01m325tfa0e5rt4f31qr2hrzs5","sealed":"v1.-Kwag2wV7D5pqnPwS6-UgYYzEwzBpYqJn9eSWv9mDJH2ZRECKaXDv37MOAvROGLRGLbYvVQzjFj6_k4gL1lL0Q"},"title":"Small refund"}', X'0000000000000000000000000000000000000000000000000000000000000000', X'8295BD54328B6E73A3371E3D12C94EC4489A0CD91E2330874AEF2E017B391511');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 2, 'case_01m3250v00etz9g0s2k1vf5pfh', 2, 1790000000000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look"}', X'0FDDFC15336CFD099C611A850E5E55DCC536B99E19B908B6F603877BF493CB34', X'89AC9442EC492F5A78A424278EA2349AC9D785A1C780CE3CAF0DF56BCA2D89B7');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 20, 'case_01m325tfa0e5rt4f31qm4e7yh5', 2, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look"}', X'8295BD54328B6E73A3371E3D12C94EC4489A0CD91E2330874AEF2E017B391511', X'7FB92131B139501D7130799A48D76B195B556F5594CF8A57B174222263102F12');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 21, 'case_01m325tfa0e5rt4f31qm4e7yh5', 3, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look/ask-order-number"}', X'7FB92131B139501D7130799A48D76B195B556F5594CF8A57B174222263102F12', X'19182F4B50F93074858F11CE6FD610132E7A914B16BB66B8649546D6D1C70102');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 22, 'case_01m325tfa0e5rt4f31qm4e7yh5', 4, 1790000840000000, 'person_agent', 'Agent', 'api', 'message-received', '{"channel":"email","from":{"person":"customer_01m325tfa0e5rt4f31qr2hrzs5","sealed":"v1.TcH4NS3qa3comnojy_Xfapxi2RFyl2UEvXTXkaao18LSkJPROkjecIfmLwIQExrc7pm0_aqrrJjZw4I"},"key":"case_01m325tfa0e5rt4f31qm4e7yh5/in/first","text":{"person":"customer_01m325tfa0e5rt4f31qr2hrzs5","sealed":"v1.s0xfuqziUjYYm4ida8d-NTr5J4WJVYd36X3_jeRvWS0vsfG1yZsxc-phlkCz6r23L5dd0a2eIXVHqAAX"}}', X'19182F4B50F93074858F11CE6FD610132E7A914B16BB66B8649546D6D1C70102', X'70EBCBE4FDB2E02AF7C4916FA40F5C7DC0B7CD7F1D23490E04438E37EFF6EFD8');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 23, 'case_01m325tfa0e5rt4f31qm4e7yh5', 5, 1790000840000000, 'person_agent', 'Agent', 'api', 'fact-recorded', '{"begins":true,"name":"order number","path":"look/ask-order-number","personal":true,"source":"asked","value":{"person":"customer_01m325tfa0e5rt4f31qr2hrzs5","sealed":"v1.GqNDk4oZYaAsEen5M4MKqEUMiaH4rnEFZb1CiuMke2889lAUb1E85u0LBn04AUM"}}', X'70EBCBE4FDB2E02AF7C4916FA40F5C7DC0B7CD7F1D23490E04438E37EFF6EFD8', X'64ED36B0076C5F36E1ABAD48BB5A8E8D15DBF7AB7FCA87FBB9E00193EFB06149');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 24, 'case_01m325tfa0e5rt4f31qm4e7yh5', 6, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"look/ask-order-number"}', X'64ED36B0076C5F36E1ABAD48BB5A8E8D15DBF7AB7FCA87FBB9E00193EFB06149', X'AD71C5188C06879145A6F863D84FEF5552437CE93CF5678676A80AD2C6424751');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 25, 'case_01m325tfa0e5rt4f31qm4e7yh5', 7, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"look"}', X'AD71C5188C06879145A6F863D84FEF5552437CE93CF5678676A80AD2C6424751', X'917F6AFC47EEF63A1383E38ECA97D03CF67B2E2765E341B4086A59A8DB026E0A');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 26, 'case_01m325tfa0e5rt4f31qm4e7yh5', 8, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"answer"}', X'917F6AFC47EEF63A1383E38ECA97D03CF67B2E2765E341B4086A59A8DB026E0A', X'7E37AF4B5F6E791B3188B2F9E2D3197B661DB5E0587D3F69F11DE55DA86C036A');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 27, 'case_01m325tfa0e5rt4f31qm4e7yh5', 9, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"answer/task-read-the-order"}', X'7E37AF4B5F6E791B3188B2F9E2D3197B661DB5E0587D3F69F11DE55DA86C036A', X'9C86FC1DE2120A7219EB92988B368402084EC05C3EBE33B573F62E3BF87C3C86');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 28, 'case_01m325tfa0e5rt4f31qm4e7yh5', 10, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"begins":true,"path":"answer/task-read-the-order"}', X'9C86FC1DE2120A7219EB92988B368402084EC05C3EBE33B573F62E3BF87C3C86', X'4DFCA8D16725E653578CE16DC8507D2E40E02C410D9B6FA0002935B731400E11');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 29, 'case_01m325tfa0e5rt4f31qm4e7yh5', 11, 1790000840000000, 'person_agent', 'Agent', 'api', 'message-queued', '{"channel":"email","key":"case_01m325tfa0e5rt4f31qm4e7yh5/message/1","language":"en","message":"answer","path":"answer/send-answer","text":{"person":"customer_01m325tfa0e5rt4f31qr2hrzs5","sealed":"v1.j-ON3j5VTlwaXHp2JmDWgKKBCdZmEwHiliFkyBbSScBF7xe7KZkaifwEIhHEt5oatanXWTilsxzcSUtUoKGu"},"to":{"person":"customer_01m325tfa0e5rt4f31qr2hrzs5","sealed":"v1.zH-B3zwiIjPFclHbbyeBGdWX9GlDuor2ML5x4871JG4aWzrLD_IdGj40_ji39G420KTW2pn96bm3j1Y"}}', X'4DFCA8D16725E653578CE16DC8507D2E40E02C410D9B6FA0002935B731400E11', X'0C2A67EF688007A867A4D9CACED40C8A8CDC2C3F4813C39D7AB2C4A61B1544F3');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 3, 'case_01m3250v00etz9g0s2k1vf5pfh', 3, 1790000000000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look/ask-order-number"}', X'89AC9442EC492F5A78A424278EA2349AC9D785A1C780CE3CAF0DF56BCA2D89B7', X'0842A3BA9E0219B34D65B4E38155480D02AF9115BA885E43878B3E3D6AEA7CD6');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 30, 'case_01m325tfa0e5rt4f31qm4e7yh5', 12, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"answer/send-answer"}', X'0C2A67EF688007A867A4D9CACED40C8A8CDC2C3F4813C39D7AB2C4A61B1544F3', X'897C9611C2B74BED4B068CC4D82159BBE2D2DAB99D7AA2BCEB8371DB425B8864');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 31, 'case_01m325tfa0e5rt4f31qm4e7yh5', 13, 1790000840000000, 'person_agent', 'Agent', 'api', 'wait-started', '{"path":"answer/wait"}', X'897C9611C2B74BED4B068CC4D82159BBE2D2DAB99D7AA2BCEB8371DB425B8864', X'EFDF493332370716B257CCDD825F61D60762EC2F26C3A38E181A1B090744A0E7');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 32, 'case_01m325tfa0e5rt4f31qm4e7yh5', 14, 1790000840000000, 'person_agent', 'Agent', 'api', 'timer-armed', '{"due":"2026-09-24T14:27:20Z","id":"answer/wait"}', X'EFDF493332370716B257CCDD825F61D60762EC2F26C3A38E181A1B090744A0E7', X'993713B723B311E5555EEDE881F017A83FE3E55207C81C5E55C0C7D623FD59E4');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 33, 'case_01m325tfa0e5rt4f31qm4e7yh5', 15, 1790000840000000, 'person_agent', 'Agent', 'api', 'message-received', '{"channel":"email","key":"1","text":{"person":"customer_01m325tfa0e5rt4f31qr2hrzs5","sealed":"v1.SUsGaElECuHFGrmGO3n1uf1einJ7IYowBNWl-9V7FiisedrJxkaAgE44IkhcqSKCAyVM"}}', X'993713B723B311E5555EEDE881F017A83FE3E55207C81C5E55C0C7D623FD59E4', X'10D26FB665547BD9469967B79B22C8BC1870523D9AA07EA1CB695836763E95DF');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 34, 'case_01m325tfa0e5rt4f31qm4e7yh5', 16, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"answer/wait"}', X'10D26FB665547BD9469967B79B22C8BC1870523D9AA07EA1CB695836763E95DF', X'27788FBF155DC4075330651067EB80C98A64186753CD2F280A0549C3C5056BCE');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 35, 'case_01m325tfa0e5rt4f31qm4e7yh5', 17, 1790000840000000, 'person_agent', 'Agent', 'api', 'timer-cleared', '{"id":"answer/wait"}', X'27788FBF155DC4075330651067EB80C98A64186753CD2F280A0549C3C5056BCE', X'1EF1AB40035FD02E1061FAAEE97B77D11D5BFE9CC037799C5AF743879C82D89F');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 36, 'case_01m325tfa0e5rt4f31qm4e7yh5', 18, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"answer/close-answered"}', X'1EF1AB40035FD02E1061FAAEE97B77D11D5BFE9CC037799C5AF743879C82D89F', X'E4E3FD2F810446634865F6BFC9128C9F98A50CBE39CCEA44E73AA982984B6F45');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 37, 'case_01m325tfa0e5rt4f31qm4e7yh5', 19, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"answer"}', X'E4E3FD2F810446634865F6BFC9128C9F98A50CBE39CCEA44E73AA982984B6F45', X'746BEE77BD5589EAB59E40BD92504615EF9211FCB0EB0110791D193472ED287A');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 38, 'case_01m325tfa0e5rt4f31qm4e7yh5', 20, 1790000840000000, 'person_agent', 'Agent', 'api', 'case-closed', '{"outcome":"answered","path":"answer/close-answered"}', X'746BEE77BD5589EAB59E40BD92504615EF9211FCB0EB0110791D193472ED287A', X'2CCB8F0AC352F5FB52FDF36757978A2F50D7E8EF918C635B50CF38D6FDFFACD3');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 4, 'case_01m3250v00etz9g0s2k1vf5pfh', 4, 1790000000000000, 'person_agent', 'Agent', 'api', 'message-received', '{"channel":"email","from":{"person":"customer_01m3250v00etz9g0s2k3fnbbey","sealed":"v1.F1rJHU0gqf_eBN1nGyYsMNSEkEp0A_6SieGzz7jIiGccMaWSH-1ewaGIEIeFW7mj1ShKdC7mZfaDPg"},"key":"case_01m3250v00etz9g0s2k1vf5pfh/in/first","text":{"person":"customer_01m3250v00etz9g0s2k3fnbbey","sealed":"v1.UCjY1o0GrtQ-9mna8IkcybLti7xgvXC0WUMu04SL_tJEuVt1kcinWbJ7poWAwxQZRNcM0yl1OQjpzBil"}}', X'0842A3BA9E0219B34D65B4E38155480D02AF9115BA885E43878B3E3D6AEA7CD6', X'66D7A8D4F38DBE41E3CD183204DEF8620BAB10706FBADE97B1AECF5CCBA7A3F6');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 5, 'case_01m325dn50e6xs7hsga0kt0qdv', 1, 1790000420000000, 'person_agent', 'Agent', 'api', 'case-opened', '{"customer_address":{"person":"customer_01m325dn50e6xs7hsga3jbmqbj","sealed":"v1.4qb7KvF7oYTJUcKJkqs0v2Gi9aq7NewGVXEbx_KpLz70JYetYb9x3f8PUhjNq0lHrak6vaDsdWBO-A"},"customer_id":"customer_01m325dn50e6xs7hsga3jbmqbj","customer_name":{"person":"customer_01m325dn50e6xs7hsga3jbmqbj","sealed":"v1.SKFxZn5fvmZMV-4n0wKqEtydfYAZG3LKEPmI2yNlxa0rs7dMwGp7CjUNGIwY"},"pins":{"small-refund":"562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178"},"priority":"normal","procedure":"small-refund","selection":{"channel":"email","language":"en"},"subject":{"person":"customer_01m325dn50e6xs7hsga3jbmqbj","sealed":"v1._nhToPrN89nQmv8hDmfqEp8BbwVGqVSEEolzNa61UBUWj3yA5vbSX7Zcuvxg857NQPJQ7OM6NxVYoy2lEpH3"},"title":"Small refund"}', X'0000000000000000000000000000000000000000000000000000000000000000', X'E769D45E7594BBDA2F484D0CD00C974F49EA1184DB83EC3A49EB66E89FD76CAD');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 6, 'case_01m325dn50e6xs7hsga0kt0qdv', 2, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look"}', X'E769D45E7594BBDA2F484D0CD00C974F49EA1184DB83EC3A49EB66E89FD76CAD', X'174D6258AC6779F0F26E8C8643ACEDD0984F11838CC62E4BDE73875B2DF30574');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 7, 'case_01m325dn50e6xs7hsga0kt0qdv', 3, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look/ask-order-number"}', X'174D6258AC6779F0F26E8C8643ACEDD0984F11838CC62E4BDE73875B2DF30574', X'69513D58D6785F57C0AA48065A9093A34387772A726A3B56E296819F30D88F12');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 8, 'case_01m325dn50e6xs7hsga0kt0qdv', 4, 1790000420000000, 'person_agent', 'Agent', 'api', 'message-received', '{"channel":"email","from":{"person":"customer_01m325dn50e6xs7hsga3jbmqbj","sealed":"v1.JL12i5Nunb-zt2Lpor9Ly70ItCDTapKuAvL-FlHgkquQceCXCpCuOIiA0otK_eFE_vsYqKnuEqxT6g"},"key":"case_01m325dn50e6xs7hsga0kt0qdv/in/first","text":{"person":"customer_01m325dn50e6xs7hsga3jbmqbj","sealed":"v1.vFMRPDX-l_Xr_-1Amjov6vkc3t4ucOLjTIa6bSjbodan2qClOGeJzYHXRpFphc8wFfTsFxl4SyQ80CVX"}}', X'69513D58D6785F57C0AA48065A9093A34387772A726A3B56E296819F30D88F12', X'8253A205A6FBEEC913513B39BA1AE64A719C034DC172A1AA438C671162523798');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 9, 'case_01m325dn50e6xs7hsga0kt0qdv', 5, 1790000420000000, 'person_agent', 'Agent', 'api', 'fact-recorded', '{"begins":true,"name":"order number","path":"look/ask-order-number","personal":true,"source":"asked","value":{"person":"customer_01m325dn50e6xs7hsga3jbmqbj","sealed":"v1.0jemcPEejyH2QwJA1roS7nvqmsEvra7nEekSe59foL_ROi-lYnamYhc57RQ-44g"}}', X'8253A205A6FBEEC913513B39BA1AE64A719C034DC172A1AA438C671162523798', X'16BE4908025A07378D90974A187ECBA314879763E583E378724A0A9D741B0B59');
INSERT INTO merkle_frontiers (org_id, frontier) VALUES ('org_01m3250v00etz9g0s2jy9960ap', '38 91e3882c21496dca813546b2e6160cd207a545b80fc4baab81500a17b1a6f3ac 1f6228c0b72aefacf8e7213bdf8df35572ccb4efffb9f6f35cda17ad618bc98c 89f28ed8fa1ef1c514a3b220f82ba109aa2c42a4125aecc33f3cf35f6ac9b21f');
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message_01m3250v00etz9g0s2k715ttcd', 'case_01m3250v00etz9g0s2k1vf5pfh', 4, 'in', 'email', '', 'v1.6nc0vKxKDALAWd-ZJ6s3TojPZ_bagd0arMDYikKY6730_VTGfPGM84bv8ylj6PrXrBfyFIeObjQ', 'v1.C0WYp4umjv1EHasy94Qd6UzS7t2wc3C8zN4pxEdcwgFSHTahfcDwikUjsdolUJyoRP21ebyFGCJvmQ', 'customer', 'customer', 'received', 'case_01m3250v00etz9g0s2k1vf5pfh/in/case_01m3250v00etz9g0s2k1vf5pfh/in/first', '', 1790000000000000);
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message_01m325dn50e6xs7hsga6084qxt', 'case_01m325dn50e6xs7hsga0kt0qdv', 4, 'in', 'email', '', 'v1.1P46PUCo4WnWqz8OwjrtSkqpaRYSc6utTafSx2pXS7LIzzzWEFPLGsItmlC0WMGzN4nbx04RjH4', 'v1.CxsXjjU5jwx7zmsopA-ssGn-xnRQLwPIWQFKsQlXz_snPk8t2yTe7bdpwe09_avt39md2YpXztDf_g', 'customer', 'customer', 'received', 'case_01m325dn50e6xs7hsga0kt0qdv/in/case_01m325dn50e6xs7hsga0kt0qdv/in/first', '', 1790000420000000);
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message_01m325dn50e6xs7hsga613hfte', 'case_01m325dn50e6xs7hsga0kt0qdv', 11, 'out', 'email', 'en', 'v1.1P46PUCo4WnWqz8OwjrtSkqpaRYSc6utTafSx2pXS7LIzzzWEFPLGsItmlC0WMGzN4nbx04RjH4', 'v1.5D27JUYTGPbDaEEstcFhhGyMBnK70f4YLzn2NbYAW8CctN-8BogHYiIljPJAiMSciGQiTBbsEkkhM3oZ3Q', 'person_agent', 'Agent', 'queued', 'case_01m325dn50e6xs7hsga0kt0qdv/message/1', '', 1790000420000000);
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message_01m325tfa0e5rt4f31qs9rcjkn', 'case_01m325tfa0e5rt4f31qm4e7yh5', 4, 'in', 'email', '', 'v1.05pmFjeLxVWvOxwAUn_6rl6x8fWynV0ih7EY6KJ4qlvTphfnq1ik79CO7EYx1G_aDzD4uPnRq33C', 'v1.gi1TDKTwV-VHdOKD3-qdAwUFD_HkhB-0QYURoZvHm8BywIJpW5wo9-yVh7wSR0_bVCT-kU_wjORXNQ', 'customer', 'customer', 'received', 'case_01m325tfa0e5rt4f31qm4e7yh5/in/case_01m325tfa0e5rt4f31qm4e7yh5/in/first', '', 1790000840000000);
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message_01m325tfa0e5rt4f31qx1y4qdj', 'case_01m325tfa0e5rt4f31qm4e7yh5', 11, 'out', 'email', 'en', 'v1.05pmFjeLxVWvOxwAUn_6rl6x8fWynV0ih7EY6KJ4qlvTphfnq1ik79CO7EYx1G_aDzD4uPnRq33C', 'v1.SPz-diFk3j50olGqL3t_7ZIpih7V1s9WcGTMQJ4j6eow5L1OtOjAx0vO9H6j3bsQ6yj_ALskoPkX3SHiwg', 'person_agent', 'Agent', 'queued', 'case_01m325tfa0e5rt4f31qm4e7yh5/message/1', '', 1790000840000000);
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'message_01m325tfa0e5rt4f31qyhb03km', 'case_01m325tfa0e5rt4f31qm4e7yh5', 15, 'in', 'email', '', 'v1.05pmFjeLxVWvOxwAUn_6rl6x8fWynV0ih7EY6KJ4qlvTphfnq1ik79CO7EYx1G_aDzD4uPnRq33C', 'v1.SVJTtmnNtLV0RLQ-bz4ZTUwG4xJCXHHmKC4OyB_V9DRCc4pbsbC8_u6SsRMWtOkDlA', 'customer', 'customer', 'received', 'case_01m325tfa0e5rt4f31qm4e7yh5/in/1', '', 1790000840000000);
INSERT INTO outbox (org_id, effect_key, kind, case_id, seq, body, status, attempts, created_at, next_at, lease_until, ready_at, last_error, result) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'case_01m325dn50e6xs7hsga0kt0qdv/message/1', 'deliver-message', 'case_01m325dn50e6xs7hsga0kt0qdv', 11, 'v1.23MUWwr7p03FSX17UbM8WPaFa6G67Yw85WOsL-7SQ-DueufTo_F9sCgBW1BoiANtMD4rVnkX6BTJscUZrEUq89qr8qss-ycmKn-5ku2KRrOhZhSfRoMDzRwDqFnTcILMrd8ar4x4bCiPtz-BnI1QGRO9vCHY-Rs6p_vjzOkd1oPEZA', 'pending', 0, 1790000420000000, 1790000420000000, 0, 1790000420000000, '', '');
INSERT INTO outbox (org_id, effect_key, kind, case_id, seq, body, status, attempts, created_at, next_at, lease_until, ready_at, last_error, result) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'case_01m325tfa0e5rt4f31qm4e7yh5/message/1', 'deliver-message', 'case_01m325tfa0e5rt4f31qm4e7yh5', 11, 'v1.qA0wglv2HMlrQuXGI0O10eaElVbCD8g6Pt-M1at55HDYFglQEUutG6nNV84Xvn5nvJUYUX4plKHe7mmuOJDPqADlGSh1c5JnsLqqurM9W9p4O0-IloHF84qCd6M_ed8zOtquPt_EPmfAZ6EruUBB3zlJ2IdquxcyiU5rBLlLZgioi_w', 'pending', 0, 1790000840000000, 1790000840000000, 0, 1790000840000000, '', '');
INSERT INTO person_keys (org_id, customer_id, wrapped, erased_at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'customer_01m3250v00etz9g0s2k3fnbbey', 'v1.PLqtdm4PNeEkgUtVsjoZi9wsDlGTW-h8ID3eznlvDFTTvSIcDUxjGywI4wf45GbvVd0v1qj4Q4FzIoGhSIi0uVEh-n-XIYaZ', 0);
INSERT INTO person_keys (org_id, customer_id, wrapped, erased_at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'customer_01m325dn50e6xs7hsga3jbmqbj', 'v1._pTDwjXFym3FxHDDWDufu19ay7u-jpKIiHOXxvsNgEzrI7wwEN11MipdsnT2leFt9J_IfTJksiT8sIa6yEvrgiJznkQO4wtd', 0);
INSERT INTO person_keys (org_id, customer_id, wrapped, erased_at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'customer_01m325tfa0e5rt4f31qr2hrzs5', 'v1.BIIzMFcQbvzqhgKWOhjTGzwNWGtxrXTEHZJfPD-OsFYLvcZJt2rS_xZbTFGOSptCukLW63x_Hn3vFrrGMGCUq-hPO4PWr7jW', 0);
INSERT INTO procedure_versions (org_id, procedure_id, number, hash, kind, title, source, published_by, published_at, note, effective_at, expires_at, withdrawn_at, scheduled, changes) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'small-refund', 1, '562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178', 'procedure', 'Small refund', '---
id: small-refund
title: Small refund
channels: [email]
---

# Small refund

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| order number | text like `AA-00` | customer | contact |

## 1. Look

- Ask for **order number**.

## 2. Answer

- [ ] Read the order.
- Send **answer**.
- Wait for a reply, up to 3 days. If none: close as **silent**.
- Close as **answered**.

## Messages

### answer

> We found order {order number}.
', 'person_agent', 1790000000000000, 'first', 1790000000000000, 0, 0, 0, '[]');
INSERT INTO timers (org_id, case_id, timer_id, due_at, ready_at) VALUES ('org_01m3250v00etz9g0s2jy9960ap', 'case_01m325dn50e6xs7hsga0kt0qdv', 'answer/wait', 1790259620000000, 1790259620000000);
