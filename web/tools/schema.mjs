// Writes src/api/schema.d.ts from the server's description of its API: node tools/schema.mjs [--check] FILE-OR-URL
// With --check nothing is written; it fails when the file is not what the description says.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const check = process.argv[2] === "--check";
const from = process.argv[check ? 3 : 2];
if (!from) {
  console.error("usage: node tools/schema.mjs [--check] FILE-OR-URL");
  process.exit(2);
}
const text = /^https?:/.test(from) ? await (await fetch(from)).text() : readFileSync(from, "utf8");
const { components } = JSON.parse(text);
// The version of the program changes nothing here, and the screens name no paths by type.
const described = { openapi: "3.1.0", info: { title: "Evenhand", version: "1" }, paths: {}, components };
const made = `// Made by \`npm run schema\` from /api/openapi.json: do not change it here.\n${astToString(await openapiTS(described, { defaultNonNullable: false }))}`;

const file = new URL("../src/api/schema.d.ts", import.meta.url);
if (!check) writeFileSync(file, made);
else if (!existsSync(file) || readFileSync(file, "utf8") !== made) {
  console.error("web/src/api/schema.d.ts is not what the server describes: npm run schema -- URL/api/openapi.json");
  process.exit(1);
}
