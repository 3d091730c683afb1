// Proves that the description of the API is what other tools expect: `node tests/openapi/check.mjs FILE`
// 1. valid against the schema of OpenAPI 3.1;
// 2. each of its schemas is one of JSON Schema 2020-12, every keyword known, every reference resolved;
// 3. what no schema says: each placeholder of a path is a parameter, and the other way round; no two parameters of one name.
import {readFileSync} from 'node:fs';
import {Validator} from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const text = readFileSync(process.argv[2], 'utf8');
// Ajv finds the branch of a discriminator by its constant and knows no mapping; that the mapping leads to these is held below.
const mappings = [];
const document = JSON.parse(text, (name, value) => {
  if (name !== 'discriminator') return value;
  mappings.push(value.mapping);
  return {propertyName: value.propertyName};
});
const problems = [];

const validator = new Validator();
const {valid, errors} = await validator.validate(JSON.parse(text));
if (!valid) problems.push(JSON.stringify(errors, null, 2));
if (validator.version !== '3.1') problems.push(`version ${validator.version} instead of 3.1`);

const ajv = new Ajv({strict: true, strictTypes: false, allowUnionTypes: true, discriminator: true, validateFormats: true});
formats(ajv);
for (const keyword of ['openapi', 'info', 'servers', 'paths', 'components']) ajv.addKeyword(keyword);
ajv.addSchema(document, 'api');
const compile = (at) => {
  try {
    ajv.compile({$ref: `api#${at}`});
  } catch (error) {
    problems.push(`${at}: ${error.message}`);
  }
};
const escaped = (name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
for (const name of Object.keys(document.components.schemas)) compile(`/components/schemas/${escaped(name)}`);

let operations = 0;
for (const [path, methods] of Object.entries(document.paths)) {
  const placeholders = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]).sort();
  for (const [method, operation] of Object.entries(methods)) {
    operations += 1;
    const at = `${method} ${path}`;
    const inPath = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name).sort();
    if (String(inPath) !== String(placeholders)) problems.push(`${at}: parameters ${inPath}, placeholders ${placeholders}`);
    const names = operation.parameters.map((one) => `${one.in} ${one.name}`);
    if (new Set(names).size !== names.length) problems.push(`${at}: two parameters of one name`);
    for (const media of Object.keys(operation.requestBody?.content ?? {}))
      compile(`/paths/${escaped(path)}/${method}/requestBody/content/${escaped(media)}/schema`);
  }
}
for (const [type, reference] of mappings.flatMap(Object.entries)) {
  const schema = document.components.schemas[reference.split('/').at(-1)];
  if (schema?.properties?.type?.const !== type) problems.push(`the mapping of ${type} leads to ${reference}`);
}
if (mappings.length === 0) problems.push('no discriminator');
if (operations < 50) problems.push(`only ${operations} operations`);

for (const problem of problems) console.error(problem);
console.log(`${operations} operations, ${Object.keys(document.components.schemas).length} schemas, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
