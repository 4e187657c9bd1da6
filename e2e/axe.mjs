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
const page = await context.newPage();
let pages = 0;
let found = 0;
for (const name of await names(dir, wanted)) {
  for (const shape of shapes) {
    await page.setViewportSize({ width: shape.width, height: shape.height });
    await page.emulateMedia({ colorScheme: shape.scheme });
    await page.goto(`${base}/${name}.html`);
    await page.evaluate(source); // by the debugger, which the content security policy does not bind
    const result = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    pages += 1;
    for (const v of result.violations) {
      found += 1;
      console.log(`${name} ${shape.name} ${shape.scheme}: ${v.id}: ${v.help}`);
      for (const n of v.nodes.slice(0, 3)) console.log(`   ${n.target.join(" ")}  ${n.html.slice(0, 140)}\n   ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ""}`);
    }
  }
}
await context.close();
server.close();
console.log(`${pages} pages looked at, ${found} violations`);
process.exitCode = found ? 1 : 0;
