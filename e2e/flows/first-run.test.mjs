// The first run: from the console to a signed-in owner.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { password, start } from "./box/box.mjs";
import { launch, open, part, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => { [box, browser] = await Promise.all([start(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

test("the console names the page and the token; the token makes the owner, once", async () => {
  const [, url, token] = box.said.match(/Open (\S+\/setup)[^]*?\n\s+(\S+-\S+-\S+-\S+)\n/) ?? assert.fail(`the console says: ${box.said}`);
  assert.equal(url, `${box.base}/setup`);
  assert.equal((await readFile(join(box.data, "setup-token"), "utf8")).trim(), token);
  assert.equal((await stat(join(box.data, "setup-token"))).mode & 0o777, 0o600);

  const b = await open(browser, { timezoneId: "Europe/Berlin" });
  const { page } = b;
  await page.goto(box.base);
  assert.equal(page.url(), url, "a stranger is not led to the setup");
  assert.equal(await page.inputValue("#time_zone"), "Europe/Berlin");
  await page.fill("#token", "aaaaaaaa-bbbbbbbb-cccccccc-dddddddd");
  await page.fill("#name", "Cleo Nakamura");
  await page.fill("#email", "cleo@larkfield.example");
  await page.fill("#password", password);
  b.expect(400);
  await page.click("form button");
  assert.match(await textOf(page, "error-token"), /not the setup token/);
  assert.equal(await page.inputValue("#name"), "Cleo Nakamura", "what was typed is lost");
  assert.equal(await page.inputValue("#email"), "cleo@larkfield.example", "what was typed is lost");
  assert.equal(await page.inputValue("#password"), "", "a password came back");

  await page.fill("#token", `  ${token.toUpperCase()} `);
  await page.fill("#password", password);
  await page.click("form button");
  assert.equal(page.url(), `${box.base}/welcome`);
  assert.match(await textOf(page, "notice"), /You are the owner/);
  await page.goto(box.base);
  assert.match(await textOf(page, "empty"), /Nothing is connected yet/);

  b.expect(404);
  assert.equal((await page.goto(url)).status(), 404, "the setup is still there");
  assert.match(await textOf(page, "problem"), /404/);
  await assert.rejects(stat(join(box.data, "setup-token")), "the file of the token is still there");
  b.quiet();
});

test("afterwards a stranger meets the sign-in, without JavaScript too", async () => {
  const b = await open(browser, { javaScriptEnabled: false });
  await b.page.goto(`${box.base}/oncall`);
  assert.equal(b.page.url(), `${box.base}/signin?next=%2Foncall`);
  assert.equal(await b.page.locator(part("sign-in")).count(), 1);
  b.quiet();
});
