// The desk in detail: what stays in place, what is kept, where the keyboard goes.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ensureProcedure, item, listen, lookUp, openCase, pay, skipCallback, wrapUp } from "./steps.mjs";
import { accountsOf, api, axe, newPage, signIn, startBrowser, startServer, tooLong } from "./support.mjs";

let server;
let browser;
let accounts;
let pages = [];
async function open(account, path = "/", options = {}) {
  const page = await newPage(browser, server.url, options);
  pages.push(page);
  await signIn(page, account, path);
  return page;
}
/** A case of one's own, shown at the desk. */
async function atCase(subject, options = {}, more = {}) {
  const page = await open(accounts.agent, "/settings", options);
  const made = await openCase(page, { subject: `${subject} ${Date.now()}`, ...more });
  await page.goto(`/desk/${made.id}`);
  await page.waitForSelector(".item.is-mine");
  return { page, made };
}

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

describe("the frame", () => {
  for (const phone of [false, true]) {
    it(`stays where it is while a case is worked${phone ? " on a phone" : ""}`, async () => {
      const { page } = await atCase("In its place", { phone });
      const still = async () => {
        assert.ok((await tooLong(page)) <= 0, "the document is as long as the window");
        assert.equal(await page.evaluate(() => window.scrollY), 0);
      };
      await still();
      for (const step of [listen, skipCallback, lookUp, pay]) {
        await step(page);
        await still();
      }
      await wrapUp(page);
      await still();
    });
  }
});

describe("the gates of the close dialog", () => {
  it("each lead to their place in the guide, also inside a folded step", async () => {
    const { page, made } = await atCase("All its gates");
    const { gates } = (await api(page, "GET", `/cases/${made.id}/why-open`)).data;
    assert.ok(new Set(gates.map((gate) => gate.step_id)).size > 1, "some are in steps that are not open");
    for (const [index, gate] of gates.entries()) {
      await page.getByRole("button", { name: "Close", exact: true }).click();
      await page.locator("dialog .gate").nth(index).getByRole("button").click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.waitForFunction(
        ({ path, step }) => {
          const at = document.activeElement?.closest("[data-path]")?.dataset.path;
          return at === path || at === step;
        },
        { path: gate.path, step: gate.step_id },
        { timeout: 3_000 },
      );
    }
  });
});

describe("a message", () => {
  it("goes out once when its answer was lost and it is sent again", async (t) => {
    if (!server.real) return t.skip("the mock keeps no answers");
    const { page } = await atCase("Lost answer");
    await page.route(
      "**/commands",
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await page.getByLabel("Reply to the customer").fill("We are looking into it.");
    const send = page.getByRole("button", { name: "Send", exact: true });
    await send.click();
    await page.locator(".composer").getByText("We could not tell whether this was saved").waitFor();
    await send.click();
    await page.waitForFunction(() => document.querySelector(".composer textarea")?.value === "");
    await page.waitForTimeout(500);
    assert.equal(await page.locator(".message-out", { hasText: "We are looking into it." }).count(), 1);
  });
});

describe("what is typed in the guide", () => {
  it("is there after another case and a fresh page, and not in the next person's hands", async () => {
    const { page, made } = await atCase("Half an answer");
    const other = await openCase(page, { subject: `Another one ${Date.now()}` });
    const field = () => item(page, "order number").first().getByLabel("order number");
    await field().fill("AB-1234");
    await page.locator(".queue-item", { hasText: other.subject }).first().click();
    await page.waitForURL(new RegExp(other.id));
    await page.waitForSelector(".item.is-mine");
    assert.equal(await field().inputValue(), "");
    await page.locator(".queue-item", { hasText: made.subject }).first().click();
    await page.waitForURL(new RegExp(made.id));
    await page.waitForSelector(".item.is-mine");
    assert.equal(await field().inputValue(), "AB-1234");
    await page.reload();
    assert.equal(await field().inputValue(), "AB-1234");
    await page.getByLabel("Reply to the customer").fill("Between us.");

    await page.locator(".who").click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(/sign-in/);
    const kept = () =>
      page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("evenhand-draft")));
    assert.deepEqual(await kept(), []);
    await signIn(page, accounts.lead, `/desk/${made.id}`);
    await page.waitForSelector(".item.is-mine");
    assert.equal(await field().inputValue(), "");
    assert.equal(await page.getByLabel("Reply to the customer").inputValue(), "");
  });

  it("is not lost without a word when a colleague answers first", async () => {
    const { page, made } = await atCase("Two at once");
    await item(page, "order number").first().getByLabel("order number").fill("AB-999999");
    const lead = await open(accounts.lead, "/settings");
    const [path] = (await api(lead, "GET", `/cases/${made.id}`)).data.guide.now;
    const told = await api(lead, "POST", `/cases/${made.id}/commands`, {
      type: "record-facts",
      path,
      facts: { "order number": "AB-123456", reason: "late" },
    });
    assert.equal(told.status, 200, JSON.stringify(told.data));
    const line = page.locator(".overtaken");
    await line.getByText(/recorded order number: AB-123456; you had typed order number: AB-999999/).waitFor();
    assert.deepEqual(await axe(page), []);
    await line.getByRole("button", { name: "Discard what I typed" }).click();
    await line.waitFor({ state: "detached" });
  });

  it("is gone once it was sent", async () => {
    const { page } = await atCase("Sent");
    await listen(page);
    await skipCallback(page);
    await lookUp(page);
    assert.equal(await page.locator(".overtaken").count(), 0);
    assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => /draft/.test(key))), []);
  });
});

