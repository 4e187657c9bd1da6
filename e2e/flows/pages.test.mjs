// Every page of the real program, on a phone and a desk, dark and light: no
// axe violation, no sideways scrolling down to 320 px (which is 1,280 px at
// 400 %), nothing that the browser complains about. PICTURES=1 also takes a
// picture of each into e2e/pictures.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { keys, password, staffed, start, until } from "./box/box.mjs";
import { desk, launch, open, part, phone, row, signIn } from "./box/browser.mjs";

const pictures = process.env.PICTURES && join(dirname(fileURLToPath(import.meta.url)), "..", "pictures");
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// Without fades: half-faded colours have no contrast worth measuring.
const still = { reducedMotion: "reduce" };
let fresh, box, browser;
before(async () => { [fresh, box, browser] = await Promise.all([start(), staffed(), launch()]); if (pictures) await mkdir(pictures, { recursive: true }); });
after(async () => { await browser?.close(); await box?.stop(); await fresh?.stop(); });

// look goes over a page in all its shapes and gives what is wrong with it.
async function look(b, name, url, status = 200) {
  const wrong = [];
  b.expect(status);
  for (const [shape, size] of [["phone", phone], ["desk", desk]]) {
    await b.page.setViewportSize(size);
    const answer = await b.page.goto(url);
    if (answer.status() !== status) wrong.push(`${name}: ${answer.status()}, want ${status}`);
    await b.page.evaluate(axe); // by the debugger, which the content security policy does not bind
    for (const colorScheme of ["dark", "light"]) {
      await b.page.emulateMedia({ colorScheme });
      const found = await b.page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] }), rules);
      for (const v of found.violations) wrong.push(`${name} ${shape} ${colorScheme}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
      if (pictures) await b.page.screenshot({ path: join(pictures, `flow-${name}-${shape}-${colorScheme}.png`), fullPage: true });
    }
    const widths = shape === "phone" ? [320, 390] : [640, 1280];
    for (const width of widths) {
      await b.page.setViewportSize({ width, height: 700 });
      const wide = await b.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) wrong.push(`${name} at ${width} px: ${wide} px too wide`);
    }
  }
  return wrong;
}

async function lookAtAll(b, list) {
  const wrong = [];
  for (const [name, url, status] of list) wrong.push(...await look(b, name, url, status));
  assert.deepEqual(wrong, []);
  b.quiet();
}

test("before and just after the first run", async () => {
  const b = await open(browser, still);
  await lookAtAll(b, [["setup", `${fresh.base}/setup`]]);
  const token = await readFile(join(fresh.data, "setup-token"), "utf8");
  await b.page.fill("#token", token.trim());
  await b.page.fill("#name", "Cleo Nakamura");
  await b.page.fill("#email", "cleo@larkfield.example");
  await b.page.fill("#password", password);
  await b.page.fill("#time_zone", "America/Chicago");
  await b.page.click("form button");
  await lookAtAll(b, ["", "oncall", "services", "equipment", "events", "deliveries", "health"].map((p) => [`empty-${p || "home"}`, `${fresh.base}/${p}`]));
});

test("what a stranger sees", async () => {
  const b = await open(browser, still);
  await lookAtAll(b, [["sign-in", `${box.base}/signin`]]);
});

test("on a bad night", async () => {
  await night();
  const b = await open(browser, still);
  await signIn(b.page, box.base, "cleo");
  const incident = await row(b.page, "Fibre ring").getAttribute("href");
  const held = await row(b.page, "Resolver 2").getAttribute("href");
  await b.page.goto(`${box.base}/events`);
  const event = await b.page.locator("[data-testid=event-row] a.name").last().getAttribute("href");
  await b.page.goto(`${box.base}/services`);
  const service = await b.page.locator("[data-testid=service] a").first().getAttribute("href");
  const bundle = box.pages.find(severalAPs).ack_url;
  await lookAtAll(b, [
    ["home", `${box.base}/`], ["home-all", `${box.base}/incidents?state=all`], ["home-none", `${box.base}/incidents?q=nothing+has+this`],
    ["incident", box.base + incident], ["incident-held", box.base + held], ["ack-bundle", bundle],
    ["oncall", `${box.base}/oncall`], ["services", `${box.base}/services`], ["service", box.base + service],
    ["equipment", `${box.base}/equipment`], ["equipment-one", `${box.base}/equipment/${encodeURIComponent("olt2.pike.larkfield.example")}`],
    ["events", `${box.base}/events`], ["event", box.base + event], ["deliveries", `${box.base}/deliveries`],
    ["health", `${box.base}/health`], ["menu", `${box.base}/menu`], ["not-found", `${box.base}/nowhere`, 404],
  ]);
});

test("what a viewer may not see", async () => {
  const b = await open(browser, still);
  await signIn(b.page, box.base, "desk");
  await lookAtAll(b, [["forbidden", `${box.base}/events/1`, 403]]);
});

const severalAPs = (message) => new Set(JSON.stringify(message).match(/AP \d+/g)).size > 1;

// night fills the box with what a storm brings.
async function night() {
  const send = (summary, source, severity, more = {}) => box.event({ summary, source, severity, ...more });
  await send("Fibre ring: no light between Orion and Pike", "olt2.pike.larkfield.example", "critical", { custom_details: { "rx power": "-40 dBm", span: "Orion – Pike, 23 km" }, component: "port 4", group: "ring", class: "loss of signal" });
  await until(() => box.pages.length > 0, "nobody was paged");
  for (const n of [114, 115, 116, 117]) await send(`AP ${n} on Elm Ridge is unreachable since the storm took the power of the shed`, `ap${n}.elm-ridge.larkfield.example`, "error");
  await send("راوتر الشمال لا يستجيب", "راوتر-الشمال", "warning");
  await send("x".repeat(180), "a-switch-with-a-name-of-forty-characters-or-so.pike.larkfield.example", "info");
  await send("Resolver 2 answers slowly: 480 ms", "ns2.larkfield.example", "warning", { dedup: "resolver" });
  await send("UPS Elm Ridge shed: on battery, 38 minutes left", "ups1.elm-ridge", "error", { key: keys.power, dedup: "ups" });
  await box.event({ action: "resolve", dedup: "ups", key: keys.power });
  await box.event({ action: "resolve", dedup: "nothing-open" });
  await until(() => box.pages.some(severalAPs), "the access points were not bundled");
  const b = await open(browser, { javaScriptEnabled: false });
  await signIn(b.page, box.base);
  await row(b.page, "Resolver 2").click();
  await b.page.click(part("acknowledge"));
  await b.context.close();
}
