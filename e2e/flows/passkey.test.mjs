// Passkeys with Chromium's own authenticator (CDP, domain WebAuthn): it makes
// and keeps real keys. http://localhost is a secure context to browsers, so no
// certificate is needed here; what a box does over TLS is tested in Go.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { password, staffed } from "./box/box.mjs";
import { desk, launch, open, part, signIn, textOf } from "./box/browser.mjs";

const byName = (base) => base.replace("127.0.0.1", "localhost");
let box, browser, there; // there: the box by its name
before(async () => {
  [box, browser] = await Promise.all([staffed(byName), launch()]);
  there = byName(box.base);
});
after(async () => { await browser?.close(); await box?.stop(); });

// device puts a phone that verifies its user into a page.
async function device(page, options = {}) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...options },
  });
  const send = (method, more = {}) => cdp.send(`WebAuthn.${method}`, { authenticatorId, ...more });
  return {
    verified: (yes) => send("setUserVerified", { isUserVerified: yes }),
    credentials: async () => (await send("getCredentials")).credentials,
    forget: () => send("clearCredentials"),
  };
}

const cookie = async (context) => (await context.cookies()).find((c) => c.name === "wakeman").value;

test("a passkey: added, signs in, proves who is there, is renamed and removed", async () => {
  const a = await open(browser);
  const { page } = a;
  const phone = await device(page);
  await signIn(page, there, "night", "/menu");
  await page.click("text=Password and security");
  assert.match(await textOf(page, "passkeys"), /None/);
  await page.click("text=Add a passkey");
  await page.fill("#name", "Night phone");
  await page.click(`${part("passkey")} button`);
  await page.waitForURL(`${there}/profile/security/recovery-codes`);
  assert.equal(await page.locator(part("recovery-code")).count(), 10);
  await page.click("text=I have kept them");
  assert.match(await textOf(page, "passkey-row"), /Night phone.*never used/);
  const [kept] = await phone.credentials();
  assert.equal(kept.rpId, "localhost");
  assert.equal(kept.isResidentCredential, true);

  await page.goto(`${there}/profile/security/passkeys/new`);
  await page.click(`${part("passkey")} button`);
  await page.locator(`${part("passkey-said")}:visible`).waitFor();
  assert.match(await textOf(page, "passkey-said"), /has a passkey of yours for localhost already/);

  await page.goto(`${there}/menu`);
  await page.click("text=Sign out");
  await page.goto(`${there}/signin?next=/oncall`);
  await page.click("text=Sign in with a passkey");
  await page.waitForURL(`${there}/oncall`);

  // In place of the code: the password alone opens nothing now.
  await page.goto(`${there}/menu`);
  await page.click("text=Sign out");
  await page.fill("#email", "night@larkfield.example");
  await page.fill("#password", password);
  await page.click(`${part("sign-in")} button`);
  await page.waitForURL(/\/signin\/code/);
  assert.match(await page.innerText("h1"), /Now your passkey/);
  await page.click("text=Use your passkey");
  await page.waitForURL(`${there}/`);

  // As proof. /reauth asks only after a quarter of an hour, so another page's
  // button is turned to where that one's leads; the rest is real.
  await page.goto(`${there}/profile/security/passkeys/new`);
  const before = await cookie(a.context);
  await page.locator(part("passkey")).evaluate((form) => {
    Object.assign(form.dataset, { passkey: "get", begin: "/reauth/passkey/begin" });
    form.action = "/reauth/passkey";
    form.elements.name.name = "next";
    form.elements.next.value = "/oncall";
  });
  await page.click(`${part("passkey")} button`);
  await page.waitForURL(`${there}/oncall`);
  assert.notEqual(await cookie(a.context), before, "the session has no new secret");

  await page.goto(`${there}/profile/security`);
  await page.click("text=Rename");
  await page.fill("#name", "   ");
  a.expect(400);
  await page.click("text=Rename it");
  assert.ok((await textOf(page, "error-name")).length > 10, "a name of spaces is not refused");
  await page.fill("#name", "Blue phone");
  await page.click("text=Rename it");
  assert.match(await textOf(page, "passkey-row"), /Blue phone.*last used/);
  await page.click(`${part("passkey-row")} >> text=Remove`);
  assert.match(await textOf(page, "confirm"), /last one.*password alone/);
  await page.click("form button:has-text('Remove it')");
  assert.match(await textOf(page, "notice"), /The passkey is removed/);
  assert.equal(await page.locator(part("passkey-row")).count(), 0);

  await page.goto(`${there}/menu`);
  await page.click("text=Sign out");
  await signIn(page, there, "night");
  a.quiet();
});

test("what the browser will not do is said in words", async () => {
  const a = await open(browser, { viewport: desk });
  const { page } = a;
  const phone = await device(page);
  await signIn(page, there, "desk");
  await page.goto(`${there}/profile/security/passkeys/new`);
  await phone.verified(false);
  await page.click(`${part("passkey")} button`);
  await page.locator(`${part("passkey-said")}:visible`).waitFor();
  assert.match(await textOf(page, "passkey-said"), /No passkey was made/);
  await phone.verified(true);
  await page.click(`${part("passkey")} button`);
  await page.waitForURL(`${there}/profile/security/recovery-codes`);

  await phone.forget();
  await page.goto(`${there}/menu`);
  await page.click("text=Sign out");
  await page.click("text=Sign in with a passkey");
  await page.locator(`${part("passkey-said")}:visible`).waitFor({ timeout: 20_000 });
  assert.match(await textOf(page, "passkey-said"), /this device has none for localhost/);
  a.quiet();
});

test("without JavaScript the password signs in, and no passkey is offered", async () => {
  const { page, quiet } = await open(browser, { javaScriptEnabled: false });
  await page.goto(`${there}/signin`);
  assert.equal(await page.locator(part("passkey")).isVisible(), false);
  await signIn(page, there, "cleo");
  await page.goto(`${there}/profile/security/passkeys/new`);
  assert.match(await textOf(page, "passkey-new"), /need JavaScript/);
  quiet();
});

test("at an IP address the pages say why not, and what to do", async () => {
  const a = await open(browser);
  const { page } = a;
  await page.goto(`${box.base}/signin`);
  assert.equal(await page.getByText("Sign in with a passkey").isVisible(), false);
  await signIn(page, box.base, "cleo");
  await page.goto(`${box.base}/profile/security`);
  const words = new RegExp(`open at ${box.base}, and passkeys work at ${there} only: open it there`);
  assert.match(await textOf(page, "passkey-said"), words);
  assert.equal(await page.getByText("Add a passkey").isVisible(), false);
  await page.goto(`${box.base}/profile/security/passkeys/new`);
  assert.match(await textOf(page, "passkey-said"), words);
  a.quiet();

  const other = await staffed();
  try {
    await signIn(page, other.base, "cleo");
    await page.goto(`${other.base}/profile/security`);
    assert.match(await textOf(page, "passkey-obstacle"), /full DNS name only, and the public address of this box is 127\.0\.0\.1: an admin gives it a name and a certificate/);
  } finally {
    await other.stop();
  }
});
