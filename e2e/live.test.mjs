// What the script does, seen from a browser: a small server plays Wakeman's
// part with preview pages and a stream of live events.
//
//	node --test live.test.mjs        (PREVIEW names the directory, /tmp/preview if unset)
import { after, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { launch, policy } from "./preview.mjs";

const dir = process.env.PREVIEW ?? "/tmp/preview";
const types = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml" };
let server, base, context, page, streams, posts, asked, change, lastIDs;

async function answer(request, response) {
  const url = new URL(request.url, "http://box");
  if (url.pathname === "/live") {
    lastIDs.push(request.headers["last-event-id"] ?? url.searchParams.get("after"));
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write("retry: 100\n\n");
    streams.push(response);
    return;
  }
  if (request.method === "POST") {
    let body = "";
    for await (const part of request) body += part;
    posts.push(`${url.pathname} ${body}`);
    response.writeHead(204).end();
    return;
  }
  let file = await readFile(join(dir, url.pathname)).catch(() => null);
  if (!file) { response.writeHead(404).end(); return; }
  const fragments = request.headers["x-fragment"];
  if (fragments) { asked.push(fragments); file = change(file.toString()); }
  response.writeHead(200, { "Content-Type": types[url.pathname.split(".").at(-1)] ?? "text/plain", "Content-Security-Policy": policy });
  response.end(file);
}

before(async () => {
  server = createServer((q, a) => answer(q, a));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${server.address().port}`;
  context = await launch();
});
after(async () => { await context.close(); server.closeAllConnections(); server.close(); });
beforeEach(async () => {
  streams = []; posts = []; asked = []; lastIDs = []; change = (html) => html;
  await page?.close();
  page = await context.newPage();
});

const until = async (what, why) => {
  for (let i = 0; i < 100; i++) { if (await what()) return; await new Promise((done) => setTimeout(done, 50)); }
  assert.fail(why);
};
const open = async (name) => { await page.goto(`${base}/${name}.html`); if (!name.startsWith("ack")) await until(() => streams.length, "the page does not listen"); };
const send = (event, data, id = "1043") => streams.at(-1).write(`id: ${id}\nevent: ${event}\ndata: ${data}\n\n`);
const said = () => page.textContent("[data-said]");

test("a change draws only the fragment that changed, and says so politely", async () => {
  await open("home");
  change = (html) => html.replaceAll("Tower North: no power", "Tower North: on battery");
  send("change", "incidents nonsense");
  await until(async () => (await page.textContent(".row .title")).includes("on battery"), "the row did not change");
  assert.deepEqual(asked, ["incidents"]);
  assert.equal(await said(), "This page was updated.");
});

test("typed text, the cursor, open folds and the focus survive a change", async () => {
  await open("incident");
  await page.click("#note summary");
  await page.fill("#text", "On my way");
  await page.focus("#text");
  await page.evaluate(() => document.activeElement.setSelectionRange(2, 5));
  await page.waitForTimeout(700);
  change = (html) => html.replaceAll("02:11:04", "02:11:05");
  send("change", "incident-Q1TOWERNORTH01");
  await until(async () => (await page.textContent("[data-testid=told]")).includes("02:11:05"), "nothing changed");
  assert.deepEqual(await page.evaluate(() => [document.activeElement.id, document.activeElement.value, document.activeElement.selectionStart, document.activeElement.selectionEnd]), ["text", "On my way", 2, 5]);
});

test("what is being read does not move when rows come in above it", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open("home-many");
  const key = "Q1STORM0000060";
  await page.evaluate((k) => document.querySelector(`[data-key="${k}"]`).scrollIntoView(), key);
  const place = () => page.evaluate((k) => Math.round(document.querySelector(`[data-key="${k}"]`).getBoundingClientRect().top), key);
  const was = await place();
  change = (html) => html.replace('<li class="row', Array.from({ length: 5 }, (_, i) => `<li class="row" data-key="NEW${i}"><span class="lead"><a class="title" href="/x${i}">new</a></span></li>`).join("") + '<li class="row');
  send("change", "incidents");
  await until(() => page.evaluate(() => !!document.querySelector('[data-key="NEW4"]')), "the rows did not come");
  assert.equal(await place(), was);
});

// The observer counts what moved and was not asked for by a press or a key.
const shifts = () => page.evaluate(() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
}));

test("what is under a thumb stays there when the page changes, on every page that lives", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [name, fragment, from, to] of [
    ["incident", "incident-Q1TOWERNORTH01", "02:11:04", "02:11:05"],
    ["home-many", "incidents", '<li class="row', `${Array.from({ length: 5 }, (_, i) => `<li class="row" data-key="NEW${i}"><span class="lead"><a class="title" href="/x${i}">new</a></span></li>`).join("")}<li class="row`],
  ]) {
    change = (html) => html;
    await open(name);
    if (name !== "incident") await page.evaluate(() => scrollTo(0, 600));
    await page.waitForTimeout(700);
    const under = () => page.evaluate(() => { const e = document.elementFromPoint(195, 500); const b = e.getBoundingClientRect(); return [e.tagName, e.textContent.trim().slice(0, 40), Math.round(b.top)]; });
    const was = await under(), before = await shifts();
    change = (html) => html.replace(from, to);
    const had = asked.length;
    send("change", fragment);
    await until(() => asked.length > had, `${name}: it was not asked for`);
    await page.waitForTimeout(400);
    assert.deepEqual(await under(), was, `${name}: something else is under the thumb`);
    assert.ok((await shifts()) - before < 0.01, `${name}: the page jumped`);
    streams.at(-1).end();
  }
});

