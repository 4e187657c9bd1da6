// One's own shifts on a phone, without JavaScript: take on-call and give it
// back, ask who takes a shift and take it as another person, an absence.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { password, staffed } from "./box/box.mjs";
import { launch, open, part, signIn, textOf } from "./box/browser.mjs";

let box, browser, night, ruth;
before(async () => {
  [box, browser] = await Promise.all([staffed(), launch()]);
  await box.command(["user", "create", "ruth@larkfield.example", "--name", "Ruth Reyes", "--role", "responder"], `${password}\n`);
  [night, ruth] = await Promise.all(["night", "ruth"].map(async (who) => {
    const opened = await open(browser, { javaScriptEnabled: false });
    await signIn(opened.page, box.base, who);
    return opened;
  }));
});
after(async () => { await browser?.close(); await box?.stop(); });

const shows = async (page, id, words) => assert.match(await textOf(page, id), words);
const onCall = async (page) => {
  await page.goto(`${box.base}/oncall`);
  return textOf(page, "person");
};

test("on-call is taken with two taps and given back with two", async () => {
  const { page, quiet } = ruth;
  assert.match(await onCall(page), /Nia Night/);
  await page.click("text=Take on-call now");
  await shows(page, "oncall-now", /On call now: Nia Night/);
  await page.click("button:has-text('Take on-call')");
  await shows(page, "notice", /You are on call for Primary until/);
  assert.match(await onCall(page), /^You .*until .* Primary/);
  assert.match(await onCall(night.page), /Ruth Reyes/);
  await page.goto(`${box.base}/oncall`);
  await page.click("text=Give on-call back");
  await shows(page, "after", /Nia Night/);
  await page.click("button:has-text('Give back')");
  await shows(page, "notice", /Given back\. On call for Primary now: Nia Night\./);
  assert.match(await onCall(page), /Nia Night/);
  quiet();
});

test("a part of a shift is asked for, and changes hands when another takes it", async () => {
  const { page } = night;
  await page.goto(`${box.base}/my-shifts`);
  await page.click("text=Ask who takes it");
  const day = (n) => new Date(Date.now() + n * 86400e3).toISOString().slice(0, 10);
  await page.click("summary");
  await page.fill("#start", `${day(2)}T20:00`);
  await page.fill("#end", `${day(2)}T19:00`);
  await page.selectOption("#to", { label: "Ruth Reyes" });
  await page.fill("#note", "a concert");
  night.expect(400);
  await page.click("[data-testid=swap-fields] button");
  await shows(page, "error-end", /after the beginning/);
  assert.equal(await page.inputValue("#start"), `${day(2)}T20:00`);
  assert.equal(await page.inputValue("#note"), "a concert");
  await page.fill("#end", `${day(3)}T08:00`);
  await page.click("[data-testid=swap-fields] button");
  await shows(page, "swap", /You ask Ruth Reyes to take .*Until somebody takes it, you stay on call/);

  await ruth.page.goto(box.base);
  const asked = ruth.page.locator(part("banner"), { hasText: "Nia Night asks you to take Primary" });
  await asked.locator("a").click();
  await shows(ruth.page, "swap", /Nia Night asks you to take .*“a concert”/);
  const request = ruth.page.url();
  await ruth.page.click("button:has-text('I take it')");
  await shows(ruth.page, "notice", /You have it:/);
  await ruth.page.goto(`${box.base}/my-shifts`);
  await shows(ruth.page, "own-shift", /Primary 12 h night .*after Nia Night then Nia Night/);
  ruth.expect(404);
  assert.equal((await ruth.page.goto(request)).status(), 404);
  await ruth.page.goto(box.base);
  assert.equal(await asked.count(), 0);
  ruth.quiet();
  night.quiet();
});

test("an absence shows the gap that it makes before it is saved, and ends early", async () => {
  const { page } = night;
  const day = (n) => new Date(Date.now() + n * 86400e3).toISOString().slice(0, 10);
  await page.goto(`${box.base}/my-shifts`);
  await page.click("text=I am away");
  await page.fill("#from", day(10));
  await page.fill("#till", day(12));
  await page.fill("#reason", "skiing");
  await page.click("text=Show what it does");
  await shows(page, "effects", /Primary .*Nobody Nia Night is away, and nobody can stand in\. Save, though nobody is on call then/);
  assert.equal(await page.locator(part("absences")).count(), 0);
  await page.click("text=Save, though nobody is on call then");
  await shows(page, "absences", /skiing Remove/);
  await page.click("button:has-text('Remove')");
  assert.equal(await page.locator(part("absences")).count(), 0);
  await page.goto(`${box.base}/schedules/fairness`);
  await shows(page, "fairness-next", /Nia Night \(you\)/);
  night.quiet();
});

test("an absence from one schedule alone is two taps from its page, listed there and removed", async () => {
  const { page } = night;
  const day = (n) => new Date(Date.now() + n * 86400e3).toISOString().slice(0, 10);
  await page.goto(`${box.base}/schedules`);
  await page.click("text=Primary");
  const schedule = page.url();
  await page.click("text=Away from this schedule alone");
  await page.fill("#from", day(20));
  await page.fill("#till", day(10));
  night.expect(400);
  await page.click("text=Show what it does");
  await shows(page, "error-till", /after the beginning/);
  await page.fill("#till", day(22));
  await page.fill("#reason", "a course");
  await page.click("text=Show what it does");
  await shows(page, "effects", /Primary .*Nobody Nia Night is away, and nobody can stand in\. Save, though nobody is on call then/);
  await page.click("text=Save, though nobody is on call then");
  assert.equal(page.url(), schedule);
  await shows(page, "absences", /^You .*a course Remove/);
  await page.goto(`${box.base}/profile/absences`);
  assert.equal(await page.locator(part("absences")).count(), 0);
  await ruth.page.goto(schedule);
  await shows(ruth.page, "absences", /^Nia Night .*a course$/);
  await page.goto(schedule);
  await page.click("button:has-text('Remove')");
  assert.equal(await page.locator(part("absences")).count(), 0);
  ruth.quiet();
  night.quiet();
});
