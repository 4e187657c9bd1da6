// A host is watched in the browser; its port closes, somebody is paged; it opens
// again, and the incident is over.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { staffed, until } from "./box/box.mjs";
import { desk, launch, open, part, signIn, textOf } from "./box/browser.mjs";

const listen = (port) => new Promise((done, failed) => {
  const server = createServer((socket) => socket.end()).on("error", failed);
  server.listen(port, "127.0.0.1", () => done(server));
});
const close = (server) => new Promise((done) => server.close(done));

let box, browser;
before(async () => { [box, browser] = await Promise.all([staffed(), launch()]); });
after(async () => { await browser?.close(); await box?.stop(); });

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  test(`a port that must be open closes, and opens again, ${how} JavaScript`, async () => {
    const { page } = await open(browser, { javaScriptEnabled, viewport: desk });
    let server = await listen(0);
    const { port } = server.address();
    const name = `edge ${how}`;
    await signIn(page, box.base, "cleo", "/services");
    await page.click("text=Core network");
    await page.click(`${part("watches")} >> text=Watch a host`);
    await page.fill("#host", "127.0.0.1");
    await page.fill("#name", name);
    await page.fill("#open_ports", String(port));
    await page.fill("#interval", "10s");
    await page.fill("#retries", "0");
    await page.click("button:text('Watch it')");
    assert.match(await textOf(page, "notice"), /Added/);
    const at = page.url();

    const look = async () => { await page.goto(at); await page.click("text=Look now"); return textOf(page, "watch-state"); };
    await until(async () => /All well/.test(await look()), "the open port was not seen to be open", 30);
    await close(server);
    await until(async () => /Not as it should be/.test(await look()), "the closed port was not seen", 30);
    assert.match(await textOf(page, "checks"), new RegExp(`port ${port} is not open: it refuses`));
    await until(() => box.pages.some((p) => JSON.stringify(p).includes(`${name}: port ${port} is not open`)), "nobody was paged", 20);

    await page.click(`${part("watch-incident")} a`);
    const incident = page.url();
    assert.match(await page.locator("h1").innerText(), new RegExp(`port ${port} is not open`));
    await page.click(part("watch-link"));
    assert.equal(page.url(), at);

    server = await listen(port);
    await until(async () => /All well/.test(await look()), "the open port was not seen to be open again", 30);
    await page.goto(incident);
    assert.match(await page.locator(part("state")).first().innerText(), /Resolved/);
    await close(server);
  });
}
