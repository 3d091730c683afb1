// Prints what a browser downloads, gzipped: every script and style sheet, and what each first view takes (sign-in, or the
// desk for someone who is signed in): what index.html names, the view's own files, and all they import.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const VIEW_MAX_BYTES = 185 * 1024;
const views = { "sign-in": /^(sign_in_page|en)-/, desk: /^(shell|desk_page|queue_filter|queue|en)-/ };
const dist = new URL("../dist/", import.meta.url).pathname;
const assets = join(dist, "assets");
const size = new Map();
for (const name of readdirSync(assets)) {
  if (/\.(js|css)$/.test(name)) size.set(name, gzipSync(readFileSync(join(assets, name)), { level: 9 }).length);
}
const page = readFileSync(join(dist, "index.html"), "utf8");

function filesOf(pattern) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name) || !size.has(name)) return;
    found.add(name);
    if (!name.endsWith(".js")) return;
    const text = readFileSync(join(assets, name), "utf8");
    for (const match of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+)["']/g)) visit(match[1]);
  };
  for (const match of page.matchAll(/\/assets\/([\w.-]+\.(?:js|css))/g)) visit(match[1]);
  for (const name of size.keys()) if (pattern.test(name)) visit(name);
  return found;
}

const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const sum = (names) => [...names].reduce((total, name) => total + size.get(name), 0);
const first = new Set(Object.values(views).flatMap((pattern) => [...filesOf(pattern)]));
for (const [name, bytes] of [...size].sort((a, b) => b[1] - a[1])) {
  console.log(`${first.has(name) ? "first" : "lazy "}  ${kib(bytes).padStart(9)}  ${name}`);
}
for (const [view, pattern] of Object.entries(views)) {
  const bytes = sum(filesOf(pattern));
  console.log(`${view} view: ${kib(bytes)} gzipped, of ${kib(VIEW_MAX_BYTES)} allowed`);
  if (bytes > VIEW_MAX_BYTES) {
    console.error(`the ${view} view is over ${kib(VIEW_MAX_BYTES)}: load something later`);
    process.exitCode = 1;
  }
}
console.log(`everything: ${kib(sum(size.keys()))} gzipped`);