describe("the keyboard", () => {
  const focusIn = (page, selector, text) =>
    page.waitForFunction(
      ([selector, text]) => document.activeElement?.closest(selector)?.textContent?.includes(text),
      [selector, text],
      { timeout: 5_000 },
    );
  it("is at what is to be done again after Undo", async () => {
    const { page } = await atCase("Undone");
    await listen(page);
    await page.getByRole("button", { name: "Undo" }).focus();
    await page.keyboard.press("Enter");
    await focusIn(page, "[data-path]", "order number");
    if (!server.real) return;
    // Twice: what comes first is the same before and after.
    await listen(page);
    await skipCallback(page);
    await focusIn(page, "[data-path]", "look up order");
    await page.evaluate(() => document.querySelector(".conversation").focus());
    await page.keyboard.press("u");
    await focusIn(page, "[data-path]", "callback number");
  });
  it("is at the case's heading after Take it", async () => {
    const { page } = await atCase("Taken", {}, { mine: false });
    await page.getByRole("button", { name: "Take it" }).focus();
    await page.keyboard.press("Enter");
    await focusIn(page, ".case-subject", "Taken");
  });
});

describe("a search field", () => {
  it("keeps the blank one types before going on", async () => {
    const page = await open(accounts.agent, "/desk?tab=all");
    const field = page.getByLabel("Find in the queue");
    await field.pressSequentially("late ");
    await page.waitForURL(/q=late/);
    await page.waitForTimeout(300);
    await field.pressSequentially("kettle");
    assert.equal(await field.inputValue(), "late kettle");
    await page.waitForURL(/q=late(\+|%20)kettle/);
    // What is set elsewhere shows.
    await page.locator(".queue-list").getByRole("button", { name: "Clear the filters" }).click();
    await page.waitForFunction(() => document.querySelector(".queue-search").value === "");
  });
});

describe("a dialog with text in it", () => {
  it("stays at a click beside, and asks once at Escape", async () => {
    const { page } = await atCase("Typed in a dialog");
    await page.getByRole("button", { name: "More for this case" }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    const dialog = page.getByRole("dialog");
    const reason = dialog.getByLabel("Reason");
    await reason.fill("Waiting for a part");
    await page.mouse.click(5, 5);
    assert.equal(await reason.inputValue(), "Waiting for a part");
    await page.keyboard.press("Escape");
    await dialog.getByText("What you typed here has not been saved.").waitFor();
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
    assert.equal(await reason.inputValue(), "Waiting for a part");
    await page.keyboard.press("Escape");
    await dialog.getByText("What you typed here has not been saved.").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    // Without text it closes at once.
    await page.keyboard.press("x");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });
});

/** The next answer to such a request is this problem. */
const refuse = (page, url, detail) =>
  page.route(url, (route) =>
    route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      body: JSON.stringify({ title: "Refused", status: 422, code: "test/refused", detail }),
    }),
  );

describe("what is refused", () => {
  it("is said beside a free action", async (t) => {
    if (!server.real) return t.skip("the mock has no free order");
    const author = await open(accounts.author, "/settings");
    const id = `free-${Date.now()}`;
    const source = `---\nid: ${id}\ntitle: Free\norder: free\n---\n\n# Free\n\n## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| tone | text | ring |\n\n## Actions\n\n| Action | Gives |\n| --- | --- |\n| ring | tone |\n`;
    const made = await api(author, "POST", `/procedures/${id}/publish`, { note: "New", source });
    assert.equal(made.status, 201, JSON.stringify(made.data));
    const page = await open(accounts.agent, "/settings");
    const opened = await openCase(page, { subject: "Free", follows: id, state: "" });
    await page.goto(`/desk/${opened.id}`);
    await refuse(page, "**/commands", "The bell is broken.");
    const row = page.locator(".action-row", { hasText: "ring" });
    await row.getByRole("button", { name: "Do: ring" }).click();
    await row.getByRole("alert").getByText("The bell is broken.").waitFor();
  });

  it("is said on the page of approvals", async () => {
    const { page } = await atCase("Cannot be read");
    await listen(page);
    await skipCallback(page);
    await lookUp(page, "640");
    await item(page, "Get approval from support manager")
      .first()
      .getByText(/waiting|Waits/)
      .first()
      .waitFor();
    const lead = await open(accounts.lead, "/settings");
    await refuse(lead, /\/api\/v1\/cases\/case_[^/?]+$/, "This case cannot be read.");
    await lead.goto("/approvals");
    await lead.getByRole("alert").getByText("This case cannot be read.").waitFor();
    assert.equal(await lead.getByText("Nothing waits for your approval").count(), 0);
  });
});

