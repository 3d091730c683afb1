// What has to hold of a history (load.mjs) and the record that is left: `check` returns what does not, in words.
//
// A case is a register whose versions are its sequence numbers, so it is linearizable exactly when the order of the numbers
// respects time: whatever ended before something else began has a smaller number (for a read after it: no greater one), and what a
// read showed is the beginning of the record.

/**
 * @param history entries of load.mjs
 * @param record  Map: case id -> its events [{seq, hash, type, actor_id, data}]
 * @param calls   Map: idempotency key -> how often the connectors' service was called with it; or null when nobody counted
 * @param strict  whether what a read showed binds what comes after it, as what a write was answered always does
 * @param leased  whether effects may still be held by a server that was killed, whose lease has not run out
 */
export function check(history, record, calls, {strict = false, leased = false} = {}) {
  const problems = [];
  for (const entry of history) if (entry.failure) problems.push(`${entry.case}: ${entry.failure}`);
  const byCase = new Map([...record.keys()].map((id) => [id, []]));
  const keys = new Set();
  for (const entry of history) {
    if (entry.op === 'write' && keys.size === keys.add(entry.key).size) problems.push(`the key ${entry.key} was used for two requests`);
    const isKnown = entry.ended !== null && (entry.op === 'read' || entry.status < 300);
    if (isKnown && !byCase.has(entry.case)) problems.push(`${entry.case} was answered (${entry.kind ?? 'read'}) and is not in the record`);
    else byCase.get(entry.case)?.push(entry);
  }
  const unknown = history.filter((entry) => entry.op === 'write' && entry.ended === null);
  for (const [id, events] of record) {
    const entries = byCase.get(id);
    checkOrder(id, entries, strict, problems);
    checkRecord(id, entries, events, unknown, strict, problems);
  }
  if (calls !== null) checkEffects(record, calls, leased, problems);
  return problems;
}

function checkOrder(id, entries, strict, problems) {
  const known = entries.filter((entry) => entry.ended !== null && Number.isInteger(entry.seq));
  const ends = known.filter((entry) => strict || entry.op === 'write').sort((a, b) => a.ended - b.ended);
  let next = 0;
  let before = 0;  // the greatest number that somebody had been told
  for (const entry of [...known].sort((a, b) => a.began - b.began)) {
    for (; next < ends.length && ends[next].ended < entry.began; next += 1) before = Math.max(before, ends[next].seq);
    const first = entry.op === 'write' ? entry.events?.[0]?.seq : entry.seq;
    if (first === undefined) continue;
    if (entry.op === 'read' && first < before) problems.push(`${id}: a read (${entry.events ? 'events' : 'case'}) showed ${first} after ${before} had been answered`);
    if (entry.op === 'write' && first <= before) problems.push(`${id}: ${entry.key} became ${first} after ${before} had been answered`);
  }
}

