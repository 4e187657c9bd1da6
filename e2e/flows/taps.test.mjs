// One's own time on a phone at a fingertip: from the page that the box opens with, and from where one's shifts are, an
// absence is two taps, and so is asking who takes a shift, for nothing or in exchange. The taps are counted. With the
// script and without it.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { password, staffed } from "./box/box.mjs";
import { launch, open, part, phone, signIn, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => {
  [box, browser] = await Promise.all([staffed(), launch()]);
  await box.command(["user", "create", "ruth@larkfield.example", "--name", "Ruth Reyes", "--role", "responder"], `${password}\n`);
  const file = `${box.data}-nights.yaml`;
  await writeFile(file, `schedules:
  - name: Primary
    time_zone: America/Chicago
    layers: [{name: Daily, start: 2026-01-05T09:00, turn: 1d, users: [night@larkfield.example, ruth@larkfield.example]}]
`);
  await box.command(["apply", file]);
  await rm(file);
});
after(async () => { await browser?.close(); await box?.stop(); });

// thumb taps what is on the screen, and counts.
const thumb = (page) => {
  let taps = 0;
  return {
    taps: () => taps,
    async tap(target) {
      taps += 1;
      const box = await target.boundingBox();
      assert.ok(box.height >= 32 && box.x >= 0 && box.x + box.width <= phone.width, `tap ${taps} is at ${JSON.stringify(box)}`);
      await Promise.all([page.waitForNavigation(), target.tap()]);
    },
  };
};

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with the script" : "without the script";

  test(`an absence is two taps, and one more undoes it, ${how}`, async () => {
    const { page, context, quiet } = await open(browser, { viewport: phone, hasTouch: true, javaScriptEnabled });
    await signIn(page, box.base, "night");
    for (const [start, preset] of [["/", /^Tomorrow/], ["/oncall", /^Next week/], ["/my-shifts", /^The next shift/]]) {
      await page.goto(box.base + start);
      const finger = thumb(page);
      await finger.tap(page.getByRole("link", { name: "I am away" }).first());
      const offered = page.locator(part("preset"), { has: page.getByRole("button", { name: preset }) });
      assert.match((await offered.innerText()).replace(/\s+/g, " "), /\d Primary: (Ruth Reyes stands in|.*)$/);
      await finger.tap(offered.getByRole("button"));
      assert.equal(finger.taps(), 2);
      assert.match(await textOf(page, "notice"), /^Away .*Primary: Ruth Reyes\. .* Undo$/);
      assert.equal(await page.locator(`${part("absences")} li`).count(), 1);
      await finger.tap(page.getByRole("button", { name: "Undo" }));
      assert.match(await textOf(page, "notice"), /^Removed: the turns are as they were/);
      assert.equal(await page.locator(`${part("absences")} li`).count(), 0);
    }
    quiet();
    await context.close();
  });

  test(`who takes a shift is asked with two taps, and a swap too, ${how}`, async () => {
    const { page, context, quiet } = await open(browser, { viewport: phone, hasTouch: true, javaScriptEnabled });
    await signIn(page, box.base, "night");
    for (const [start, choice, said] of [
      ["/", "Ask everybody who can take it", /You ask who takes /],
      ["/oncall", "Ask Ruth Reyes", /You ask Ruth Reyes to take /],
      ["/my-shifts", /^Swap with Ruth Reyes/, /You ask Ruth Reyes to take .* in exchange for /],
    ]) {
      await page.goto(box.base + start);
      const finger = thumb(page);
      await finger.tap(page.getByRole("link", { name: "Ask who takes my shift" }).first());
      await finger.tap(page.getByRole("button", { name: choice }));
      assert.equal(finger.taps(), 2);
      assert.match(await textOf(page, "notice"), /^Asked\./);
      assert.match(await textOf(page, "swap"), said);
      await finger.tap(page.getByRole("button", { name: "Undo" }));
      assert.match(await textOf(page, "notice"), /^Withdrawn/);
    }
    quiet();
    await context.close();
  });
}

test("whoever is asked answers with two taps, and has the shift", async () => {
  const asks = await open(browser, { viewport: phone, hasTouch: true });
  await signIn(asks.page, box.base, "night", "/my-shifts");
  const first = thumb(asks.page);
  await first.tap(asks.page.getByRole("link", { name: /^Ask who takes it/ }).last());
  await first.tap(asks.page.getByRole("button", { name: "Ask Ruth Reyes" }));
  assert.equal(first.taps(), 2);
  asks.quiet();
  await asks.context.close();
  const { page, context, quiet } = await open(browser, { viewport: phone, hasTouch: true });
  await signIn(page, box.base, "ruth");
  const finger = thumb(page);
  await finger.tap(page.locator(part("banner"), { hasText: "Nia Night asks you to take Primary" }).getByRole("link"));
  await finger.tap(page.getByRole("button", { name: "I take it" }));
  assert.equal(finger.taps(), 2);
  assert.match(await textOf(page, "notice"), /^You have it:/);
  quiet();
  await context.close();
});
