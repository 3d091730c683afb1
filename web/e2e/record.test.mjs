// What an auditor comes for: a case that is over, the words it was worked under, its export, and the proof of that.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { after, afterEach, before, describe, it } from "node:test";
import { ensureProcedure, listen, lookUp, openCase, pay, skipCallback, wrapUp } from "./steps.mjs";
import { accountsOf, api, axe, newPage, overflow, signIn, startBrowser, startServer } from "./support.mjs";

let server;
let browser;
let accounts;
let pages = [];
async function open(account, path, options = {}) {
  const page = await newPage(browser, server.url, options);
  pages.push(page);
  await signIn(page, account, path);
  return page;
}
const clean = async (page) => assert.deepEqual(await axe(page), []);

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  accounts = await accountsOf(server.url);
  await ensureProcedure(browser, server.url, accounts);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(async () => {
  const problems = pages.flatMap((page) => page.problems);
  for (const page of pages) await page.context().close();
  pages = [];
  assert.deepEqual(problems, []);
});

async function closedCase() {
  const agent = await open(accounts.agent, "/desk");
  const made = await openCase(agent, { subject: "A toaster, and it is over" });
  await agent.goto(`/desk/${made.id}`);
  await listen(agent);
  await skipCallback(agent);
  await lookUp(agent);
  await pay(agent);
  await wrapUp(agent);
  return made;
}

describe("the record of a closed case", () => {
  it("says what was done under which words, to the second and in a named zone", async () => {
    const made = await closedCase();
    const page = await open(accounts.auditor, "/record?status=closed");
    await page
      .getByRole("link", { name: /A toaster, and it is over/ })
      .first()
      .click();
    await page.getByText("Closed as refunded").first().waitFor();
    await page.getByText(/^Times in America\/Chicago, UTC−[56]/).waitFor();
    const time = page.locator(".event-meta time").first();
    assert.match(await time.textContent(), /\d:\d\d:\d\d/);
    // What was answered, and the sentence that asked for it, without a click.
    if (server.real) {
      const answered = page.locator(".event", { hasText: "order number is AB-123456" });
      await answered
        .locator(".event-words")
        .getByText(/Ask for order number and/)
        .first()
        .waitFor();
    }
    assert.equal(await page.locator(".event-more[open]").count(), 0);
    await page.getByRole("button", { name: "Open all" }).click();
    const count = await page.locator(".event").count();
    assert.equal(await page.locator(".event-more[open]").count(), count);
    await clean(page);
    await page.getByRole("button", { name: "Open all" }).click();
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    assert.equal(await page.locator(".event-more[open]").count(), count, "paper shows everything");
    assert.ok(made.id);
  });

  it("is exported, proves itself, and says where it was touched", async (t) => {
    if (!server.real || !process.env.EVENHAND_BIN) return t.skip("needs the program itself");
    const made = await closedCase();
    const page = await open(accounts.auditor, `/record/${made.id}`);
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /Download/ }).click(),
    ]);
    const file = await download.path();
    const good = execFileSync(process.env.EVENHAND_BIN, ["verify", file], { encoding: "utf8" });
    assert.match(good, /^Unaltered: 1 case/);
    const bytes = readFileSync(file);
    const at = bytes.lastIndexOf("AB-123456");
    assert.ok(at > 0, "the order number is in the pack");
    bytes[at + 3] ^= 1;
    const line = bytes.subarray(0, at).filter((byte) => byte === 10).length + 1;
    const touched = `${file}.touched`;
    writeFileSync(touched, bytes);
    const bad = spawnSync(process.env.EVENHAND_BIN, ["verify", touched], { encoding: "utf8" });
    assert.notEqual(bad.status, 0);
    assert.match(
      bad.stdout + bad.stderr,
      new RegExp(`^line ${line}, ${made.id}, event \\d+: the event was altered`, "m"),
    );
  });

  it("fits a phone: a card a case", async () => {
    const page = await open(accounts.auditor, "/record", { phone: true });
    await page.getByRole("link").first().waitFor();
    await page.locator(".table-cards tr").nth(1).waitFor();
    const wrap = page.locator(".table-wrap");
    assert.ok((await wrap.evaluate((box) => box.scrollWidth - box.clientWidth)) <= 0, "nothing is off to the side");
    assert.ok((await overflow(page)) <= 0);
    await clean(page);
    assert.equal((await api(page, "GET", "/session")).status, 200);
  });
});
