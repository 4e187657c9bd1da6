// The link in a page: scanners open it, people press it, nobody signs in.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { staffed, until } from "./box/box.mjs";
import { launch, open, part, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

// paged waits for the message about a summary and gives its link.
const paged = (summary) => until(() => box.pages.find((p) => JSON.stringify(p).includes(summary))?.ack_url, `nobody was paged about ${summary}`);

test("opening a link changes nothing; its button works without JavaScript and cookies", async () => {
  await box.event({ summary: "Fibre ring: no light" });
  const url = await paged("Fibre ring");
  assert.ok(url.startsWith(`${box.base}/a/`), url);
  for (const method of ["HEAD", "GET", "GET", "OPTIONS"]) await fetch(url, { method });
  const b = await open(browser, { javaScriptEnabled: false });
  await b.page.goto(url);
  assert.equal(await b.page.locator(part("ack")).getAttribute("data-state"), "ready", "a scanner acknowledged it");
  assert.equal(await b.page.locator("h1").innerText(), "Fibre ring: no light");
  const size = await b.page.locator(part("acknowledge")).boundingBox();
  assert.ok(size.height >= 56 && size.y + size.height <= 844, JSON.stringify(size));
  await b.page.click(part("acknowledge"));
  assert.match(await textOf(b.page, "ack"), /You have it/);
  assert.deepEqual((await b.context.cookies()), [], "the link leaves a cookie");
  await b.page.goto(url);
  assert.match(await textOf(b.page, "ack"), /You already have it/);
  b.quiet();
});

test("the button of a lock screen posts nothing but the address", async () => {
  await box.event({ summary: "Border router rebooted", dedup: "border" });
  const url = await paged("Border router");
  const answer = await fetch(url, { method: "POST" });
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /You have it/);
  await box.event({ action: "resolve", dedup: "border" });
  assert.match(await (await fetch(url)).text(), /It is over/);
});

test("one message about several has one button for all", async () => {
  await Promise.all([..."abcdef"].map((n) => box.event({ summary: `Storm ${n}` })));
  const several = (p) => new Set(JSON.stringify(p).match(/Storm \w/g)).size > 1;
  const url = await until(() => box.pages.find(several)?.ack_url, "they were not bundled");
  const b = await open(browser);
  await b.page.goto(url);
  const names = await b.page.locator(part("ack-item")).count();
  assert.ok(names > 1, "the page does not list them");
  assert.equal(await b.page.locator(part("acknowledge")).innerText(), `Acknowledge all ${names}`);
  await b.page.click(part("acknowledge"));
  assert.match(await textOf(b.page, "ack"), /You have it/);
  b.quiet();
});

test("a forged link is no page", async () => {
  const url = await paged("Fibre ring");
  for (const forged of [`${url}x`, url.slice(0, -1), `${box.base}/a/x`]) {
    for (const method of ["GET", "POST"]) assert.equal((await fetch(forged, { method })).status, 404, forged);
  }
});
