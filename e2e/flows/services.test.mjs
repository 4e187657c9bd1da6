// Monday morning: a new service, its first integration, and the first event.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { staffed, until } from "./box/box.mjs";
import { desk, launch, open, part, row, signIn, textOf } from "./box/browser.mjs";

// shell gives what a command prints; it fails when the command does.
const shell = async (text, env = {}) => (await promisify(execFile)("sh", ["-c", text], { env: { ...process.env, ...env } })).stdout;

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  test(`a service, an integration, its key and the first event on a phone, ${how} JavaScript`, async () => {
    const b = await open(browser, { javaScriptEnabled });
    const { page, context } = b;
    const name = `Towers ${how}`;
    await signIn(page, box.base, "cleo", "/services");
    await page.click("text=New service");

    await page.fill("#name", "core network");
    await page.fill("#description", "41 of them");
    await page.fill("#ack_timeout", "half an hour");
    b.expect(400);
    await page.click("text=Make the service");
    assert.match(await textOf(page, "error-ack_timeout"), /no time; write it like/);
    await page.fill("#ack_timeout", "45 min");
    await page.click("text=Make the service");
    assert.match(await textOf(page, "error-name"), /taken by another service/);
    assert.equal(await page.inputValue("#description"), "41 of them");
    assert.equal(await page.inputValue("#ack_timeout"), "45 min");
    await page.fill("#name", name);
    await page.click("text=Make the service");

    assert.match(await textOf(page, "notice"), new RegExp(`${name} is there`));
    await page.fill("#name", "LibreNMS");
    await page.check("input[name=type][value=events_api_v2]");
    await page.click("text=Add it and show its key");
    assert.match(await textOf(page, "last-heard"), /never: nothing has arrived here yet/);
    const address = await page.locator("[id^=address-]").innerText();
    const key = await page.locator("[id^=key-]").innerText();
    assert.equal(address, `${box.base}/v2/enqueue`);
    assert.match(key, /^[0-9a-z]{32}$/);
    const copy = page.locator(`${part("door")} [data-copy^=key-]`);
    assert.equal(await copy.isVisible(), javaScriptEnabled, "a button that needs a script is there without one");
    if (javaScriptEnabled) {
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await copy.click();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key);
      assert.match(await copy.innerText(), /^Copied/);
    }

    await page.click("text=Prometheus Alertmanager");
    const snippet = page.locator(part("sender"), { hasText: "Prometheus Alertmanager" }).locator("pre");
    assert.ok((await snippet.innerText()).includes(`routing_key: ${key}`), "the instruction lacks the key");

    await page.click(`${part("test")} button`);
    assert.match(await textOf(page, "test-result"), /went through, and paged nobody/);
    assert.match(await textOf(page, "test-result"), /^Received\..*Read as: Uplink of test-router-1 is down.*critical.*from test-router-1/s);
    assert.match(await textOf(page, "last-heard"), /never/);

    await page.click("text=Change how long it may be silent");
    await page.fill("#silent_after", "two moons");
    b.expect(400);
    await page.click("button:text-is('Save')");
    assert.match(await textOf(page, "error-silent_after"), /no time; write it like/);
    await page.fill("#silent_after", "36 hours");
    await page.click("button:text-is('Save')");
    assert.match(await textOf(page, "silence"), /nothing has come for 36 h, that is marked in red/);
    await page.click("text=Make a heartbeat of it");
    assert.equal(await page.inputValue("#name"), "LibreNMS");
    assert.equal(await page.inputValue("#interval"), "36h");
    await page.goBack();

    const summary = `Tower Elm Ridge: no power (${how} script)`;
    const answer = await fetch(address, { method: "POST", body: JSON.stringify({ routing_key: key, event_action: "trigger", payload: { summary, source: "elm", severity: "critical" } }) });
    assert.equal(answer.status, 202);
    if (javaScriptEnabled) await until(async () => /last event just now/.test(await textOf(page, "last-heard")), "the page does not see the event by itself");
    await page.goto(`${box.base}/services`);
    await page.click(`text=${name}`);
    assert.equal(await row(page, summary).count(), 1);
    assert.match(await textOf(page, "integration"), /last event just now/);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `the page is ${wide} px too wide`);
    b.quiet();
  });
}

