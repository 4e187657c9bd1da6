// People: an admin adds somebody, who sets a password, says how they are
// reached, and is woken by a test. At the width of a phone, with a script and
// without.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { staffed, until } from "./box/box.mjs";
import { launch, open, part, signIn, textOf } from "./box/browser.mjs";
import { codeOf } from "./box/totp.mjs";

let box, browser, siren;
const rung = [];
before(async () => {
  [box, browser] = await Promise.all([staffed(), launch()]);
  siren = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    rung.push(JSON.parse(body));
    response.end("ok");
  });
  await new Promise((done) => siren.listen(0, "127.0.0.1", done));
});
after(async () => { siren?.close(); await browser?.close(); await box?.stop(); });

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with a script" : "without a script";
  const email = `nele-${javaScriptEnabled ? "on" : "off"}@larkfield.example`;
  const address = () => `http://127.0.0.1:${siren.address().port}/ring`;

  test(`from the invitation to the first test page and a second factor, ${how}`, async () => {
    const admin = await open(browser, { javaScriptEnabled });
    await signIn(admin.page, box.base, "cleo", "/people");
    await admin.page.click("text=Add a person");
    await admin.page.fill("#name", "Nele Neu");
    await admin.page.fill("#email", "cleo@larkfield.example");
    await admin.page.selectOption("#role", "responder");
    admin.expect(400);
    await admin.page.click("form[data-testid=person-form] button");
    assert.match(await textOf(admin.page, "error-email"), /has this address already/);
    assert.equal(await admin.page.inputValue("#name"), "Nele Neu", "what was typed is lost");
    await admin.page.fill("#email", email);
    await admin.page.click("form[data-testid=person-form] button");
    assert.match(await textOf(admin.page, "invitation"), /Nele Neu is added/);
    const link = await admin.page.inputValue("#link");
    assert.ok(link.startsWith(`${box.base}/invite/`), link);

    const nele = await open(browser, { javaScriptEnabled });
    const { page } = nele;
    await page.goto(link);
    await page.fill("#password", "seven");
    nele.expect(400);
    await page.click("form button");
    assert.match(await textOf(page, "error-password"), /\d+ characters/);
    await page.fill("#password", "nine yellow towers");
    await page.click("form button");
    assert.equal(page.url(), `${box.base}/invite/done`);
    nele.expect(404);
    assert.equal((await page.goto(link)).status(), 404, "the link works twice");
    await page.goto(`${box.base}/invite/done`);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.fill("#email", email);
    await page.fill("#password", "nine yellow towers");
    await page.click("form button");
    await page.waitForURL(`${box.base}/profile`);
    assert.match(await textOf(page, "reach"), /Cannot be reached: no contact method is set/);

    await page.click("text=Add a contact method");
    await page.click(part("add-webhook"));
    await page.fill("#address", "ftp://siren.example.net");
    nele.expect(400);
    await page.click("form[data-testid=method-form] button");
    assert.match(await textOf(page, "error-address"), /URL/);
    await page.fill("#address", address());
    await page.fill("#label", "siren");
    await page.click("form[data-testid=method-form] button");
    await page.waitForURL(/\/verify$/);
    await page.click("text=Later");
    await page.waitForURL(`${box.base}/profile`);
    assert.match(await textOf(page, "test"), /Never tested/);
    assert.match(await textOf(page, "trust"), /Never confirmed\. Pages go there only because/);

    await page.locator(part("rules-high")).getByText("Add a rule").click();
    await page.fill("#delay", "2");
    await page.click("form[data-testid=rule-form] button");
    await page.waitForURL(`${box.base}/profile`);
    assert.match(await textOf(page, "rules-high"), /2:00 webhook \(siren\) after 2 min/);

    await until(() => rung.some((m) => m.type === "verification"), "the code did not arrive");
    const before = rung.length;
    await page.click(part("wake"));
    await until(() => rung.length === before + 1, "the test page did not arrive");
    assert.match(JSON.stringify(rung.at(-1)), /You asked for this test/);
    if (!javaScriptEnabled) {
      await until(async () => { await page.goto(`${box.base}/profile`); return /Worked/.test(await textOf(page, "test")); }, "what came of it is not shown");
    }
    await until(async () => /Worked: the carrier had it after/.test(await textOf(page, "test")), "what came of it does not show by itself");
    assert.match(await textOf(page, "ready"), /The last test by siren worked/);

    await page.goto(`${box.base}/menu`);
    await page.click("text=Password and security");
    await page.click("text=Set up a second factor");
    const secret = (await textOf(page, "seed")).replaceAll(" ", "");
    await page.fill("#code", codeOf(secret));
    await page.click("text=Switch it on");
    await page.click("text=I have kept them");
    await page.goto(`${box.base}/menu`);
    await page.click("text=Sign out");
    await page.goto(`${box.base}/signin?next=/profile`);
    await page.fill("#email", email);
    await page.fill("#password", "nine yellow towers");
    await page.click("form button");
    await page.waitForURL(/\/signin\/code/);
    await page.fill("#code", codeOf(secret, 1));
    await page.press("#code", "Enter");
    await page.waitForURL(`${box.base}/profile`);

    await admin.page.goto(`${box.base}/people`);
    assert.match(await textOf(admin.page, "ways"), /pager/);
    await admin.page.locator(part("person"), { hasText: "Nele Neu" }).filter({ hasText: "siren" }).first().getByRole("link").click();
    await admin.page.click(part("to-leave"));
    assert.match(await textOf(admin.page, "nothing-bare"), /Every duty/);
    nele.expect(401); // her open page asks for its news once more
    await admin.page.click("form.buttons button");
    await admin.page.waitForURL(`${box.base}/people`);
    assert.match(await textOf(admin.page, "notice"), /Nele Neu has left/);
    await page.goto(`${box.base}/profile`);
    assert.match(page.url(), /\/signin/, "whoever has left is still signed in");
    admin.quiet();
    nele.quiet();
  });
}

test("who leaves takes duties along, and the page says which", async () => {
  const b = await open(browser);
  await signIn(b.page, box.base, "cleo", "/people");
  await b.page.getByRole("link", { name: "Nia Night" }).click();
  await b.page.click(part("to-leave"));
  assert.match(await textOf(b.page, "bare"), /Primary: nobody is on call from/);
  await b.page.click("text=Keep it as it is");
  assert.equal(await b.page.locator(part("method")).count(), 2);
  b.quiet();
});
