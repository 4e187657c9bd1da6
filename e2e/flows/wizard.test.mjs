// The first start: from what the console prints to "Ready", and every step on
// the way with the real thing behind it: a mail server, a pager, a sender, a
// watcher. Once with a script, and once without one up to the test page.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { password, start, until } from "./box/box.mjs";
import { launch, open, part, textOf } from "./box/browser.mjs";
import { mailServer, receiver } from "./box/outside.mjs";

let browser, mail, pager, watcher;
before(async () => { [browser, mail, pager, watcher] = await Promise.all([launch(), mailServer(), receiver(), receiver()]); });
after(async () => { mail?.close(); pager?.close(); watcher?.close(); await browser?.close(); });

// steps is how they stand, a letter each: done, now, left.
const steps = async (page, box) => {
  await page.goto(`${box.base}/welcome`);
  return (await page.locator(part("step")).allInnerTexts()).map((text) => text.trim()[0].toLowerCase()).join("");
};

async function owner(box, b) {
  const { page } = b;
  const [, url, token] = box.said.match(/Open (\S+\/setup)[^]*?\n\s+(\S+-\S+-\S+-\S+)\n/);
  await page.goto(url);
  await page.fill("#token", token);
  await page.fill("#name", "Cleo Nakamura");
  await page.fill("#email", "cleo@larkfield.example");
  await page.fill("#password", password);
  if (!(await page.inputValue("#time_zone"))) await page.fill("#time_zone", "America/Chicago");
  await page.click("form button");
  assert.equal(page.url(), `${box.base}/welcome`, "the owner is not led on");
  assert.equal(await steps(page, box), "dnlllll");
}

async function mailWorks(box, b) {
  const { page } = b;
  await page.goto(`${box.base}/welcome`);
  await page.getByRole("link", { name: /Go on.*Address and mail/ }).click();
  assert.equal(await page.inputValue("#public_url"), box.base, "the address is not filled in");
  await page.fill("[id='mail.host']", "127.0.0.1");
  await page.selectOption("[id='mail.tls']", "none");
  await page.fill("[id='mail.port']", "many");
  if (!(await page.locator("#outgoing_allow").isVisible())) await page.click("text=Servers in my own network");
  await page.fill("#outgoing_allow", "127.0.0.0/8");
  b.expect(400);
  await page.click("form[data-testid=mail-form] button");
  assert.match(await page.getByTestId("error-mail.port").innerText(), /whole number/);
  assert.equal(await page.inputValue("[id='mail.host']"), "127.0.0.1", "what was typed is lost");
  await page.fill("[id='mail.port']", String(mail.port));
  await page.click("form[data-testid=mail-form] button");
  assert.match(await textOf(page, "notice"), /Saved/);
  const before = mail.mails.length;
  await page.click("text=Send me a test mail");
  const verify = page.url();
  assert.match(verify, /\/profile\/methods\/\w+\/verify$/);
  await until(() => mail.mails.length > before, "no mail came");
  assert.match(mail.mails.at(-1), /^To: .*cleo@larkfield\.example/m);
  await page.fill("#code", "000000");
  b.expect(400);
  await page.click("form[data-testid=verify-form] button");
  assert.equal(await steps(page, box), "dnlllll", "a wrong code is taken");
  await page.goto(verify);
  await page.fill("#code", mail.code());
  await page.click("form[data-testid=verify-form] button");
  assert.match(await textOf(page, "setup-bar"), /Setting up: 3 of 7/);
  assert.equal(await steps(page, box), "dddnlll");
}

async function somebodyIsWoken(box, b) {
  const { page } = b;
  await page.goto(`${box.base}/profile/methods/new?type=webhook`);
  await page.fill("#address", `${pager.base}/page`);
  await page.click("form[data-testid=method-form] button");
  await page.goto(`${box.base}/welcome/oncall`);
  assert.equal(await page.inputValue("#service"), "Core network");
  await page.click("form[data-testid=on-call-form] button");
  assert.match(await textOf(page, "notice"), /Core network is there, and wakes Cleo Nakamura first/);
  assert.equal(await steps(page, box), "ddddnll");
}

// wokenBy presses the button and gives the link of the message that came.
async function wokenBy(box, page) {
  const seen = pager.calls.length;
  await page.goto(`${box.base}/welcome/test`);
  await page.locator(part("wake-tile"), { hasText: "webhook" }).locator("button").click();
  const test = await until(() => pager.calls.slice(seen).find((call) => call.message?.type === "test"), "no test page came");
  assert.ok(test.message.ack_url.startsWith(`${box.base}/a/`), test.message.ack_url);
  return test.message.ack_url;
}

