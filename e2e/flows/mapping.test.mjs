// A sender whose format nobody knows: what it posts opens incidents of its own,
// an admin teaches the format from what came, and then repeats join and a
// recovery resolves.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { staffed } from "./box/box.mjs";
import { launch, open, part, signIn, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

const said = (state, text) => ({ body: JSON.stringify({ site: "elm-ridge", unit: 2, alarm: { st: state, lvl: "A", text } }) });

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  test(`an unknown format is taught on a phone, ${how} JavaScript`, async () => {
    const b = await open(browser, { javaScriptEnabled });
    const { page } = b;
    await signIn(page, box.base, "cleo", "/services");
    await page.click("text=Core network");
    await page.click("text=Add an integration");
    await page.fill("#name", `Rectifiers ${how}`);
    await page.check("input[name=type][value=generic]");
    await page.click("text=Add it and show its key");
    const integration = new URL(page.url()).pathname;
    const address = await page.locator("[id^=address-]").innerText();
    const post = async (state, text) => {
      const answer = await fetch(address, { method: "POST", ...said(state, text) });
      assert.equal(answer.status, 202);
    };
    const newest = async () => {
      await page.goto(`${box.base}/events`);
      return page.locator(part("event-row")).first().innerText();
    };

    await post("kaputt", "Mains lost");
    assert.match(await newest(), /Opened an incident/);
    await post("geht", "Mains back");
    assert.match(await newest(), /Opened an incident/, "a word that nobody knows is a problem");

    // From the event to the page that teaches it.
    await page.locator(`${part("event-row")} a.name`).nth(1).click();
    await page.click(part("teach"));
    assert.match(await textOf(page, "sample"), /Mains lost/);
    assert.match(await textOf(page, "past-summary"), /2 opening an incident\. None of the posts/);
    await page.selectOption("#state", "alarm.st");
    await page.selectOption("#source", "site");
    await page.selectOption("#severity", "alarm.lvl");
    await page.fill("#key_text", "{site}/{unit");
    await page.fill("#summary_text", "{site}: {alarm.text}");
    b.expect(400);
    await page.click("text=Try it");
    assert.match(await textOf(page, "error-key_text"), /without its }/);
    assert.equal(await page.inputValue("#summary_text"), "{site}: {alarm.text}");
    await page.fill("#key_text", "{site}/{unit}");
    await page.click("text=Try it");
    assert.match(await textOf(page, "past-summary"), /1 opening an incident, 1 joining an open one/);
    await page.locator(part("word-states"), { hasText: "geht" }).locator("select").selectOption("resolve");
    await page.locator(part("word-severities"), { hasText: "A" }).locator("select").selectOption("critical");
    await page.click("text=Try it");
    assert.match(await textOf(page, "past-summary"), /1 opening an incident, 1 resolving one/);
    assert.match(await textOf(page, "becomes"), /A problem.*elm-ridge: Mains lost.*key elm-ridge\/2.*critical/s);
    assert.equal(await page.inputValue("#states_resolve"), "geht");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `the page is ${wide} px too wide`);
    await page.click("button:has-text('Save')");
    assert.match(await textOf(page, "notice"), /holds from the next post on/);
    assert.equal(new URL(page.url()).pathname, integration);

    await post("kaputt", "Mains lost");
    assert.match(await newest(), /elm-ridge: Mains lost.*Critical.*Opened an incident/is);
    await post("kaputt", "Mains lost");
    assert.match(await newest(), /Counted|Added|Repeated|open/i);
    const incidents = await page.locator(`${part("event-row")} a[href^="/incidents/"]`).evaluateAll((all) => all.slice(0, 2).map((a) => a.href));
    assert.equal(incidents[0], incidents[1], "the same again is another incident");
    await post("geht", "Mains back");
    assert.match(await newest(), /Resolved/);
    assert.equal(await page.locator(`${part("event-row")} a[href^="/incidents/"]`).first().evaluate((a) => a.href), incidents[0]);
    b.quiet();
  });
}
