// An event rule: written by rows, tried, saved; then an event is suppressed.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { keys, staffed } from "./box/box.mjs";
import { launch, open, part, signIn, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

const sends = async (source) => {
  const answer = await fetch(`${box.base}/v2/enqueue`, { method: "POST", body: JSON.stringify({ routing_key: keys.core, event_action: "trigger", dedup_key: source, payload: { summary: `${source} is down`, source, severity: "error" } }) });
  assert.equal(answer.status, 202);
};

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  test(`a rule is written, tried and saved, and keeps an event quiet, ${how} JavaScript`, async () => {
    const b = await open(browser, { javaScriptEnabled });
    const { page } = b;
    const lab = `${how}-lab`;
    await sends(`${lab}-1`);
    await signIn(page, box.base, "cleo", "/rules/new");

    await page.fill("#name", `Laboratory ${how}`);
    await page.selectOption("#fate", "suppress");
    await page.fill("#when", "event.sorce ==\n  1");
    b.expect(400);
    await page.click("text=Save this rule");
    assert.match(await textOf(page, "error-when"), /no event\.sorce \(character 7\)/);
    assert.match(await textOf(page, "snippet-when"), /event\.sorce == \^/);
    assert.equal(await page.inputValue("#when"), "event.sorce ==\n  1");
    assert.equal(await page.inputValue("#name"), `Laboratory ${how}`);

    await page.fill("#when", "");
    await page.click("text=Write it for me");
    await page.selectOption('[name="build[0].field"]', "source");
    await page.selectOption('[name="build[0].operator"]', "begins");
    await page.fill('[name="build[0].value"]', lab);
    await page.click("text=Put it into the condition");
    assert.equal(await page.inputValue("#when"), `lower(event.source) startsWith "${lab}"`);

    await page.click("text=Try it on the last events");
    assert.match(await textOf(page, "trial"), /would have decided about 1\..*1 suppressed.*Nothing is saved yet/);
    await page.click("text=Save this rule");
    assert.match(await textOf(page, "notice"), /Saved/);
    assert.match(await page.locator(part("rule"), { hasText: `Laboratory ${how}` }).innerText(), /suppressed/);

    await sends(`${lab}-2`);
    await page.goto(`${box.base}/events?q=${lab}-2`);
    assert.match(await page.locator("main").innerText(), new RegExp(`uppressed by the event rule “Laboratory ${how}”`));
    // another rule gives a priority, which the incident shows and a person changes
    await page.goto(`${box.base}/rules/new`);
    await page.fill("#name", `Towers ${how}`);
    await page.fill("#when", `event.source == "${how}-tower"`);
    await page.selectOption('[name="actions.priority"]', "P2");
    await page.click("text=Save this rule");
    assert.match(await page.locator(part("rule"), { hasText: `Towers ${how}` }).innerText(), /priority P2/);
    await sends(`${how}-tower`);
    await page.goto(`${box.base}/rules`);
    assert.match(await page.locator(part("rule"), { hasText: `Towers ${how}` }).innerText(), /1 event in 24 hours/);
    await page.goto(`${box.base}/incidents?priority=P2&q=${how}-tower`);
    await page.click(`a.title:has-text("${how}-tower is down")`);
    await page.click("summary:has-text('Priority')");
    assert.equal(await page.getAttribute('button[name="to"][value="P2"]', "aria-pressed"), "true");
    await page.click('button[name="to"][value="P1"]');
    assert.match(await textOf(page, "notice"), /Its priority is P1 now/);
    assert.match(await textOf(page, "timeline"), /Priority set to P1 by .*; it was P2/);
    b.quiet();
    await b.context.close();
  });
}
