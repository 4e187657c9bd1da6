// axe on real pages: the demo as its owner sees it, each sort of page once, from
// the navigation on, on a phone in the dark and at a desk in the light. The
// previews (axe.mjs) have the odd cases; here is what the handlers really fill in.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { until } from "./box/box.mjs";
import { desk, launch, open, phone } from "./box/browser.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let demo, said = "", base, browser;
before(async () => {
  demo = spawn(process.env.WAKEMAN, ["demo", "--http", "127.0.0.1:0"]);
  for (const stream of [demo.stdout, demo.stderr]) stream.on("data", (text) => { said += text; });
  browser = await launch();
  base = await until(() => said.match(/http:\/\/127\.0\.0\.1:[1-9]\d*/)?.[0], "the demo did not start", 30);
});
after(async () => {
  await browser?.close();
  const ended = new Promise((done) => demo.once("exit", done));
  demo.kill("SIGTERM");
  await ended;
});

// Where a person is only asked to confirm, or is led away from the page.
const skipped = /^\/(live|signout|signin|assets|api|metrics|health\/(live|ready)|profile\/security\/provider)|\.(csv|ics|crt|pem|mobileconfig|json)$|\/(file|feed\.ics)$|\/recordings\//;
// The sort of a page: its path without the names of things. A list that is filtered is
// the same sort, and so is a question before something is deleted, and what one changes
// of another person; the incident beside its list is one of its own.
const sort = (url) => (/\/(delete|rotate|leave)$/.test(url.pathname) ? "a question" : url.pathname.split("/").map((part) => (/^[A-Z0-9]{6,}$|^\d+$|\.|%|^-?\w+-\d+$/.test(part) ? "*" : part)).join("/").replace(/^\/(equipment|a)\/.+/, "/$1/*").replace(/^\/people\/\*\/(edit|methods|rules|handoffs|quiet-hours|absences)/, "/profile/$1") + (url.searchParams.has("open") ? "?open" : ""));

const everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// What is otherwise at another width or in another scheme; the rest is the same HTML.
const dependent = { type: "rule", values: ["color-contrast", "target-size", "landmark-unique", "landmark-one-main", "region", "heading-order", "page-has-heading-one", "scrollable-region-focusable", "link-in-text-block", "table-fake-caption", "aria-hidden-focus"] };

test("axe finds nothing on any page of the demo", async () => {
  const { page } = await open(browser, { viewport: phone, colorScheme: "dark", reducedMotion: "reduce" });
  await page.goto(`${base}/signin`);
  await page.fill("#email", "cleo@larkfield.example");
  await page.fill("#password", "a lamp in the window");
  await page.click("form button");
  await page.waitForURL((url) => url.pathname !== "/signin");
  await until(async () => { await page.goto(`${base}/`); return (await page.locator("a.title").count()) > 2; }, "the outage of the demo does not begin", 30);

  const seen = new Map(), left = ["/", "/menu", "/welcome", "/profile", "/profile/security", "/keys", "/blocks", "/settings", "/install-certificate"], found = [];
  for (let path = left.shift(); path; path = left.shift()) {
    const url = new URL(path, base), is = sort(url);
    if (seen.has(is) || skipped.test(url.pathname)) continue;
    seen.set(is, path);
    const answer = await page.goto(url.href);
    if (answer.status() !== 200) { found.push(`${path} answers ${answer.status()}`); continue; }
    left.push(...await page.locator("a[href^='/']").evaluateAll((all) => all.map((a) => a.getAttribute("href").split("#")[0])));
    await page.evaluate(axe); // by the debugger, which the content security policy does not bind
    for (const [viewport, colorScheme, only] of [[phone, "dark", everything], [desk, "light", dependent]]) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate((runOnly) => window.axe.run(document, { resultTypes: ["violations"], preload: false, runOnly }), only);
      for (const v of violations) found.push(`${path} ${colorScheme}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => `${n.target.join(" ")} ${n.html.slice(0, 120)}`).join("; ")}`);
    }
  }
  assert.deepEqual(found, []);
  assert.ok(seen.size >= 70, `only ${seen.size} sorts of pages were found`);
});
