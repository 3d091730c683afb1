// Proves that BPMN files are what other tools expect: `node tests/bpmn/check.mjs [--pictures FOLDER] FILES...`
// 1. valid against the OMG's schema (the copy that bpmn-moddle ships, by xmllint, offline);
// 2. read by bpmn-moddle without a warning, every flow node and flow with its shape or edge;
// 3. opened by bpmn-js in headless Chromium without a warning, with everything drawn.
import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
if (!existsSync(modules)) {
  console.error('check: tests/bpmn/node_modules is missing; run npm ci in tests/bpmn (script/test does).');
  process.exit(2);
}
const {BpmnModdle} = await import('bpmn-moddle');
const {chromium} = await import('playwright-core');

let files = process.argv.slice(2);
let pictures = '';
if (files[0] === '--pictures') [, pictures, ...files] = files;
if (files.length === 0) {
  console.error('check: no files named.');
  process.exit(2);
}
let problems = 0;
const problem = (file, text) => {
  problems += 1;
  console.error(`${file}: ${text}`);
};

const schema = join(modules, 'bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd');
for (let i = 0; i < files.length; i += 50) {
  try {
    execFileSync('xmllint', ['--nonet', '--noout', '--schema', schema, ...files.slice(i, i + 50)], {stdio: ['ignore', 'ignore', 'pipe']});
  } catch (error) {
    for (const line of String(error.stderr ?? error).split('\n')) if (line && !line.endsWith(' validates')) problem('schema', line);
  }
}

const all_of = (scope) => (scope.flowElements ?? []).flatMap((element) => [element, ...all_of(element)]);
const expected = new Map();
for (const file of files) {
  const {rootElement, warnings} = await new BpmnModdle().fromXML(readFileSync(file, 'utf8'));
  for (const warning of warnings) problem(file, `bpmn-moddle: ${warning.message}`);
  const drawn = new Set(rootElement.diagrams[0].plane.planeElement.map((shape) => shape.bpmnElement?.id));
  const elements = rootElement.rootElements.filter((root) => root.$type === 'bpmn:Process').flatMap(all_of);
  for (const element of elements) {
    if (!drawn.has(element.id)) problem(file, `${element.$type} ${element.id} has no shape or edge`);
    if (element.$type === 'bpmn:SequenceFlow') continue;
    for (const flow of element.incoming ?? []) if (flow.targetRef !== element) problem(file, `${flow.id} does not lead to ${element.id}`);
    for (const flow of element.outgoing ?? []) if (flow.sourceRef !== element) problem(file, `${flow.id} does not leave ${element.id}`);
  }
  expected.set(file, elements.map((element) => element.id));
}

const profile = mkdtempSync(join(tmpdir(), 'bpmn-check-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => problem('browser', error.message));
  await page.setContent('<!doctype html><div id="canvas" style="width:1400px;height:1000px"></div>');
  await page.addScriptTag({path: join(modules, 'bpmn-js/dist/bpmn-viewer.production.min.js')});
  for (const file of files) {
    const result = await page.evaluate(async (xml) => {
      globalThis.viewer?.destroy();
      globalThis.viewer = new BpmnJS({container: '#canvas'});
      try {
        const {warnings} = await globalThis.viewer.importXML(xml);
        globalThis.viewer.get('canvas').zoom('fit-viewport');
        const ids = globalThis.viewer.get('elementRegistry').getAll().map((element) => element.businessObject?.id);
        return {warnings: warnings.map((warning) => warning.message), ids};
      } catch (error) {
        return {warnings: [String(error.message ?? error), ...(error.warnings ?? []).map((warning) => warning.message)], ids: []};
      }
    }, readFileSync(file, 'utf8'));
    for (const warning of result.warnings) problem(file, `bpmn-js: ${warning}`);
    const drawn = new Set(result.ids);
    for (const id of expected.get(file)) if (!drawn.has(id)) problem(file, `bpmn-js does not draw ${id}`);
    if (pictures) await page.locator('#canvas').screenshot({path: join(pictures, `${basename(file)}.png`)});
  }
} finally {
  await browser.close();
  rmSync(profile, {recursive: true, force: true});
}
console.log(`${files.length} files, ${problems} problems`);
process.exit(problems > 0 ? 1 : 0);
