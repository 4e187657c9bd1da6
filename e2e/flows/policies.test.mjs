// An escalation policy is built, looked at before it is saved, and says whom it
// would page: at 390 px, with and without JavaScript.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { staffed } from "./box/box.mjs";
import { launch, open, part, signIn, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

const field = (page, name) => page.locator(`[name="${name}"]`);
const press = async (page, words) => {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: words }).first().click()]);
};
const fits = async (page) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${page.url()} is wider than the screen`);

for (const javaScriptEnabled of [true, false]) {
  const name = javaScriptEnabled ? "Evenings" : "Mornings";
  test(`a policy of two steps, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const b = await open(browser, { javaScriptEnabled });
    const { page } = b;
    await signIn(page, box.base, "cleo", "/policies");
    await page.getByRole("link", { name: "New policy" }).click();
    await field(page, "name").fill(name);
    await field(page, "steps[0].targets[0]").selectOption({ label: "Primary" });
    await press(page, "Add a step");
    assert.match(page.url(), /#step-2$/, "the page is not scrolled to the new step");
    assert.equal(await page.locator(part("form-step")).count(), 2);
    assert.equal(await field(page, "name").inputValue(), name, "what was typed is lost");
    await field(page, "steps[1].targets[0]").selectOption({ label: "Cleo Nakamura" });
    await field(page, "steps[1].delay").fill("ten minutes");
    await fits(page);

    b.expect(400);
    await Promise.all([page.waitForNavigation(), field(page, "steps[1].delay").press("Enter")]);
    assert.match(await textOf(page, '"error-steps[1].delay"'), /not a duration/);
    assert.equal(await field(page, "steps[1].delay").inputValue(), "ten minutes", "what was typed is lost");
    b.expect(0);

    await field(page, "steps[1].delay").fill("10m");
    await press(page, /^Up/);
    assert.equal(await field(page, "steps[0].delay").inputValue(), "10m", "the second step did not move up");
    await press(page, /^Down/);
    await press(page, "See what changes");
    assert.match(await textOf(page, "changes"), /Step 1 Primary \(schedule\); after 5m the next Step 2 Cleo Nakamura; after 10m the next/);
    assert.match(await textOf(page, "comparison"), /Nia Night by webhook \(pager\)/);
    await fits(page);
    await press(page, "Back");
    assert.equal(await field(page, "steps[0].delay").inputValue(), "5m", "going back lost something");
    await press(page, "See what changes");
    await press(page, "Save");

    assert.match(await textOf(page, "notice"), /^Saved/);
    const moments = async () => (await page.locator(part("moment")).allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
    const first = await moments();
    assert.match(first[0], /0:00 Nia Night by webhook \(pager\) · on call for Primary/);
    assert.match(first[1], /5:00 You by webhook \(pager\) · named by the policy/);
    await page.locator("#at").fill("2026-03-08T02:30");
    await press(page, "Show");
    assert.match(await textOf(page, "forecast-at"), /Sun 8 Mar 2026 03:00 CDT/, "the hour that is skipped");
    await fits(page);

    await page.goto(`${box.base}/policies`);
    assert.ok((await page.locator(part("policy")).allInnerTexts()).some((text) => text.includes(name)), "it is not in the list");
    b.quiet();
    await b.context.close();
  });
}

// drag takes the handle of a step with mouse or finger and lets go of it at y.
const drag = async (page, step, y, finger) => {
  const box = await page.locator("[data-drag-handle]").nth(step).boundingBox();
  assert.ok(box.width >= 24 && box.height >= 24, `the handle is ${box.width} × ${box.height} px`);
  const x = box.x + box.width / 2, from = box.y + box.height / 2;
  const send = async (type, at) => finger.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y: at }] });
  const [down, move, up] = finger
    ? [() => send("touchStart", from), (at) => send("touchMove", at), () => send("touchEnd")]
    : [async () => { await page.mouse.move(x, from); await page.mouse.down(); }, (at) => page.mouse.move(x, at), () => page.mouse.up()];
  await down();
  for (const part of [0.3, 0.6, 1]) await move(from + (y - from) * part);
  return up;
};

