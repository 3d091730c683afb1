// Holds the packs of law facts against packs/law/schema.json by somebody else's reading of JSON Schema and of YAML, and sees
// that it refuses what the program refuses.
import {readdirSync, readFileSync} from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import {parse} from 'yaml';

const folder = process.argv[2];
const validate = new Ajv({strict: true, strictTypes: false, allErrors: true}).compile(JSON.parse(readFileSync(`${folder}/schema.json`, 'utf8')));
let failed = 0;
const expect = (what, holds, more = '') => {
  if (holds) return;
  failed += 1;
  console.error(`${what}\n${more}`);
};
let facts = 0;
for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
  const pack = parse(readFileSync(`${folder}/${name}`, 'utf8'));
  expect(`${name} is of the schema`, validate(pack), JSON.stringify(validate.errors?.slice(0, 3)));
  facts += pack.facts.length;
  const wrong = (what, change) => {
    const copy = structuredClone(pack);
    change(copy);
    expect(`${name}: ${what} is refused`, !validate(copy));
  };
  wrong('an unknown field', (p) => (p.facts[0].citaton = 'x'));
  wrong('an empty citation', (p) => (p.facts[0].citation = ''));
  wrong('a missing source', (p) => delete p.facts[0].source);
  wrong('a date that is none', (p) => (p.facts[0].checked_on = '22 November 2026'));
  wrong('a newer format', (p) => (p.format = 'evenhand-law/2'));
  wrong('another confidence', (p) => (p.facts[0].confidence = 'sure'));
  wrong('a parameter with value and values', (p) => (p.facts[0].parameters = {days: {value: 1, values: [{from: '2026-01-01', value: 1}]}}));
  wrong('a table without tests', (p) => (p.tables[0].tests = []));
}
console.log(`${facts} facts`);
expect('every fact was looked at', facts >= 251, String(facts));
process.exit(failed ? 1 : 0);