test("what an integration's page says to paste into a shell works as it stands", async () => {
  const b = await open(browser, { viewport: desk, javaScriptEnabled: false });
  const { page } = b;
  await signIn(page, box.base, "cleo", "/services");
  await page.click("text=New service");
  await page.fill("#name", "Pasted");
  await page.check("#sandbox");
  await page.click("text=Make the service");
  const first = page.url();
  for (const [kind, shells] of [["events_api_v2", 2], ["events_api_v1", 2], ["nagios", 0]]) {
    await page.goto(first);
    await page.fill("#name", kind);
    await page.check(`input[name=type][value=${kind}]`);
    await page.click("text=Add it and show its key");
    await page.waitForSelector(part("door"));
    const texts = await page.locator(".snippet").evaluateAll((all) => all.map((s) => ({ where: s.querySelector("p").textContent, text: s.querySelector("pre").textContent })));
    const pasted = texts.filter((t) => t.where.startsWith("In a shell"));
    assert.equal(pasted.length, shells, `${kind}: ${pasted.length} lines for a shell`);
    for (const { text } of pasted) assert.match(await shell(text), /"status":"success"/);
    const script = texts.find((t) => t.where.includes("check_mk"));
    if (!script) continue;
    const env = { NOTIFY_WHAT: "SERVICE", NOTIFY_HOSTNAME: "tower-9", NOTIFY_SERVICEDESC: "PING & more", NOTIFY_SERVICESTATE: "CRITICAL", NOTIFY_SERVICEOUTPUT: 'loss "100%"' };
    assert.match(await shell(script.text, { ...env, NOTIFY_NOTIFICATIONTYPE: "PROBLEM" }), /"status":"success"/);
    await page.goto(`${box.base}/events`);
    assert.match(await textOf(page, "event-row"), /PING & more on tower-9 is CRITICAL: loss "100%"/);
    assert.match(await shell(script.text, { ...env, NOTIFY_NOTIFICATIONTYPE: "RECOVERY" }), /"status":"success"/);
    for (const { where, text } of texts.filter((t) => t.where.startsWith("Payload"))) {
      const answer = await fetch(`${box.base}/nagios/2010-04-15/create_event`, { method: "POST", body: text.replace("%device", "olt-3").replace("%name", "Power").replace("%sensorid", "2044") });
      assert.equal(answer.status, 200, where);
    }
    await page.goto(`${box.base}/events`);
    assert.match(await textOf(page, "event-row"), /Power \(2044\) on olt-3 is OK.*Resolved/);
  }
  b.quiet();
});

test("a test event is read by the decoder of its integration, and silence is marked", async () => {
  const b = await open(browser, { javaScriptEnabled: false });
  const { page } = b;
  await signIn(page, box.base, "cleo", "/services");
  await page.click("text=New service");
  await page.fill("#name", "Decoders");
  await page.click("text=Make the service");
  await page.check("input[name=type][value=github]");
  await page.click("text=Add it and show its key");
  await page.click("text=Change what is signed");
  await page.fill("#secret", "correct horse");
  await page.click("button:text-is('Save')");
  await page.click(`${part("test")} button`);
  assert.match(await textOf(page, "test-result"), /Read as: example\/test-config: Deploy failed on main/);
  await page.click(`${part("test-result")} a`);
  assert.match(await textOf(page, "event"), /POST \/hooks\/github\/\{key\}.*workflow_run/s);
  assert.match(await textOf(page, "event"), /, with the test button/);
  await page.goBack();

  await page.click("text=Change how long it may be silent");
  await page.fill("#silent_after", "10s");
  await page.click("button:text-is('Save')");
  assert.match(await textOf(page, "notice"), /Saved/);
  await until(async () => { await page.reload(); return /Never heard in .*; it should be heard within/.test(await textOf(page, "integration-page")); }, "its silence is not marked", 30);
  await page.goto(`${box.base}/health`);
  assert.match(await page.innerText("main"), /Decoders, GitHub Actions: Never heard/);
  b.quiet();
});

test("a new key ends the old one, and who is no admin sees none", async () => {
  const b = await open(browser, { viewport: desk });
  const { page } = b;
  await signIn(page, box.base, "cleo", "/services");
  await page.click("text=Power and sheds");
  await page.click("text=Set up a sender");
  const old = await page.locator("[id^=key-]").innerText();
  await page.click("text=New key");
  assert.match(await textOf(page, "confirm"), /refused, and pages nobody/);
  await page.click("text=Make a new key");
  assert.match(await textOf(page, "notice"), /The old one is refused from now on/);
  const fresh = await page.locator("[id^=key-]").innerText();
  assert.notEqual(fresh, old);
  const send = (key) => fetch(`${box.base}/v2/enqueue`, { method: "POST", body: JSON.stringify({ routing_key: key, event_action: "resolve", dedup_key: "x" }) });
  assert.equal((await send(old)).status, 400);
  assert.equal((await send(fresh)).status, 202);
  const path = new URL(page.url()).pathname;
  b.quiet();

  const n = await open(browser);
  await signIn(n.page, box.base, "night", path);
  assert.ok(!(await n.page.content()).includes(fresh), "a responder sees the key");
  assert.equal(await n.page.locator(`${part("test")}, ${part("integration-deeds")}`).count(), 0);
  n.quiet();
});

test("a service with something open is not deleted, and one without is after asking", async () => {
  const b = await open(browser, { javaScriptEnabled: false });
  const { page } = b;
  await box.event({ summary: "Still open" });
  await signIn(page, box.base, "cleo", "/services");
  await page.click("text=Core network");
  await page.locator("a", { hasText: "Edit" }).first().click();
  await page.click("text=Delete this service");
  assert.match(await textOf(page, "confirm"), /Resolve them first/);
  await page.goto(`${box.base}/services`);
  await page.click("text=Customer portal");
  await page.locator("a", { hasText: "Edit" }).first().click();
  await page.click("text=Delete this service");
  await page.click("button:has-text('Delete this service')");
  assert.match(await textOf(page, "notice"), /Customer portal is deleted/);
  assert.equal(await page.locator("text=Customer portal").count(), 1, "it is still listed"); // the notice has the name
  b.quiet();
});
