// The screen on the wall: it fetches itself anew, goes grey and says so when the
// box is not heard, comes back by itself, and works without JavaScript.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { staffed, until } from "./box/box.mjs";
import { desk, launch, open, part, textOf } from "./box/browser.mjs";

let box, browser, entry;
before(async () => {
  [box, browser] = await Promise.all([staffed(), launch()]);
  const key = (await box.command(["token", "create", "--name", "wall", "--scope", "wallboard"])).trim();
  entry = `${box.base}/wallboard/enter/${key}`;
});
after(async () => { box?.child.kill("SIGCONT"); await browser?.close(); await box?.stop(); });

async function screen(options = {}) {
  const wall = await open(browser, { viewport: desk, ...options });
  if (options.javaScriptEnabled !== false) await wall.page.clock.install(); // half a minute without waiting for it
  await wall.page.goto(entry);
  await wall.page.click("form button");
  await wall.page.waitForURL(`${box.base}/wallboard`);
  return wall;
}

const stale = (page) => page.evaluate(() => ({
  grey: document.body.classList.contains("is-stale") && getComputedStyle(document.querySelector("[data-wall]")).filter.includes("grayscale"),
  said: document.querySelector("[data-stale]").hidden ? "" : document.querySelector("[data-stale]").textContent,
  size: parseFloat(getComputedStyle(document.querySelector("[data-stale]")).fontSize),
}));

test("the wallboard follows, goes grey when the box is silent, and comes back", async () => {
  const { page } = await screen();
  assert.match(await page.innerText("main"), /Nothing is open/);
  await box.event({ summary: "Tower Cygnus: no power", dedup: "cygnus" });
  await page.clock.fastForward(6_000);
  await page.waitForSelector("text=Tower Cygnus: no power");
  assert.deepEqual(await stale(page).then((s) => [s.grey, s.said]), [false, ""]);

  box.child.kill("SIGSTOP"); // it is there, and answers nothing: worse than gone
  await page.clock.fastForward(29_000);
  assert.equal((await stale(page)).grey, false, "grey before its time");
  await page.clock.fastForward(5_000);
  const seen = await until(async () => { // an answer that was on its way is heard a little later
    const s = await stale(page);
    if (!s.grey) await page.clock.fastForward(2_000);
    return s.grey && s;
  }, "the screen does not go grey");
  assert.match(seen.said, /OUT OF DATE: nothing heard from Wakeman for 3\d seconds/);
  assert.ok(seen.size >= 28, `said in ${seen.size} px: nobody reads that from five metres`);
  assert.match(await page.innerText("main"), /Tower Cygnus/, "what was known last is gone");
  assert.equal(await page.locator("[data-stale]").getAttribute("role"), "alert");

  box.child.kill("SIGCONT");
  await box.event({ action: "resolve", dedup: "cygnus" });
  await until(async () => {
    await page.clock.fastForward(6_000);
    return !(await stale(page)).said && /Nothing is open/.test(await page.innerText("main"));
  }, "the screen does not come back", 20);
  assert.equal((await stale(page)).grey, false);
});

test("a screen whose key is revoked shows nothing any more", async () => {
  const { page } = await screen();
  const id = (await box.command(["token", "list"])).split("\n").find((line) => line.includes("wall")).split(/\s+/)[0];
  await box.command(["token", "revoke", id]);
  await page.clock.fastForward(6_000);
  await page.waitForURL(/\/signin/);
  entry = `${box.base}/wallboard/enter/${(await box.command(["token", "create", "--name", "wall", "--scope", "wallboard"])).trim()}`;
});

test("without JavaScript the wallboard asks the browser to fetch it anew", async () => {
  const { page, quiet } = await screen({ javaScriptEnabled: false });
  await box.event({ summary: "Tower Lyra: no power" });
  assert.equal(await page.locator("noscript meta[http-equiv=refresh]").count() + await page.locator("meta[http-equiv=refresh]").count() > 0, true);
  await page.waitForSelector("text=Tower Lyra: no power", { timeout: 14_000 });
  assert.match(await textOf(page, "row"), /Triggered/);
  assert.equal(await page.locator(part("row")).count(), 1);
  quiet();
});
