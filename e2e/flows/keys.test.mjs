// Keys of the account, from the form to their end: one that sends events, one
// that opens the wallboard, on phone and desk, with and without JavaScript.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { staffed } from "./box/box.mjs";
import { desk, launch, open, part, phone, signIn, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

// make fills the form in and gives what is shown once.
async function make(page, name, what, integration) {
  await page.goto(`${box.base}/settings`);
  await page.click("text=API keys");
  await page.locator("main a", { hasText: "New key" }).first().click();
  await page.fill("#name", name);
  await page.selectOption("#scope", { label: what });
  if (integration) await page.selectOption("#integration", { label: integration });
  await page.click("text=Make the key");
  await page.waitForURL(`${box.base}/keys/made`);
  const shown = { key: await textOf(page, "key-secret") };
  if (!integration) shown.address = await textOf(page, "key-address");
  return shown;
}

async function revoke(page, name) {
  await page.goto(`${box.base}/keys`);
  await page.locator(part("key"), { hasText: name }).locator("a", { hasText: "Revoke" }).click();
  await page.click("text=Revoke it");
  assert.match(await textOf(page, "notice"), /is revoked/);
}

const send = (key) => fetch(`${box.base}/v2/enqueue`, {
  method: "POST", headers: { authorization: `Bearer ${key}` },
  body: JSON.stringify({ event_action: "trigger", payload: { summary: "Tower Juniper: no power", source: "juniper", severity: "critical" } }),
});

for (const [viewport, javaScriptEnabled] of [[desk, true], [phone, false]]) {
  test(`a key that sends events, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const { page, context, quiet } = await open(browser, { viewport, javaScriptEnabled });
    if (javaScriptEnabled) await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: box.base });
    await signIn(page, box.base, "cleo");
    const name = `nms ${viewport.width}`;
    const { key } = await make(page, name, "Send events to one integration", "Core network / LibreNMS");
    if (javaScriptEnabled) {
      await page.locator("[data-copy=key-secret]").click();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key);
    }
    await page.click("text=I have copied it");
    await page.goto(`${box.base}/keys/made`);
    assert.equal(page.url(), `${box.base}/keys`, "the key is shown again");
    assert.equal((await send(key)).status, 202);
    const row = (await page.locator(part("key"), { hasText: name }).innerText()).replace(/\s+/g, " ");
    assert.match(row, /sends events to Core network \/ LibreNMS .*ends in/);
    assert.match(row, /made by Cleo Nakamura/);
    await page.click(`${part("key")} >> text=Core network / LibreNMS`);
    await page.waitForURL(/\/services\/.*\/integrations\//);
    await revoke(page, name);
    assert.notEqual((await send(key)).status, 202, "a revoked key still delivers");
    quiet();
  });

  test(`a key that opens the wallboard, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const { page, quiet } = await open(browser, { viewport, javaScriptEnabled });
    await signIn(page, box.base, "cleo");
    const name = `screen ${viewport.width}`;
    const { key, address } = await make(page, name, "Show the wallboard on a screen");
    assert.equal(address, `${box.base}/wallboard/enter/${key}`);
    const wall = await open(browser, { viewport: desk, javaScriptEnabled });
    await wall.page.goto(address);
    await wall.page.click("main button, form button");
    await wall.page.waitForURL(`${box.base}/wallboard`);
    await wall.page.goto(`${box.base}/keys`);
    assert.match(wall.page.url(), /signin/, "the screen is signed in");
    await revoke(page, name);
    await wall.page.goto(`${box.base}/wallboard`);
    assert.match(wall.page.url(), /signin/, "a revoked key still opens the wallboard");
    quiet();
  });
}

test("a key of the account asks for a fresh password, and no responder gets at it", async () => {
  const { page, expect } = await open(browser);
  await signIn(page, box.base, "night");
  expect(403);
  for (const path of ["/keys", "/keys/new", "/keys/made"]) assert.equal((await page.goto(box.base + path)).status(), 403);
});