function checkRecord(id, entries, events, unknown, strict, problems) {
  for (const [i, event] of events.entries()) {
    if (event.seq !== i + 1) return void problems.push(`${id}: the record has ${event.seq} in place of ${i + 1}`);
  }
  const claimed = new Map();
  const notes = new Map();
  for (const entry of entries) {
    for (const read of entry.op === 'read' ? (entry.events ?? []) : []) {
      if (events[read.seq - 1]?.hash !== read.hash) problems.push(`${id}: a read showed an event ${read.seq} that the record does not have`);
    }
    if (strict && entry.op === 'read' && entry.seq > events.length) problems.push(`${id}: a read showed ${entry.seq} of ${events.length}`);
    if (entry.op !== 'write' || !(entry.status < 300)) continue;
    if (entry.note) notes.set(entry.note, entry.events?.[0]?.seq);
    for (const {seq, type} of entry.events ?? []) {
      if (events[seq - 1]?.type !== type) problems.push(`${id}: ${entry.key} was answered as ${type} ${seq}, the record has ${events[seq - 1]?.type}`);
      if (claimed.has(seq)) problems.push(`${id}: ${seq} was answered to both ${claimed.get(seq)} and ${entry.key}`);
      claimed.set(seq, entry.key);
    }
  }
  for (const [note, seq] of notes) {
    const found = events.filter((event) => event.type === 'note-added' && event.data.text === note);
    if (found.length !== 1 || found[0].seq !== seq) problems.push(`${id}: "${note}" was answered as ${seq} and is at ${found.map((event) => event.seq)}`);
  }
  // What people did and nobody was told: only of requests whose answer never came, each at most once.
  const people = new Set([...entries, ...unknown].map((entry) => entry.person).filter(Boolean));
  const open = unknown.filter((entry) => entry.case === id || entry.case === null);
  const orphans = new Map();
  for (const event of events) {
    if (claimed.has(event.seq) || !people.has(event.actor_id)) continue;
    orphans.set(`${event.actor_id} ${event.at}`, event);
  }
  if (orphans.size > open.length) {
    const some = [...orphans.values()].slice(0, 3).map((event) => `${event.type} ${event.seq} of ${event.actor_id}`);
    const refused = entries.filter((entry) => entry.op === 'write' && entry.status >= 300 && entry.attempts > 1);
    const asked = refused.slice(-5).map((entry) => `${entry.kind} of ${entry.person}: ${entry.status} ${entry.code}, asked ${entry.attempts} times`);
    problems.push(`${id}: ${orphans.size} commands are in the record and nobody was told of them (${some}), ${open.length} may be; refused after a first answer was lost: ${asked.join('; ')}`);
  }
}

function checkEffects(record, calls, leased, problems) {
  const requested = new Map();
  for (const [id, events] of record) {
    const ended = new Map();
    for (const {seq, type, data} of events) {
      if (type === 'action-requested') {
        if (requested.has(data.key)) problems.push(`${id}: the effect ${data.key} was recorded twice`);
        requested.set(data.key, id);
      }
      if (type !== 'action-succeeded' && type !== 'action-failed') continue;
      if (ended.has(data.key)) problems.push(`${id}: the effect ${data.key} came to an end twice, at ${ended.get(data.key)} and ${seq}`);
      ended.set(data.key, seq);
    }
    for (const {seq, type, data} of events) {
      if (type !== 'action-requested' || !data.connector) continue;
      if (ended.has(data.key) && !calls.has(data.key)) problems.push(`${id}: the effect ${data.key} (${seq}) is in the record and never went out`);
      if (!ended.has(data.key) && !leased) problems.push(`${id}: the effect ${data.key} (${seq}) came to no end`);
    }
  }
  for (const key of calls.keys()) if (!requested.has(key)) problems.push(`an effect ${key} went out that the record does not have`);
}

/**
 * What a pack says otherwise than the API of the cases that it holds: each event in its place, byte for byte by its hash.
 * `goesOn`: effects were still under way when the API was asked, so that a case may have more events in the pack.
 */
export function comparePack(text, record, {goesOn = false} = {}) {
  const problems = [];
  const packed = new Map();
  for (const line of text.split('\n').filter(Boolean)) {
    const one = JSON.parse(line);
    if (one.kind !== 'event') continue;
    if (!packed.has(one.event.case)) packed.set(one.event.case, []);
    packed.get(one.event.case).push({seq: one.event.seq, type: one.event.type, hash: one.hash});
  }
  if (packed.size === 0) problems.push('the pack holds no case');
  for (const [id, events] of packed) {
    const told = record.get(id) ?? [];
    if (goesOn ? told.length > events.length : told.length !== events.length) problems.push(`${id}: the API told ${told.length} events, the pack holds ${events.length}`);
    for (const [i, event] of (goesOn ? events.slice(0, told.length) : events).entries()) {
      if (told[i]?.seq === event.seq && told[i]?.hash === event.hash && told[i]?.type === event.type) continue;
      problems.push(`${id}: the API told ${told[i]?.type} ${told[i]?.seq}, the pack holds ${event.type} ${event.seq}`);
    }
  }
  return problems;
}
