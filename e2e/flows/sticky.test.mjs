// Bars that stay at the lower edge of a phone (.at-hand, .picked, the deed of an
// incident, the navigation) cover neither the control that has the focus nor the last row,
// and are large enough to be hit: WCAG 2.2, 2.4.11 and 2.5.8. On every preview that has
// a bar of a form or a selection, with the keyboard, there and back.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { names, serve } from "../preview.mjs";
import { launch, open, phone } from "./box/browser.mjs";

const dir = process.env.PREVIEW;
let server, base, browser, sticky;
before(async () => {
  ({ server, base } = await serve(dir));
  browser = await launch();
  const all = await Promise.all((await names(dir, [])).map(async (name) => [name, await readFile(join(dir, `${name}.html`), "utf8")]));
  sticky = all.filter(([, html]) => /class="[^"]*\b(at-hand|picked)\b/.test(html)).map(([name]) => name);
});
after(async () => { await browser?.close(); server?.close(); });

// looked is run in the page: what is wrong with where the focus is; null: it has left the
// page, or is where it began.
const looked = (begins) => {
  const bars = ".at-hand, .picked, .deed, .nav", focused = document.activeElement;
  if (focused === document.body || !begins && focused === window.beganAt) return null;
  if (begins) window.beganAt = focused;
  const inside = focused.closest(bars), name = (focused.textContent.trim() || focused.name || focused.id || focused.outerHTML).slice(0, 60);
  const seen = focused.closest("label") && /^(checkbox|radio)$/.test(focused.type) ? focused.closest("label") : focused;
  const { top, bottom, left, right, height } = seen.getBoundingClientRect();
  if (height > innerHeight / 2) return { name }; // it is scrolled by hand
  const wrong = [];
  if (bottom > innerHeight + 1 || top < -1) wrong.push("it is off the screen");
  for (const bar of document.querySelectorAll(bars)) {
    const over = bar.getBoundingClientRect();
    if (inside || over.height === 0) continue; // a bar covers no other: they stand on each other
    if (bottom > over.top + 1 && top < over.bottom - 1 && right > over.left && left < over.right) wrong.push(`“${bar.className}” covers it`);
  }
  return { name, wrong: wrong.length ? `${name}: ${wrong.join(", ")}` : undefined };
};

// selected chooses an incident, where there are some to choose: then the bar is there.
async function selected(page) {
  const fold = page.locator("#several > summary");
  if (!(await fold.count()) || !(await fold.isVisible())) return;
  await fold.click();
  await page.locator(".pick input").first().check();
  await page.locator(".picked").waitFor();
}

// walked presses a key until the focus has left the page, or begins anew.
async function walked(page, key, most) {
  const wrong = [];
  let steps = 0;
  for (; steps < most; steps += 1) {
    await page.keyboard.press(key);
    const at = await page.evaluate(looked, steps === 0);
    if (!at) break;
    if (at.wrong) wrong.push(`${key}: ${at.wrong}`);
  }
  return { wrong, steps };
}

test("no bar covers what has the focus, the last row, or is too small", async () => {
  assert.ok(sticky.length >= 12, `only ${sticky} have a bar: what this looks for is called otherwise now`);
  const { page } = await open(browser, { viewport: phone, reducedMotion: "reduce" });
  const found = [];
  for (const name of sticky) {
    await page.goto(`${base}/${name}.html`);
    await selected(page);
    await page.evaluate(() => { scrollTo(0, 0); document.activeElement.blur(); });
    const down = await walked(page, "Tab", 90), up = await walked(page, "Shift+Tab", 90);
    if (down.steps < 5 || up.steps < 5) found.push(`${name}: the keyboard reaches ${down.steps} and ${up.steps} controls`);
    found.push(...[...down.wrong, ...up.wrong].map((w) => `${name}: ${w}`));
    found.push(...(await page.evaluate(() => {
      scrollTo(0, document.documentElement.scrollHeight);
      const wrong = [], bar = [...document.querySelectorAll(".at-hand, .picked")].find((b) => b.offsetHeight > 0);
      const before = bar && [...bar.parentElement.querySelectorAll(".row, fieldset, .field, input, select, textarea")].filter((e) => !bar.contains(e) && e.checkVisibility() && bar.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING).at(-1);
      if (before && before.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1) wrong.push(`at the end of the page the bar covers ${before.outerHTML.slice(0, 80)}`);
      for (const b of bar?.querySelectorAll("a, button, summary, input, select") ?? []) {
        const { width, height } = b.getBoundingClientRect();
        if (height > 0 && (width < 24 || height < 24)) wrong.push(`${b.textContent.trim()} is ${width} by ${height}`);
      }
      return wrong;
    })).map((w) => `${name}: ${w}`));
  }
  assert.deepEqual(found, []);
});
