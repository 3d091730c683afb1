-- As a release with schema 7 left it: schema_6.sql after migration 7. Never changed.
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
INSERT INTO schema_migrations (number, name, applied_at) VALUES (1, 'first release', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (2, 'sealed answers', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (3, 'open cases by procedure', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (4, 'outbox by kind', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (5, 'files of cases', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (6, 'notices in order', 1790000000000000);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (7, 'cases counted', 1790000000000000);
INSERT INTO search_text (rowid, org_id, title, body) VALUES (1, 'org_01m3250v00e1hskz04tr7qxmv6', 'ana asks for a refund', 'ana Small refund');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (10, 'org_01m3250v00e1hskz04tr7qxmv6', 'Small refund', '---
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
INSERT INTO search_text (rowid, org_id, title, body) VALUES (2, 'org_01m3250v00e1hskz04tr7qxmv6', 'ben asks for a refund', 'ben Small refund');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (3, 'org_01m3250v00e1hskz04tr7qxmv6', 'cleo asks for a refund', 'cleo Small refund');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (4, 'org_01m3250v00e1hskz04tr7qxmv6', '', 'Where is my money?');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (5, 'org_01m3250v00e1hskz04tr7qxmv6', '', 'Where is my money?');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (6, 'org_01m3250v00e1hskz04tr7qxmv6', '', 'We found order AB-12.');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (7, 'org_01m3250v00e1hskz04tr7qxmv6', '', 'Where is my money?');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (8, 'org_01m3250v00e1hskz04tr7qxmv6', '', 'We found order AB-12.');
INSERT INTO search_text (rowid, org_id, title, body) VALUES (9, 'org_01m3250v00e1hskz04tr7qxmv6', '', 'Thank you');
INSERT INTO orgs (org_id, name, created_at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'Juniper & Oak', 1790000000000000);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'assignee', '', 2);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'priority', 'normal', 2);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'procedure', 'small-refund', 2);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'status', 'closed', 1);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'status', 'open', 2);
INSERT INTO case_counts (org_id, dimension, value, cases) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'waiting', 'customer', 1);
INSERT INTO procedures (org_id, procedure_id, kind, title, current_number, hash, changed_at, retired) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'small-refund', 'procedure', 'Small refund', 1, '562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178', 1790000000000000, 0);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'case', 'case_01m3250v00e1hskz04trjj6knp', 'case_01m3250v00e1hskz04trjj6knp', 'customer_01m3250v00e1hskz04tsxtawcq', 1);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'case', 'case_01m325dn50engaq4qf8g71bw71', 'case_01m325dn50engaq4qf8g71bw71', 'customer_01m325dn50engaq4qf8jh0mxmb', 2);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'case', 'case_01m325tfa0ejb882kfnfw742f0', 'case_01m325tfa0ejb882kfnfw742f0', 'customer_01m325tfa0ejb882kfngrezadf', 3);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message', 'message_01m3250v00e1hskz04tv4vmkqa', 'case_01m3250v00e1hskz04trjj6knp', 'customer_01m3250v00e1hskz04tsxtawcq', 4);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message', 'message_01m325dn50engaq4qf8p26rnn4', 'case_01m325dn50engaq4qf8g71bw71', 'customer_01m325dn50engaq4qf8jh0mxmb', 5);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message', 'message_01m325dn50engaq4qf8sr3j2ef', 'case_01m325dn50engaq4qf8g71bw71', 'customer_01m325dn50engaq4qf8jh0mxmb', 6);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message', 'message_01m325tfa0ejb882kfnhg5d260', 'case_01m325tfa0ejb882kfnfw742f0', 'customer_01m325tfa0ejb882kfngrezadf', 7);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message', 'message_01m325tfa0ejb882kfnkaxpgas', 'case_01m325tfa0ejb882kfnfw742f0', 'customer_01m325tfa0ejb882kfngrezadf', 8);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message', 'message_01m325tfa0ejb882kfnn8smp2b', 'case_01m325tfa0ejb882kfnfw742f0', 'customer_01m325tfa0ejb882kfngrezadf', 9);
INSERT INTO search_documents (org_id, kind, document_id, target, customer_id, entry) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'procedure', 'small-refund', 'small-refund', '', 10);
INSERT INTO cases (org_id, case_id, procedure_id, version_hash, title, subject, status, closed, priority_rank, team, assignee_id, customer_id, state, channel, language, product, outcome, waiting_role, waiting_for, opened_at, changed_at, closed_at, next_due, seq, head) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'case_01m3250v00e1hskz04trjj6knp', 'small-refund', '562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178', 'Small refund', 'v1.UuDsCscxaNYWIA_TyJGiNx5WUHQP5KXTPxvWe8u_QMc0ieTErCsIld9RCSI4stRXThaGsD3mkky355f7Dw', 'open', 0, 2, '', '', 'customer_01m3250v00e1hskz04tsxtawcq', '', 'email', 'en', '', '', '', '', 1790000000000000, 1790000000000000, 0, 9223372036854775807, 4, X'BFCCE877BA5150886A04C614B78DCB243333EFB5ABE14F96FA4EA11697456A24');
INSERT INTO cases (org_id, case_id, procedure_id, version_hash, title, subject, status, closed, priority_rank, team, assignee_id, customer_id, state, channel, language, product, outcome, waiting_role, waiting_for, opened_at, changed_at, closed_at, next_due, seq, head) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'case_01m325dn50engaq4qf8g71bw71', 'small-refund', '562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178', 'Small refund', 'v1.B5sTTZrjRlZgmaPYT5oR0m1fuVww3DwTZDG1x0Xqr1Ia8X9EEoQEeXXmTZckk4LQ5MYF40gPr9sVeowy7A', 'open', 0, 2, '', '', 'customer_01m325dn50engaq4qf8jh0mxmb', '', 'email', 'en', '', '', 'customer', 'A reply', 1790000420000000, 1790000420000000, 0, 1790259620000000, 14, X'355E29F315EA45B772C92FF67B81B799707AC7F8CA45465B2134F5A06D71382F');
INSERT INTO cases (org_id, case_id, procedure_id, version_hash, title, subject, status, closed, priority_rank, team, assignee_id, customer_id, state, channel, language, product, outcome, waiting_role, waiting_for, opened_at, changed_at, closed_at, next_due, seq, head) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'case_01m325tfa0ejb882kfnfw742f0', 'small-refund', '562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178', 'Small refund', 'v1.GwspP6VnL454Bsq6EXl4PZxigigpUQnY1m-TnNGshS8kBdjEHhF_8yBDlHs3mUFR_NXcZQ-bTv0EcxA9EsQ', 'closed', 1, 2, '', '', 'customer_01m325tfa0ejb882kfngrezadf', '', 'email', 'en', '', 'answered', '', '', 1790000840000000, 1790000840000000, 1790000840000000, 9223372036854775807, 20, X'BD7F782853994FC395BE24355314875081D64E2B26A2689810CDD797F98D9A4E');
INSERT INTO checkpoints (org_id, size, note, signature) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 38, '{"at":"2026-09-21T14:27:20Z","key":"eb024d4cdd9594a2","org":"org_01m3250v00e1hskz04tr7qxmv6","root":"7d0733ae5e30f710752226a041d4b4420e4a07fca7ebfef012a5f12715fbb284","size":38,"v":1}', '0Kgk0i4lTEsTZ-mpqkmYypRnwG0PqSQL-kwXnujJgMvw41DbWfNsDe2TJ6c6BZRLW5iFS1dYqdWvNZWI5eCiBg');
INSERT INTO customers (org_id, customer_id, name, address, address_print, language, created_at, erased_at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'customer_01m3250v00e1hskz04tsxtawcq', 'v1.0ezr_3pJK2RiBvJ1GDizup6HkFTbi6nG18EcJT2At2eseV8QFtc86rsAbw', 'v1.Fa5-wTA7BYygQBOsEc8sXd9trBRlDUKFwgYxp8V1JueCjrItoBATGniHAELTann3YX9EvH7-VDY', 'NR81ysNw7i-JLA1y_JHG_PEw3a48cCxe6-gfkWycrY0', 'en', 1790000000000000, 0);
INSERT INTO customers (org_id, customer_id, name, address, address_print, language, created_at, erased_at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'customer_01m325dn50engaq4qf8jh0mxmb', 'v1.yP-C9twKcJntS26HdLMEIGmLi8G0h7aCt6VKU3rA5IyCaG6Pla34uTEu-g', 'v1.wLW8MXxfTFjykjl6fspfYvm2uhl6nf2d-7snCnUbqEbPz_LZIxVL7g8mEm6BSNiWe5nPfm5oVaA', '2gx1Fe8cAkT-s7MR1FhvgFRVr8yGNEq-hNqNkrL9Ozw', 'en', 1790000420000000, 0);
INSERT INTO customers (org_id, customer_id, name, address, address_print, language, created_at, erased_at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'customer_01m325tfa0ejb882kfngrezadf', 'v1.bNR3sjQlZ0H82aAA7TFCnN2XnIOc563y4S9FpjLn_E8vT1ov8FAld5vWLsQ', 'v1._SbWsHGFCs1WL30XJbAVwM2a3_S5AiHapg8ETFej9GVmXilCmm__tyKYDOOebjgSKN_ntrT57BXc', 'a_3a0fyiHdtTkbNn2bFnHHf2nYxElhh4ds140GJA_O8', 'en', 1790000840000000, 0);
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 1, 'case_01m3250v00e1hskz04trjj6knp', 1, 1790000000000000, 'person_agent', 'Agent', 'api', 'case-opened', '{"customer_address":{"person":"customer_01m3250v00e1hskz04tsxtawcq","sealed":"v1.BW-mHXyI3OguldkVHIaJCQ5ECFPBC31vF2SvDA1gz48E5BDs7kPWaLRIba5wWkVXzmpW4qv4mPP36Q"},"customer_id":"customer_01m3250v00e1hskz04tsxtawcq","customer_name":{"person":"customer_01m3250v00e1hskz04tsxtawcq","sealed":"v1.UfZsKVYObaqgYOz8ZMFqiuFhdYWg74CS8rQJKhBE10-Kc_htoSsu_d1xmljN"},"pins":{"small-refund":"562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178"},"priority":"normal","procedure":"small-refund","selection":{"channel":"email","language":"en"},"subject":{"person":"customer_01m3250v00e1hskz04tsxtawcq","sealed":"v1.TnXAF43P-2bE6B1YfN-XBz86JpdkT6PtylTls3_ViumXzQsnJpdkheTph3wo6LRJWk9xbcSYtJnGsq72b84R"},"title":"Small refund"}', X'0000000000000000000000000000000000000000000000000000000000000000', X'FEACF7A099C703FC4CA5640ACC9B1BC464EA419FA30D4CC97D50D428B3482623');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 10, 'case_01m325dn50engaq4qf8g71bw71', 6, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"look/ask-order-number"}', X'C293FE07FF0182A957461F82DA88BDCA6039ED376F9A9B3BF236219EA1DCE51C', X'0750DBB65BC9657636C0052518702BF058EF210C48229EA647980C6DD52CDC91');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 11, 'case_01m325dn50engaq4qf8g71bw71', 7, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"look"}', X'0750DBB65BC9657636C0052518702BF058EF210C48229EA647980C6DD52CDC91', X'1B41542B610585A6EAA7D304D920B628BED6C846F58B1ABD6FB22D49CEAC408F');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 12, 'case_01m325dn50engaq4qf8g71bw71', 8, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"answer"}', X'1B41542B610585A6EAA7D304D920B628BED6C846F58B1ABD6FB22D49CEAC408F', X'E8B700747C16507CB8090CAE06DE3356697D3654567A598102B1D6668C5AB987');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 13, 'case_01m325dn50engaq4qf8g71bw71', 9, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"answer/task-read-the-order"}', X'E8B700747C16507CB8090CAE06DE3356697D3654567A598102B1D6668C5AB987', X'A4860863680A1F79F7A8910B6DDD494C9B9B5A8DF74DDB05E20802BB0118A45B');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 14, 'case_01m325dn50engaq4qf8g71bw71', 10, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"begins":true,"path":"answer/task-read-the-order"}', X'A4860863680A1F79F7A8910B6DDD494C9B9B5A8DF74DDB05E20802BB0118A45B', X'962F9A5B4905AB28D4DB66CC5175754C06F24F61ED5E559284C4BE003BEA0D94');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 15, 'case_01m325dn50engaq4qf8g71bw71', 11, 1790000420000000, 'person_agent', 'Agent', 'api', 'message-queued', '{"channel":"email","key":"case_01m325dn50engaq4qf8g71bw71/message/1","language":"en","message":"answer","path":"answer/send-answer","text":{"person":"customer_01m325dn50engaq4qf8jh0mxmb","sealed":"v1.YgrkGWMSiWy-XOAEKggfv0Z3ZrUTz9V7n3_MaSyuuQh-3c3b9Qjf06cSEu85i3i1UGPWIIfpTjpf7278FT9F"},"to":{"person":"customer_01m325dn50engaq4qf8jh0mxmb","sealed":"v1.ADMtlvUQAhUPj7hofVC_2vDSAPdic65RncZVKb3YOUu5Js5E9ckO7oLrfYmlXnkdcVajy57CbWMoTg"}}', X'962F9A5B4905AB28D4DB66CC5175754C06F24F61ED5E559284C4BE003BEA0D94', X'437CE457413BB18732B9893CB0411B4396B2B9F3059AF733448159EE0B679C10');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 16, 'case_01m325dn50engaq4qf8g71bw71', 12, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"answer/send-answer"}', X'437CE457413BB18732B9893CB0411B4396B2B9F3059AF733448159EE0B679C10', X'521F9CED8676EBC53E5B47777A20B5C7373213C2E12DCE2FC3C6E4694DFFFCA0');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 17, 'case_01m325dn50engaq4qf8g71bw71', 13, 1790000420000000, 'person_agent', 'Agent', 'api', 'wait-started', '{"path":"answer/wait"}', X'521F9CED8676EBC53E5B47777A20B5C7373213C2E12DCE2FC3C6E4694DFFFCA0', X'60D3E229028778D584C6436FA5D89BF8E924AA6606EE693E96BEAC0D91C26EDF');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 18, 'case_01m325dn50engaq4qf8g71bw71', 14, 1790000420000000, 'person_agent', 'Agent', 'api', 'timer-armed', '{"due":"2026-09-24T14:20:20Z","id":"answer/wait"}', X'60D3E229028778D584C6436FA5D89BF8E924AA6606EE693E96BEAC0D91C26EDF', X'355E29F315EA45B772C92FF67B81B799707AC7F8CA45465B2134F5A06D71382F');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 19, 'case_01m325tfa0ejb882kfnfw742f0', 1, 1790000840000000, 'person_agent', 'Agent', 'api', 'case-opened', '{"customer_address":{"person":"customer_01m325tfa0ejb882kfngrezadf","sealed":"v1.VvKl-p88mfasb7XASvjTAoExCJOUii3cdoT9fuVjNjp0rb0KNzB8YgweJmxOBWTLzHNGGzlC4eZAiUY"},"customer_id":"customer_01m325tfa0ejb882kfngrezadf","customer_name":{"person":"customer_01m325tfa0ejb882kfngrezadf","sealed":"v1.O-s3GGRvqh6N1UREXXJS7TCjmGtuUmjvxPjoLxIZ4oDJuqY8xKiGRkqaJiG3Xg"},"pins":{"small-refund":"562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178"},"priority":"normal","procedure":"small-refund","selection":{"channel":"email","language":"en"},"subject":{"person":"customer_01m325tfa0ejb882kfngrezadf","sealed":"v1.FkeuVQ0HZwFKyi7VIOBKHVSHeXQBLLCEt1LcPeUEsU7BHhvUmLPpZoFYkYdtYTURU-gD2dXv1lpgoWTiIDTFyA"},"title":"Small refund"}', X'0000000000000000000000000000000000000000000000000000000000000000', X'2A25154FEEF81C893A0FC0B0B4586F0C2EBAAAA45512A08C61AD96756E497DB6');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 2, 'case_01m3250v00e1hskz04trjj6knp', 2, 1790000000000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look"}', X'FEACF7A099C703FC4CA5640ACC9B1BC464EA419FA30D4CC97D50D428B3482623', X'D0F06DEB36C4B1CAFCCD32B004BC763B05D39EDDD7B829B8D2A69FBF97AE084D');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 20, 'case_01m325tfa0ejb882kfnfw742f0', 2, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look"}', X'2A25154FEEF81C893A0FC0B0B4586F0C2EBAAAA45512A08C61AD96756E497DB6', X'E5825C6FF9EAA7A72314125D47DF8B5BC39089DBA6BB15BA1D8B696F06EB3F94');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 21, 'case_01m325tfa0ejb882kfnfw742f0', 3, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look/ask-order-number"}', X'E5825C6FF9EAA7A72314125D47DF8B5BC39089DBA6BB15BA1D8B696F06EB3F94', X'BBD7B9178E73FDAA295B305D4C17C035A63E3485497C7B6AB42F6FD8810E38CA');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 22, 'case_01m325tfa0ejb882kfnfw742f0', 4, 1790000840000000, 'person_agent', 'Agent', 'api', 'message-received', '{"channel":"email","from":{"person":"customer_01m325tfa0ejb882kfngrezadf","sealed":"v1.zmWafjy0Mq1vXoJOHzIVIvqM6RH3Mfcix6XRup8UaAMSNxbYAKHpZLaqX-wYSErE_9PS35Q3yKc8BwQ"},"key":"case_01m325tfa0ejb882kfnfw742f0/in/first","text":{"person":"customer_01m325tfa0ejb882kfngrezadf","sealed":"v1.-5IoaPu4cbSqPyroavh6Vbsif3jdx59sp9kIn_IQAuGJxibGhlceEh8hxEV1C5XfLEkDvqc4FOr4O2iU"}}', X'BBD7B9178E73FDAA295B305D4C17C035A63E3485497C7B6AB42F6FD8810E38CA', X'10513A59D90ACD6984AE34DECF4D20023517C834A417942408ECD9276ABADF75');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 23, 'case_01m325tfa0ejb882kfnfw742f0', 5, 1790000840000000, 'person_agent', 'Agent', 'api', 'fact-recorded', '{"begins":true,"name":"order number","path":"look/ask-order-number","personal":true,"source":"asked","value":{"person":"customer_01m325tfa0ejb882kfngrezadf","sealed":"v1.L_ImvU3ddE5iXFA9iAgUMKlBYh-6KvapVACZoHkHHNGqGBhJOr6jjaIPcnK-Jsg"}}', X'10513A59D90ACD6984AE34DECF4D20023517C834A417942408ECD9276ABADF75', X'AC4CB6B6FB0A3807CCAB2575800BF9EE6C243C67DA065601F7C7B036B8875D0E');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 24, 'case_01m325tfa0ejb882kfnfw742f0', 6, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"look/ask-order-number"}', X'AC4CB6B6FB0A3807CCAB2575800BF9EE6C243C67DA065601F7C7B036B8875D0E', X'2A5D2B83A52697A0569B13DD58B019261616C3840486951A1D642B73F6B08F28');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 25, 'case_01m325tfa0ejb882kfnfw742f0', 7, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"look"}', X'2A5D2B83A52697A0569B13DD58B019261616C3840486951A1D642B73F6B08F28', X'0C96CF6D9349857BCD5F1B8B04416581689E3994AEBA3421D67342982DFB0472');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 26, 'case_01m325tfa0ejb882kfnfw742f0', 8, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"answer"}', X'0C96CF6D9349857BCD5F1B8B04416581689E3994AEBA3421D67342982DFB0472', X'6571305FEE1F67544D6FA4F409074B9DBAB9726DC9D6009FAC4893E228551CD3');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 27, 'case_01m325tfa0ejb882kfnfw742f0', 9, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"answer/task-read-the-order"}', X'6571305FEE1F67544D6FA4F409074B9DBAB9726DC9D6009FAC4893E228551CD3', X'E24137700964035903EA3AC97821EBA917480E509AFA36D7C7409082C39DD316');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 28, 'case_01m325tfa0ejb882kfnfw742f0', 10, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"begins":true,"path":"answer/task-read-the-order"}', X'E24137700964035903EA3AC97821EBA917480E509AFA36D7C7409082C39DD316', X'8D378E90E68151BFF111D1C4AF51BEF8848B545D79256E186ABAAB63E75392BF');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 29, 'case_01m325tfa0ejb882kfnfw742f0', 11, 1790000840000000, 'person_agent', 'Agent', 'api', 'message-queued', '{"channel":"email","key":"case_01m325tfa0ejb882kfnfw742f0/message/1","language":"en","message":"answer","path":"answer/send-answer","text":{"person":"customer_01m325tfa0ejb882kfngrezadf","sealed":"v1._BNd8X6lLOHpOhmOblU7OTbs4qVzLRinbv-yAZIOpwqjje43Ng8LDdcGPL24jc6R7ctf-pMzLcr1HpwpZTIS"},"to":{"person":"customer_01m325tfa0ejb882kfngrezadf","sealed":"v1.pzQL-2X-fQ2Lqcx3FXauwNbvE9Qhj-qKLni-GrlmKbZwq-lEU-vIe5qu6xYdr9UeZ86vOeT8s6HDPhs"}}', X'8D378E90E68151BFF111D1C4AF51BEF8848B545D79256E186ABAAB63E75392BF', X'3A93DB0E44E2CCB71EE07161F28C77314B910BC0088D5A6079FF6364D96B8BFF');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 3, 'case_01m3250v00e1hskz04trjj6knp', 3, 1790000000000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look/ask-order-number"}', X'D0F06DEB36C4B1CAFCCD32B004BC763B05D39EDDD7B829B8D2A69FBF97AE084D', X'DEA6B918C723BAF8E364103F57FF82DB4D662AB82C2915691DB50FF3E170C537');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 30, 'case_01m325tfa0ejb882kfnfw742f0', 12, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"answer/send-answer"}', X'3A93DB0E44E2CCB71EE07161F28C77314B910BC0088D5A6079FF6364D96B8BFF', X'7B89B4446AD0ABF063F6EA1333F77B51271B820E8847041C6E59317180034662');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 31, 'case_01m325tfa0ejb882kfnfw742f0', 13, 1790000840000000, 'person_agent', 'Agent', 'api', 'wait-started', '{"path":"answer/wait"}', X'7B89B4446AD0ABF063F6EA1333F77B51271B820E8847041C6E59317180034662', X'4FC8449D251D15A612C289A9B4731E94A25FB3552BEDC50301E385665B228881');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 32, 'case_01m325tfa0ejb882kfnfw742f0', 14, 1790000840000000, 'person_agent', 'Agent', 'api', 'timer-armed', '{"due":"2026-09-24T14:27:20Z","id":"answer/wait"}', X'4FC8449D251D15A612C289A9B4731E94A25FB3552BEDC50301E385665B228881', X'48422A08096313F91F3A2D28F2472D2896291371940DCC0246B8433A001754A0');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 33, 'case_01m325tfa0ejb882kfnfw742f0', 15, 1790000840000000, 'person_agent', 'Agent', 'api', 'message-received', '{"channel":"email","key":"1","text":{"person":"customer_01m325tfa0ejb882kfngrezadf","sealed":"v1.ucfz0V1Ys8ON3xuy38oIpuHgUd9TrjjnyOt03dxltGkKLprxbQ3_XQTk6MvLNmDBfAF0"}}', X'48422A08096313F91F3A2D28F2472D2896291371940DCC0246B8433A001754A0', X'C2B6B4AB16463CEB55F9DCCAF4356837289A40F5D1E75AC69FDA67496A0B87E6');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 34, 'case_01m325tfa0ejb882kfnfw742f0', 16, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"answer/wait"}', X'C2B6B4AB16463CEB55F9DCCAF4356837289A40F5D1E75AC69FDA67496A0B87E6', X'F5B98E4FC764226FFB2B9EBD8C7F31730C669B12C341733414A1651B7F00FC4B');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 35, 'case_01m325tfa0ejb882kfnfw742f0', 17, 1790000840000000, 'person_agent', 'Agent', 'api', 'timer-cleared', '{"id":"answer/wait"}', X'F5B98E4FC764226FFB2B9EBD8C7F31730C669B12C341733414A1651B7F00FC4B', X'9B1F86DA2F36C1BA4C89FBAE9FC7B0E44CA48456B5450A93375FB7F00C44D159');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 36, 'case_01m325tfa0ejb882kfnfw742f0', 18, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"answer/close-answered"}', X'9B1F86DA2F36C1BA4C89FBAE9FC7B0E44CA48456B5450A93375FB7F00C44D159', X'81A487EA040391A8473711A1452F73BC0ABC75C6854B451FDBE7D42C142C8806');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 37, 'case_01m325tfa0ejb882kfnfw742f0', 19, 1790000840000000, 'person_agent', 'Agent', 'api', 'node-finished', '{"path":"answer"}', X'81A487EA040391A8473711A1452F73BC0ABC75C6854B451FDBE7D42C142C8806', X'695987E17D65AD1550ECCE68DE54CD71902381165D9A9B4ED64ACF1D2B56977E');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 38, 'case_01m325tfa0ejb882kfnfw742f0', 20, 1790000840000000, 'person_agent', 'Agent', 'api', 'case-closed', '{"outcome":"answered","path":"answer/close-answered"}', X'695987E17D65AD1550ECCE68DE54CD71902381165D9A9B4ED64ACF1D2B56977E', X'BD7F782853994FC395BE24355314875081D64E2B26A2689810CDD797F98D9A4E');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 4, 'case_01m3250v00e1hskz04trjj6knp', 4, 1790000000000000, 'person_agent', 'Agent', 'api', 'message-received', '{"channel":"email","from":{"person":"customer_01m3250v00e1hskz04tsxtawcq","sealed":"v1.w-UHqXsasVaaIvzezPHJmexlqUPBLl9rfHVS5ovt9UXUbNF5o3reHTLc6B5hDHdnfK_BTGwEs_4-Rw"},"key":"case_01m3250v00e1hskz04trjj6knp/in/first","text":{"person":"customer_01m3250v00e1hskz04tsxtawcq","sealed":"v1.KVfFfTgploflHzqEF1UNT3sKEOVw653LWXsVzG_LxNJscRPWSCD3MMI89tpaPWPkmX2L8bK1xjQj_NiC"}}', X'DEA6B918C723BAF8E364103F57FF82DB4D662AB82C2915691DB50FF3E170C537', X'BFCCE877BA5150886A04C614B78DCB243333EFB5ABE14F96FA4EA11697456A24');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 5, 'case_01m325dn50engaq4qf8g71bw71', 1, 1790000420000000, 'person_agent', 'Agent', 'api', 'case-opened', '{"customer_address":{"person":"customer_01m325dn50engaq4qf8jh0mxmb","sealed":"v1.-I77G5jHGEVoEa_5ShRpJ11AwkkQneIsjy1F2D39w-WlHao8J4CFfNlra35I1hnw5S-4IzZqfnel3A"},"customer_id":"customer_01m325dn50engaq4qf8jh0mxmb","customer_name":{"person":"customer_01m325dn50engaq4qf8jh0mxmb","sealed":"v1.ZS4it9t6POGzi3edyhiBZYnQOhlfoeF-LeuTlc8AonvyTiih0nye4A1Bz7c5"},"pins":{"small-refund":"562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178"},"priority":"normal","procedure":"small-refund","selection":{"channel":"email","language":"en"},"subject":{"person":"customer_01m325dn50engaq4qf8jh0mxmb","sealed":"v1.sq0DoF-Q_d-KCEs0l95epGlNf9iUDHmHvESwGMmlNqgmYK0QbU-Rjk_pkdZ7LYizICaIuYQiVlsNg4VHo42T"},"title":"Small refund"}', X'0000000000000000000000000000000000000000000000000000000000000000', X'27F64B31D8321D66BAE917A35F6CA5DF42AAA23AFA60736B44C845EAA2299855');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 6, 'case_01m325dn50engaq4qf8g71bw71', 2, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look"}', X'27F64B31D8321D66BAE917A35F6CA5DF42AAA23AFA60736B44C845EAA2299855', X'7BF7445F47FEFB78712E7C668B70E186F5E8DE108D58C036E68C6D63D81BC0D2');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 7, 'case_01m325dn50engaq4qf8g71bw71', 3, 1790000420000000, 'person_agent', 'Agent', 'api', 'node-entered', '{"path":"look/ask-order-number"}', X'7BF7445F47FEFB78712E7C668B70E186F5E8DE108D58C036E68C6D63D81BC0D2', X'E3F14FDBF3313DB38DFF947AE512D5AEDB269C535F7D606822D08F7E69A6DD75');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 8, 'case_01m325dn50engaq4qf8g71bw71', 4, 1790000420000000, 'person_agent', 'Agent', 'api', 'message-received', '{"channel":"email","from":{"person":"customer_01m325dn50engaq4qf8jh0mxmb","sealed":"v1.LJGwV0w2GeRWrnebE231seHWifmEqEnWcH0H6trFnjVioMmCwjxt50e2Y8a-zXDi2gHdNPrLqCB5Hg"},"key":"case_01m325dn50engaq4qf8g71bw71/in/first","text":{"person":"customer_01m325dn50engaq4qf8jh0mxmb","sealed":"v1.0h86UTOVghuw4McS8Bn7l2ogh3JHBvbSPGcN8mK4L6tVCd9ycSTCTWv0k3mLUvSeF7whpkpLtUvwrYmw"}}', X'E3F14FDBF3313DB38DFF947AE512D5AEDB269C535F7D606822D08F7E69A6DD75', X'C3816AEF12CD31A8BE8D9A6F615316574D8ACF2027FD2FAEBF0F593088593AE0');
INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 9, 'case_01m325dn50engaq4qf8g71bw71', 5, 1790000420000000, 'person_agent', 'Agent', 'api', 'fact-recorded', '{"begins":true,"name":"order number","path":"look/ask-order-number","personal":true,"source":"asked","value":{"person":"customer_01m325dn50engaq4qf8jh0mxmb","sealed":"v1.SKdTRPF6oxK983Wv_deA8QKSf1-zWYtehHXDO6SIPOAYpY36ZlK9idbVcI4J_so"}}', X'C3816AEF12CD31A8BE8D9A6F615316574D8ACF2027FD2FAEBF0F593088593AE0', X'C293FE07FF0182A957461F82DA88BDCA6039ED376F9A9B3BF236219EA1DCE51C');
INSERT INTO merkle_frontiers (org_id, frontier) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', '38 d2359b83dae612389fce338f570563ba22b95f01a2844ffd4a0f1459552cfb08 39a0b4b2ce46551d0680c11e2a89830ea7639510d0f47ba87fa21a9d955635dc ee39fc31e366f4e6d2cda8a7669c4cdea0a46ca6afe98332a5d371c3b26ea9b0');
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message_01m3250v00e1hskz04tv4vmkqa', 'case_01m3250v00e1hskz04trjj6knp', 4, 'in', 'email', '', 'v1.wzxT4T_eX2Q2L0_xc7r2iNVSha_tzbiFjDrGlbpK4aQ81fhi5V2mflBfft6fGmgohYmCupBw79M', 'v1.RgxlsAfNQO0X2yWK0T3uHAs-m_RTH_-_UeciocMEp37VFGAVSu4v0ZXVxj7LKCkrNC9EMMrdiQfYLg', 'customer', 'customer', 'received', 'case_01m3250v00e1hskz04trjj6knp/in/case_01m3250v00e1hskz04trjj6knp/in/first', '', 1790000000000000);
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message_01m325dn50engaq4qf8p26rnn4', 'case_01m325dn50engaq4qf8g71bw71', 4, 'in', 'email', '', 'v1.LC_Gny0NeE1TtDzfFOA9iP2bFyncoGXnC6wO01OCdahbNA6Z3VOrplnokqZ7Em7ZCL5DaYk35dA', 'v1.biTTN7uf3RnITFvR0EhdHO4nJoyc0yki0Gk1dXtn-85tDt7-iDz7rGuarTXSc4OwqRL-XSBGU7JSqg', 'customer', 'customer', 'received', 'case_01m325dn50engaq4qf8g71bw71/in/case_01m325dn50engaq4qf8g71bw71/in/first', '', 1790000420000000);
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message_01m325dn50engaq4qf8sr3j2ef', 'case_01m325dn50engaq4qf8g71bw71', 11, 'out', 'email', 'en', 'v1.LC_Gny0NeE1TtDzfFOA9iP2bFyncoGXnC6wO01OCdahbNA6Z3VOrplnokqZ7Em7ZCL5DaYk35dA', 'v1.fWWybke7KekYOZfllAfb0lZnefJms3TIuf-4KkuioGZWp11gvdakYKbTJqWaCwm1hN1fciO0rcLBwn1dng', 'person_agent', 'Agent', 'queued', 'case_01m325dn50engaq4qf8g71bw71/message/1', '', 1790000420000000);
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message_01m325tfa0ejb882kfnhg5d260', 'case_01m325tfa0ejb882kfnfw742f0', 4, 'in', 'email', '', 'v1.e6xqXuFVNsCtJyg6LHI0m9C9e8YJkaqlYSSsMT7rabDYz7v4vpe72ziEcH1UdLu-FXOna3pMnSu3', 'v1.mW-0c-Wq0HbeFszH2KWppv9QrH4h3-SyyViRCLoAWglX9CsHyRycSnWyrFBF9BHD-UsYTguP6Cbpjg', 'customer', 'customer', 'received', 'case_01m325tfa0ejb882kfnfw742f0/in/case_01m325tfa0ejb882kfnfw742f0/in/first', '', 1790000840000000);
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message_01m325tfa0ejb882kfnkaxpgas', 'case_01m325tfa0ejb882kfnfw742f0', 11, 'out', 'email', 'en', 'v1.e6xqXuFVNsCtJyg6LHI0m9C9e8YJkaqlYSSsMT7rabDYz7v4vpe72ziEcH1UdLu-FXOna3pMnSu3', 'v1.qqPINTbnWogUplXljuJYQkmztxtGXQpomRK_NuevHRp0YxMBOlkc5rRC_5XKw8Sj3bFKnL7g5e-4pEtopg', 'person_agent', 'Agent', 'queued', 'case_01m325tfa0ejb882kfnfw742f0/message/1', '', 1790000840000000);
INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, message_key, error, at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'message_01m325tfa0ejb882kfnn8smp2b', 'case_01m325tfa0ejb882kfnfw742f0', 15, 'in', 'email', '', 'v1.e6xqXuFVNsCtJyg6LHI0m9C9e8YJkaqlYSSsMT7rabDYz7v4vpe72ziEcH1UdLu-FXOna3pMnSu3', 'v1.8FPkCTRgZtwLwFqvmHNps8-LZNoQfdSY5I8Ebv-LwEb_T5ALv02m69GuAbPg6XKLXg', 'customer', 'customer', 'received', 'case_01m325tfa0ejb882kfnfw742f0/in/1', '', 1790000840000000);
INSERT INTO outbox (org_id, effect_key, kind, case_id, seq, body, status, attempts, created_at, next_at, lease_until, ready_at, last_error, result) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'case_01m325dn50engaq4qf8g71bw71/message/1', 'deliver-message', 'case_01m325dn50engaq4qf8g71bw71', 11, 'v1.WWA5eo6ssgPKOvQiz2Uz5XnKL9g5NAH0Q0nqUxE6-E1TsFV0kLdextzQp9ry1spGriKlU7o-MlN3FdrRBiNK4pWIiJV6TiwdQTdFJl_Nt9IotKYBpqc1CxV4AudpojBgIojJ0mUx41jD0HAy0a4QP1jCLUh3mIZl4m7YVwMUIvo40A', 'pending', 0, 1790000420000000, 1790000420000000, 0, 1790000420000000, '', '');
INSERT INTO outbox (org_id, effect_key, kind, case_id, seq, body, status, attempts, created_at, next_at, lease_until, ready_at, last_error, result) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'case_01m325tfa0ejb882kfnfw742f0/message/1', 'deliver-message', 'case_01m325tfa0ejb882kfnfw742f0', 11, 'v1.G8MNUgMwuhvc0aHSY-NRdHxjsuZPDzQ-Zgw7P6lGBaI5QoRUtWb9tPTm1PHWt1t_dV347MP9-tDarLyLDZW4twQ8z9tQVqz9dhBaWFSYYq36GfFibvyGLcqa4rG0IZmL2VLtdDP_91_OnOCztOImicia_DTRY8EivU-3uwMqUDHc9t0', 'pending', 0, 1790000840000000, 1790000840000000, 0, 1790000840000000, '', '');
INSERT INTO person_keys (org_id, customer_id, wrapped, erased_at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'customer_01m3250v00e1hskz04tsxtawcq', 'v1.el8Auw-V3lUXCmGHoedn_jzjqglykZQEQmzYMYjuETurXYRh4WKxEV8fXP-x9kJUhzVDJnNfPtsgm-k0HNWvBh88yY7Om82K', 0);
INSERT INTO person_keys (org_id, customer_id, wrapped, erased_at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'customer_01m325dn50engaq4qf8jh0mxmb', 'v1.cXXyEB1PJIogrDy7fRdxb1O4bCH_DZEOvD_5JkX1QVFXXf8cd5aV229eQ-_oPYC6AnX9ZFtSkb-Lm4WEZBNA4PsgP745KGqq', 0);
INSERT INTO person_keys (org_id, customer_id, wrapped, erased_at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'customer_01m325tfa0ejb882kfngrezadf', 'v1.4yhV-7zkNYI3lk9n9INj85bAva6sfGp6h_Mif3xwkdNlAXvaDqZNJYfqFszdlk7DGoiA2PHEaQuiZokB8ggofY7oictAMgYl', 0);
INSERT INTO procedure_versions (org_id, procedure_id, number, hash, kind, title, source, published_by, published_at, note) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'small-refund', 1, '562468bcaeff5b7908a842ce9bbc0fbc230f04486ab08263483c21ae0f8f5178', 'procedure', 'Small refund', '---
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
', 'person_agent', 1790000000000000, 'first');
INSERT INTO timers (org_id, case_id, timer_id, due_at, ready_at) VALUES ('org_01m3250v00e1hskz04tr7qxmv6', 'case_01m325dn50engaq4qf8g71bw71', 'answer/wait', 1790259620000000, 1790259620000000);