test("from the printed address to Ready, left in the middle and resumed", async () => {
  const box = await start();
  try {
    const b = await open(browser, { timezoneId: "America/Chicago" });
    const { page } = b;
    await owner(box, b);
    await page.goto(box.base);
    assert.match(await textOf(page, "empty"), /1 of 7 steps are done/);
    await mailWorks(box, b);

    // Another browser, another day: it begins where it was left.
    await b.context.clearCookies();
    await page.goto(`${box.base}/welcome`);
    await page.fill("#email", "cleo@larkfield.example");
    await page.fill("#password", password);
    await page.click("form button");
    assert.equal(page.url(), `${box.base}/welcome`);
    assert.equal(await steps(page, box), "dddnlll");
    await somebodyIsWoken(box, b);

    const link = await wokenBy(box, page);
    const phone = await open(browser, { javaScriptEnabled: false });
    await phone.page.goto(link);
    assert.match(await textOf(phone.page, "ack"), /Test page/);
    await until(async () => /Waiting for you/.test(await page.locator(part("wake-tile"), { hasText: "webhook" }).innerText()), "the page does not say that it waits");
    await phone.page.click(part("acknowledge"));
    assert.match(await textOf(phone.page, "ack"), /You are awake/);
    await until(async () => /You acknowledged it \d+ s after/.test(await page.locator(part("wake-tile"), { hasText: "webhook" }).innerText()), "the page does not follow along");
    phone.quiet();
    assert.equal(await steps(page, box), "dddddnl");

    await page.goto(`${box.base}/welcome/sender`);
    await page.selectOption("#sender", { label: "LibreNMS" });
    await page.click("form[data-testid=sender-form] button");
    assert.match(await textOf(page, "heard"), /Waiting for the first event/);
    const key = (await page.locator(part("instructions")).innerText()).match(/\b[0-9a-z]{32}\b/)[0];
    const sent = await fetch(`${box.base}/v2/enqueue`, { method: "POST", body: JSON.stringify({ routing_key: key, event_action: "trigger", dedup_key: "a", payload: { summary: "A tower is dark", source: "tower", severity: "info" } }) });
    assert.equal(sent.status, 202);
    await until(async () => /Received/.test(await textOf(page, "heard")), "the page does not say that it was heard");
    assert.equal(await steps(page, box), "ddddddn");

    await page.goto(`${box.base}/welcome/heartbeat`);
    b.expect(400);
    await page.getByRole("button", { name: "Do without" }).click();
    assert.match(await textOf(page, "error-understood"), /Tick this/);
    await page.fill("#url", `${watcher.base}/ping/1`);
    await page.click("text=Save the address");
    await until(() => watcher.calls.some((call) => call.path === "/ping/1" && call.method === "GET"), "no heartbeat came");
    await until(async () => (await steps(page, box)) === "ddddddd", "the steps are not all done");
    assert.match(await textOf(page, "welcome"), /Ready.*This box takes events/);
    assert.match(await textOf(page, "rest"), /A second person/);
    await page.goto(box.base);
    assert.equal(await page.locator(part("setup-bar")).count(), 0, "still reminded");
    b.quiet();
  } finally { await box.stop(); }
});

test("without a script up to the acknowledged test page; a step can be done without", async () => {
  const box = await start();
  try {
    const b = await open(browser, { javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
    const { page } = b;
    await owner(box, b);
    await mailWorks(box, b);
    await somebodyIsWoken(box, b);
    const link = await wokenBy(box, page);
    const phone = await open(browser, { javaScriptEnabled: false });
    await phone.page.goto(link);
    await phone.page.click(part("acknowledge"));
    await page.click("text=look again");
    assert.match(await page.locator(part("wake-tile"), { hasText: "webhook" }).innerText(), /You acknowledged it/);
    assert.equal(await steps(page, box), "dddddnl");
    await page.goto(`${box.base}/welcome/heartbeat`);
    await page.check("#understood");
    await page.fill("#why", "It is a trial");
    await page.getByRole("button", { name: "Do without" }).click();
    assert.equal(await steps(page, box), "dddddnw");
    await page.goto(`${box.base}/readiness`);
    assert.match(await textOf(page, "readiness"), /Cleo Nakamura, .*: It is a trial/);
    await page.goto(`${box.base}/welcome`);
    await page.click("text=Stop reminding, for good");
    await page.check("#understood");
    await page.fill("#why", "It is a trial");
    await page.click("button:text('Stop reminding')");
    await page.goto(`${box.base}/services`);
    assert.equal(await page.locator(part("setup-bar")).count(), 0, "still reminded");
    b.quiet();
  } finally { await box.stop(); }
});
