// "Held now": what a rule keeps quiet is listed, let go with a reason, and paged by hand.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { staffed, until } from "./box/box.mjs";
import { desk, launch, open, part, phone, signIn, stateOf, textOf } from "./box/browser.mjs";

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

const told = (title) => box.pages.flatMap((page) => page.incidents ?? []).some((incident) => incident.title === title);

for (const [how, options] of Object.entries({ with: { viewport: phone }, without: { viewport: desk, javaScriptEnabled: false } })) {
  test(`held problems are seen, dismissed with a reason and paged by hand, ${how} JavaScript`, async () => {
    const lab = `lab ${how}`, antenna = `Antenna of ${lab} is down`, shelf = `Shelf of ${lab} is hot`, over = `Door of ${lab} is open`;
    const admin = await open(browser, options);
    await signIn(admin.page, box.base, "cleo", "/rules/new");
    await admin.page.fill("#name", `Quiet ${lab}`);
    await admin.page.selectOption("#fate", "suppress");
    await admin.page.fill("#when", `event.source == "${lab}"`);
    await admin.page.click("text=Save this rule");
    assert.match(await textOf(admin.page, "notice"), /Saved/);
    assert.equal(await admin.page.locator(part("held")).count(), 0, "nothing is held yet");
    admin.quiet();
    await admin.context.close();

    for (const summary of [antenna, shelf, over]) await box.event({ summary, source: lab, dedup: summary });
    const b = await open(browser, options);
    const { page } = b;
    const held = (summary) => page.locator(part("held-row"), { hasText: summary });
    await signIn(page, box.base, "night", "/rules");
    for (const summary of [antenna, shelf, over]) {
      const text = await held(summary).innerText();
      assert.match(text, new RegExp(`${lab}[^]*Core network[^]*by Quiet ${lab}`), "what, where and by which rule");
      assert.equal(await held(summary).locator("button").first().isVisible(), false, "the buttons are folded: no slip of the thumb dismisses an outage");
    }
    const unfold = (summary) => held(summary).locator("summary").click();

    // its sender ends one: it is not there any more
    await box.event({ action: "resolve", dedup: over });
    await page.reload();
    assert.equal(await held(over).count(), 0);

    // what was reported again meanwhile is not dismissed unseen
    await unfold(antenna);
    await held(antenna).locator("input[name=why]").fill("taken down for painting");
    await box.event({ summary: antenna, source: lab, dedup: antenna });
    await held(antenna).locator("button", { hasText: "Dismiss" }).click();
    assert.match(await textOf(page, "notice"), /Nothing was done: it was reported again since/);
    assert.match(await held(antenna).innerText(), /2 events/);

    await unfold(antenna);
    await held(antenna).locator("input[name=why]").fill("taken down for painting");
    await held(antenna).locator("button", { hasText: "Dismiss" }).click();
    assert.match(await textOf(page, "notice"), /Dismissed: it pages nobody/);
    assert.equal(await held(antenna).count(), 0);
    assert.equal(await held(shelf).count(), 1, "the other stays held");

    const event = held(shelf).locator("a").first();
    assert.match(await event.getAttribute("href"), /^\/events\//);
    await unfold(shelf);
    await held(shelf).locator("input[name=why]").fill("the cooling failed");
    await held(shelf).locator("button", { hasText: "Page it now" }).click();
    assert.match(await textOf(page, "notice"), /This is its incident; whoever is on call is paged/);
    assert.match(page.url(), /\/incidents\//);
    assert.match(await stateOf(page), /riggered/);
    assert.match(await textOf(page, "timeline"), new RegExp(`Kept quiet by the event rule “Quiet ${lab}” from .* Then paged by Nia Night: the cooling failed`));
    await until(() => told(shelf), "the pager is told");
    assert.equal(told(antenna), false, "what was dismissed pages nobody");

    await page.goto(`${box.base}/rules`);
    assert.equal(await page.locator(part("held-row"), { hasText: lab }).count(), 0);
    await page.goto(`${box.base}/events?q=${encodeURIComponent(antenna)}`);
    assert.match(await page.locator("main").innerText(), /no longer held: dismissed by Nia Night: taken down for painting/);
    b.quiet();
    await b.context.close();
  });
}
