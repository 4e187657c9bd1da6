// Debian's Chromium, watched: whatever it complains about fails the flow.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { password } from "./box.mjs";

export const phone = { width: 390, height: 844 };
export const desk = { width: 1280, height: 800 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"],
  });
}

// open makes a page in a context without cookies. Its complaints are collected;
// a page that is an error on purpose is loaded with refused().
export async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: phone, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const complaints = [];
  let expected = 0;
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    const answer = message.text().match(/^Failed to load resource: the server responded with a status of (\d+)/);
    if (answer && Number(answer[1]) === expected && message.location().url === page.url()) return;
    complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("requestfailed", (request) => { if (!request.url().includes("/live") && request.failure().errorText !== "net::ERR_ABORTED") complaints.push(`${request.url()}: ${request.failure().errorText}`); });
  return {
    page, context, complaints,
    quiet: () => assert.deepEqual(complaints, [], "the browser complains"),
    expect: (status) => { expected = status; },
  };
}

export async function signIn(page, base, who = "night", next = "/") {
  await page.goto(`${base}/signin?next=${encodeURIComponent(next)}`);
  await page.fill("#email", `${who}@larkfield.example`);
  await page.fill("#password", password);
  await page.click("form button");
  await page.waitForURL(`${base}${next}`);
}

export const part = (id) => `[data-testid=${id}]`;
export const textOf = async (page, id) => (await page.locator(part(id)).first().innerText()).replace(/\s+/g, " ").trim();
// row is the link of an incident in a list.
export const row = (page, title) => page.locator("a.title", { hasText: title });
// stateOf is the state of the incident that is open, alone or beside its list.
export const stateOf = async (page) => (await page.locator(`${part("incident")} ${part("state")}`).first().innerText()).trim();
