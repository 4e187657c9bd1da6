// A new contact method is confirmed by the code that is sent there: at the width
// of a phone, with a script and without.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { staffed, until } from "./box/box.mjs";
import { launch, open, part, signIn, textOf } from "./box/browser.mjs";

let box, browser, carrier;
const came = [];
before(async () => {
  [box, browser] = await Promise.all([staffed(), launch()]);
  carrier = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    came.push(JSON.parse(body));
    response.end("ok");
  });
  await new Promise((done) => carrier.listen(0, "127.0.0.1", done));
});
after(async () => { carrier?.close(); await browser?.close(); await box?.stop(); });

for (const javaScriptEnabled of [true, false]) {
  const label = javaScriptEnabled ? "tablet" : "watch";

  test(`a method is added and confirmed, with${javaScriptEnabled ? "" : "out"} a script`, async () => {
    const b = await open(browser, { javaScriptEnabled });
    const { page } = b;
    await signIn(page, box.base, "night", "/profile/methods/new?type=webhook");
    const before = came.length;
    await page.fill("#address", `http://127.0.0.1:${carrier.address().port}/${label}`);
    await page.fill("#label", label);
    await page.click("form[data-testid=method-form] button");
    await page.waitForURL(/\/methods\/\w+\/verify$/);
    assert.match(await textOf(page, "notice"), new RegExp(`Added\\. A code is on its way by ${label}\\.`));
    await until(() => came.length === before + 1, "the code did not arrive");
    const message = came.at(-1);
    assert.equal(message.type, "verification");
    assert.equal(message.ack_url, "");
    assert.match(message.code, /^\d{6}$/);
    assert.equal(await page.getAttribute("#code", "autocomplete"), "one-time-code");

    await page.fill("#code", message.code === "000000" ? "000001" : "000000");
    b.expect(400);
    await page.click("form[data-testid=verify-form] button");
    assert.match(await textOf(page, "error-code"), /not the code that was sent last; 4 tries are left/);
    assert.equal(await page.getAttribute("#code", "aria-invalid"), "true");

    await page.click("form[data-testid=send-code] button");
    assert.match(await textOf(page, "notice"), /No code was sent\. A code was sent a moment ago/);

    await page.fill("#code", `${message.code.slice(0, 3)} ${message.code.slice(3)}`);
    await page.click("form[data-testid=verify-form] button");
    await page.waitForURL(`${box.base}/profile`);
    assert.match(await textOf(page, "notice"), new RegExp(`${label} is confirmed`));
    const card = page.locator(part("method"), { hasText: label });
    assert.match(await card.locator(part("trust")).innerText(), /Confirmed/);
    b.quiet();
  });
}