for (const touch of [false, true]) {
  test(`a step is dragged above the first ${touch ? "by finger" : "by mouse"}, and saved there`, async () => {
    const b = await open(browser, { viewport: { width: 390, height: 1300 }, hasTouch: touch, isMobile: touch }); // three steps are seen at once
    const { page } = b;
    const finger = touch ? await b.context.newCDPSession(page) : undefined;
    await signIn(page, box.base, "cleo", "/policies/new");
    await field(page, "name").fill(touch ? "By finger" : "By mouse");
    assert.equal(await page.locator("[data-drag-handle]").count(), 0, "one step has nowhere to go");
    await field(page, "steps[0].targets[0]").selectOption({ label: "Primary" });
    await press(page, "Add a step");
    await field(page, "steps[1].targets[0]").selectOption({ label: "Cleo Nakamura" });
    await field(page, "steps[1].delay").fill("10m");
    await press(page, "Add a step");
    await field(page, "steps[2].targets[0]").selectOption({ label: "Nia Night" });
    await field(page, "steps[2].delay").fill("15m");
    const delays = () => Promise.all([0, 1, 2].map((i) => field(page, `steps[${i}].delay`).inputValue()));
    const first = async () => (await page.locator(part("form-step")).first().boundingBox()).y + 40;

    // Held in its own place, and left by Escape: nothing happens.
    const begin = () => page.evaluate(() => {
      document.body.dataset.sameDocument = "yes";
      scrollTo(0, document.getElementById("step-1").getBoundingClientRect().top + scrollY - 120);
    });
    await begin();
    let letGo = await drag(page, 1, await first(), finger);
    const line = page.locator("#step-1.drop-before");
    await line.waitFor(); // the browser gathers moves until it draws
    await page.keyboard.press("Escape");
    await letGo();
    assert.equal(await page.locator(".drop-before, .dragged").count(), 0);
    assert.equal(await page.evaluate(() => document.body.dataset.sameDocument), "yes", "what was left by Escape is posted");
    assert.deepEqual(await delays(), ["5m", "10m", "15m"]);

    for (const [step, order] of [[1, ["10m", "5m", "15m"]], [2, ["15m", "10m", "5m"]]]) {
      await begin();
      letGo = await drag(page, step, await first(), finger);
      await line.waitFor();
      await Promise.all([page.waitForNavigation(), letGo()]);
      assert.match(page.url(), /#step-1$/, "the page is not at the step that was moved");
      assert.deepEqual(await delays(), order, `step ${step + 1} is not the first`);
    }
    await press(page, "See what changes");
    await press(page, "Save");
    assert.match(await textOf(page, "notice"), /^Saved/);
    assert.match(await textOf(page, "steps"), /Step 1, after 0:00 Nia Night Step 2, after 15:00 Cleo Nakamura Step 3, after 25:00 Primary/);
    b.quiet();
    await b.context.close();
  });
}

test("without a script there is no handle, and nothing stands elsewhere for it", async () => {
  const tops = [];
  for (const javaScriptEnabled of [true, false]) {
    const b = await open(browser, { javaScriptEnabled });
    await signIn(b.page, box.base, "cleo", "/policies");
    await b.page.getByRole("link", { name: "Default" }).click();
    await b.page.getByRole("link", { name: /^Edit/ }).click();
    await b.page.waitForLoadState();
    assert.equal(await b.page.locator("[data-drag-handle]:visible").count(), javaScriptEnabled ? 2 : 0);
    const buttons = await b.page.locator("main button, main .input").all();
    tops.push(await Promise.all(buttons.map(async (one) => JSON.stringify(await one.boundingBox()))));
    await b.context.close();
  }
  assert.deepEqual(tops[0], tops[1]);
});

test("who is no admin sees a policy and is offered no change", async () => {
  const b = await open(browser);
  await signIn(b.page, box.base, "desk", "/policies");
  assert.equal(await b.page.getByRole("link", { name: "New policy" }).count(), 0);
  await b.page.getByRole("link", { name: "Default" }).click();
  assert.match(await textOf(b.page, "steps"), /Primary/);
  assert.equal(await b.page.getByRole("link", { name: /^Edit/ }).count(), 0);
  await b.page.goto(`${box.base}/settings`);
  assert.equal(await b.page.locator(part("settings-form")).count(), 0);
  b.quiet();
});

test("readiness leads to what is to be mended, and settings mend it", async () => {
  const b = await open(browser);
  const { page } = b;
  await signIn(page, box.base, "cleo", "/readiness");
  assert.match((await page.locator(part("ready-line")).allInnerTexts()).join(" "), /Customer portal\s+This service has no integration/);
  await fits(page);
  await page.goto(`${box.base}/settings`);
  await field(page, "raw_days").fill("60");
  await press(page, "Save the settings");
  assert.match(await textOf(page, "notice"), /Saved: days to keep bodies/);
  await fits(page);
  b.quiet();
});
