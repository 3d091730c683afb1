// Every screen, in light, in dark and on a phone of 360 pixels, and where people spend their day in Spanish too: no
// accessibility violation, nothing out of reach, no script error.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  accountsOf,
  api,
  axe,
  newPage,
  overflow,
  shot,
  signIn,
  startBrowser,
  startServer,
  tooLong,
} from "./support.mjs";

let server;
let browser;
let accounts;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
  accounts = await accountsOf(server.url);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Until what the test is about is there, by default the page; a dialog that opens with its page comes in later. */
async function settled(page, shows = "#main") {
  await page.waitForLoadState("domcontentloaded");
  await page.waitForFunction(
    (shows) => document.querySelector(shows) && !document.querySelector(".spinner-large"),
    shows,
    { timeout: 30_000 },
  );
  await page.waitForTimeout(150);
}
const firstCase =
  (path, query = "status=open&limit=5") =>
  async (page) => {
    const { data } = await api(page, "GET", `/cases?${query}`);
    assert.ok(data.items.length > 0, "the demo has open cases");
    return `${path}/${data.items[0].id}`;
  };
const firstProcedure =
  (path, search = "") =>
  async (page) => {
    const { data } = await api(page, "GET", "/procedures");
    const found =
      data.items.find((entry) => entry.id === "refund-request") ?? data.items.find((entry) => !entry.guidance_only);
    return `${path}/${found.id}${search}`;
  };
const press = (key) => (page) => page.keyboard.press(key);
const dialog = "dialog[open] .dialog-title";
const click = (selector) => (page) => page.locator(selector).first().click();

const importPage = (page) =>
  page.locator("input[type=file]").setInputFiles({
    name: "lost-parcel.md",
    mimeType: "text/markdown",
    buffer: Buffer.from(
      "# Lost parcel\n\nFor a parcel that never came.\n\n## Find it\n\n1. Open the tracking page of the carrier.\n2. Ask the customer for the order number and their email.\n3. Wait 2 business days.\n4. If the parcel is insured, start a claim.\n5. Otherwise, offer a voucher.\n\n> I am sorry that your parcel is late.\n\n## Background\n\nCarriers must answer within 5 days.\n",
    ),
  });

