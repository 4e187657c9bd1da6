// An owner who has never seen a terminal makes backups: a directory is named in
// the browser, one is made at once, and is there, listed and on the disk. The
// audit log's ends go where the browser says, and the reminder of the first start
// ends with open eyes and comes back.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { staffed, until } from "./box/box.mjs";
import { launch, open, part, signIn, textOf } from "./box/browser.mjs";

let box, browser, disk;
before(async () => { [box, browser, disk] = await Promise.all([staffed(), launch(), mkdtemp(join(tmpdir(), "wakeman-backups-"))]); });
after(async () => { await browser?.close(); await box?.stop(); if (disk) await rm(disk, { recursive: true }); });

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  test(`a backup is set up and made in the browser, ${how} JavaScript`, async () => {
    const { page, quiet, expect } = await open(browser, { javaScriptEnabled });
    const dir = join(disk, how);
    await signIn(page, box.base, "cleo", "/settings");
    await page.click("text=Backups: where");
    expect(400);
    await page.fill("#dir", join(disk, "not", "there"));
    await page.click("button:text('Save')");
    assert.match(await textOf(page, "error-dir"), /The directory above it is not there/);
    assert.equal(await page.inputValue("#dir"), join(disk, "not", "there"), "what was typed is lost");
    await page.fill("#dir", box.data);
    await page.click("button:text('Save')");
    assert.match(await textOf(page, "error-dir"), /where Wakeman keeps the store itself/);
    await page.fill("#dir", dir);
    await page.selectOption("#every", "12h");
    await page.click("button:text('Save')");
    assert.match(await textOf(page, "notice"), /Saved. The backups are not encrypted/);
    assert.match(await textOf(page, "backup-state"), /They are not encrypted/);

    await page.click(part("backup-now"));
    await until(async () => { await page.goto(`${box.base}/settings/backups`); return await page.locator(part("backup")).count(); }, "the backup is not listed");
    const line = await textOf(page, "backup");
    assert.match(line, /wakeman-\d{4}-\d\d-\d\dT\d{6}\.db by hand \d+ [KM]iB Verified when it was made not encrypted/);
    const files = (await readdir(dir)).filter((name) => name.startsWith("wakeman-"));
    assert.equal(files.length, 1, `on the disk is ${await readdir(dir)}`);
    assert.equal((await stat(join(dir, files[0]))).mode & 0o077, 0, "others may read it");
    assert.match(await box.command(["audit", "verify"]), /rows/);

    await page.goto(`${box.base}/audit`);
    assert.match(await page.innerText("main"), /backup\.make/);
    await page.goto(`${box.base}/health`);
    assert.match(await page.innerText("main"), /made every 12 hours/i);
    quiet();
  });
}

test("the end of the audit log goes where the browser says", async () => {
  const { page, quiet } = await open(browser, {});
  const heard = [];
  const server = createSocket("udp4", (message) => heard.push(String(message)));
  await new Promise((done) => server.bind(0, "127.0.0.1", done));
  try {
    await signIn(page, box.base, "cleo", "/settings/audit-log");
    await page.fill("#syslog", `syslog://127.0.0.1:${server.address().port}`);
    await page.click("button:text('Save')");
    await page.click(part("ship-now"));
    assert.match(await textOf(page, "notice"), /was sent everywhere/);
    await until(() => heard.length, "no message of syslog came");
    assert.match(heard[0], /^<109>1 .* wakeman - audit - \{.*"signature":/);
    assert.match(await textOf(page, "place"), /The last one got there/);
    quiet();
  } finally {
    server.close();
  }
});

test("the reminder of the first start ends with a reason, and comes back", async () => {
  const { page, quiet } = await open(browser, {});
  await signIn(page, box.base, "cleo", "/welcome");
  await page.click("text=Stop reminding, for good");
  assert.match(await textOf(page, "open-steps"), /Who watches this box/);
  await page.check("#understood");
  await page.fill("#why", "this is a laboratory");
  await page.click("button:text('Stop reminding')");
  assert.match(await textOf(page, "notice"), /not reminded any more/);
  await page.goto(`${box.base}/readiness`);
  assert.match(await page.innerText("main"), /Cleo Nakamura, .*this is a laboratory \(open then: .*Who watches this box\)/);
  assert.equal(await page.locator(part("setup-bar")).count(), 0);
  await page.click("text=Remind again");
  await page.click("text=Remind admins again");
  assert.equal((await page.goto(`${box.base}/services`)).status(), 200);
  assert.equal(await page.locator(part("setup-bar")).count(), 1);
  quiet();
});
