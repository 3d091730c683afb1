// Proves that DMN files are what other tools expect: `node tests/dmn/check.mjs FILES...`
// 1. valid against the OMG's schema of DMN 1.3 (the copy that dmn-moddle ships, by xmllint, offline);
// 2. read by dmn-moddle without a warning, every element and requirement with its shape or edge;
// 3. opened by dmn-js in headless Chromium without a warning: the diagram with everything drawn, and every view of it.
import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
if (!existsSync(modules)) {
  console.error('check: tests/dmn/node_modules is missing; run npm ci in tests/dmn (script/test does).');
  process.exit(2);
}
const {DmnModdle} = await import('dmn-moddle');
const {chromium} = await import('playwright-core');

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('check: no files named.');
  process.exit(2);
}
let problems = 0;
const problem = (file, text) => {
  problems += 1;
  console.error(`${file}: ${text}`);
};

const schema = join(modules, 'dmn-moddle/resources/dmn/xsd/DMN13.xsd');
for (let i = 0; i < files.length; i += 50) {
  try {
    execFileSync('xmllint', ['--nonet', '--noout', '--schema', schema, ...files.slice(i, i + 50)], {stdio: ['ignore', 'ignore', 'pipe']});
  } catch (error) {
    for (const line of String(error.stderr ?? error).split('\n')) if (line && !line.endsWith(' validates')) problem('schema', line);
  }
}

const expected = new Map();
for (const file of files) {
  const {rootElement, warnings} = await new DmnModdle().fromXML(readFileSync(file, 'utf8'), 'dmn:Definitions');
  for (const warning of warnings) problem(file, `dmn-moddle: ${warning.message}`);
  const drawn = new Set((rootElement.dmnDI?.diagrams ?? []).flatMap((diagram) => (diagram.diagramElements ?? []).map((one) => one.dmnElementRef?.id)));
  const ids = [];
  for (const element of rootElement.drgElement ?? []) {
    ids.push(element.id);
    for (const need of [...(element.informationRequirement ?? []), ...(element.knowledgeRequirement ?? [])]) ids.push(need.id);
  }
  for (const id of ids) if (!drawn.has(id)) problem(file, `${id} has no shape or edge`);
  expected.set(file, ids);
}

const profile = mkdtempSync(join(tmpdir(), 'dmn-check-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => problem('browser', error.message));
  await page.setContent('<!doctype html><div id="canvas" style="width:1400px;height:1000px"></div>');
  await page.addScriptTag({path: join(modules, 'dmn-js/dist/dmn-viewer.development.js')});
  for (const file of files) {
    const result = await page.evaluate(async (xml) => {
      globalThis.viewer?.destroy();
      globalThis.viewer = new DmnJS({container: '#canvas'});
      const said = [];
      let ids = [];
      const tables = [];
      try {
        const {warnings} = await globalThis.viewer.importXML(xml);
        for (const warning of warnings) said.push(warning.message);
        for (const view of globalThis.viewer.getViews()) {
          // The first view is open already; opening a diagram again is a warning of its own, whatever the file.
          const opened = view.id === globalThis.viewer.getActiveView().id && view.type === globalThis.viewer.getActiveView().type ? {warnings: []} : await globalThis.viewer.open(view);
          for (const warning of opened.warnings) said.push(`${view.type} ${view.id}: ${warning.message}`);
          if (view.type === 'drd') ids = globalThis.viewer.getActiveViewer().get('elementRegistry').getAll().map((element) => element.businessObject?.id);
          if (view.type === 'decisionTable') tables.push(document.querySelectorAll('#canvas .tjs-table tbody tr').length);
        }
      } catch (error) {
        said.push(String(error.message ?? error), ...(error.warnings ?? []).map((warning) => warning.message));
      }
      return {said, ids, tables};
    }, readFileSync(file, 'utf8'));
    for (const warning of result.said) problem(file, `dmn-js: ${warning}`);
    const drawn = new Set(result.ids);
    for (const id of expected.get(file)) if (!drawn.has(id)) problem(file, `dmn-js does not draw ${id}`);
    const rules = [...readFileSync(file, 'utf8').matchAll(/<decisionTable\b[\s\S]*?<\/decisionTable>/g)].map((table) => table[0].split('<rule ').length - 1);
    if (rules.some((count, i) => !(result.tables[i] >= count))) problem(file, `dmn-js shows ${result.tables} rows of ${rules}`);
  }
} finally {
  await browser.close();
  rmSync(profile, {recursive: true, force: true});
}
console.log(`${files.length} files, ${problems} problems`);
process.exit(problems > 0 ? 1 : 0);