test("nothing moves for those who asked for no motion", async () => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const name of ["home", "incident"]) {
    await open(name);
    const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((e) => { const s = getComputedStyle(e); return parseFloat(s.transitionDuration) > 0.01 || (s.animationName !== "none" && parseFloat(s.animationDuration) > 0.01) || s.scrollBehavior === "smooth"; }).map((e) => e.outerHTML.slice(0, 80)));
    assert.deepEqual(moving, [], name);
  }
  await page.emulateMedia({ reducedMotion: null });
});

test("nothing changes while a finger is down", async () => {
  await open("home");
  change = (html) => html.replaceAll("Tower North", "Tower South");
  await page.mouse.move(900, 60);
  await page.mouse.down();
  send("change", "incidents");
  await page.waitForTimeout(900);
  assert.ok(!(await page.textContent(".row .title")).includes("South"), "the page changed under the finger");
  await page.mouse.up();
  await until(async () => (await page.textContent(".row .title")).includes("South"), "the change was lost");
});

test("after a lost connection the browser says where it was, and everything is drawn anew", async () => {
  await open("home");
  send("beat", "2026-03-14T07:15:30Z", "1050");
  await until(async () => (await page.textContent("[data-fresh]")) === "Live", "it does not say that it is live");
  streams.at(-1).end();
  await until(() => streams.length === 2, "it did not connect again");
  assert.deepEqual(lastIDs, ["1042", "1050"]);
  change = (html) => html.replaceAll("UPS shed B", "UPS shed C");
  send("reset", "missed");
  await until(async () => (await page.textContent("main")).includes("UPS shed C"), "it was not drawn anew");
});

test("keys move, acknowledge and can be switched off for good", async () => {
  await open("home");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await page.textContent(":focus"), "UPS shed B on battery, 18 minutes left");
  await page.keyboard.press("a");
  await until(() => posts.length, "a does nothing");
  assert.deepEqual(posts, ["/incidents/bulk id=Q1UPSSHEDB0001&action=acknowledge"]);
  await page.keyboard.press("?");
  await page.uncheck("[data-keys-on]");
  await page.keyboard.press("Escape");
  await page.reload();
  await page.keyboard.press("?");
  assert.equal(await page.isVisible("#keys"), false);
  await page.evaluate(() => localStorage.clear());
});

test("a key in a text field is a letter", async () => {
  await open("incident");
  await page.click("#note summary");
  await page.focus("#text");
  await page.keyboard.type("arj?");
  assert.equal(await page.inputValue("#text"), "arj?");
  assert.deepEqual(posts, []);
});

test("resolve asks first; a no sends nothing, and Acknowledge never asks", async () => {
  await open("incident");
  const questions = [];
  page.on("dialog", (dialog) => { questions.push(dialog.message()); dialog.dismiss(); });
  await page.click("[data-testid=resolve]");
  assert.equal(questions.length, 1);
  assert.deepEqual(posts, []);
  await page.click("[data-testid=acknowledge]");
  await until(() => posts.length, "Acknowledge did nothing");
  assert.deepEqual(posts, ["/incidents/Q1TOWERNORTH01/acknowledge seen=triggered"]);
  assert.equal(questions.length, 1);
});

test("two presses acknowledge once", async () => {
  await open("incident");
  for (let i = 0; i < 2; i++) { await page.click("[data-testid=acknowledge]"); await page.waitForTimeout(200); }
  await page.waitForTimeout(400);
  assert.equal(posts.length, 1);
});

test("without JavaScript the same forms work", async () => {
  const plain = await context.browser().newContext({ javaScriptEnabled: false });
  const bare = await plain.newPage();
  await bare.goto(`${base}/incident.html`);
  await bare.click("[data-testid=acknowledge]");
  await until(() => posts.length, "Acknowledge did nothing");
  await bare.click("#snooze summary");
  await bare.click("#snooze button[value='1h']");
  await until(() => posts.length === 2, "Snooze did nothing");
  assert.deepEqual(posts, ["/incidents/Q1TOWERNORTH01/acknowledge seen=triggered", "/incidents/Q1TOWERNORTH01/snooze seen=triggered&for=1h"]);
  await plain.close();
});

test("Acknowledge is at least 56 px high and in sight at once, on phone and desk", async () => {
  for (const [width, height] of [[390, 844], [320, 568], [1280, 800], [640, 400]]) {
    await page.setViewportSize({ width, height });
    for (const name of ["incident", "incident-unreached", "ack"]) {
      await page.goto(`${base}/${name}.html`);
      const box = await page.locator("[data-testid=acknowledge]").boundingBox();
      assert.ok(box.height >= 56, `${name} at ${width}: ${box.height} px high`);
      if (height > 500) assert.ok(box.y + box.height <= height, `${name} at ${width}×${height}: below the edge`);
    }
  }
});
