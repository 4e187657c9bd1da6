// A device writes mail in a format that nobody has seen. It is taught in the browser,
// and from then on a repetition joins its incident and a recovery resolves it.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { connect } from "node:net";
import { staffed, until } from "./box/box.mjs";
import { desk, launch, open, part, row, signIn, textOf } from "./box/browser.mjs";

let box, browser, port;
before(async () => {
  [box, browser] = await Promise.all([staffed((base) => base, "127.0.0.1:0"), launch()]);
  port = await until(() => box.said.match(/for mail on 127\.0\.0\.1:(\d+)/)?.[1], `no port for mail: ${box.said}`);
});
after(async () => { await browser?.close(); await box?.stop(); });

// send hands a mail to the box's own SMTP listener.
let serial = 0;
async function send(to, subject, text) {
  const socket = connect(Number(port), "127.0.0.1");
  socket.setEncoding("utf8");
  let said = "";
  socket.on("data", (more) => { said += more; });
  const mail = `From: Rectifier <alarm@power.example.net>\r\nTo: ${to}\r\nSubject: ${subject}\r\nMessage-ID: <${++serial}@power.example.net>\r\n\r\n${text}\r\n.`;
  for (const [line, answer] of [[null, "220"], ["HELO rectifier", "250"], ["MAIL FROM:<alarm@power.example.net>", "250"], [`RCPT TO:<${to}>`, "250"], ["DATA", "354"], [mail, "250"], ["QUIT", "221"]]) {
    said = "";
    if (line !== null) socket.write(line + "\r\n");
    await until(() => said.includes("\r\n"), `no answer to ${line}`);
    assert.ok(said.startsWith(answer), `${line} was answered with ${said}`);
  }
  socket.end();
}

// mark selects a text in the sample as a person does, and says what it is.
async function mark(page, where, text, button) {
  await page.locator(`[data-part=${where}]`).evaluate((element, wanted) => {
    const node = element.firstChild, start = node.data.indexOf(wanted), range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, start + wanted.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }, text);
  await page.locator("[data-teach-said]").filter({ hasText: text }).waitFor();
  await page.click(`[data-teach-as=${button}]`);
  await page.waitForLoadState();
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  test(`a mail nobody knows is taught ${how} JavaScript, its repetition joins, its recovery resolves`, async () => {
    const b = await open(browser, { javaScriptEnabled, viewport: desk });
    const { page } = b;
    await signIn(page, box.base, "cleo", "/services");
    await page.click("text=Customer portal");
    await page.click("text=Add an integration");
    await page.check("input[name=type][value=email]");
    await page.fill("#name", `Rectifiers ${how}`);
    await page.click("text=Add it and show its key");
    const address = (await page.locator("[id^=address-]").first().innerText()).trim();
    const integration = page.url();

    const site = javaScriptEnabled ? "Hill" : "Dale";
    await send(address, `Evt 4711 ${site}/R2 DC-LOW`, "Battery 47.1 V");
    await page.goto(`${box.base}/incidents`);
    await row(page, `Evt 4711 ${site}`).first().click(); // an incident of its own: nothing is lost
    const incidents = async () => { await page.goto(`${box.base}/incidents`); return row(page, `${site}/R2`).count(); };
    assert.equal(await incidents(), 1);
    await send(address, `Evt 4712 ${site}/R2 DC-LOW`, "Battery 46.9 V");
    assert.equal(await incidents(), 2, "before it is taught, each mail is an incident");

    const began = Date.now();
    await page.goto(integration);
    await page.click("text=Mail rules, and what the last mails became");
    await page.locator("text=Teach this mail").first().click();
    assert.match(await page.locator("[data-part=subject]").innerText(), new RegExp(`Evt 4712 ${site}/R2 DC-LOW`));
    b.expect(400);
    await page.fill("#source_mark", "tower-9");
    await page.click("text=Save the rule");
    assert.match(await textOf(page, "error-source_mark"), /not in the mail/);
    assert.equal(await page.inputValue("#source_mark"), "tower-9");
    if (javaScriptEnabled) {
      await mark(page, "subject", site, "source");
      await mark(page, "subject", "R2", "component");
      await mark(page, "subject", "DC-LOW", "state");
    } else {
      assert.equal(await page.locator("[data-teach-tools]").isVisible(), false, "buttons that need a script are there without one");
      await page.fill("#source_mark", site);
      await page.fill("#component_mark", "R2");
      await page.fill("#state_mark", "DC-LOW");
    }
    await page.selectOption("#tells", "trigger");
    await page.locator("summary", { hasText: "Words for states" }).click();
    await page.fill("#states_resolve", "DC-OK");
    await page.click("[data-testid=try]");
    assert.match(await textOf(page, "becomes"), new RegExp(`A problem.*key ${site};R2`));
    assert.match(await textOf(page, "past-summary"), /1 opening an incident, 1 joining an open one/);
    await page.click("text=Save the rule");
    assert.match(await textOf(page, "notice"), /Saved\. It holds from the next mail on/);
    const took = (Date.now() - began) / 1000;
    console.log(`taught ${how} JavaScript in ${took.toFixed(1)} s, a person's reading and typing not counted`);

    const title = `${site}/R2 DC-LOW again`;
    await send(address, `Evt 4713 ${title}`, "Battery 46.8 V"); // another state: " again" is not known, so a problem
    await send(address, `Evt 4714 ${site}/R2 DC-LOW`, "Battery 46.7 V");
    assert.equal(await incidents(), 3, "the repetition joins");
    await send(address, `Evt 4715 ${site}/R2 DC-OK`, "Battery 54.0 V");
    await page.goto(`${box.base}/events`);
    const newest = page.locator(part("event-row"));
    assert.match(await newest.nth(0).innerText(), /DC-OK[\s\S]*Resolved/i);
    assert.equal(await incidents(), 2, "the recovery resolves");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `the page is ${wide} px too wide`);
    b.quiet();
  });
}
