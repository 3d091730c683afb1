// The author's and the auditor's story without a mouse: from sign-in to a published version, and from the record to a
// downloaded export. Focus goes where Tab, Enter and single keys take it; no script moves it.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { accountsOf, api, newPage, startBrowser, startServer } from "./support.mjs";

let server;
let browser;
let accounts;
let page;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  accounts = await accountsOf(server.url);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(async () => {
  const { problems } = page;
  await page.context().close();
  assert.deepEqual(problems, []);
});

const focused = () =>
  page.evaluate(() => {
    const here = document.activeElement;
    const label = here?.labels?.[0]?.textContent ?? here?.getAttribute("aria-label") ?? here?.textContent ?? "";
    return here === document.body ? "" : `${here.getAttribute("role") ?? here.tagName.toLowerCase()} ${label.trim()}`;
  });
/** Presses `key` until what has the focus is called this. */
async function to(what, key = "Tab", max = 80) {
  const seen = [];
  for (let i = 0; i < max; i++) {
    const here = await focused();
    if (what.test(here)) return;
    seen.push(here.slice(0, 40));
    await page.keyboard.press(key);
  }
  assert.fail(`${key} never comes to ${what}: ${seen.join(" | ")}`);
}
async function signInByKeys(account, dark) {
  page = await newPage(browser, server.url, { dark });
  await page.goto("/sign-in");
  await page.waitForSelector("form");
  await to(/Email address/);
  await page.keyboard.type(account.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(account.password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.includes("sign-in"));
  // Keys mean something once the frame is there; the sign-in page has none.
  await page.waitForSelector(".rail");
}
/** In the editor: finds words and puts others in their place. */
async function change(words, others) {
  await page.keyboard.press("Control+f");
  await page.keyboard.press("Control+a");
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.insertText(others);
}

describe("by keyboard alone", () => {
  it("an author finds a procedure, changes a sentence and a rule, and publishes", async (t) => {
    if (!server.real) return t.skip("needs the demo's procedures");
    await signInByKeys(accounts.author, true);
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    await page.waitForURL(/\/library/);
    await page.getByRole("link", { name: "Refund request" }).first().waitFor();
    await to(/^a Refund request/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/library\/refund-request/);
    await page.locator(".sop-page").waitFor();
    const before = (await api(page, "GET", "/procedures/refund-request")).data;
    await to(/^a Edit/);
    await page.keyboard.press("Enter");
    await page.locator(".cm-content").waitFor();
    await page.getByText("no errors").waitFor();
    await to(/^textbox /);
    await change("- [ ] Ask whether anything else is needed.", "- Ask about anything else.");
    await page.locator(".finding-error").first().waitFor();
    await change("- Ask about anything else.", "- [ ] Ask what else we can do.");
    await change("| <= 30 ", "| <= 20 ");
    await page.getByText("no errors").waitFor();
    // Out of the text: Escape, then Tab leaves it.
    await page.keyboard.press("Escape");
    await to(/^button Publish/);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("heading", { name: "for approval" }).waitFor();
    await page.getByRole("dialog").locator(".weighed").first().waitFor();
    await to(/What changed and why/);
    await page.keyboard.type("Twenty days");
    await to(/^button Submit for approval/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/library\/refund-request\?view=review/);
    await page.getByText("You wrote on this draft").waitFor();
    const { data: submission } = await api(page, "GET", "/procedures/refund-request/submission");
    assert.equal(submission.status, "open");
    assert.deepEqual(submission.roles, ["support manager", "compliance officer"]);
    await to(/^button Recall/);
    await page.keyboard.press("Enter");
    await page.getByText("Recalled").first().waitFor();
    const draft = await api(page, "GET", "/procedures/refund-request/draft");
    const dropped = await api(page, "DELETE", "/procedures/refund-request/draft", undefined, {
      "If-Match": draft.etag,
    });
    assert.equal(dropped.status, 204);
    assert.equal((await api(page, "GET", "/procedures/refund-request")).data.version, before.version);
  });

  it("an auditor finds a closed case, opens every entry and downloads the export", async (t) => {
    if (!server.real) return t.skip("needs the demo's cases");
    await signInByKeys(accounts.auditor, false);
    await page.waitForURL(/\/record/);
    await to(/^select/);
    await page.keyboard.type("Closed");
    await page.waitForURL(/status=closed/);
    await page.locator("tbody tr", { hasText: "Closed as" }).first().waitFor();
    await page.waitForFunction(() => document.querySelectorAll("tbody a").length > 3);
    const first = await page.locator("tbody a").first().textContent();
    await to(new RegExp(`^a ${first.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/record\/case_/);
    await page
      .getByText(/Closed as/)
      .first()
      .waitFor();
    await to(/^button Open all/);
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".event-more:not([open])").count(), 0);
    await to(/^button Export/, "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    const coming = page.waitForEvent("download");
    await to(/^a Download/);
    await page.keyboard.press("Enter");
    assert.match((await coming).suggestedFilename(), /\.evpack$/);
  });
});
