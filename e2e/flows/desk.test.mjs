// The list of incidents with the chosen one beside it, on a wide desk; on a phone
// the one in place of the other. With and without JavaScript.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { staffed, until } from "./box/box.mjs";
import { desk, launch, open, part, phone, row, signIn, stateOf, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

const pane = (page) => page.locator(part("pane"));
const chosen = (page) => pane(page).locator("h1").innerText();
const reads = (page, title) => until(async () => (await pane(page).locator("h1").count()) && (await chosen(page)) === title, `the pane does not show ${title}`);
const isOpen = (page) => new URL(page.url()).searchParams.get("open");
const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim());
const shifts = (page) => page.evaluate(() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 200);
}));
const three = async (name) => {
  const titles = ["Ridge", "Hollow", "Mill"].map((place) => `Tower ${place} ${name}: no power`);
  for (const [i, summary] of titles.entries()) await box.event({ summary, dedup: `${name}-${i}` });
  return titles;
};
const clear = async (name) => { for (const i of [0, 1, 2]) await box.event({ action: "resolve", dedup: `${name}-${i}` }); };

test("rows open beside the list, by mouse and by keys, and the address says so", async () => {
  const [first, second, third] = await three("keys"); // the newest is on top
  const { page, quiet } = await open(browser, { viewport: desk });
  await signIn(page, box.base);
  await until(async () => (await row(page, third).count()) === 1, "the incidents are not listed");
  assert.match(await pane(page).innerText(), /Choose an incident/);

  await shifts(page);
  const before = await shifts(page), place = await row(page, third).boundingBox();
  await row(page, second).click();
  await reads(page, second);
  assert.equal(await shifts(page) - before, 0, "the page moved");
  assert.deepEqual(await row(page, third).boundingBox(), place);
  assert.equal(await focused(page), second, "the focus was taken");
  assert.equal(await row(page, second).getAttribute("aria-current"), "true");
  assert.match(await page.title(), new RegExp(second));
  const ofSecond = isOpen(page);
  assert.ok(ofSecond);

  await page.keyboard.press("j");
  assert.equal(await focused(page), first);
  assert.equal(await chosen(page), second, "moving opens nothing");
  await page.keyboard.press("Enter");
  await reads(page, first);
  await page.keyboard.press("k");
  await page.keyboard.press("k");
  await page.keyboard.press("o");
  await reads(page, third);
  await page.goBack();
  await reads(page, first);
  await page.goBack();
  await reads(page, second);
  assert.equal(isOpen(page), ofSecond);
  await page.goBack();
  await until(async () => /Choose an incident/.test(await pane(page).innerText()), "back to the list alone");
  assert.equal(await page.locator(".title[aria-current]").count(), 0);
  await page.goForward();
  await reads(page, second);
  await page.reload();
  await reads(page, second);
  quiet();
  await clear("keys");
  await page.context().close();
});

test("a and r act on the incident on the right, r asks first, and both are taken back", async () => {
  const [first, second, third] = await three("deeds");
  const { page, quiet } = await open(browser, { viewport: desk });
  let asked = 0;
  page.on("dialog", (dialog) => { asked++; dialog.accept(); });
  await signIn(page, box.base);
  await until(async () => (await row(page, third).count()) === 1, "the incidents are not listed");
  await row(page, second).click();
  await reads(page, second);
  const address = page.url();

  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await reads(page, first); // what is not looked at is opened, and nothing else
  assert.match(await stateOf(page), /Triggered/);
  await page.goBack();
  await reads(page, second);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("a");
  await until(async () => /You have it/.test(await textOf(page, "notice").catch(() => "")), "it is not acknowledged");
  assert.equal(page.url(), address);
  assert.match(await stateOf(page), /Acknowledged/);
  assert.equal(await row(page, third).count(), 1, "the list is gone");
  await page.keyboard.press("r");
  await until(async () => /Resolved/.test(await textOf(page, "notice").catch(() => "")), "it is not resolved");
  assert.equal(asked, 1, "resolve asks once");
  assert.equal(await row(page, second).count(), 0, "a resolved incident is still in the list of open ones");
  assert.match(await stateOf(page), /Resolved/);
  await page.click(`${part("notice")} button`);
  await until(async () => /Taken back. You have it/.test(await textOf(page, "notice").catch(() => "")), "it is not taken back");
  assert.equal(page.url(), address);

  await page.keyboard.press("?");
  await page.click("[data-keys-on]");
  await page.click("dialog button");
  await row(page, first).click();
  await reads(page, first);
  await page.keyboard.press("a");
  await page.waitForTimeout(300);
  assert.match(await stateOf(page), /Triggered/, "a key works that was switched off");
  quiet();
  await clear("deeds");
  await page.context().close();
});

