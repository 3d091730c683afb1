// The checker has to pass a true history and to reject forged ones: `node tests/faults/history_test.mjs`
import {check} from './history.mjs';

const event = (seq, type, data = {}, actor_id = 'p') => ({seq, type, data, actor_id, at: `t${seq}`, hash: `h${seq}`});
const write = (key, began, ended, events, more = {}) =>
  ({op: 'write', kind: 'x', case: 'c', key, person: 'p', began, ended, status: 200, seq: events.at(-1)?.seq, events, ...more});
const read = (began, ended, seq, events) => ({op: 'read', case: 'c', began, ended, seq, ...(events ? {events} : {})});

function honest() {
  const events = [
    event(1, 'case-opened'),
    event(2, 'note-added', {text: 'n1'}),
    event(3, 'action-requested', {key: 'e1', connector: 'desk'}),
    event(4, 'action-succeeded', {key: 'e1'}, ''),
    event(5, 'note-added', {text: 'n2'}),
  ];
  const short = (...seqs) => seqs.map((seq) => ({seq, type: events[seq - 1].type}));
  return {
    events,
    history: [
      write('k1', 0, 1, short(1), {status: 201, kind: 'open'}),
      write('k2', 2, 4, short(2), {note: 'n1'}),
      read(2.5, 3.5, 1),
      write('k3', 5, 6, short(3)),
      read(7, 8, 4, [{seq: 4, hash: 'h4'}]),
      write('k4', 9, 10, short(5), {note: 'n2'}),
      write('k5', 9, 11, [], {status: 409, note: 'n3', seq: undefined, events: undefined}),
      read(12, 13, 5),
    ],
    calls: new Map([['e1', 2]]),
  };
}

const forgeries = {
  'a read behind an acknowledged write': (f) => (f.history[7].seq = 4),
  'a write numbered below one that had ended': (f) => (f.history[3].began = 10.5),
  'an acknowledged event that is missing': (f) => f.events.pop(),
  'a hole in the record': (f) => f.events.splice(1, 1),
  'an acknowledged event that is another': (f) => (f.events[1].type = 'case-paused'),
  'one number acknowledged twice': (f) => f.history.push(write('k9', 2, 4, [{seq: 2, type: 'note-added'}])),
  'one note recorded twice': (f) => f.events.push(event(6, 'note-added', {text: 'n1'}, '')),
  'a refused command in the record': (f) => f.events.push(event(6, 'note-added', {text: 'n3'})),
  'a case that was answered and is not there': (f) => (f.history[0].case = 'other'),
  'a read of an event that is not in the record': (f) => (f.history[4].events[0].hash = 'x'),
  'an effect that never went out': (f) => f.calls.clear(),
  'an effect that the record does not have': (f) => f.calls.set('e2', 1),
  'an effect with two ends': (f) => f.events.push(event(6, 'action-succeeded', {key: 'e1'}, '')),
  'an effect asked for twice': (f) => f.events.push(event(6, 'action-requested', {key: 'e1'}, '')),
  'an effect without an end': (f) => (f.events[3] = event(4, 'fact-recorded', {}, '')),
  'one key for two requests': (f) => (f.history[3].key = 'k2'),
  'an answer 500': (f) => (f.history[2].failure = '500'),
};

let failed = 0;
const expect = (what, found, wanted) => {
  if (found.length > 0 === wanted) return;
  failed += 1;
  console.error(`${what}: ${wanted ? 'was not found' : found.join('; ')}`);
};
const judge = (f, options) => check(f.history, new Map([['c', f.events]]), f.calls, options);
expect('the true history', judge(honest()), false);
expect('the true history, strictly', judge(honest(), {strict: true}), false);
for (const [what, forge] of Object.entries(forgeries)) {
  const f = honest();
  forge(f);
  expect(what, judge(f), true);
}
const lost = honest();  // a request whose answer never came may be in the record, once
lost.history.push({...write('k8', 12, null, []), status: null, events: undefined, seq: undefined});
lost.events.push(event(6, 'case-paused'));
expect('a request without an answer', judge(lost), false);
lost.events.push(event(7, 'case-resumed'));
expect('two commands for one request without an answer', judge(lost), true);
const back = honest();
back.history.push(read(14, 15, 5), read(2, 2.2, 2), read(2.3, 2.4, 1));
expect('a read behind a read, strictly', judge(back, {strict: true}), true);
console.log(`${Object.keys(forgeries).length + 5} histories, ${failed} judged wrongly`);
process.exit(failed === 0 ? 0 : 1);
