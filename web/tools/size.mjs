// Prints what a browser downloads: gzipped bytes of every script and style sheet, and of the first view alone.
// The first view is what index.html names plus the static imports of those scripts and of the desk.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const FIRST_VIEW_MAX_BYTES = 200 * 1024;
const dist = new URL("../dist/", import.meta.url).pathname;
const assets = join(dist, "assets");
const size = new Map();
for (const name of readdirSync(assets)) {
  if (/\.(js|css)$/.test(name)) size.set(name, gzipSync(readFileSync(join(assets, name)), { level: 9 }).length);
}
const first = new Set();
function visit(name) {
  if (first.has(name) || !size.has(name)) return;
  first.add(name);
  if (!name.endsWith(".js")) return;
  const text = readFileSync(join(assets, name), "utf8");
  for (const match of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+)["']/g)) visit(match[1]);
}
const page = readFileSync(join(dist, "index.html"), "utf8");
for (const match of page.matchAll(/\/assets\/([\w.-]+\.(?:js|css))/g)) visit(match[1]);
for (const name of size.keys()) if (/^(desk_page|queue|shell|sign_in_page|en)-/.test(name)) visit(name);

const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const rows = [...size].sort((a, b) => b[1] - a[1]);
for (const [name, bytes] of rows)
  console.log(`${first.has(name) ? "first" : "lazy "}  ${kib(bytes).padStart(9)}  ${name}`);
const sum = (names) => [...names].reduce((total, name) => total + size.get(name), 0);
console.log(`first view ${kib(sum(first))} gzipped, of ${kib(sum(size.keys()))} in all`);
if (sum(first) > FIRST_VIEW_MAX_BYTES) {
  console.error(`the first view is over ${kib(FIRST_VIEW_MAX_BYTES)}: load something later`);
  process.exit(1);
}