const screens = [
  { name: "desk", who: "agent", path: "/desk?tab=all" },
  { name: "case", who: "agent", path: firstCase("/desk") },
  {
    name: "case-conversation",
    who: "agent",
    path: firstCase("/desk"),
    phoneOnly: true,
    act: (page) => page.getByRole("tab", { name: "Conversation" }).first().click(),
  },
  {
    name: "case-history",
    who: "agent",
    path: firstCase("/desk"),
    desktopOnly: true,
    act: (page) => page.getByRole("tab", { name: "History" }).click(),
  },
  { name: "close-dialog", who: "agent", path: firstCase("/desk"), act: press("x"), shows: dialog },
  { name: "new-case", who: "agent", path: "/desk?new=1", shows: dialog },
  {
    name: "search",
    who: "agent",
    path: "/desk",
    shows: dialog,
    act: async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("ref", { delay: 20 });
      await page.waitForTimeout(800);
    },
  },
  { name: "keys", who: "agent", path: "/desk", act: press("?"), shows: dialog },
  { name: "user-menu", who: "agent", path: "/desk", act: click(".who") },
  { name: "bell", who: "lead", path: "/desk", act: click(".bell") },
  { name: "approvals", who: "lead", path: "/approvals" },
  { name: "lead-case", who: "lead", path: firstCase("/desk"), act: click(".case-head .boxed"), desktopOnly: true },
  { name: "library", who: "agent", path: "/library" },
  { name: "library-list", who: "author", path: "/library?show=list" },
  { name: "procedure-page", who: "agent", path: firstProcedure("/library") },
  { name: "procedure-picture", who: "agent", path: firstProcedure("/library", "?view=picture") },
  { name: "procedure-text", who: "agent", path: firstProcedure("/library", "?view=source") },
  { name: "procedure-versions", who: "agent", path: firstProcedure("/library", "?view=versions") },
  {
    name: "procedure-scenarios",
    who: "agent",
    path: firstProcedure("/library", "?view=scenarios"),
    act: async (page) => {
      await page.getByRole("button", { name: "Run the scenarios" }).click();
      await page.waitForSelector(".scenario, .empty");
    },
  },
  {
    name: "editor",
    who: "author",
    path: firstProcedure("/author"),
    act: (page) => page.waitForSelector(".cm-content"),
  },
  {
    name: "editor-insert",
    who: "author",
    path: firstProcedure("/author"),
    act: async (page) => {
      await page.waitForSelector(".cm-content");
      await page.getByRole("button", { name: "Insert" }).click();
    },
  },
  {
    name: "editor-expression",
    who: "author",
    path: firstProcedure("/author"),
    act: async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+End");
      await page.keyboard.insertText("\n- Check that `amount > 500");
      await page.locator(".expression").getByLabel("amount", { exact: true }).fill("640");
      await page.locator(".expression").getByText("Here: yes").waitFor();
      await page.locator(".expression").scrollIntoViewIfNeeded();
      // What was typed is not kept.
      page.once("dialog", (dialog) => dialog.accept());
    },
  },
  {
    name: "editor-law",
    who: "author",
    path: async () => "/author/complaint",
    act: async (page) => {
      await page.waitForSelector(".cm-content");
      const side = page.getByRole("tab", { name: /What the check found|Findings/ });
      if (await side.first().isVisible()) await side.first().click();
      await page.getByRole("tab", { name: /^Law/ }).click();
      await page.getByText("Steps by state").waitFor();
    },
  },
  { name: "law", who: "agent", path: "/law?place=MA" },
  { name: "law-fact", who: "agent", path: "/law/us-ma/ma-93a-demand" },
  { name: "law-not-confirmed", who: "agent", path: "/law/us-ma/ma-class-ui" },
  { name: "import", who: "author", path: "/import" },
  { name: "import-report", who: "author", path: "/import", act: importPage, shows: ".import-entry" },
  { name: "code", who: "author", path: "/codes/EH0203" },
  { name: "record", who: "auditor", path: "/record" },
  { name: "timeline", who: "auditor", path: firstCase("/record") },
  {
    name: "export",
    shows: dialog,
    who: "auditor",
    path: firstCase("/record"),
    act: (page) => page.getByRole("button", { name: "Export" }).click(),
  },
  { name: "people", who: "admin", path: "/people" },
  {
    name: "person",
    shows: dialog,
    who: "admin",
    path: "/people",
    act: (page) => page.getByRole("button", { name: "Add a person" }).click(),
  },
  { name: "tokens", who: "admin", path: "/tokens" },
  {
    name: "token",
    shows: dialog,
    who: "admin",
    path: "/tokens",
    act: (page) => page.getByRole("button", { name: "New token" }).click(),
  },
  { name: "settings", who: "agent", path: "/settings" },
  { name: "nowhere", who: "agent", path: "/nowhere" },
];
const modes = {
  light: {},
  dark: { dark: true },
  phone: { phone: true },
  "phone-dark": { phone: true, dark: true },
  spanish: { language: "es-US", screens: ["desk", "case", "editor", "timeline", "law", "law-fact", "import-report"] },
};
const only = process.env.SCREEN?.split(",");

for (const [mode, options] of Object.entries(modes)) {
  describe(mode, () => {
    const pages = new Map();
    const pageOf = async (who) => {
      if (!pages.has(who)) {
        const account = accounts[who] ?? accounts.admin;
        const page = await newPage(browser, server.url, options);
        await signIn(page, account, "/settings");
        if (options.screens) {
          const { data } = await api(page, "GET", "/session");
          page.languageBefore = data.person.language;
          await api(page, "PATCH", "/people/me", { language: "es" });
          await page.reload();
        }
        pages.set(who, page);
      }
      return pages.get(who);
    };
    after(async () => {
      for (const page of pages.values()) {
        if (page.languageBefore) await api(page, "PATCH", "/people/me", { language: page.languageBefore });
        await page.context().close();
      }
    });
    it("sign-in", async () => {
      const page = await newPage(browser, server.url, options);
      await page.goto("/sign-in");
      await page.waitForSelector("form");
      await page.waitForTimeout(300);
      await shot(page, `${mode}-sign-in`);
      assert.deepEqual(await axe(page), []);
      await page.context().close();
    });
    for (const screen of screens) {
      if (only && !only.includes(screen.name)) continue;
      if (options.screens && !options.screens.includes(screen.name)) continue;
      if ((screen.phoneOnly && !options.phone) || (screen.desktopOnly && options.phone)) continue;
      it(screen.name, async () => {
        const page = await pageOf(screen.who);
        page.problems.length = 0;
        const path = typeof screen.path === "function" ? await screen.path(page) : screen.path;
        await page.goto(path);
        await settled(page, screen.act ? undefined : screen.shows);
        if (screen.act) {
          await screen.act(page);
          await settled(page, screen.shows);
        }
        await shot(page, `${mode}-${screen.name}`);
        if (options.screens) assert.equal(await page.evaluate(() => document.documentElement.lang), "es");
        assert.deepEqual(await axe(page), []);
        assert.ok((await overflow(page)) <= 0, "nothing is wider than the window");
        assert.ok((await tooLong(page)) <= 0, "the frame stays where it is");
        assert.deepEqual(page.problems, []);
      });
    }
  });
}
