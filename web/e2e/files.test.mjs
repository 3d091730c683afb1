// Evidence a person gives: photos, a receipt, a signature; by button, by drop, by drawing; and what the record says of them.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { deflateSync } from "node:zlib";
import { ensureProcedure, guide, item, openCase } from "./steps.mjs";
import { accountsOf, api, axe, newPage, overflow, shot, signIn, startBrowser, startServer } from "./support.mjs";

const procedure = "damage-report";
const folder = mkdtempSync(join(tmpdir(), "evenhand-files-"));
let server;
let browser;
let accounts;
let pages = [];
async function open(account, options = {}) {
  const page = await newPage(browser, server.url, options);
  pages.push(page);
  await signIn(page, account, "/settings");
  return page;
}
async function openAt(account, options) {
  const page = await open(account, options);
  const made = await openCase(page, { follows: procedure, subject: "Kettle arrived cracked" });
  await page.goto(`/desk/${made.id}`);
  await guide(page).waitFor();
  return { page, id: made.id };
}
before(async () => {
  writeFileSync(join(folder, "huge.png"), Buffer.alloc(10 * 1024 * 1024 + 1));
  server = await startServer();
  browser = await startBrowser();
  accounts = await accountsOf(server.url);
  await ensureProcedure(browser, server.url, accounts, procedure);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await browser?.close();
  await server?.stop();
});
afterEach(async () => {
  const problems = pages.flatMap((page) => page.problems);
  for (const page of pages) await page.context().close();
  pages = [];
  assert.deepEqual(problems, []);
});

/** A real PNG of one colour, so that browsers show it. */
function png(red, width = 160, height = 120) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    let crc = 0xffffffff;
    for (const byte of body) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(~crc >>> 0, body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.concat(
    Array.from({ length: height }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, red)])),
  );
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
const picture = (name, red = 150) => ({ name, mimeType: "image/png", buffer: png(red) });
const receipt = { name: "receipt.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n% a receipt\n") };
const photoBox = (page) => item(page, "Look at a photo of the damage");
const receiptBox = (page) => item(page, "receipt").last();
const signBox = (page) => item(page, "Have the collection form signed");
const choose = (box, file) => box.locator("input[type=file]:not([capture])").setInputFiles(file);
/** After an answer the guide moves the focus to what is next; the key must come after that. */
async function byKeyboard(page, box) {
  await box.locator(".file-drop").waitFor();
  await page.waitForTimeout(400);
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    box.locator("input[type=file]:not([capture])").press("Enter"),
  ]);
  return chooser;
}
const clean = async (page) => {
  assert.deepEqual(await axe(page), []);
  assert.ok((await overflow(page)) <= 0, "nothing is wider than the window");
};
async function sign(page) {
  const pad = page.locator(".pad-paper");
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await pad.boundingBox();
  await page.mouse.move(x + width * 0.2, y + height * 0.6);
  await page.mouse.down();
  for (let i = 1; i <= 24; i++)
    await page.mouse.move(x + width * (0.2 + i * 0.025), y + height * (0.5 + 0.25 * Math.sin(i)));
  await page.mouse.up();
}

