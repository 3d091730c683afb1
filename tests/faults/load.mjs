// A load of real cases on the public API, written down as a history: who asked what when, and what was answered when.
//
// Callers share people and cases. Each looks at a case and does what its guide offers, adds a note or brings a customer's answer,
// under an idempotency key of its own; an answer that is lost (or thrown away on purpose) is asked for again under the same key,
// on the next of the base URLs. history.mjs says what has to hold of the history and the record.
import {ask, sleep} from './desk.mjs';

const patternOf = (type) => /^text like `(.*)`$/.exec(type)?.[1];

function valueOf(fact, random) {
  const pattern = fact.pattern || patternOf(fact.type);
  if (pattern) return pattern.replace(/[A0]/g, (c) => (c === 'A' ? 'ABCDEF'[random.below(6)] : String(random.below(10))));
  switch (fact.kind) {
    case 'one_of': return fact.options[random.below(fact.options.length)];
    case 'yes_no': return random.next() < 0.8;
    case 'number': return 2;
    case 'money': return ['0', '12.50', '640.00'][random.below(3)];
    case 'date': return '2026-01-02';
    case 'email': return 'kim@mail.example';
    default: return `words ${random.below(1000)}`;
  }
}
const valuesOf = (facts, random) => Object.fromEntries((facts ?? []).map((fact) => [fact.name, valueOf(fact, random)]));

/** What the person in front of the case could do at this item, or null. */
function commandFor(item, random) {
  switch (item.kind) {
    case 'ask': return {type: 'record-facts', path: item.path, facts: valuesOf(item.facts, random)};
    case 'task': return {type: 'tick-task', path: item.path, yes: true, ...(item.evidence ? {evidence: 'seen and noted'} : {})};
    case 'action':
      if (item.key) return {type: 'report-action', key: item.key, ok: true, outputs: valuesOf(item.facts, random)};
      return {type: 'perform-action', path: item.path, action: item.name};
    case 'approval': return {type: 'give-approval', path: item.path, approved: random.next() < 0.8, reason: 'looked at it'};
    case 'send': return {type: 'send-message', path: item.path};
    default: return null;
  }
}

export class Load {
  /** `bases`: URLs of nodes; `people` as of `furnish`; `lose`: the share of answers that are thrown away on purpose; `seconds`: how
      long an answer is waited for. */
  constructor({bases, people, random, callers = 8, openCases = 6, lose = 0.03, pause = 0, seconds = 10}) {
    Object.assign(this, {bases, people, random, callers, openCases, lose, pause, seconds});
    this.history = [];
    this.cases = [];  // ids that are worked on
    this.keys = 0;
    this.stopped = false;
    this.prefix = `key-${random.below(1e9)}`;
  }
  /** Works until `stop`; ends when every request that was begun has its answer, or `settle` seconds later. */
  start() {
    this.done = Promise.all(Array.from({length: this.callers}, (_, i) => this.caller(i)));
    return this;
  }
  async stop(settle = 30) {
    this.stopped = true;
    this.giveUpAt = performance.now() + settle * 1000;
    await this.done;
    return this.history;
  }
  get acknowledged() {
    return this.history.filter((entry) => entry.op === 'write' && entry.status < 300).length;
  }

  async caller(number) {
    const person = this.people[number % this.people.length];
    const me = {person, node: number % this.bases.length};
    while (!this.stopped) {
      await this.turn(me);
      await sleep(this.pause);
    }
  }
  async turn(me) {
    const {random} = this;
    const dice = random.next();
    if (this.cases.length < this.openCases || dice < 0.02) return this.open(me);
    const id = this.cases[random.below(this.cases.length)];
    if (dice < 0.1) return this.readEvents(me, id);
    if (dice < 0.25) return this.command(me, id, {type: 'add-note', text: `note ${this.prefix}-${this.keys + 1}`});
    if (dice < 0.3) {
      const body = {direction: 'in', channel: 'email', text: `answer ${this.keys + 1}`};
      return this.write(me, {kind: 'message', case: id, path: `/cases/${id}/messages`, body});
    }
    const seen = await this.readCase(me, id);
    if (seen === null) return sleep(20);
    if (seen.status === 'closed') return void (this.cases = this.cases.filter((other) => other !== id));
    const items = seen.guide.steps.flatMap((step) => step.items);
    const offered = items.filter((item) => seen.guide.now.includes(item.path)).map((item) => commandFor(item, random)).filter(Boolean);
    if (offered.length > 0) return this.command(me, id, offered[random.below(offered.length)]);
    // It waits for somebody outside: the customer, or a connector.
    if (dice < 0.6) return this.write(me, {kind: 'message', case: id, path: `/cases/${id}/messages`, body: {direction: 'in', channel: 'email', text: 'Yes.'}});
  }
  open(me) {
    const procedure = ['complaint', 'refund-request'][this.random.below(2)];
    const body = {procedure, subject: `subject ${this.keys + 1}`, channel: 'email', state: 'MA', customer: {name: 'Kim', address: 'kim@mail.example'}};
    return this.write(me, {kind: 'open', case: null, path: '/cases', body});
  }
  command(me, id, body) {
    return this.write(me, {kind: body.type, case: id, path: `/cases/${id}/commands`, body});
  }

