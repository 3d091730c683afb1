// What an author goes through: the demo's own procedure changed and published, a colleague who was faster, and a session that
// ends in the middle of a sentence.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { guide, openCase, replaceApproved } from "./steps.mjs";
import { accountsOf, api, axe, newPage, signIn, startBrowser, startServer } from "./support.mjs";

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

/** Finds words in the editor by keyboard and puts others in their place. */
async function change(page, words, others) {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+f");
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(words.slice(0, -1));
  await page.keyboard.type(words.at(-1));
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.insertText(others);
}
async function append(page, words) {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(words);
}
const source = (id, words) =>
  `---\nid: ${id}\ntitle: Contested\n---\n\n# Contested\n\n## 1. Look\n\n- [ ] ${words}\n- Close as **looked at**.\n`;
async function publish(page, id, words) {
  const made = await api(page, "POST", `/procedures/${id}/publish`, { note: words, source: source(id, words) });
  assert.equal(made.status, 201, JSON.stringify(made.data));
}
const text = (page) => page.evaluate(() => document.querySelector(".cm-content").textContent);

describe("a procedure that was written elsewhere", () => {
  it("is brought in, looked through beside its draft, and opened in the editor; what is no file for it is refused", async () => {
    const author = await open(accounts.author, "/library");
    await author.getByRole("link", { name: "Import" }).click();
    const choose = (name, text) =>
      author.locator("input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
    await choose("photo.png", "no words");
    await author.getByText("This kind of file is not read.").waitFor();
    if (server.real) {
      await choose("broken.docx", "no words");
      await author.getByText("This is no Word file").waitFor();
      await author.getByText("Save the document anew as Word").waitFor();
    }
    await choose(
      "warranty.md",
      "# Warranty claim\n\n## Do it\n\n1. Open the order.\n2. Look at the photo.\n\nBe kind.\n",
    );
    await author.getByRole("heading", { name: "What became of it" }).waitFor();
    await clean(author);

    // Only what was guessed; each leads to its line of the draft.
    await author.getByLabel(/^guessed [1-9]/).check();
    await author.getByRole("button", { name: "Look at the photo." }).click();
    await author.locator(".import-line.is-shown", { hasText: "- [ ] Look at the photo." }).waitFor();
    assert.equal(await author.getByText("Be kind.", { exact: true }).count(), 1, "prose stands in the draft alone");

    // Nothing is saved before; the id is the author's to choose.
    assert.equal((await api(author, "GET", "/procedures/warranty-claim/draft")).status, 404);
    await author.getByLabel("Its id").fill("warranty-from-a-file");
    await author.getByRole("button", { name: "Open in the editor" }).click();
    await author.locator(".cm-content").waitFor();
    await author.getByText("no errors").waitFor();
    const words = await text(author);
    assert.ok(words.includes("id: warranty-from-a-file") && words.includes("- [ ] Look at the photo."), words);
  });
});

describe("the author's own procedure", () => {
  it("is changed, told what is wrong, drawn anew and published; open cases stay where they began", async (t) => {
    if (!server.real) return t.skip("needs the demo's procedures");
    const agent = await open(accounts.agent, "/desk");
    const old = await openCase(agent, { subject: "Opened before", follows: "refund-request" });
    const before = (await api(agent, "GET", "/procedures/refund-request")).data;

    const author = await open(accounts.author, "/library");
    await author.getByRole("link", { name: "Refund request" }).first().click();
    await author.getByRole("link", { name: "Edit" }).click();
    await author.locator(".cm-content").waitFor();
    await author.getByText("no errors").waitFor();

    // A sentence that is none: where, what was expected, and the nearest that is one.
    await change(author, "- [ ] Ask whether anything else is needed.", "- Ask about anything else.");
    const finding = author.locator(".finding-error").first();
    await finding.getByRole("button", { name: "Line 86, column 7" }).waitFor();
    await finding
      .getByText(/Ask for/)
      .first()
      .waitFor();
    await finding.getByRole("link", { name: /EH\d{4}/ }).waitFor();
    assert.equal(await author.getByRole("button", { name: "Publish" }).isDisabled(), true);
    await clean(author);

    // The sentence again, said better; and a rule of the table.
    const words = `Ask what else we can do, and listen (${Date.now()}).`;
    await change(author, "- Ask about anything else.", `- [ ] ${words}`);
    await change(author, "| <= 30 ", "| <= 20 ");
    await author.getByText("no errors").waitFor();
    await author.getByRole("tab", { name: "Line by line" }).click();
    await author.locator(".lines .line", { hasText: words }).waitFor();
    await clean(author);
    await author.getByRole("tab", { name: "Picture" }).click();
    await author.locator(".picture-sheet svg", { hasText: "Ask what else we" }).waitFor();

    await author.getByRole("button", { name: "Publish" }).click();
    const dialog = author.getByRole("dialog");
    const version = before.version + 1;
    await dialog.getByRole("heading", { name: `Submit version ${version} for approval` }).waitFor();
    await dialog.locator(".diff").getByText(/<= 20/).first().waitFor();
    await dialog.getByText(/open cases? stays? on the version (it was|they were) opened under/).waitFor();
    await dialog
      .getByRole("region", { name: "What it touches" })
      .getByText(/open cases? on version \d/)
      .first()
      .waitFor();
    await dialog.getByRole("button", { name: "Play the last closed cases again" }).click();
    await dialog.getByText(/goe?s? as before/).waitFor();
    await clean(author);
    // Another class needs its reason.
    await dialog.getByLabel("What changed and why").fill("Twenty days, as agreed");
    const what = dialog.locator(".weighed").filter({ hasText: "wrap-up/task-ask-what-else" }).first();
    await what.locator("select").selectOption("editorial");
    await dialog.getByRole("button", { name: "Submit for approval" }).click();
    await what.getByText("Say why it is not what was proposed.").waitFor();
    await what.getByLabel(/^Why not/).fill("It was always meant so.");
    await dialog.getByText("Show page and flow with what changes").click();
    await dialog.locator(".redline ins", { hasText: "20" }).first().waitFor();
    await dialog.locator(".redline-flow svg .is-changed").first().waitFor();
    await clean(author);
    await dialog.getByRole("button", { name: "Submit for approval" }).click();
    await author.waitForURL(/\/library\/refund-request\?view=review/);
    await author.getByText("You wrote on this draft").waitFor();
    assert.equal(await author.getByRole("button", { name: "Approve" }).count(), 0);
    await clean(author);

    // Four eyes: the lead finds it among the approvals, then the compliance officer.
    const lead = await open(accounts.lead, "/approvals");
    await lead.getByRole("link", { name: "Refund request" }).click();
    await lead.locator(".redline ins", { hasText: "20" }).first().waitFor();
    await lead.getByText("It was always meant so.").waitFor();
    await clean(lead);
    await lead.getByRole("button", { name: "Approve" }).click();
    await lead
      .getByText("Your approval is there already")
      .or(lead.getByText(/still to approve/))
      .first()
      .waitFor();
    const officer = await open(accounts.compliance, "/library/refund-request?view=review");
    await officer.getByRole("button", { name: "Approve" }).click();
    await officer.getByText(`Approved and published as version ${version}`).waitFor();
    await author.goto("/library/refund-request");
    await author.locator(".sop-page").getByText(words).first().waitFor();

    // The open case goes on under the words it was opened under; a new one runs on the new.
    await agent.goto(`/desk/${old.id}`);
    const lastStep = () =>
      guide(agent)
        .getByRole("button", { name: /Wrap up/ })
        .click();
    await lastStep();
    await guide(agent).getByText("Ask whether anything else is needed.").waitFor();
    assert.equal(await guide(agent).getByText(words).count(), 0);
    assert.equal((await api(agent, "GET", `/cases/${old.id}`)).data.version, before.hash);
    const made = await openCase(agent, { subject: "Opened after", follows: "refund-request" });
    await agent.goto(`/desk/${made.id}`);
    await lastStep();
    await guide(agent).getByText(words).waitFor();
    assert.notEqual(made.version, before.hash);
    assert.equal(
      await replaceApproved(author, [lead, officer], "refund-request", before.source, "As it was"),
      version + 1,
    );
  });
});

describe("a text and the law", () => {
  it("shows what is missing in a state, and puts the lines in", async (t) => {
    if (!server.real) return t.skip("needs the demo's procedures");
    const author = await open(accounts.author, "/author/refund-request");
    await author.locator(".cm-content").waitFor();
    await author.getByText("no errors").waitFor();
    await change(author, " (satisfies us-ma/ma-recording)", "");
    await author.getByText("In MA: Everybody on a call agrees before it is recorded.").first().waitFor();
    await author.getByRole("tab", { name: /^Law/ }).click();
    const finding = author.locator(".finding-warning", { hasText: "Everybody on a call agrees" });
    await finding.getByText("Missing").waitFor();
    await clean(author);
    await finding.getByRole("button", { name: "Put these lines in" }).click();
    await author.locator(".finding", { hasText: "Everybody on a call agrees" }).getByText("Met").waitFor();
    const link = author.getByRole("link", { name: "us-ma/ma-recording" }).first();
    assert.equal(await link.getAttribute("href"), "/law/us-ma/ma-recording");
    author.once("dialog", (dialog) => dialog.accept());
  });
  it("is looked up by place, topic and day, by keyboard too", async () => {
    const page = await open(accounts.agent, "/desk");
    await page.keyboard.press("g");
    await page.keyboard.press("w");
    await page.waitForURL(/\/law$/);
    await page.getByLabel("Place").selectOption("OK");
    await page.getByLabel("Topic").selectOption("privacy-and-breach");
    await page.getByRole("link", { name: "Breach notice to the Attorney General" }).waitFor();
    await page.getByLabel("On the day").fill("2025-12-31");
    await page.getByRole("link", { name: "Breach notice to the Attorney General" }).waitFor({ state: "detached" });
    await page.getByLabel("On the day").fill("2026-01-01");
    await page.getByRole("link", { name: "Breach notice to the Attorney General" }).click();
    await page.getByText("Verify with Oklahoma Attorney General").waitFor();
    await page.getByText("60 days").first().waitFor();
    await clean(page);
  });
});

describe("a colleague who published first", () => {
  it("is followed where nothing was typed", async () => {
    const author = await open(accounts.author, "/library");
    const id = `followed-${Date.now()}`;
    await publish(author, id, "The first words.");
    await author.goto(`/author/${id}`);
    await author.locator(".cm-line", { hasText: "The first words." }).waitFor();
    const colleague = await open(accounts.author, "/library");
    await publish(colleague, id, "The second words.");
    await author.locator(".cm-line", { hasText: "The second words." }).waitFor();
    await author.getByText("as published").waitFor();
    assert.equal(await author.getByRole("button", { name: "Publish" }).isDisabled(), true);
  });

  it("is asked about before Save and before Publish, and never taken back unseen", async () => {
    const author = await open(accounts.author, "/library");
    const id = `contested-${Date.now()}`;
    await publish(author, id, "The first words.");
    await author.goto(`/author/${id}`);
    await author.locator(".cm-line", { hasText: "The first words." }).waitFor();
    await change(author, "The first words.", "Our own words.");
    const colleague = await open(accounts.author, "/library");
    await publish(colleague, id, "The second words.");
    await author.locator(".author-state").getByText("Version 2 was published meanwhile").waitFor();
    await author.keyboard.press("Control+s");
    const dialog = author.getByRole("dialog");
    await dialog.getByRole("heading", { name: "Version 2 was published meanwhile" }).waitFor();
    await dialog.locator(".diff").getByText("The second words.").waitFor();
    await clean(author);
    await dialog.getByRole("button", { name: "Decide later" }).click();
    await author.getByRole("button", { name: "Publish" }).click();
    await dialog.getByRole("heading", { name: "Version 2 was published meanwhile" }).waitFor();
    assert.equal((await api(author, "GET", `/procedures/${id}/draft`)).status, 404, "nothing was saved");
    await dialog.getByRole("button", { name: "Take theirs" }).click();
    await author.locator(".cm-line", { hasText: "The second words." }).waitFor();
    assert.doesNotMatch(await text(author), /Our own words/);
  });

  it("is noticed by a draft that is older than the version", async () => {
    const author = await open(accounts.author, "/library");
    const id = `older-${Date.now()}`;
    await publish(author, id, "The first words.");
    const saved = await api(
      author,
      "PUT",
      `/procedures/${id}/draft`,
      { source: source(id, "The draft's words.") },
      { "If-None-Match": "*" },
    );
    assert.ok([200, 201].includes(saved.status), JSON.stringify(saved.data));
    await publish(author, id, "The second words.");
    const draft = await api(author, "GET", `/procedures/${id}/draft`);
    if (draft.status !== 200) return; // The mock drops every draft.
    await author.goto(`/author/${id}`);
    await author.locator(".cm-line", { hasText: "The draft's words." }).waitFor();
    await author.getByRole("button", { name: "Publish" }).click();
    const dialog = author.getByRole("dialog");
    await dialog.getByRole("button", { name: "Replace with mine" }).click();
    await dialog.getByRole("heading", { name: "Publish as version 3" }).waitFor();
  });
});

describe("a session that ends", () => {
  it("asks for the password over the page, and the text is saved as if nothing had been", async () => {
    const author = await open(accounts.author, "/library");
    const id = `ended-${Date.now()}`;
    await publish(author, id, "The first words.");
    await author.goto(`/author/${id}`);
    await author.locator(".cm-line", { hasText: "The first words." }).waitFor();
    await append(author, "\nA line of an hour's work.\n");
    await author.getByText("not saved").waitFor();
    await api(author, "DELETE", "/session");
    await author.keyboard.press("Control+s");
    const dialog = author.getByRole("dialog", { name: "Your session has ended" });
    await dialog.getByText(accounts.author.email).waitFor();
    await clean(author);
    await dialog.getByLabel("Password", { exact: true }).fill("not the password");
    await author.keyboard.press("Enter");
    await dialog.getByText("The password is wrong.").waitFor();
    await dialog.getByLabel("Password", { exact: true }).fill(accounts.author.password);
    await author.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await author.locator(".toast").getByText("Saved").first().waitFor();
    const draft = await api(author, "GET", `/procedures/${id}/draft`);
    assert.match(draft.data.source, /A line of an hour's work/);
  });

  it("and was opened again in another tab is taken over; the text of a closed page comes back", async () => {
    const author = await open(accounts.author, "/library");
    const id = `again-${Date.now()}`;
    await publish(author, id, "The first words.");
    await author.goto(`/author/${id}`);
    await author.locator(".cm-line", { hasText: "The first words." }).waitFor();
    await append(author, "\nTyped before the page went away.\n");
    await author.getByText("not saved").waitFor();
    author.on("dialog", (dialog) => void dialog.accept());
    await author.reload();
    await author.getByText("What you had typed and not saved is back.").waitFor();
    await author.locator(".cm-line").first().waitFor();
    assert.match(await text(author), /Typed before the page went away/);
    await clean(author);
    // Another tab signs the same person in: this page's CSRF value is of the session before.
    const ok = await author.evaluate(async ({ email, password }) => {
      await fetch("/api/v1/session", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ email, password }),
      });
      return true;
    }, accounts.author);
    assert.ok(ok);
    await author.getByRole("button", { name: "Save", exact: true }).click();
    await author.locator(".toast").getByText("Saved").first().waitFor();
    await author.reload();
    await author.locator(".cm-line", { hasText: "Typed before the page went away." }).waitFor();
    assert.equal(await author.getByText("What you had typed and not saved is back.").count(), 0);
  });
});