test("both sides stay live, and neither the focus nor what is typed is lost", async () => {
  const [first, second, third] = await three("live");
  const { page, quiet } = await open(browser, { viewport: desk });
  await signIn(page, box.base);
  await until(async () => (await row(page, third).count()) === 1, "the incidents are not listed");
  await row(page, first).click();
  await reads(page, first);
  await page.click("#note summary");
  await page.fill("#text", "On my way with the gen");
  await box.event({ summary: "Fibre cut live", dedup: "live-3" });
  await until(async () => (await row(page, "Fibre cut live").count()) === 1, "the list is not live");
  await box.event({ action: "acknowledge", dedup: "live-0" });
  await until(async () => /Acknowledged/.test(await stateOf(page)), "the incident is not live");
  await page.keyboard.type("erator");
  assert.equal(await page.inputValue("#text"), "On my way with the generator");
  await row(page, second).click();
  await reads(page, second);
  assert.equal(await page.locator("#text").inputValue(), "", "a note went to another incident");
  await row(page, first).click();
  await reads(page, first);
  assert.equal(await page.inputValue("#text"), "On my way with the generator");
  await page.click("text=Save note");
  await until(async () => /with the generator/.test(await textOf(page, "timeline")), "the note is not kept");
  assert.ok(isOpen(page));
  await box.event({ action: "resolve", dedup: "live-3" });
  quiet();
  await clear("live");
  await page.context().close();
});

test("without JavaScript a row leads to the list with the incident beside it, and back", async () => {
  const [first, second] = await three("plain");
  const { page, quiet } = await open(browser, { viewport: desk, javaScriptEnabled: false });
  await signIn(page, box.base, "night", "/incidents?urgency=high");
  await row(page, first).click();
  assert.equal(await chosen(page), first);
  assert.ok(await row(page, second).isVisible());
  const address = page.url();
  assert.match(address, /urgency=high/);
  await page.click(part("acknowledge"));
  assert.match(await textOf(page, "notice"), /You have it/);
  assert.equal(page.url(), address);
  await page.click(`${part("notice")} button`);
  assert.match(await textOf(page, "notice"), /Taken back. Nobody has it, as before/);
  // The notice stands before the pane: on a slow machine it is there first.
  await page.setViewportSize(phone);
  await pane(page).waitFor();
  assert.ok(!(await row(page, second).isVisible()), "the list stands before the incident on a phone");
  await page.click(part("back"));
  assert.equal(page.url(), `${box.base}/incidents?urgency=high`);
  assert.ok(await row(page, second).isVisible());
  assert.ok(!(await pane(page).isVisible()), "a phone shows an empty pane");
  quiet();
  await clear("plain");
  await page.context().close();
});

test("on a phone a row opens the incident's own page, as it did", async () => {
  const [first] = await three("phone");
  const { page, quiet } = await open(browser, { viewport: phone });
  await signIn(page, box.base);
  await until(async () => (await row(page, first).count()) === 1, "the incidents are not listed");
  await row(page, first).click();
  await page.waitForURL(/\/incidents\/\w+$/);
  assert.equal(await page.locator("h1").innerText(), first);
  quiet();
  await clear("phone");
  await page.context().close();
});

test("an incident that is not there is said to be so, and the list stays", async () => {
  const [first, second] = await three("missing");
  for (const viewport of [desk, phone]) for (const javaScriptEnabled of [true, false]) {
    const { page, quiet } = await open(browser, { viewport, javaScriptEnabled });
    await signIn(page, box.base);
    await page.goto(`${box.base}/incidents?open=Q1NOTHERE`);
    assert.match(await textOf(page, "missing"), /There is no incident “Q1NOTHERE” on this box/);
    assert.ok(await page.locator(part("missing")).isVisible() && await row(page, second).isVisible());
    if (viewport === desk && javaScriptEnabled) {
      await row(page, first).click();
      await reads(page, first);
      await page.goBack();
      await page.locator(part("missing")).waitFor();
    }
    await pane(page).locator(part("back")).click();
    await page.waitForURL(`${box.base}/incidents`);
    assert.equal(await page.locator(part("missing")).count(), 0);
    quiet();
  }
  await clear("missing");
});
