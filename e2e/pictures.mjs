// Takes a picture of every preview page at both widths and in both schemes:
//
//	node pictures.mjs /tmp/preview [page …]     → pictures/
import { mkdir } from "node:fs/promises";
import { launch, names, serve, shapes } from "./preview.mjs";

const [dir, ...wanted] = process.argv.slice(2);
const { server, base } = await serve(dir);
const context = await launch();
const page = await context.newPage();
await mkdir("pictures", { recursive: true });
const refused = new Set();
page.on("console", (message) => message.text().includes("Content Security Policy") && refused.add(`${page.url()}: ${message.text()}`));
for (const name of await names(dir, wanted)) {
  for (const shape of shapes) {
    await page.setViewportSize({ width: shape.width, height: shape.height });
    await page.emulateMedia({ colorScheme: shape.scheme });
    await page.goto(`${base}/${name}.html`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) console.log(`${name} at ${shape.width}: ${wide} px too wide`);
    await page.screenshot({ path: `pictures/${name}-${shape.name}-${shape.scheme}.png`, fullPage: process.env.FULL !== undefined });
  }
}
await context.close();
server.close();
refused.forEach((line) => console.log(line));
process.exitCode = refused.size ? 1 : 0;
