// Three in the morning: an event, a phone, one thumb.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { staffed, until } from "./box/box.mjs";
import { desk, launch, open, part, phone, row, signIn, stateOf, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

for (const javaScriptEnabled of [true, false]) {
  test(`acknowledge and undo on a phone, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const summary = `Tower Elm Ridge: no power (${javaScriptEnabled ? "script" : "plain"})`;
    await box.event({ summary });
    const b = await open(browser, { javaScriptEnabled });
    const { page } = b;
    await signIn(page, box.base);
    assert.match(await textOf(page, "on-call-line"), /Default: You/);
    await row(page, summary).click();
    assert.equal(await page.locator("h1").innerText(), summary);
    assert.match(await stateOf(page), /Triggered/);

    const button = page.locator(part("acknowledge"));
    const size = await button.boundingBox();
    assert.ok(size.height >= 56, `Acknowledge is ${size.height} px high`);
    assert.ok(size.width >= phone.width * 0.7, `Acknowledge is ${size.width} px wide`);
    assert.ok(size.y + size.height <= phone.height, "Acknowledge is below the edge of the phone");
    const covered = await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.dataset.testid, { x: size.x + size.width / 2, y: size.y + size.height / 2 });
    assert.equal(covered, "acknowledge", "something lies over the button");

    await button.click();
    assert.match(await textOf(page, "notice"), /You have it\. Paging has stopped\./);
    assert.match(await textOf(page, "holder"), /You have it/);
    assert.match(await textOf(page, "timeline"), /acknowledged/i);
    assert.equal(await button.count(), 0);

    await page.click(`${part("notice")} button`);
    assert.match(await textOf(page, "notice"), /Taken back\. Nobody has it/);
    assert.match(await stateOf(page), /Triggered/);
    await page.reload();
    assert.equal(await page.locator(part("notice")).count(), 0, "the notice comes twice");
    b.quiet();
  });
}

test("a second event comes into the list by itself and moves no focus", async () => {
  const b = await open(browser, { viewport: desk });
  const { page } = b;
  await box.event({ summary: "The first of the evening" });
  await signIn(page, box.base);
  await until(async () => (await page.textContent("[data-fresh]")).trim() === "Live", "the page is not live");
  await page.evaluate(() => { window.sameDocument = true; });
  await row(page, "The first of the evening").focus();
  await box.event({ summary: "And now the second" });
  await row(page, "And now the second").waitFor();
  assert.ok(await page.evaluate(() => window.sameDocument), "the page was loaded again");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "The first of the evening");
  assert.match(await page.title(), /^\(\d+\)/);
  b.quiet();
});

test("an incident that ends while it is looked at says so, and its page loses the button", async () => {
  const b = await open(browser);
  const { page } = b;
  await box.event({ dedup: "comes-and-goes", summary: "Comes and goes" });
  await signIn(page, box.base);
  await row(page, "Comes and goes").click();
  await until(async () => (await page.textContent("[data-fresh]")).trim() === "Live", "the page is not live");
  await box.event({ action: "resolve", dedup: "comes-and-goes" });
  await until(async () => (await stateOf(page)) === "Resolved", "the page does not follow");
  assert.equal(await page.locator(part("acknowledge")).count(), 0);
  b.quiet();
});

test("whoever presses a button that came too late is told what happened", async () => {
  const b = await open(browser, { javaScriptEnabled: false });
  const { page } = b;
  await box.event({ dedup: "too-late", summary: "Over before the thumb came" });
  await signIn(page, box.base);
  await row(page, "Over before the thumb came").click();
  await box.event({ action: "resolve", dedup: "too-late" });
  await page.click(part("acknowledge"));
  assert.match(await textOf(page, "notice"), /resolved already, by LibreNMS/);
  assert.match(await stateOf(page), /Resolved/);
  b.quiet();
});

test("several are acknowledged at once, and a viewer is offered nothing", async () => {
  await Promise.all(["one", "two"].map((n) => box.event({ summary: `Bulk ${n}`, dedup: `bulk-${n}` })));
  const b = await open(browser, { viewport: desk });
  await signIn(b.page, box.base);
  for (const n of ["one", "two"]) await b.page.locator(part("incident-row"), { hasText: `Bulk ${n}` }).locator("input[type=checkbox]").check();
  await b.page.click("text=Acknowledge selected");
  assert.match(await textOf(b.page, "notice"), /2 incidents acknowledged/);
  for (const n of ["one", "two"]) await b.page.locator(part("incident-row"), { hasText: `Bulk ${n}` }).locator("input[type=checkbox]").check();
  await b.page.click("text=Resolve selected");
  assert.match(await textOf(b.page, "confirm"), /Resolve 2 incidents/);
  await b.page.click("main button:text-is('Resolve')");
  assert.match(await textOf(b.page, "notice"), /2 incidents resolved/);
  await b.page.click("text=Undo");
  assert.match(await textOf(b.page, "notice"), /Taken back for 2 incidents/);
  await row(b.page, "Bulk one").click();
  assert.match(await stateOf(b.page), /Acknowledged/);
  b.quiet();
  const v = await open(browser);
  await signIn(v.page, box.base, "desk");
  await row(v.page, "Bulk one").click();
  assert.equal(await v.page.locator(`${part("acknowledge")}, ${part("deeds")}`).count(), 0);
  v.quiet();
});

for (const javaScriptEnabled of [true, false]) {
  test(`two are merged from the list, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const how = javaScriptEnabled ? "script" : "plain";
    const [older, newer] = [`Merge first (${how})`, `Merge second (${how})`];
    await box.event({ summary: older, dedup: `merge-first-${how}` });
    await box.event({ summary: newer, dedup: `merge-second-${how}` });
    const b = await open(browser, { javaScriptEnabled, viewport: desk });
    const { page } = b;
    await signIn(page, box.base);
    const check = (title) => page.locator(part("incident-row"), { hasText: title }).locator("input[type=checkbox]").check();

    await check(newer);
    await page.click("text=Merge selected");
    assert.match(await textOf(page, "notice"), /at least two open incidents/);
    assert.equal(await row(page, newer).count(), 1, "one alone was merged");

    await check(newer);
    await check(older);
    await page.click("text=Merge selected");
    const asked = await textOf(page, "confirm");
    assert.match(asked, /Merge 2 incidents into one\?/);
    assert.ok(asked.includes(`becomes part of the oldest: ${older}`), asked);
    assert.ok(asked.includes(`Closed, and part of it: ${newer}`), asked);
    await page.click("text=Keep it as it is");
    assert.equal(await row(page, newer).count(), 1, "merged, although the answer was no");

    await check(newer);
    await check(older);
    await page.click("text=Merge selected");
    await page.click("main button:text-is('Merge them')");
    assert.match(await textOf(page, "notice"), /2 incidents are one now/);
    assert.equal(await page.locator("h1").innerText(), older);
    assert.match(await stateOf(page), /Triggered/);
    assert.ok((await page.locator("main").innerText()).includes(newer), "the incident does not show what was merged into it");
    assert.match(await textOf(page, "timeline"), /merged/i);

    await page.goto(`${box.base}/`);
    assert.equal(await row(page, older).count(), 1);
    assert.equal(await page.locator(part("group-triggered")).locator(part("incident-row"), { hasText: newer }).count(), 0, "the merged incident is still open");

    // Its recovery ends what it became part of no sooner than the other's does.
    await box.event({ action: "resolve", dedup: `merge-second-${how}` });
    await row(page, older).click();
    assert.match(await stateOf(page), /Triggered/);
    await box.event({ action: "resolve", dedup: `merge-first-${how}` });
    await until(async () => { await page.reload(); return (await stateOf(page)) === "Resolved"; }, "the incident does not end with both of its alerts");
    b.quiet();
  });
}
