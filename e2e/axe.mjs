// Runs axe-core over every preview page at both widths and in both schemes, and
// fails on any violation:
//
//	node axe.mjs /tmp/preview [page …]
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { launch, names, serve, shapes } from "./preview.mjs";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [dir, ...wanted] = process.argv.slice(2);
const { server, base } = await serve(dir);
const context = await launch();
let pages = 0;
let found = 0;
const left = await names(dir, wanted);
const few = process.env.FEW !== undefined; // phone dark and desk light: each width and scheme once

// look takes one page after the other, each loaded once for its shapes.
async function look() {
  const page = await context.newPage();
  for (let name = left.shift(); name; name = left.shift()) {
    await page.goto(`${base}/${name}.html`);
    await page.evaluate(source); // by the debugger, which the content security policy does not bind
    for (const shape of few ? [shapes[0], shapes[3]] : shapes) await judge(page, name, shape);
  }
}

async function judge(page, name, shape) {
  await page.setViewportSize({ width: shape.width, height: shape.height });
  await page.emulateMedia({ colorScheme: shape.scheme, reducedMotion: "reduce" });
  // A change of scheme while the page stands may still fade when it is judged: no reader sees that.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((a) => a.finished)));
  const result = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  pages += 1;
  for (const v of result.violations) {
    found += 1;
    console.log(`${name} ${shape.name} ${shape.scheme}: ${v.id}: ${v.help}`);
    for (const n of v.nodes.slice(0, 3)) console.log(`   ${n.target.join(" ")}  ${n.html.slice(0, 140)}\n   ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ""}`);
  }
}

await Promise.all([look(), look()]);
await context.close();
server.close();
console.log(`${pages} pages looked at, ${found} violations`);
process.exitCode = found ? 1 : 0;
