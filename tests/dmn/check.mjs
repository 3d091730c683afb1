// Proves that DMN files are what other tools expect: `node tests/dmn/check.mjs FILES...`
// 1. valid against the OMG's schema of DMN 1.3 (the copy that dmn-moddle ships, by xmllint, offline);
// 2. read by dmn-moddle without a warning, every element and requirement with its shape or edge;
// 3. opened by dmn-js in headless Chromium without a warning: the diagram with everything drawn, and every view of it.
import {readFileSync} from 'node:fs';
import {checks} from '../support/diagrams.mjs';

const files = process.argv.slice(2);
const {problem, validate, show, finish} = checks(import.meta.dirname, files);
validate('dmn-moddle/resources/dmn/xsd/DMN13.xsd');

const {DmnModdle} = await import('dmn-moddle');
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

const open = async (xml) => {
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
      const active = globalThis.viewer.getActiveView();
      const opened = view.id === active.id && view.type === active.type ? {warnings: []} : await globalThis.viewer.open(view);
      for (const warning of opened.warnings) said.push(`${view.type} ${view.id}: ${warning.message}`);
      if (view.type === 'drd') ids = globalThis.viewer.getActiveViewer().get('elementRegistry').getAll().map((element) => element.businessObject?.id);
      if (view.type === 'decisionTable') tables.push(document.querySelectorAll('#canvas .tjs-table tbody tr').length);
    }
  } catch (error) {
    said.push(String(error.message ?? error), ...(error.warnings ?? []).map((warning) => warning.message));
  }
  return {warnings: said, ids, tables};
};
await show('dmn-js/dist/dmn-viewer.development.js', 'dmn-js', expected, open, (file, {tables}) => {
  const rules = [...readFileSync(file, 'utf8').matchAll(/<decisionTable\b[\s\S]*?<\/decisionTable>/g)].map((table) => table[0].split('<rule ').length - 1);
  if (rules.some((count, i) => !(tables[i] >= count))) problem(file, `dmn-js shows ${tables} rows of ${rules}`);
});
finish();
