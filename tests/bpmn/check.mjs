// Proves that BPMN files are what other tools expect: `node tests/bpmn/check.mjs [--pictures FOLDER] FILES...`
// 1. valid against the OMG's schema (the copy that bpmn-moddle ships, by xmllint, offline);
// 2. read by bpmn-moddle without a warning, every flow node and flow with its shape or edge;
// 3. opened by bpmn-js in headless Chromium without a warning, with everything drawn.
import {readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {checks} from '../support/diagrams.mjs';

let files = process.argv.slice(2);
let pictures = '';
if (files[0] === '--pictures') [, pictures, ...files] = files;
const {problem, validate, show, finish} = checks(import.meta.dirname, files);
validate('bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd');

const {BpmnModdle} = await import('bpmn-moddle');
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

const open = async (xml) => {
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
};
await show('bpmn-js/dist/bpmn-viewer.production.min.js', 'bpmn-js', expected, open, async (file, _, page) => {
  if (pictures) await page.locator('#canvas').screenshot({path: join(pictures, `${basename(file)}.png`)});
});
finish();
