// Every form that changes configuration: what is wrong is named beside its
// field, and nothing that was typed is lost. A new form is a new line.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { password, staffed } from "./box/box.mjs";
import { desk, launch, open, part, row, signIn, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => {
  [box, browser] = await Promise.all([staffed(), launch()]);
  for (const [who, role] of [["sched", "scheduler"], ["admin", "admin"]]) {
    await box.command(["user", "create", `${who}@larkfield.example`, "--name", `The ${role}`, "--role", role], `${password}\n`);
  }
});
after(async () => { await browser?.close(); await box?.stop(); });

// Where the form is, what is typed, and the field that is refused. All that was
// typed must still be there.
const forms = [
  ["/people/new", { "#name": "Nele Neu", "#email": "cleo@larkfield.example" }, "email"],
  ["/services/new", { "#name": "Core network", "#description": "typed with care" }, "name"],
  ["/policies/new", { "#name": "Default", "#description": "typed with care" }, "name"],
  ["/profile/edit", { "#name": "Cleo N.", "#email": "no address" }, "email"],
  ["/settings", { "#public_url": "ftp://nowhere", "#bundle_window": "3m" }, "public_url"],
  ["/settings", { "#heartbeat\\.url": "watch.example.net/1", "#heartbeat\\.interval": "5m" }, "heartbeat.url"],
  ["/settings/sign-in", { "#issuer": "http://id.example.net", "#client_id": "wakeman", "#label": "Larkfield" }, "issuer", "#on"],
  ["/teams/new", { "#name": "", "#description": "typed with care" }, "name"],
  ["/welcome/mail", { "#mail\\.host": "no host", "#mail\\.port": "2525", "#mail\\.from": "Wakeman <wakeman@example.net>" }, "mail.host"],
  ["/welcome/heartbeat", { "#url": "watch.example.net/1", "#interval": "5m" }, "url"],
];

for (const [path, typed, wrong, ticked] of forms) {
  test(`${path} names the wrong field, ${wrong}, and keeps what was typed`, async () => {
    const { page, expect } = await open(browser, { viewport: desk });
    await signIn(page, box.base, "cleo", path);
    if (ticked) await page.check(ticked);
    for (const [field, text] of Object.entries(typed)) await page.fill(field, text);
    const named = page.locator(`[id="${wrong}"]`);
    const form = page.locator("main form[method=post]", { has: named });
    await form.evaluate((f) => { f.noValidate = true; });
    expect(400);
    const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), named.press("Enter")]);
    assert.ok([400, 409].includes(answer.status()), `answered with ${answer.status()}`);
    assert.ok((await textOf(page, `"error-${wrong}"`)).length > 10, "it does not say why");
    assert.equal(await named.getAttribute("aria-invalid"), "true");
    for (const [field, text] of Object.entries(typed)) assert.equal(await page.inputValue(field), text, `${field} was lost`);
    if (ticked) assert.ok(await page.isChecked(ticked), `${ticked} was lost`);
  });
}

test("an admin changes a responder, and not the owner", async () => {
  const { page, expect } = await open(browser, { viewport: desk });
  await signIn(page, box.base, "admin", "/people");
  const pathOf = async (name) => new URL(await page.locator("main a", { hasText: name }).first().evaluate((a) => a.href)).pathname;
  const [night, cleo] = [await pathOf("Nia Night"), await pathOf("Cleo Nakamura")];
  await page.goto(box.base + night);
  assert.ok(await page.locator(`main a[href^="${night}/"]`).count() > 0, "nothing about a responder can be changed");
  assert.equal((await page.goto(`${box.base}${night}/edit`)).status(), 200);
  expect(403);
  assert.equal((await page.goto(`${box.base}${cleo}/edit`)).status(), 403);
  assert.match(await textOf(page, "problem"), /owner/i);
});

// What each role finds in the menu, and what it is told when it goes there all
// the same.
for (const [who, sees, refused] of [
  ["desk", ["Incidents", "On call", "People"], ["/audit", "/keys", "/people/new", "/services/new", "/policies/new"]],
  ["night", ["Incidents", "On call", "People"], ["/audit", "/keys", "/people/new", "/services/new", "/policies/new"]],
  ["sched", ["Incidents", "On call", "People", "Schedules"], ["/audit", "/keys", "/people/new", "/services/new", "/policies/new", "/teams/new", "/settings/sign-in"]],
  ["admin", ["Incidents", "On call", "People", "Audit log"], []],
  ["cleo", ["Incidents", "On call", "People", "Audit log"], []],
]) {
  test(`${who} sees what is theirs and nothing else`, async () => {
    const { page, expect } = await open(browser, { viewport: desk });
    await signIn(page, box.base, who, "/menu");
    const words = await page.innerText("body");
    for (const word of sees) assert.ok(words.includes(word), `${word} is not in the menu`);
    const links = await page.locator("a").evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
    expect(403);
    for (const path of refused) {
      assert.ok(!links.includes(path), `${path} is in the menu`);
      assert.equal((await page.goto(box.base + path)).status(), 403, path);
      assert.match(await textOf(page, "problem"), /Your role is/);
    }
  });
}

test("everything that matters at night works without JavaScript", async () => {
  await box.event({ summary: "Tower Orion: no power" });
  const { page, quiet } = await open(browser, { javaScriptEnabled: false });
  await signIn(page, box.base, "night");
  await row(page, "Tower Orion").click();
  await page.click(part("acknowledge"));
  assert.match(await textOf(page, "state"), /Acknowledged/);
  await page.click(part("resolve"));
  assert.match(await textOf(page, "state"), /Resolved/);
  await page.goto(`${box.base}/oncall`);
  assert.match(await page.innerText("main"), /You|Nia Night/);
  quiet();
});
