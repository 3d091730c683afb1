// What several journeys do: make sure the procedure they follow is published, open a case under it, and work its guide.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { api, newPage, signIn } from "./support.mjs";

export const procedure = "return-with-approval";

export async function ensureProcedure(browser, url, accounts, procedure = "return-with-approval") {
  const source = readFileSync(new URL(`./sops/${procedure}.sop.md`, import.meta.url), "utf8");
  const page = await newPage(browser, url);
  await signIn(page, accounts.author, "/settings");
  const found = await api(page, "GET", `/procedures/${procedure}`);
  if (found.status === 404) {
    const made = await api(page, "POST", `/procedures/${procedure}/publish`, { note: "For the journeys", source });
    assert.equal(made.status, 201, JSON.stringify(made.data));
  }
  await page.context().close();
}

/** Opens a case through the API; the desk's own dialog has a journey of its own. */
export async function openCase(
  page,
  { subject = "Toaster does not toast", channel = "email", mine = true, follows = procedure, state = "OK" } = {},
) {
  const made = await api(page, "POST", "/cases", {
    procedure: follows,
    subject,
    channel,
    state,
    customer: { name: "Rosa Delgado", address: `rosa.${Date.now()}@example.com` },
  });
  assert.equal(made.status, 201, JSON.stringify(made.data));
  if (mine) {
    const session = await api(page, "GET", "/session");
    await api(page, "POST", `/cases/${made.data.id}/commands`, { type: "assign", person_id: session.data.person.id });
  }
  return made.data;
}

export const guide = (page) => page.locator(".guide");
export const current = (page) => page.locator(".item.is-mine");
export const item = (page, text) => page.locator(".guide .item", { hasText: text });

export async function listen(page, { order = "AB-123456", reason = "damaged" } = {}) {
  const ask = item(page, "order number").first();
  await ask.getByLabel("order number").fill(order);
  await ask.getByRole("radio", { name: reason }).check();
  await ask.getByRole("button", { name: "Record" }).click();
}
export async function skipCallback(page) {
  const task = item(page, "Offer a callback number");
  await task.getByRole("button", { name: "Skip" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("She prefers email");
  await dialog.getByRole("button", { name: "Skip" }).click();
  await dialog.waitFor({ state: "detached" });
}
export async function lookUp(page, amount = "40") {
  await page.getByRole("button", { name: "Do: look up order" }).click();
  const action = item(page, "Do look up order").first();
  await action.getByLabel("amount").fill(amount);
  await action.getByRole("button", { name: "It is done" }).click();
}
export async function pay(page, id = "R-77") {
  await page.getByRole("button", { name: "Do: pay refund" }).click();
  const action = item(page, "Do pay refund").first();
  await action.getByLabel("refund id").fill(id);
  await action.getByRole("button", { name: "It is done" }).click();
}
export async function wrapUp(page) {
  const task = item(page, "Write a one-line summary");
  await task.getByLabel("Write it here").fill("Refunded a toaster");
  await task.getByRole("checkbox").click();
  await page.locator(".case-head .tag", { hasText: "Closed as refunded" }).waitFor();
}

/** What somebody submitted is approved by each of these pages' people, as they see it. @returns the version it became */
export async function approveAll(pages, procedure) {
  let version = 0;
  for (const page of pages) {
    const { data: submission } = await api(page, "GET", `/procedures/${procedure}/submission`);
    const given = await api(page, "POST", `/procedures/${procedure}/submission/approve`, { submission: submission.id });
    assert.equal(given.status, 200, JSON.stringify(given.data));
    version = given.data.version;
  }
  return version;
}

/** Puts a text in place of the one in force where others have to approve it. */
export async function replaceApproved(author, approvers, procedure, source, note) {
  const saved = await api(author, "PUT", `/procedures/${procedure}/draft`, { source }, { "If-None-Match": "*" });
  assert.equal(saved.status, 201, JSON.stringify(saved.data));
  const { data: impact } = await api(author, "GET", `/procedures/${procedure}/draft/impact`);
  const classes = Object.fromEntries(impact.changes.map((change) => [change.key, { class: change.proposed }]));
  const headers = { "If-Match": `"${saved.data.revision}"` };
  const made = await api(author, "POST", `/procedures/${procedure}/submission`, { note, classes }, headers);
  assert.equal(made.status, 201, JSON.stringify(made.data));
  return approveAll(approvers, procedure);
}