  /** One write under one key, until there is an answer that says what became of it. */
  async write(me, {kind, case: id, path, body}) {
    const key = `${this.prefix}-${(this.keys += 1)}`;
    const entry = {op: 'write', kind, case: id, key, person: me.person.id, began: performance.now(), ended: null, status: null, attempts: 0};
    if (body.type === 'add-note') entry.note = body.text;
    this.history.push(entry);
    for (;;) {
      entry.attempts += 1;
      const loses = this.random.next() < this.lose;
      const seconds = loses ? this.random.between(0.001, 0.02) : this.seconds;
      const answer = await ask(this.bases[me.node], 'POST', path, {headers: {...me.person.headers, 'Idempotency-Key': key, Prefer: 'return=minimal'}, body, seconds});
      const code = answer?.data?.code;
      const isOpenStill = answer === null || answer.status >= 500 || answer.status === 429 || ['idempotency/under-way', 'idempotency/exists'].includes(code);
      if (answer?.status >= 500 && answer.status !== 503) entry.failure = `${answer.status} ${JSON.stringify(answer.data)}`;
      if (answer?.status === 503 && !answer.headers.get('retry-after')) entry.failure = `503 without Retry-After: ${code}`;
      if (!isOpenStill) {
        Object.assign(entry, {ended: performance.now(), status: answer.status, code});
        if (answer.status < 300) this.accept(entry, answer);
        return;
      }
      if (answer !== null) entry.lastCode = code;
      if (this.stopped && performance.now() > this.giveUpAt) return;
      me.node = (me.node + 1) % this.bases.length;
      await sleep(answer === null ? 10 : 50);
    }
  }
  accept(entry, answer) {
    entry.case ??= answer.data.id;
    entry.seq = answer.data.seq;
    entry.events = answer.data.events ?? [];
    entry.replayed = answer.headers.get('idempotency-replayed') === 'true';
    if (entry.kind === 'open') this.cases.push(entry.case);
  }

  async read(me, id, path, take) {
    const entry = {op: 'read', case: id, began: performance.now(), ended: null};
    const answer = await ask(this.bases[me.node], 'GET', path, {headers: me.person.headers, seconds: this.seconds});
    if (answer === null || answer.status !== 200) {
      me.node = (me.node + 1) % this.bases.length;
      if (answer !== null && ![503, 429].includes(answer.status)) this.history.push({...entry, failure: `GET ${path}: ${answer.status} ${JSON.stringify(answer.data)}`});
      return null;
    }
    entry.ended = performance.now();
    this.history.push(Object.assign(entry, take(answer.data)));
    return answer.data;
  }
  readCase(me, id) {
    return this.read(me, id, `/cases/${id}`, (data) => ({seq: data.seq}));
  }
  /** The end of the history, so that a read costs the same however long the case is. */
  readEvents(me, id) {
    const known = this.history.findLast?.((entry) => entry.case === id && entry.ended !== null && entry.seq)?.seq ?? 0;
    const after = Math.max(0, known - 20);
    return this.read(me, id, `/cases/${id}/events?after=${after}`, (data) => {
      const events = data.items.map(({seq, hash}) => ({seq, hash}));
      return {seq: data.next_cursor ? null : (events.at(-1)?.seq ?? after), events};
    });
  }
}
