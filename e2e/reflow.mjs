// Looks at every preview page at the widths that zoom leads to (320 px is
// 1,280 px at 400 %), with text at twice its size, and in print: nothing may
// need sideways scrolling.
//
//	node reflow.mjs /tmp/preview [page …]
import { launch, names, serve } from "./preview.mjs";

const few = process.env.FEW !== undefined; // the narrowest only, each page loaded once
const [dir, ...wanted] = process.argv.slice(2);
const { server, base } = await serve(dir);
const context = await launch();
const page = await context.newPage();
let wide = 0;
const look = async (name, how) => {
  const found = await page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return null;
    const culprit = [...document.querySelectorAll("body *")].find((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".visually-hidden"));
    return `${document.documentElement.scrollWidth - innerWidth} px, ${culprit?.outerHTML.slice(0, 100)}`;
  });
  if (found) { wide += 1; console.log(`${name} ${how}: ${found}`); }
};
for (const name of await names(dir, wanted)) {
  await page.goto(`${base}/${name}.html`);
  for (const width of few ? [320] : [320, 721, 960]) {
    await page.setViewportSize({ width, height: 700 });
    await look(name, `at ${width} px`);
  }
  if (few) continue;
  await page.setViewportSize({ width: 640, height: 700 });
  const large = await context.newCDPSession(page);
  await large.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } }).catch(() => {});
  await page.reload();
  await look(name, "with text at 200 %");
  await large.send("Page.setFontSizes", { fontSizes: { standard: 16, fixed: 13 } }).catch(() => {});
  await page.emulateMedia({ media: "print" });
  await look(name, "in print");
  await page.emulateMedia({ media: null });
}
await context.close();
server.close();
console.log(wide ? `${wide} too wide` : "nothing is too wide");
process.exitCode = wide ? 1 : 0;
