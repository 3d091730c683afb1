// What a database holds, read without the product: whether a flipped bit changed anything, and what.
import {spawnSync} from 'node:child_process';

const script = `
import sqlite3, sys, json
db = sqlite3.connect(f"file:{sys.argv[1]}?immutable=1", uri=True)
db.text_factory = lambda b: b.decode("utf-8", "backslashreplace")
show = lambda v: v.hex() if isinstance(v, bytes) else v
out = {}
for (table,) in list(db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")):
  found = db.execute('SELECT * FROM "' + table + '"' + ('' if table == 'search_text' else ' NOT INDEXED'))
  out[table] = {"columns": [c[0] for c in found.description], "rows": [json.dumps([show(v) for v in row]) for row in found]}
print(json.dumps(out))
`;
/** Every row of every table, by table, as text; or null when it cannot be read to its end. */
export function rowsOf(file) {
  const done = spawnSync('python3', ['-c', script, file], {encoding: 'utf8', maxBuffer: 1 << 28});
  return done.status === 0 ? JSON.parse(done.stdout) : null;
}

/** The columns, as table.column, in which two readings differ; the table alone where rows are more or fewer. */
export function changedColumns(before, after) {
  if (after === null) return ['unreadable'];
  const changed = new Set(Object.keys(before).filter((table) => !(table in after)));
  for (const [table, {columns, rows}] of Object.entries(after)) {
    const was = before[table]?.rows ?? [];
    const [old, now] = [new Set(was), new Set(rows)];
    const [gone, come] = [was.filter((row) => !now.has(row)), rows.filter((row) => !old.has(row))];
    if (gone.length !== come.length) changed.add(table);
    for (const [i, row] of gone.entries()) {
      const [a, b] = [JSON.parse(row), JSON.parse(come[i] ?? '[]')];
      for (const [j, column] of columns.entries()) if (JSON.stringify(a[j]) !== JSON.stringify(b[j])) changed.add(`${table}.${column}`);
    }
  }
  return [...changed];
}

/** Of these nothing else in the database says what they hold: who works here and with which rights, and what is kept for a while. */
const plain = ['orgs.', 'org_settings.', 'people.', 'person_roles.', 'teams.', 'team_members.', 'sessions.', 'tokens.', 'idempotency_keys.', 'notification_reads.', 'procedure_drafts.',
  'procedure_draft_authors.', 'procedure_draft_comments.', 'procedure_submissions.', 'procedure_events.', 'schema_migrations.', 'sqlite_stat'];
const plainColumns = new Set([
  'customers.language', 'customers.created_at', 'procedures.changed_at', 'procedures.retired',
  'procedure_versions.published_by', 'procedure_versions.published_at', 'procedure_versions.note',
  'procedure_versions.effective_at', 'procedure_versions.expires_at', 'procedure_versions.withdrawn_at', 'procedure_versions.scheduled', 'procedure_versions.changes',
  'outbox.created_at', 'outbox.attempts', 'outbox.next_at', 'outbox.lease_until', 'outbox.last_error', 'outbox.result',
  'timers.ready_at', 'messages.error', 'attachments.uploaded_by', 'attachments.uploaded_at', 'attachments.type',
]);
export const mayHoldAnything = (column) => plain.some((name) => column.startsWith(name)) || plainColumns.has(column);
