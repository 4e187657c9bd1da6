// Runs axe-core over every preview page at both widths and in both schemes, and
// fails on any violation:
//
//	node axe.mjs /tmp/preview [page …]
//
// A page is loaded once for its four shapes. At each width every rule is run, as what
// is there and how large it is may differ. The scheme sets colours alone (the one
// prefers-color-scheme, in tokens.css, has nothing but custom properties: a test of
// package embed holds that), so in the other scheme of a width only the rules that look
// at colours are run again.
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { launch, names, serve, shapes } from "./preview.mjs";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const every = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const colours = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
// What passes is not listed and has no selectors: half the time went there.
const brief = { resultTypes: ["violations"], selectors: false, preload: false };
// In this order one thing changes at a time, and the end of one page is the beginning of another.
const [phoneDark, phoneLight, deskDark, deskLight] = shapes;
const around = [phoneDark, phoneLight, deskLight, deskDark];

const [dir, ...wanted] = process.argv.slice(2);
const { server, base } = await serve(dir);
const context = await launch({ reducedMotion: "reduce" }); // a change of scheme would fade, which no reader sees
const left = await names(dir, wanted);
let looks = 0;
let found = 0;

// look takes one page after the other, there and back again around the shapes.
async function look() {
  const page = await context.newPage();
  for (let order = around; left.length > 0; order = order.toReversed()) {
    const name = left.shift();
    let at = await shaped(page, undefined, order[0]);
    await page.goto(`${base}/${name}.html`);
    await page.evaluate(source); // by the debugger, which the content security policy does not bind
    const widths = new Set();
    for (const shape of order) {
      at = await shaped(page, at, shape);
      await judge(page, name, shape, widths.has(shape.width) ? colours : every);
      widths.add(shape.width);
    }
  }
}

async function shaped(page, at, shape) {
  if (at?.width !== shape.width) await page.setViewportSize({ width: shape.width, height: shape.height });
  if (at?.scheme !== shape.scheme) await page.emulateMedia({ colorScheme: shape.scheme });
  return shape;
}

const run = (page, options) => page.evaluate((o) => axe.run(document, o).then((r) => r.violations), options);

async function judge(page, name, shape, runOnly) {
  looks += 1;
  if ((await run(page, { runOnly, ...brief })).length === 0) return;
  for (const v of await run(page, { runOnly })) {
    found += 1;
    console.log(`${name} ${shape.name} ${shape.scheme}: ${v.id}: ${v.help}`);
    for (const n of v.nodes.slice(0, 3)) console.log(`   ${n.target.join(" ")}  ${n.html.slice(0, 140)}\n   ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ""}`);
  }
}

await Promise.all([look(), look()]);
await context.close();
server.close();
console.log(`${looks} shapes of pages looked at, ${found} violations`);
process.exitCode = found ? 1 : 0;