describe("a notice", () => {
  it("says which case it is about", async () => {
    const { page, made } = await atCase("Expensive");
    await listen(page);
    await skipCallback(page);
    await lookUp(page, "640");
    await item(page, "Get approval from support manager")
      .first()
      .getByText(/waiting|Waits/)
      .first()
      .waitFor();
    const lead = await open(accounts.lead, "/desk");
    await lead.locator(".bell").click();
    const notice = lead.locator(".bell-item", { hasText: made.subject });
    await notice.getByText(made.number).waitFor();
    assert.deepEqual(await axe(lead), []);
    await notice.click();
    await lead.waitForURL(new RegExp(made.id));
  });
});

describe("a long subject", () => {
  it("takes two lines in the queue and at the head, and is whole in the tooltip", async () => {
    const subject = `Long ${"and longer ".repeat(17)}${Date.now()}`;
    const { page } = await atCase(subject);
    const height = (selector) =>
      page
        .locator(selector)
        .first()
        .evaluate((box) => box.getBoundingClientRect().height);
    const title = await page.locator(".case-subject").getAttribute("title");
    assert.ok(title?.startsWith(subject));
    assert.ok((await height(".case-head")) < 170, "the head of the case stays low");
    assert.ok((await height(".queue-item[aria-current]")) < 160, "so does its entry in the queue");
  });
});

describe("on a phone", () => {
  it("every entry of a lead's navigation is in sight", async () => {
    const page = await open(accounts.lead, "/desk", { phone: true });
    const cut = await page.locator(".rail-link").evaluateAll(
      (links) =>
        links.filter((link) => {
          const box = link.getBoundingClientRect();
          return box.left < 0 || box.right > window.innerWidth || box.width < 24;
        }).length,
    );
    assert.equal(cut, 0);
    assert.ok((await page.locator(".rail-link").count()) >= 5);
  });
});

describe("by keyboard alone", () => {
  it("an agent signs in, opens a case, works it to its end and goes on to the next", async () => {
    const page = await newPage(browser, server.url);
    pages.push(page);
    const { keyboard } = page;
    const press = async (...keys) => {
      for (const key of keys) await keyboard.press(key);
    };
    const at = (what) =>
      page.waitForFunction(
        (what) => {
          const here = document.activeElement;
          const label = here?.labels?.[0]?.textContent ?? here?.getAttribute("aria-label") ?? here?.textContent ?? "";
          return here !== document.body && label.includes(what);
        },
        what,
        { timeout: 8_000 },
      );
    await page.goto("/sign-in");
    await at("Email address");
    await keyboard.type(accounts.agent.email);
    await press("Tab");
    await keyboard.type(accounts.agent.password);
    await press("Enter");
    await page.waitForURL(/\/desk/);
    await page.waitForSelector(".queue");

    await press("c");
    await page.waitForFunction(() => document.querySelectorAll(".new-case select")[0]?.options.length > 1);
    await at("Procedure");
    await keyboard.type("Return with");
    await press("Tab");
    await at("Subject");
    const subject = `Keys only ${Date.now()}`;
    await keyboard.type(subject);
    await press("Tab");
    await at("Customer");
    await keyboard.type("Rosa Delgado");
    await press("Tab", "Tab");
    await at("Channel");
    await keyboard.type("Em");
    await press("Tab");
    await at("State");
    await keyboard.type("Okl");
    await press("Shift+Tab", "Shift+Tab", "Enter");
    await page.waitForURL(/\/desk\/case_/);
    await page.locator(".case-subject", { hasText: subject }).waitFor();
    await page.waitForSelector(".item.is-mine");

    await press("e");
    await at("order number");
    await keyboard.type("AB-123456");
    await press("Tab", "Space", "Tab");
    await at("Record");
    await press("Enter");
    await at("Offer a callback number");
    await press("Space");
    await at("Do: look up order");
    // A dialog gives the keyboard back.
    await press("x");
    await page.getByRole("dialog").waitFor();
    await press("Escape");
    await at("Do: look up order");
    await press("Enter");
    await at("amount");
    await keyboard.type("40");
    await press("Enter");
    await at("Do: pay refund");
    await press("Enter");
    await at("refund id");
    await keyboard.type("R-77");
    await press("Enter");
    await at("Write a one-line summary");
    await press("Shift+Tab");
    await at("Write it here");
    await keyboard.type("Refunded a toaster");
    await press("Tab");
    await at("Write a one-line summary");
    await press("Space");
    await page.locator(".guide").getByText("This case is closed as refunded").waitFor();
    // The keyboard is still in the guide, and single keys lead on.
    await page.waitForFunction(() => document.activeElement?.closest(".guide"));
    await press("1");
    await press("j");
    await page.waitForFunction(() => document.activeElement?.classList.contains("queue-item"));
    await press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await press("Escape", "n");
    await page.waitForFunction(
      (subject) => !document.querySelector(".case-subject")?.textContent.includes(subject),
      subject,
    );
    await press("g", "l");
    await page.waitForURL(/\/library/);
  });
});
