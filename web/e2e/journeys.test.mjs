// What people come for, from sign-in to the end, through the real page; axe looks at each screen on the way.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, afterEach, before, describe, it } from "node:test";
import {
  ensureProcedure,
  guide,
  item,
  listen,
  lookUp,
  openCase,
  pay,
  procedure,
  skipCallback,
  wrapUp,
} from "./steps.mjs";
import { accountsOf, api, axe, newPage, signIn, startBrowser, startServer } from "./support.mjs";

let server;
let browser;
let accounts;
let pages = [];
async function open(account, path = "/", options = {}) {
  const page = await newPage(browser, server.url, options);
  pages.push(page);
  if (account) await signIn(page, account, path);
  else await page.goto(path);
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

describe("signing in", () => {
  it("says the same for a wrong password and a wrong address, and lets the right ones in", async () => {
    const page = await open(null, "/desk?tab=all");
    await page.waitForURL(/sign-in/);
    const texts = [];
    for (const email of [accounts.agent.email, "nobody@example.com"]) {
      await page.getByLabel("Email address").fill(email);
      await page.getByLabel("Password", { exact: true }).fill("not the password");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForFunction(() => !document.querySelector("button[data-loading]"));
      texts.push(await page.getByRole("alert").textContent());
    }
    assert.equal(texts[0], texts[1]);
    await clean(page);
    await page.getByLabel("Email address").fill(accounts.agent.email);
    await page.getByLabel("Password", { exact: true }).fill(accounts.agent.password);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/desk\?tab=all/);
  });

  it("comes back to where one was when the session ends", async () => {
    const page = await open(accounts.agent, "/library");
    await page.waitForSelector(".card");
    await api(page, "DELETE", "/session");
    await page.getByRole("link", { name: "Return with approval" }).click();
    const dialog = page.getByRole("dialog", { name: "Your session has ended" });
    await dialog.getByRole("button", { name: "I am somebody else" }).click();
    await page.waitForURL(/sign-in/);
    await page.getByText("Your session has ended").waitFor();
    await page.getByLabel("Email address").fill(accounts.agent.email);
    await page.getByLabel("Password", { exact: true }).fill(accounts.agent.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(new RegExp(`/library/${procedure}`));
    await page.getByRole("heading", { name: "Return with approval", level: 1 }).first().waitFor();
  });

  it("signs out", async () => {
    const page = await open(accounts.agent, "/desk");
    await page.locator(".who").click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(/sign-in/);
    await page.goto("/desk");
    await page.waitForURL(/sign-in/);
  });
});

describe("at the desk", () => {
  it("opens a case, follows the guide, is refused with the way to what is missing, and closes", async () => {
    const page = await open(accounts.agent, "/desk");
    await page.getByRole("button", { name: "New", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Open the case" }).click();
    await dialog.getByText("This is needed.").first().waitFor();
    await clean(page);
    // Only what fits is offered, from either end.
    const offered = (label) =>
      dialog
        .getByLabel(label)
        .locator("option")
        .evaluateAll((all) => all.map((o) => o.value));
    await dialog.getByLabel("State").selectOption("TX");
    assert.ok(!(await offered("Procedure")).includes(procedure), "it is for MA and OK");
    await dialog.getByLabel("State").selectOption("");
    await dialog.getByLabel("Procedure").selectOption(procedure);
    assert.deepEqual(await offered("State"), ["", "MA", "OK"]);
    assert.deepEqual(await offered("Channel"), ["phone", "email", "chat"]);
    await dialog.getByLabel("Subject").fill("Kettle arrived cracked");
    await dialog.getByLabel(/^Customer/).fill("Dana Whitfield");
    await dialog.getByLabel("Email or phone").fill("dana.whitfield@example.com");
    await dialog.getByLabel("Channel").selectOption("phone");
    await dialog.getByLabel("State").selectOption("OK");
    await dialog.getByLabel("What the customer said").fill("It was broken when I opened the box.");
    await dialog.getByRole("button", { name: "Open the case" }).click();
    await page.waitForURL(/\/desk\/case_/);
    await page.getByText("It was broken when I opened the box.").waitFor();
    await guide(page).getByText("Thank you for getting in touch with").waitFor();
    await clean(page);

    // Closing now is refused, and the refusal leads to the box.
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.getByRole("button", { name: "Close as refunded" }).click();
    const refusal = page.getByRole("alert");
    await refusal.waitFor();
    await clean(page);
    await refusal
      .getByRole("button", { name: /call may be recorded/ })
      .first()
      .click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.waitForFunction(() =>
      document.activeElement?.closest("[data-path]")?.textContent?.includes("call may be recorded"),
    );

    await item(page, "Say that the call may be recorded").getByRole("checkbox").click();
    // A wrong pattern never leaves the page.
    const ask = item(page, "order number").first();
    await ask.getByLabel("order number").fill("12");
    await ask.getByRole("radio", { name: "damaged" }).check();
    await ask.getByRole("button", { name: "Record" }).click();
    await ask.getByText(/must look like AA-000000/).waitFor();
    await listen(page);
    await skipCallback(page);
    await lookUp(page);
    // The decision says why.
    await page.getByRole("button", { name: /Look/ }).first().click();
    await page.getByRole("button", { name: "Why? Show the table" }).click();
    await page.locator(".decision-hit").getByText("damaged, late").waitFor();
    await clean(page);
    await pay(page);
    await page.locator(".message-out").getByText("R-77").waitFor();
    await wrapUp(page);
    await guide(page).getByText("This case is closed as refunded").waitFor();
    await clean(page);
  });

  it("asks for approval, which someone else gives, and goes on by itself", async () => {
    const agent = await open(accounts.agent, "/desk");
    const made = await openCase(agent, { subject: "Expensive oven" });
    await agent.goto(`/desk/${made.id}`);
    await listen(agent);
    await skipCallback(agent);
    await lookUp(agent, "640");
    const approval = item(agent, "Get approval from support manager").first();
    await approval
      .getByText(/waiting|Waits/)
      .first()
      .waitFor();
    assert.equal(await agent.getByRole("button", { name: "Approve" }).count(), 0);

    const lead = await open(accounts.lead, "/approvals");
    const card = lead.locator(".approval", { hasText: "Expensive oven" });
    await card.getByText("$640.00").waitFor();
    await clean(lead);
    await card.getByRole("button", { name: "Approve" }).click();
    await lead.getByRole("dialog").getByLabel("Reason").fill("Within the policy");
    await lead.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
    await card.waitFor({ state: "detached" });

    // Nobody reloads the agent's page: the event stream does.
    await agent.getByRole("button", { name: "Do: pay refund" }).waitFor();
    await pay(agent, "R-78");
    await wrapUp(agent);
  });

  it("reports that an action failed, and undoes an answer", async () => {
    const page = await open(accounts.agent, "/desk");
    const made = await openCase(page, { subject: "Undo me" });
    await page.goto(`/desk/${made.id}`);
    await listen(page, { reason: "late" });
    await page.getByRole("button", { name: "Undo" }).click();
    await item(page, "order number").first().getByLabel("order number").waitFor();
    await listen(page, { reason: "changed mind" });
    await skipCallback(page);
    await page.getByRole("button", { name: "Do: look up order" }).click();
    await page.getByRole("button", { name: "It failed" }).click();
    await page.getByLabel("What went wrong?").fill("The shop is down");
    await page.getByRole("button", { name: "Report that it failed" }).click();
    await page.getByRole("tab", { name: "History" }).click();
    await page
      .locator(".history")
      .getByText(/The shop is down/)
      .first()
      .waitFor();
  });

  it("writes replies, notes and what the customer said, and never loses a draft", async () => {
    const page = await open(accounts.agent, "/desk");
    const made = await openCase(page, { subject: "Talkative" });
    await page.goto(`/desk/${made.id}`);
    await page.getByLabel("Reply to the customer").fill("We are looking into it.");
    await page.goto("/library");
    await page.goto(`/desk/${made.id}`);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator(".message-out").getByText("We are looking into it.").waitFor();
    await page.getByRole("radio", { name: "Note" }).check();
    await page.getByLabel("Note for colleagues").fill("Was friendly");
    await page.getByRole("button", { name: "Add the note" }).click();
    await page.getByRole("radio", { name: "Customer said" }).check();
    await page.getByLabel("What the customer said or wrote").fill("Thank you!");
    await page.locator(".composer").getByRole("button", { name: "Record" }).click();
    await page.locator(".message-in").getByText("Thank you!").waitFor();
    await page.getByRole("tab", { name: "History" }).click();
    await page
      .locator(".history")
      .getByText(/Was friendly/)
      .first()
      .waitFor();
  });

  it("pauses, resumes, raises priority and hands over", async () => {
    const page = await open(accounts.agent, "/desk");
    const made = await openCase(page, { subject: "Travelling case" });
    await page.goto(`/desk/${made.id}`);
    await page.getByRole("button", { name: "More for this case" }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("Waiting for a part");
    await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
    await guide(page).getByText("This case is paused").waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await guide(page).getByText("This case is paused").waitFor({ state: "detached" });
    await page.locator(".case-head").getByLabel("Priority").selectOption("urgent");
    await page.locator(".queue-item", { hasText: "Travelling case" }).getByText("Urgent").waitFor();
    await page.getByRole("button", { name: "More for this case" }).click();
    await page.getByRole("button", { name: "Hand over" }).click();
    const handOver = page.getByRole("dialog");
    await handOver.getByLabel("Team").selectOption({ label: "Another team…" });
    await handOver.getByLabel("Name of the team").fill("repairs");
    await handOver.getByLabel("Reason").fill("They know ovens");
    await handOver.getByRole("button", { name: "Hand over" }).click();
    // Nobody names this team: it may be a slip, so one is asked once.
    await handOver.getByText("Nobody here belongs to “repairs”").waitFor();
    await clean(page);
    await handOver.getByRole("button", { name: "Hand over" }).click();
    await page.locator(".case-head").getByText("Team: repairs").waitFor();
  });

  it("takes the next case and filters the queue", async () => {
    const page = await open(accounts.agent, "/desk?tab=unassigned");
    await openCase(page, { subject: "Take me next", mine: false });
    await page.getByRole("button", { name: "Next case" }).click();
    await page.waitForURL(/\/desk\/case_/);
    await page
      .locator(".case-head")
      .getByText(/^With /)
      .waitFor();
    await page.getByRole("tab", { name: /All/ }).click();
    await page.getByRole("button", { name: "Filters" }).click();
    await page.locator(".queue-filters").getByLabel("Procedure").selectOption(procedure);
    await page.waitForURL(/procedure=return-with-approval/);
    await clean(page);
    await page.getByLabel("Find in the queue").fill("nothing is called this");
    await page.getByText("No case matches").waitFor();
    await page.locator(".queue-list").getByRole("button", { name: "Clear the filters" }).click();
    await page.waitForSelector(".queue-item");
  });

  it("says when the server is out of reach, and recovers", async () => {
    const page = await open(accounts.agent, "/desk");
    await page.waitForSelector(".queue");
    await page.context().setOffline(true);
    await page.getByText("You are offline").waitFor();
    await clean(page);
    await page.context().setOffline(false);
    await page.getByText("You are offline").waitFor({ state: "detached" });
  });

  it("listens once for all tabs of a browser", async () => {
    const first = await open(accounts.agent, "/desk");
    const second = await first.context().newPage();
    let streams = 0;
    second.on("request", (request) => {
      if (request.url().endsWith("/api/v1/events")) streams += 1;
    });
    await second.goto("/desk?tab=all");
    await second.waitForSelector(".queue");
    const made = await openCase(first, { subject: `Seen in both tabs ${Date.now()}` });
    await second.locator(".queue-item", { hasText: made.subject }).waitFor();
    assert.equal(streams, 0);
  });
});

describe("procedures", () => {
  it("are found, read by state and channel, drawn and compared", async () => {
    const page = await open(accounts.agent, "/library");
    await page.getByLabel("Find a procedure").fill("return with approval");
    await page.getByRole("link", { name: "Return with approval" }).click();
    await page
      .locator(".sop-page")
      .getByText("Use this procedure when a customer sends something back.")
      .first()
      .waitFor();
    await page.getByLabel("State").selectOption("MA");
    await page.waitForURL(/state=MA/);
    const [paper] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Print (PDF)" }).click(),
    ]);
    assert.match(paper.url(), /\/versions\/[0-9a-f]+\/pdf\?state=MA$/, "as it holds for the state that was chosen");
    assert.equal(readFileSync(await paper.path(), "latin1").slice(0, 5), "%PDF-");
    await page.getByRole("tab", { name: "Picture" }).click();
    const picture = page.getByRole("region", { name: /The flow of/ });
    await picture.locator("svg").waitFor();
    const width = () => page.locator(".picture-sheet svg").evaluate((svg) => svg.getBoundingClientRect().width);
    const before = await width();
    await picture.focus();
    await page.keyboard.press("+");
    await page.waitForFunction(
      (old) => (document.querySelector(".picture-sheet svg")?.getBoundingClientRect().width ?? 0) > old,
      before,
    );
    await clean(page);
    await page.getByRole("tab", { name: "Text" }).click();
    await page.locator(".source").getByText("id: return-with-approval").waitFor();
    assert.equal(await page.getByRole("link", { name: "Edit" }).count(), 0, "an agent has no way to edit");
  });

  it("are written, checked as one types, saved, contested, tested and published", async () => {
    const id = `journey-${Date.now()}`;
    const author = await open(accounts.author, "/library");
    await author.getByRole("button", { name: "New procedure" }).click();
    await author.getByRole("dialog").getByLabel("Title").fill(id.replace("-", " "));
    await author.getByRole("dialog").getByRole("button", { name: "Begin the draft" }).click();
    await author.waitForURL(new RegExp(`/author/${id}`));
    const text = author.locator(".cm-content");
    await text.waitFor();
    await author.getByText("no errors").waitFor();
    // Something that begins like a directive and is none.
    await text.click();
    await author.keyboard.press("Control+End");
    await author.keyboard.insertText("\n## 3. Wrong\n\n- Ask about the order number.\n");
    await author.getByText("1 error").waitFor();
    const finding = author.locator(".finding-error").first();
    await finding.getByRole("link", { name: /EH\d{4}/ }).waitFor();
    await clean(author);
    assert.equal(await author.getByRole("button", { name: "Publish" }).isDisabled(), true);
    await finding.getByRole("button", { name: /^Line/ }).click();
    await author.keyboard.press("Home");
    await author.keyboard.press("Shift+End");
    await author.keyboard.insertText("- [ ] Thank the customer.");
    await author.getByText("no errors").waitFor();
    await author.getByRole("tab", { name: "Picture" }).click();
    await author.locator(".picture-sheet svg").waitFor();
    await author.getByRole("tab", { name: "Line by line" }).click();
    await author.locator(".lines .line").first().waitFor();
    await clean(author);
    await author.keyboard.press("Control+s");
    await author.locator(".toast").getByText("Saved").first().waitFor();

    // Someone else saves; our next save says so and lets us choose.
    const draft = await api(author, "GET", `/procedures/${id}/draft`);
    const theirs = await api(
      author,
      "PUT",
      `/procedures/${id}/draft`,
      { source: `${draft.data.source}\nA line by someone else.\n` },
      { "If-Match": draft.etag },
    );
    assert.equal(theirs.status, 200, JSON.stringify(theirs.data));
    await text.click();
    await author.keyboard.press("Control+End");
    await author.keyboard.insertText("\nOur own line.\n");
    await author.keyboard.press("Control+s");
    const conflict = author.getByRole("dialog");
    await conflict.getByText("A line by someone else.").waitFor();
    await clean(author);
    await conflict.getByRole("button", { name: "Replace with mine" }).click();
    await conflict.waitFor({ state: "detached" });

    await author.getByRole("button", { name: "Run scenarios" }).click();
    await author.locator(".scenario, .author-panel .empty").first().waitFor();
    await author.getByRole("button", { name: "Publish" }).click();
    const publish = author.getByRole("dialog");
    await publish.getByRole("button", { name: "Publish" }).click();
    await publish.getByText("Say what changed and why").waitFor();
    await clean(author);
    await publish.getByLabel("What changed and why").fill("The first version");
    await publish.getByRole("button", { name: "Publish" }).click();
    await author.waitForURL(new RegExp(`/library/${id}`));
    await author.locator(".sop-page").getByText("Our own line.").waitFor();
  });
});

describe("an expression in the editor", () => {
  it("is completed, and shows its type and its value for a sample case as one types", async () => {
    const author = await open(accounts.author, `/author/${procedure}`);
    const summary = author.locator(".cm-line", { hasText: "Write a one-line summary" });
    await summary.click();
    await author.keyboard.press("End");
    const panel = author.getByRole("region", { name: "Expression under the cursor" });
    await panel.getByText("Put the cursor into code").waitFor();
    await author.keyboard.insertText("\n- Check that `");
    await author.keyboard.type("amou", { delay: 30 });
    // Names and functions are offered; Enter takes the name.
    await author.locator(".cm-tooltip-autocomplete").getByText("amount").first().waitFor();
    await clean(author);
    await author.keyboard.press("Enter");
    await author.keyboard.insertText(" > 500");
    await panel.locator("code", { hasText: /^amount > 500$/ }).waitFor();
    await panel.getByText("is of type boolean.").waitFor();
    await panel.getByText("no value yet: fill in amount").waitFor();
    await clean(author);
    await panel.getByLabel("amount", { exact: true }).fill("640");
    await panel.getByText("Here: yes").waitFor();
    await panel.getByLabel("amount", { exact: true }).fill("40");
    await panel.getByText("Here: no").waitFor();
    await clean(author);
    if (!server.real) return;

    // What is wrong is said in place of a value, and why there is none.
    await panel.getByLabel("amount", { exact: true }).fill("640");
    await panel.getByText("Here: yes").waitFor();
    const line = author.locator(".cm-line", { hasText: "Check that" });
    await line.click();
    await author.keyboard.press("End");
    await author.keyboard.insertText(" and");
    await panel.getByText("Expected a value, found the end.").waitFor();
    await author.keyboard.insertText(" amount / 0 > 1");
    await panel.getByText("cannot divide by zero").waitFor();

    // A cell of a table is a test of its column.
    const cell = author.locator(".cm-line", { hasText: "| damaged, late | full |" });
    await cell.click();
    await author.keyboard.press("Home");
    for (let i = 0; i < 4; i += 1) await author.keyboard.press("ArrowRight");
    await panel.getByText("is a test: boolean.").waitFor();
    await panel.getByLabel("reason", { exact: true }).fill("late");
    await panel.getByText("Here: yes").waitFor();
    await clean(author);
  });
});

describe("the record", () => {
  it("shows an auditor everything, lets them take it away, and nothing to change it with", async () => {
    const agent = await open(accounts.agent, "/desk");
    const made = await openCase(agent, { subject: "For the auditor" });
    await agent.goto(`/desk/${made.id}`);
    await listen(agent);
    await skipCallback(agent);

    const page = await open(accounts.auditor, "/");
    await page.waitForURL(/\/record/);
    await page.goto(`/record/${made.id}`);
    await page.locator(".event").first().waitFor();
    await page
      .locator(".timeline")
      .getByText(/She prefers email/)
      .first()
      .waitFor();
    await page.getByLabel("Kind").selectOption("facts");
    await page.locator(".event-facts").first().waitFor();
    assert.equal(await page.locator(".event-case").count(), 0);
    await page.locator(".event-more summary").first().click();
    await clean(page);
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByText(`evenhand verify ${made.id}.evpack`).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /Download/ }).click(),
    ]);
    const file = await download.path();
    if (server.real && process.env.EVENHAND_BIN) {
      const said = execFileSync(process.env.EVENHAND_BIN, ["verify", file], { encoding: "utf8" });
      assert.ok(said.length > 0);
    }
    await page.goto(`/desk/${made.id}`);
    await page.locator(".case-head").waitFor();
    await page.waitForSelector(".step");
    for (const name of ["Close", "Take it", "Record", "Skip", "Undo", "Next case", "New"]) {
      assert.equal(await page.getByRole("button", { name, exact: true }).count(), 0, `an auditor has no “${name}”`);
    }
    assert.equal(await page.locator(".composer").count(), 0);
  });

  it("shows the words that were in force for a case, whatever was published since", async (t) => {
    if (!server.real) return t.skip("the mock keeps no versions");
    const author = await open(accounts.author, "/library");
    const at = `in-force-${Date.now()}`;
    const source = (words) =>
      `---\nid: ${at}\ntitle: In force\n---\n\n# In force\n\n## 1. Look\n\n- [ ] ${words}\n- Close as **looked at**.\n`;
    const publish = async (words) => {
      const made = await api(author, "POST", `/procedures/${at}/publish`, { note: words, source: source(words) });
      assert.equal(made.status, 201, JSON.stringify(made.data));
    };
    await publish("Look at the first edition.");
    const agent = await open(accounts.agent, "/desk");
    const made = await openCase(agent, { subject: "Old words", follows: at, state: "" });
    await publish("Look at the second edition.");
    await agent.goto(`/desk/${made.id}`);
    await item(agent, "Look at the first edition").getByRole("checkbox").click();
    await guide(agent).getByText("This case is closed as looked at").waitFor();

    const auditor = await open(accounts.auditor, `/record/${made.id}`);
    const event = auditor.locator(".event", { hasText: "Done: Look at the first edition." }).first();
    await event.waitFor();
    await event.locator(".event-more summary").click();
    await event.locator(".event-more p").first().getByText("Look at the first edition.").waitFor();
    await auditor.locator(".in-force").getByRole("link", { name: "In force, version 1" }).waitFor();
    assert.equal(await auditor.locator(".timeline").getByText("second edition").count(), 0);
    await clean(auditor);
  });
});

