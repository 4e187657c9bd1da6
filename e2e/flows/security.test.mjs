// A second factor from enrolment to recovery codes, sessions ended from
// elsewhere, and what a throttled address may still do.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { password, staffed } from "./box/box.mjs";
import { desk, launch, open, part, signIn, textOf } from "./box/browser.mjs";
import { codeOf } from "./box/totp.mjs";

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

// passwordOf gives the password and waits for the page of the code.
async function passwordOf(page, who) {
  await page.goto(`${box.base}/signin?next=/oncall`);
  await page.fill("#email", `${who}@larkfield.example`);
  await page.fill("#password", password);
  await page.click("form button");
  await page.waitForURL(/\/signin\/code/);
}

for (const [who, javaScriptEnabled] of [["night", true], ["desk", false]]) {
  test(`a second factor, recovery codes and the other browser, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const a = await open(browser, { javaScriptEnabled });
    const { page } = a;
    await signIn(page, box.base, who);
    await page.goto(`${box.base}/menu`);
    await page.click("text=Password and security");
    await page.click("text=Set up a second factor");
    assert.ok((await page.locator("svg.qr path").getAttribute("d")).length > 1000, "no QR code");
    const secret = (await textOf(page, "seed")).replaceAll(" ", "");
    await page.fill("#code", codeOf(secret));
    await page.click("text=Switch it on");
    await page.waitForURL(`${box.base}/profile/security/recovery-codes`);
    const codes = await page.locator(part("recovery-code")).allInnerTexts();
    assert.equal(codes.length, 10);
    await page.click("text=I have kept them");
    assert.match(await textOf(page, "factor"), /On since .* 10 recovery codes left/);

    await page.goto(`${box.base}/menu`);
    await page.click("text=Sign out");
    await passwordOf(page, who);
    await page.goto(`${box.base}/oncall`);
    assert.match(page.url(), /\/signin\?next/, "the password alone opens a page");
    await passwordOf(page, who);
    const spent = codeOf(secret, 1);
    await page.fill("#code", spent.replace(/^.../, "$& ")); // as apps show it
    await page.press("#code", "Enter");
    await page.waitForURL(`${box.base}/oncall`);

    const b = await open(browser, { viewport: desk, javaScriptEnabled });
    await passwordOf(b.page, who);
    b.expect(401);
    await b.page.fill("#code", spent);
    await b.page.click("form button");
    assert.match(await textOf(b.page, "form-problem"), /was used before/);
    await b.page.waitForTimeout(1100);
    await b.page.fill("#code", codes[4].toUpperCase());
    await b.page.click("form button");
    await b.page.waitForURL(`${box.base}/oncall`);
    await b.page.goto(`${box.base}/profile/security`);
    assert.match(await textOf(b.page, "factor"), /9 recovery codes left/);

    await page.goto(`${box.base}/profile/security`);
    assert.equal(await page.locator(part("session")).count(), 2);
    await page.click(part("end-others"));
    assert.match(await textOf(page, "notice"), /one other place/);
    assert.equal(await page.locator(part("session")).count(), 1);
    await b.page.goto(`${box.base}/oncall`);
    assert.match(b.page.url(), /signin/, "the other browser is still signed in");
    a.quiet();
    b.quiet();
  });
}

test("after ten wrong passwords nobody signs in from there, and events still come in", async () => {
  const admin = await open(browser, { viewport: desk });
  await signIn(admin.page, box.base, "cleo");
  assert.match(await textOf(admin.page, "notice"), /second factor/);
  const { page, expect } = await open(browser);
  expect(401);
  for (let i = 0; i < 10; i++) {
    await page.goto(`${box.base}/signin`);
    await page.fill("#email", `user${i}@larkfield.example`);
    await page.fill("#password", "not this one");
    await page.click("form button");
  }
  expect(429);
  await page.goto(`${box.base}/signin`);
  await page.fill("#email", "cleo@larkfield.example");
  await page.fill("#password", password);
  await page.click("form button");
  assert.match(await page.innerText("main"), /Too many attempts/);

  await box.event({ summary: "Tower Elm Ridge: no power" });
  await admin.page.goto(`${box.base}/`);
  assert.match(await admin.page.innerText("main"), /Tower Elm Ridge/);

  await admin.page.goto(`${box.base}/blocks`);
  assert.match(await textOf(admin.page, "blocks"), /127\.0\.0\.1/);
  await admin.page.click("text=Unblock all");
  assert.match(await textOf(admin.page, "notice"), /Unblocked/);
  await page.fill("#password", password);
  await page.click("form button");
  await page.waitForURL(`${box.base}/`);
  admin.quiet();
});