describe("evidence", () => {
  it("is asked for, given, removed, given again; the record shows and proves it", async () => {
    const { page, id } = await openAt(accounts.agent);
    const box = photoBox(page);
    await box.locator(".file-drop").waitFor();
    await box.getByRole("checkbox").click();
    await box.getByText("This box asks for evidence").waitFor();
    await clean(page);
    // Nothing that is no image, too large or empty leaves the page.
    await choose(box, receipt);
    await box.getByText("receipt.pdf is no photo").waitFor();
    await choose(box, join(folder, "huge.png"));
    await box.getByText("larger than 10 MB").waitFor();
    await choose(box, { name: "empty.png", mimeType: "image/png", buffer: Buffer.alloc(0) });
    await box.getByText("empty.png is empty").waitFor();
    // What only says it is an image is told by its bytes.
    await choose(box, { name: "page.png", mimeType: "image/png", buffer: Buffer.from("<html><script>1</script>") });
    await box.getByText(/page.png: HTML/).waitFor();
    await clean(page);

    await choose(box, [picture("front.png", 200), picture("side.png", 90)]);
    await box.getByRole("link", { name: "front.png" }).waitFor();
    await box.getByRole("link", { name: "side.png" }).waitFor();
    assert.equal(await box.getByRole("alert").count(), 0, "the error is gone");
    await clean(page);
    await shot(page, "files-photo");
    await box.getByRole("button", { name: "Remove side.png" }).click();
    await box.getByRole("link", { name: "side.png" }).waitFor({ state: "detached" });
    await box.getByRole("checkbox").click();

    const ask = receiptBox(page);
    await ask.getByRole("button", { name: "Record" }).click();
    await ask.getByText("Add the file.").waitFor();
    await choose(ask, { ...receipt, name: "wrong.pdf" });
    await ask.getByRole("link", { name: "wrong.pdf" }).waitFor();
    await ask.getByText("Replace").waitFor();
    await choose(ask, receipt);
    await ask.getByRole("link", { name: "receipt.pdf" }).waitFor();
    await ask.getByRole("link", { name: "wrong.pdf" }).waitFor({ state: "detached" });
    await clean(page);
    await ask.getByRole("button", { name: "Record" }).click();

    const signature = signBox(page);
    await signature.getByRole("button", { name: "Use this signature" }).click();
    await signature.getByText("Draw the signature first").waitFor();
    await clean(page);
    await sign(page);
    await shot(page, "files-signature");
    await signature.getByRole("button", { name: "Use this signature" }).click();
    await signature.getByRole("link", { name: /^signature-/ }).waitFor();
    await clean(page);
    await signature.getByRole("checkbox").click();
    await page.locator(".case-head .tag", { hasText: "Closed as collected" }).waitFor();
    await page.getByText("We have your receipt (receipt.pdf)").first().waitFor();

    await page.goto(`/record/${id}`);
    await page.locator(".timeline").waitFor();
    const event = page
      .locator(".event", { hasText: "Look at a photo of the damage" })
      .filter({ has: page.locator("a") });
    const link = event.getByRole("link", { name: "front.png" });
    await page.waitForFunction(() =>
      [...document.querySelectorAll(".event img")].every((image) => image.complete && image.naturalWidth > 0),
    );
    await clean(page);
    await shot(page, "files-record");
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    assert.equal(download.suggestedFilename(), "front.png");
    const bytes = readFileSync(await download.path());
    assert.deepEqual(bytes, png(200), "byte for byte what was given");
    const { data } = await api(page, "GET", `/cases/${id}/files`);
    assert.deepEqual(
      data.items.map((file) => file.name.replace(/\d{4}-\d\d-\d\d/, "DATE")).sort(),
      ["front.png", "receipt.pdf", "signature-DATE.png"],
      "what was removed or replaced is gone",
    );
    const front = data.items.find((file) => file.name === "front.png");
    assert.equal(front.sha256, createHash("sha256").update(bytes).digest("hex"));
    assert.ok(front.first_seq > 0);
  });

  it("is given by keyboard alone, and by drop", async () => {
    const { page } = await openAt(accounts.agent);
    const box = photoBox(page);
    const chooser = await byKeyboard(page, box);
    assert.ok(chooser.isMultiple());
    await chooser.setFiles(picture("front.png"));
    const link = box.getByRole("link", { name: "front.png" });
    await link.waitFor();
    const remove = box.getByRole("button", { name: "Remove front.png" });
    await remove.focus();
    await page.keyboard.press("Enter");
    await link.waitFor({ state: "detached" });
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute("type")),
      "file",
      "the keyboard stays where the next file is chosen",
    );
    const drop = await page.evaluateHandle(
      ([base64]) => {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], "dropped.png", { type: "image/png" }));
        return data;
      },
      [png(120).toString("base64")],
    );
    await box.locator(".file-drop").dispatchEvent("drop", { dataTransfer: drop });
    await box.getByRole("link", { name: "dropped.png" }).waitFor();
    await box.getByRole("checkbox").focus();
    await page.keyboard.press("Space");
    await receiptBox(page).locator(".file-drop").waitFor();
    await choose(receiptBox(page), receipt);
    await receiptBox(page).getByRole("link", { name: "receipt.pdf" }).waitFor();
    await receiptBox(page).getByRole("button", { name: "Record" }).click();
    // Whoever cannot draw chooses an image.
    const signature = signBox(page);
    const images = await byKeyboard(page, signature);
    await images.setFiles(picture("signed.png"));
    await signature.getByRole("link", { name: "signed.png" }).waitFor();
    await signature.getByRole("checkbox").focus();
    await page.keyboard.press("Space");
    await page.locator(".case-head .tag", { hasText: "Closed as collected" }).waitFor();
  });

  it("is refused with the gate when it is of another case", async () => {
    const { page, id } = await openAt(accounts.agent);
    const other = await openCase(page, { follows: procedure });
    const sent = await page.evaluate(
      async ([target, base64]) => {
        const session = await (await fetch("/api/v1/session")).json();
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        const answer = await fetch(`/api/v1/cases/${target}/files?name=x.png`, {
          method: "POST",
          headers: { "X-Evenhand-CSRF": session.csrf },
          body: bytes,
        });
        return answer.json();
      },
      [other.id, png(10).toString("base64")],
    );
    const path = (await api(page, "GET", `/cases/${id}`)).data.guide.now[0];
    const refused = await api(page, "POST", `/cases/${id}/commands`, {
      type: "tick-task",
      path,
      yes: true,
      files: [sent.id],
    });
    assert.equal(refused.status, 409);
    assert.equal(refused.data.code, "case/evidence");
    assert.equal(refused.data.gates[0].path, path);
    assert.equal((await api(page, "GET", `/cases/${id}/files/${sent.id}`)).status, 404);
  });

  for (const [mode, options] of Object.entries({
    dark: { dark: true },
    phone: { phone: true },
    "phone-dark": { phone: true, dark: true },
  })) {
    it(`is clean in ${mode}`, async () => {
      const { page } = await openAt(accounts.agent, options);
      const box = photoBox(page);
      await choose(box, [
        picture("a picture with quite a long name of the front of the kettle.png"),
        picture("b.png", 40),
      ]);
      await box.getByRole("link", { name: "b.png" }).waitFor();
      await clean(page);
      await shot(page, `files-photo-${mode}`);
      await box.getByRole("checkbox").click();
      await choose(receiptBox(page), receipt);
      await receiptBox(page).getByRole("link", { name: "receipt.pdf" }).waitFor();
      await clean(page);
      await receiptBox(page).getByRole("button", { name: "Record" }).click();
      await signBox(page).locator(".pad-paper").waitFor();
      await sign(page);
      await clean(page);
      await shot(page, `files-signature-${mode}`);
    });
  }

  it("speaks Spanish", async () => {
    const { page } = await openAt(accounts.spanish ?? accounts.agent, { language: "es-MX" });
    if (!accounts.spanish) return;
    const box = photoBox(page);
    await box.getByText("Elegir fotos").waitFor();
    await choose(box, receipt);
    await box.getByText("receipt.pdf no es una foto").waitFor();
    await clean(page);
    await shot(page, "files-photo-es");
  });
});
