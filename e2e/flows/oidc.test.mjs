// Signing in through a real OpenID provider, which stands in e2e/oidc and is
// made of the library behind Ory Hydra: set up on its page, used, and down.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { password, staffed, until } from "./box/box.mjs";
import { launch, open, part, signIn, textOf } from "./box/browser.mjs";

let box, browser, provider;
before(async () => {
  [box, browser] = await Promise.all([staffed(), launch()]);
  provider = await startProvider(`${box.base}/signin/oidc/callback`);
});
after(async () => { await browser?.close(); provider?.stop(); await box?.stop(); });

async function startProvider(redirect) {
  if (!process.env.OIDC) throw new Error("OIDC must name the provider: run e2e/run");
  const child = spawn(process.env.OIDC, ["--redirect", redirect]);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => { said += text; });
  const issuer = await until(() => said.match(/^(http:\S+)\n/)?.[1], `the provider did not start: ${said}`);
  return { issuer, stop: () => child.kill("SIGTERM"), ended: () => new Promise((done) => child.once("exit", done)) };
}

// logIn fills in the provider's own page.
async function logIn(page, who, { verified = true } = {}) {
  await page.waitForURL((at) => at.href.startsWith(provider.issuer));
  await page.fill("#email", `${who}@larkfield.example`);
  await page.fill("#password", "the provider's own password");
  if (!verified) await page.check("#unverified");
  await page.click("#login");
}

async function signInThere(page, who, options) {
  await page.goto(`${box.base}/signin?next=/oncall`);
  await page.click(part("provider"));
  await logIn(page, who, options);
}

test("the owner sets it up on its page", async () => {
  const { page, quiet } = await open(browser);
  await signIn(page, box.base, "cleo");
  await page.goto(`${box.base}/settings`);
  await page.click("text=Sign in with a provider");
  assert.equal(await page.locator("#return-address").innerText(), `${box.base}/signin/oidc/callback`);
  await page.fill("#issuer", `${provider.issuer}/`);
  await page.click(part("test-provider"));
  assert.match(await textOf(page, "tested"), /It calls itself "http:\/\/127/);
  await page.fill("#issuer", "http://127.0.0.1:9");
  await page.click(part("test-provider"));
  assert.match(await textOf(page, "tested"), /Refused to call port 9/);
  await page.fill("#issuer", "http://10.11.12.13");
  await page.click(part("test-provider"));
  assert.match(await textOf(page, "tested"), /must begin with https:/);
  await page.fill("#issuer", "https://10.11.12.13");
  await page.click(part("test-provider"));
  assert.match(await textOf(page, "tested"), /add "10\.11\.12\.0\/24" to settings\.outgoing_allow/);
  await page.fill("#issuer", "https://nowhere.invalid");
  await page.click(part("test-provider"));
  assert.match(await textOf(page, "tested"), /Name look-up failed/);
  await page.fill("#issuer", provider.issuer);
  await page.click(part("test-provider"));
  assert.match(await textOf(page, "tested"), /It answers, and it is an OpenID provider/);
  await page.check("#on");
  await page.fill("#client_id", "wakeman");
  await page.fill("#client_secret", "hush-hush-hush");
  await page.fill("#label", "Larkfield");
  await page.fill("#allow_domains", "larkfield.example");
  await page.selectOption("#create_as", "viewer");
  await page.press("#label", "Enter"); // saves, and does not test
  assert.match(await textOf(page, "notice"), /Saved/);
  quiet();
});

for (const javaScriptEnabled of [true, false]) {
  test(`people sign in through the provider's login page, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const { page, quiet } = await open(browser, { javaScriptEnabled });
    await signInThere(page, "night");
    await page.waitForURL(`${box.base}/oncall`);
    await page.goto(`${box.base}/profile/security`);
    assert.match(await textOf(page, "provider-link"), /night@larkfield\.example/);
    await page.goto(`${box.base}/menu`);
    await page.click("text=Sign out");
    await page.waitForURL(/\/signin/);
    quiet();
  });
}

test("somebody new is made, and proves anew through the provider", async () => {
  const { page, expect } = await open(browser);
  await signInThere(page, "new");
  await page.waitForURL(`${box.base}/oncall`);
  await page.goto(`${box.base}/reauth?next=/profile/security`);
  await page.waitForURL(`${box.base}/profile/security`); // just proven
  await page.goto(`${box.base}/reauth/oidc?next=/profile/security/keys/new`);
  await logIn(page, "new");
  await page.waitForURL(`${box.base}/profile/security/keys/new`);
  expect(401);
  await page.goto(`${box.base}/reauth/oidc?next=/profile/security`);
  await logIn(page, "night");
  assert.match(await textOf(page, "form-problem"), /another account at Larkfield/);
});

test("an unverified address and an owner's are refused, Cancel is no error", async () => {
  const { page, expect } = await open(browser);
  expect(401);
  await signInThere(page, "desk", { verified: false });
  assert.match(await textOf(page, "form-problem"), /has not verified/);
  await signInThere(page, "cleo");
  assert.match(await textOf(page, "form-problem"), /sign in with your password, and link it/);
  await page.click(part("provider"));
  await page.click("#cancel");
  assert.match(await textOf(page, "form-problem"), /was not finished/);
});

test("the owner links their account and signs in with it", async () => {
  const { page, quiet } = await open(browser);
  await signIn(page, box.base, "cleo");
  await page.goto(`${box.base}/profile/security`);
  await page.click("text=Link an account");
  await logIn(page, "cleo");
  await page.waitForURL(`${box.base}/profile/security/provider/accept`);
  await page.click("text=Link it to me");
  assert.match(await textOf(page, "notice"), /Linked/);
  const other = await open(browser);
  await signInThere(other.page, "cleo");
  await other.page.waitForURL(`${box.base}/oncall`);
  quiet();
  other.quiet();
});

test("while the provider is down the page says so, and the password works", async () => {
  const { page, expect } = await open(browser);
  await page.goto(`${box.base}/signin?next=/oncall`);
  await page.click(part("provider"));
  await page.waitForURL((at) => at.href.startsWith(provider.issuer));
  const ended = provider.ended();
  const back = new URL(`${box.base}/signin/oidc/callback`);
  back.search = new URLSearchParams({ code: "spent", state: new URL(page.url()).searchParams.get("state") });
  provider.stop();
  await ended;
  expect(503);
  await page.goto(back.href);
  assert.match(await textOf(page, "form-problem"), /Larkfield can not be reached at the moment; sign in with your password/);
  await page.fill("#email", "desk@larkfield.example");
  await page.fill("#password", password);
  await page.click("form button");
  await page.waitForURL(`${box.base}/oncall`);
});
