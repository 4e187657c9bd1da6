// A device writes mail in a format that nobody has seen. It is taught in the browser,
// and from then on a repetition joins its incident and a recovery resolves it.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { connect } from "node:net";
import { staffed, until } from "./box/box.mjs";
import { desk, launch, open, part, row, signIn, textOf } from "./box/browser.mjs";
import { pace } from "./box/pace.mjs";

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

// within tells that what was done takes a person less than so many seconds.
function within(seconds, hand, what) {
  console.log(`${what}: ${hand.steps.length} steps, ${hand.seconds().toFixed(0)} s by the keystroke-level model`);
  assert.ok(hand.seconds() < seconds, `${what} takes a person ${hand.seconds().toFixed(1)} s:\n${hand.told()}`);
}

// taught is a hand that does things on a page and counts them. Every step of the
// teaching goes through it, so that one more shows.
function taught(page, hand) {
  return {
    click: async (selector, what) => { hand.clicks(what ?? selector); await page.locator(selector).first().click(); },
    type: async (field, text) => { hand.types(text); await page.fill(field, text); },
    choose: async (field, value) => { hand.chooses(value); await page.selectOption(field, value); },
    mark: async (where, text, as) => { hand.selects(text); hand.clicks(as); await mark(page, where, text, as); },
  };
}

// integrationByMail makes one, and gives the address and the page.
async function integrationByMail(page, name) {
  await page.goto(`${box.base}/services`);
  await page.click("text=Customer portal");
  await page.click("text=Add an integration");
  await page.check("input[name=type][value=email]");
  await page.fill("#name", name);
  await page.click("text=Add it and show its key");
  return { address: (await page.locator("[id^=address-]").first().innerText()).trim(), integration: page.url() };
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
    const { address, integration } = await integrationByMail(page, `Rectifiers ${how}`);

    const site = javaScriptEnabled ? "Hill" : "Dale";
    await send(address, `Evt 4711 ${site}/R2 DC-LOW`, "Battery 47.1 V");
    await page.goto(`${box.base}/incidents`);
    await row(page, `Evt 4711 ${site}`).first().click(); // an incident of its own: nothing is lost
    const incidents = async () => { await page.goto(`${box.base}/incidents`); return row(page, `${site}/R2`).count(); };
    assert.equal(await incidents(), 1);
    await send(address, `Evt 4712 ${site}/R2 DC-LOW`, "Battery 46.9 V");
    assert.equal(await incidents(), 2, "before it is taught, each mail is an incident");

    const hand = pace(), by = taught(page, hand);
    await page.goto(integration);
    await by.click("text=Mail rules, and what the last mails became", "the mail rules");
    hand.reads(2, "what mail rules are");
    await by.click("text=Teach this mail", "teach this mail");
    assert.match(await page.locator("[data-part=subject]").innerText(), new RegExp(`Evt 4712 ${site}/R2 DC-LOW`));
    hand.reads(4, "the mail, and what is asked");
    b.expect(400);
    await page.fill("#source_mark", "tower-9"); // a mistake is no part of the pace
    await page.click("text=Save the rule");
    assert.match(await textOf(page, "error-source_mark"), /not in the mail/);
    assert.equal(await page.inputValue("#source_mark"), "tower-9");
    if (javaScriptEnabled) {
      await by.mark("subject", site, "source");
      await by.mark("subject", "R2", "component");
      await by.mark("subject", "DC-LOW", "state");
    } else {
      assert.equal(await page.locator("[data-teach-tools]").isVisible(), false, "buttons that need a script are there without one");
      await by.type("#source_mark", site);
      await by.type("#component_mark", "R2");
      await by.type("#state_mark", "DC-LOW");
    }
    await by.choose("#tells", "trigger");
    await by.click("summary:has-text('Words for states')", "words for states");
    await by.type("#states_resolve", "DC-OK");
    await by.click("[data-testid=try]", "show what it does");
    assert.match(await textOf(page, "becomes"), new RegExp(`A problem.*key ${site};R2`));
    assert.match(await textOf(page, "past-summary"), /1 opening an incident, 1 joining an open one/);
    hand.reads(4, "what becomes of the mails");
    await by.click("text=Save the rule", "save");
    assert.match(await textOf(page, "notice"), /Saved\. It holds from the next mail on/);
    within(120, hand, `a format nobody has seen is taught ${how} JavaScript`);

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

const list = (site) => `Good morning,

these alarms came since yesterday:

03:10 ${site}/R2 - mains: LOST
03:12 Dale/R1 - door: LOST
03:55 ${site}/R2 - mains: BACK

Your plant`;

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  test(`a mail that lists several problems is taught by one of its lines ${how} JavaScript`, async () => {
    const b = await open(browser, { javaScriptEnabled, viewport: desk });
    const { page } = b;
    await signIn(page, box.base, "cleo", "/services");
    const { address, integration } = await integrationByMail(page, `Lists ${how}`);
    const site = javaScriptEnabled ? "Cliff" : "Shore";
    await send(address, `Alarm list of ${site}`, list(site));

    const hand = pace(), by = taught(page, hand);
    await page.goto(integration);
    await by.click("text=Mail rules, and what the last mails became", "the mail rules");
    hand.reads(2, "what mail rules are");
    await by.click("text=Teach this mail", "teach this mail");
    hand.reads(10, "the mail, and what is asked");
    await by.choose("#each_by", "line");
    if (javaScriptEnabled) {
      await by.mark("body", "Dale/R1", "source");
      await by.mark("body", "door", "component");
      await by.mark("body", "LOST", "state"); // of another line than the two before: it is understood
    } else {
      await by.type("#source_mark", "Dale/R1");
      await by.type("#component_mark", "door");
      await by.type("#state_mark", "LOST");
    }
    await by.choose("#tells", "trigger");
    await by.click("summary:has-text('Words for states')", "words for states");
    await by.type("#states_resolve", "BACK");
    await by.click("[data-testid=try]", "show what it does");
    const becomes = await textOf(page, "becomes");
    assert.match(becomes, new RegExp(`A problem.*key ${site}/R2;mains.*A problem.*key Dale/R1;door.*It is over.*key ${site}/R2;mains`));
    assert.match(await textOf(page, "past-summary"), /2 opening an incident, 1 resolving one/);
    hand.reads(6, "what becomes of the mails");
    await by.click("text=Save the rule", "save");
    within(120, hand, `a list is taught ${how} JavaScript`);

    await send(address, `Alarm list of ${site}`, `Good morning,\r\n\r\n11:02 ${site}/R9 - fan: LOST\r\n11:03 ${site}/R8 - fan: LOST\r\n11:04 ${site}/R9 - fan: BACK`);
    await page.goto(`${box.base}/incidents`);
    assert.equal(await row(page, `${site}/R8`).count(), 1, "what is still wrong is an incident");
    assert.equal(await row(page, `${site}/R9`).count(), 0, "what is over by its later line is none that is open");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `the page is ${wide} px too wide`);
    b.quiet();
  });
}