describe("people and settings", () => {
  it("adds a person, who can sign in until their access ends", async () => {
    const page = await open(accounts.admin, "/people");
    const email = `new.${Date.now()}@example.com`;
    await page.getByRole("button", { name: "Add a person" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Nell Farrow");
    await dialog.getByLabel("Email").fill(email);
    await dialog.getByLabel("First password").fill("a long first password");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByLabel("Find a person").fill(email);
    await page.getByRole("cell", { name: email }).waitFor();

    const account = { email, password: "a long first password" };
    const other = await open(account, "/settings");
    await other.getByRole("heading", { name: "Settings" }).waitFor();
    await page.getByRole("button", { name: "Nell Farrow" }).click();
    await page.getByRole("button", { name: "End their access" }).click();
    await page.getByRole("button", { name: /End it now/ }).click();
    await page.getByText("no access").waitFor();
    await assert.rejects(open(account, "/settings"));
  });

  it("makes an API token that works, and stops working", async () => {
    const page = await open(accounts.admin, "/tokens");
    await page.getByRole("button", { name: "New token" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Journey");
    await dialog.getByLabel("case.read").check();
    await dialog.getByRole("button", { name: "Make the token" }).click();
    const secret = (await dialog.locator(".secret").textContent()).trim();
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    const ask = async () =>
      (await fetch(`${server.url}/api/v1/cases?limit=1`, { headers: { Authorization: `Bearer ${secret}` } })).status;
    if (server.real) assert.equal(await ask(), 200);
    await page.getByRole("button", { name: "Revoke Journey" }).first().click();
    await page.getByText("The token works no more").waitFor();
    if (server.real) assert.equal(await ask(), 401);
  });

  it("speaks Spanish, in the dark, and remembers", async () => {
    const page = await open(accounts.author, "/settings");
    await page.getByRole("radio", { name: "Español" }).check();
    await page.getByRole("heading", { name: "Ajustes" }).waitFor();
    await page.getByRole("radio", { name: "Oscuro" }).check();
    await page.waitForFunction(() => document.documentElement.dataset.scheme === "dark");
    await page.reload();
    await page.getByRole("heading", { name: "Ajustes" }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "es");
    await clean(page);
    await page.goto("/library");
    await page.getByRole("heading", { name: "Biblioteca" }).waitFor();
    await clean(page);
    await page.goto("/settings");
    await page.getByRole("radio", { name: "English" }).check();
    await page.getByRole("heading", { name: "Settings" }).waitFor();
  });
});
