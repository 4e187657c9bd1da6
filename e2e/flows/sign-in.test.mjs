// Signing in and out.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { password, staffed } from "./box/box.mjs";
import { launch, open, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

for (const javaScriptEnabled of [true, false]) {
  test(`a wrong password, the right one, and out again, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const b = await open(browser, { javaScriptEnabled });
    const { page, context } = b;
    await page.goto(`${box.base}/services`);
    await page.fill("#email", "night@larkfield.example");
    await page.fill("#password", "not this one");
    b.expect(401);
    await page.click("form button");
    assert.match(await textOf(page, "form-problem"), /e-mail address or the password is wrong/);
    assert.equal(await page.inputValue("#email"), "night@larkfield.example");
    assert.equal(await page.inputValue("#password"), "");
    await page.waitForTimeout(1100); // as long as the next attempt has to wait, and less than anybody needs to type
    await page.fill("#password", password);
    await page.press("#password", "Enter");
    await page.waitForURL(`${box.base}/services`, { timeout: 5000 }); // where the visit began
    const cookie = (await context.cookies()).find((c) => c.name.endsWith("wakeman"));
    assert.ok(cookie.httpOnly && cookie.sameSite === "Lax", "the cookie is not guarded");

    await page.goto(`${box.base}/menu`);
    await page.click("text=Sign out");
    assert.equal(page.url(), `${box.base}/signin`);
    await context.addCookies([cookie]);
    await page.goto(`${box.base}/menu`);
    assert.match(page.url(), /signin/, "the old cookie still works after signing out");
    b.quiet();
  });
}
