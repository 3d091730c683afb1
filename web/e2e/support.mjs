// Starts what the journeys need: a server (the one at EVENHAND_URL, or the binary EVENHAND_BIN with a folder of its own and
// demo data, or the mock), a browser, and pages that are signed in. Every page fails its test on a script error.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { startMock } from "../mock/server.mjs";

const axeSource = createRequire(import.meta.url)("axe-core").source;
const dist = new URL("../dist/", import.meta.url).pathname;
const START_MAX_MS = 240_000;

/** Where EVENHAND_TEST_DATABASE names a PostgreSQL server: the URL of a schema of its own there. */
function databaseOfItsOwn(name) {
  const server = process.env.EVENHAND_TEST_DATABASE;
  if (!server) return {};
  const schema = name.replace(/[^A-Za-z0-9]/g, "_").toLowerCase();
  execFileSync("psql", ["-qX", server, "-c", `CREATE SCHEMA ${schema}`]);
  return { EVENHAND_DATABASE: `${server}?options=-csearch_path%3D${schema}%2Cpublic` };
}

async function startBinary(binary) {
  const data = mkdtempSync(join(tmpdir(), "evenhand-e2e-"));
  const portFile = join(data, "port");
  const child = spawn(
    binary,
    ["serve", "--data", join(data, "data"), "--demo", "--address", "127.0.0.1", "--port", "0", "--port-file", portFile],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...databaseOfItsOwn(data.split("/").pop()) } },
  );
  let output = "";
  let ended = false;
  const read = (chunk) => {
    output = (output + chunk).slice(-20_000);
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  child.on("exit", () => {
    ended = true;
  });
  const until = Date.now() + START_MAX_MS;
  while (!existsSync(portFile) || readFileSync(portFile, "utf8").trim() === "") {
    if (ended || Date.now() > until) throw new Error(`the server did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const url = `http://127.0.0.1:${readFileSync(portFile, "utf8").trim()}`;
  const stop = () =>
    new Promise((resolve) => {
      const done = () => {
        rmSync(data, { recursive: true, force: true });
        resolve();
      };
      if (ended) return done();
      child.on("exit", done);
      child.kill("SIGTERM");
    });
  return { url, stop, real: true };
}

export async function startServer({ mock = false } = {}) {
  if (!mock && process.env.EVENHAND_URL)
    return { url: process.env.EVENHAND_URL.replace(/\/$/, ""), stop: async () => {}, real: true };
  if (!mock && process.env.EVENHAND_BIN) return startBinary(process.env.EVENHAND_BIN);
  if (!existsSync(join(dist, "index.html"))) throw new Error("run npm run build first");
  const { url, stop, world } = await startMock({ dist });
  return { url, stop: async () => stop(), world, real: false };
}

/** Demo accounts by what they may do, as the sign-in page describes them. */
export async function accountsOf(url) {
  const health = await (await fetch(`${url}/api/health`)).json();
  // A server that is no demo says nothing: EVENHAND_ACCOUNTS is then a list of {email, password, role}.
  const all = process.env.EVENHAND_ACCOUNTS ? JSON.parse(process.env.EVENHAND_ACCOUNTS) : (health.accounts ?? []);
  const find = (pattern) => all.find((account) => pattern.test(account.role));
  const lead = find(/lead/);
  return {
    agent: find(/^agent$/) ?? find(/agent/),
    spanish: find(/Spanish/) ?? all.find((account) => account.email.startsWith("agente")),
    lead,
    author: find(/author/),
    auditor: find(/auditor/),
    compliance: find(/^compliance/),
    admin: find(/^admin/) ?? lead,
  };
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

export async function newPage(
  browser,
  url,
  { dark = false, phone = false, language = "en-US", timezone = "America/Chicago" } = {},
) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: phone ? { width: 360, height: 740 } : { width: 1440, height: 900 },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    locale: language,
    timezoneId: timezone,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => {
    // The browser itself reports refused requests; what the application makes of them is what counts.
    if (message.type() === "error" && !/Failed to load resource|net::ERR/.test(message.text()))
      page.problems.push(message.text());
  });
  return page;
}

/** Signs in without the form, for journeys about something else. */
export async function signIn(page, account, path = "/") {
  await page.goto("/sign-in?ended=1");
  await page.waitForSelector("form");
  const ok = await page.evaluate(async ({ email, password }) => {
    const answer = await fetch("/api/v1/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    return answer.ok;
  }, account);
  if (!ok) throw new Error(`cannot sign in as ${account.email}`);
  await page.goto(path);
  await page.waitForSelector("#main");
}

/** The API as the page's own session sees it, for preparing what a journey needs. */
export async function api(page, method, path, body, headers = {}) {
  return page.evaluate(
    async ({ method, path, body, headers }) => {
      const session = await (await fetch("/api/v1/session")).json();
      const answer = await fetch(`/api/v1${path}`, {
        method,
        headers: { "Content-Type": "application/json", "X-Evenhand-CSRF": session.csrf ?? "", ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        etag: answer.headers.get("ETag"),
        data: text && /json/.test(answer.headers.get("Content-Type") ?? "") ? JSON.parse(text) : text,
      };
    },
    { method, path, body, headers },
  );
}

/** What axe finds, one line each; empty is what we want. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() =>
    window.axe.run(document, {
      resultTypes: ["violations"],
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  return found.violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary?.replace(/\s+/g, " ").slice(0, 240)}`,
    ),
  );
}

/** Wider than the window: something on a narrow screen is out of reach. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** Longer than the window: the frame itself would scroll away. */
export const tooLong = (page) => page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);

/** With SHOTS=folder every screen the tests see is kept as a picture. */
export async function shot(page, name) {
  const folder = process.env.SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