describe("the editor", () => {
  it("finds and replaces in the dark, in Spanish, and says what it found in the reader's words", async () => {
    const author = await open(accounts.author, "/library");
    const id = `spanish-${Date.now()}`;
    await publish(author, id, "The first words.");
    await api(author, "PATCH", "/people/me", { language: "es", theme: "dark" });
    await author.evaluate(() => localStorage.setItem("evenhand-color-scheme", "dark"));
    await author.goto(`/author/${id}`);
    await author.locator(".cm-line", { hasText: "The first words." }).click();
    await author.keyboard.press("Control+f");
    const field = author.getByRole("textbox", { name: "Buscar" });
    await field.waitFor();
    await author.getByRole("button", { name: "siguiente" }).waitFor();
    const seen = await author.evaluate(() => {
      const rgb = (text) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number);
      return [...document.querySelectorAll(".cm-textfield, .cm-button")].map((control) => {
        const style = getComputedStyle(control);
        return { image: style.backgroundImage, ground: rgb(style.backgroundColor), words: rgb(style.color) };
      });
    });
    assert.ok(seen.length > 4);
    for (const { image, ground, words } of seen) {
      assert.equal(image, "none");
      assert.ok(Math.max(...ground) < 80 && Math.min(...words) > 180, JSON.stringify({ ground, words }));
    }
    await author.keyboard.press("Escape");
    if (server.real) {
      await author.getByRole("tab", { name: "Línea por línea" }).click();
      await author.locator(".line-kind", { hasText: "sobre el archivo" }).first().waitFor();
      await author.locator(".line-kind", { hasText: "tarea" }).first().waitFor();
    }
    await api(author, "PATCH", "/people/me", { language: "en", theme: "system" });
  });

  it("shows a finding without its Markdown, and says what is only guidance", async (t) => {
    if (!server.real) return t.skip("the mock checks little");
    const author = await open(accounts.author, "/library");
    const id = `plain-${Date.now()}`;
    await publish(author, id, "The first words.");
    await author.goto(`/author/${id}`);
    await author.getByText("no errors").waitFor();
    await change(author, "- [ ] The first words.", "Only guidance here.\n\n- [ ] The first words.");
    await author.getByText("Every sentence was understood; 1 line is guidance, shown as written.").waitFor();
    await change(author, "- [ ] The first words.", "- Ask about the words.");
    const finding = author.locator(".finding-error").first();
    await finding.locator("code", { hasText: "Ask" }).first().waitFor();
    assert.doesNotMatch(await finding.textContent(), /[`]|\*\*/);
  });
});

describe("going back", () => {
  it("goes through the views of a procedure, and past the sign-in of who is signed in", async () => {
    const page = await open(accounts.author, "/library");
    const id = `back-${Date.now()}`;
    await publish(page, id, "The first words.");
    await page.goto(`/library/${id}`);
    await page.getByRole("tab", { name: "Text" }).click();
    await page.locator(".source").waitFor();
    await page.goBack();
    await page.waitForURL(new RegExp(`/library/${id}$`));
    await page.locator(".sop-page").waitFor();
    await page.goto("/sign-in?next=/settings");
    await page.waitForURL(/\/settings$/);
  });
});

describe("a version", () => {
  it("is scheduled, withdrawn with a reason, and its text comes back as a draft", async (t) => {
    if (!server.real) return t.skip("the mock knows no terms");
    const id = `terms-${Date.now()}`;
    const author = await open(accounts.author, "/library");
    await publish(author, id, "The first words.");
    await author.goto(`/author/${id}`);
    await change(author, "The first words.", "The second words.");
    await author.getByText("no errors").waitFor();
    await author.getByRole("button", { name: "Publish" }).click();
    const dialog = author.getByRole("dialog");
    await dialog.getByLabel("What changed and why").fill("For next century");
    await dialog.getByLabel("Takes effect on").fill("2126-01-01");
    await dialog.getByText("What it touches").waitFor();
    await dialog.getByRole("button", { name: "Publish" }).click();
    await author.waitForURL(new RegExp(`/library/${id}`));
    await author.locator(".sop-page").getByText("The first words.").waitFor();
    await author.getByRole("tab", { name: "Versions" }).click();
    const row = author.getByRole("row", { name: /Version 2/ });
    await row.getByText("scheduled").waitFor();
    await clean(author);
    await row.getByRole("button", { name: "Withdraw" }).click();
    await dialog.getByRole("button", { name: "Withdraw" }).click();
    await dialog.getByText("Say why.").waitFor();
    await clean(author);
    await dialog.getByLabel("Reason").fill("Too far away");
    await dialog.getByRole("button", { name: "Withdraw" }).click();
    await row.getByText("withdrawn").waitFor();
    await author.getByText("Show page and flow with what changes").click();
    await author
      .locator(".redline del", { hasText: "second" })
      .or(author.locator(".redline ins", { hasText: "second" }))
      .first()
      .waitFor();
    await author.locator(".redline-flow svg").first().waitFor();
    await clean(author);
    await row.getByRole("button", { name: "Bring this text back" }).click();
    await author.waitForURL(new RegExp(`/author/${id}`));
    await author.locator(".cm-content", { hasText: "The second words." }).waitFor();
    await author.goto(`/library/${id}?view=review`);
    await author.getByText("Too far away").waitFor();
    await clean(author);
  });

  it("in force and withdrawn takes no new cases, which its page says", async (t) => {
    if (!server.real) return t.skip("the mock knows no terms");
    const id = `gone-${Date.now()}`;
    const author = await open(accounts.author, "/library");
    await publish(author, id, "The only words.");
    const gone = await api(author, "POST", `/procedures/${id}/withdraw`, { version: 1, reason: "Wrong." });
    assert.equal(gone.status, 204);
    await author.goto(`/library/${id}`);
    await author.getByText("This version takes no new cases").waitFor();
    await clean(author);
  });
});

describe("a draft", () => {
  it("is talked about step by step, on a phone in the dark too", async (t) => {
    if (!server.real) return t.skip("the mock keeps no comments");
    const id = `talk-${Date.now()}`;
    const author = await open(accounts.author, "/library");
    const text = source(id, "Look closely.");
    const saved = await api(author, "PUT", `/procedures/${id}/draft`, { source: text }, { "If-None-Match": "*" });
    assert.equal(saved.status, 201);
    await author.goto(`/author/${id}`);
    await author.getByText("no errors").waitFor();
    await author.getByRole("tab", { name: "Comments" }).click();
    await author.getByLabel("On", { exact: true }).selectOption({ label: "Look" });
    await author.getByLabel("Your comment").fill("At what?");
    await author.getByRole("button", { name: "Comment", exact: true }).click();
    const talk = author.locator(".comment-talk");
    await talk.getByText("At what?").waitFor();
    await talk.getByRole("button", { name: "Look" }).waitFor();
    await clean(author);
    await talk.getByLabel("Reply").fill("At the parcel.");
    await talk.getByRole("button", { name: "Reply" }).click();
    await talk.locator(".comment-reply").getByText("At the parcel.").waitFor();
    await talk.getByRole("button", { name: "Settled" }).click();
    await talk.getByText(/^settled by/).waitFor();
    await clean(author);
    const phone = await open(accounts.author, `/author/${id}`, { phone: true, dark: true });
    await phone.getByRole("tab", { name: /What the check found/ }).click();
    await phone.getByRole("tab", { name: "Comments" }).click();
    await phone.locator(".comment-talk").getByText("At the parcel.").waitFor();
    await clean(phone);
  });
});
