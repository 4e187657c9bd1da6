// Every form that changes configuration: what is wrong is named beside its
// field, and nothing that was typed is lost. A new form is a new line.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { password, staffed } from "./box/box.mjs";
import { desk, launch, open, part, row, signIn, stateOf, textOf } from "./box/browser.mjs";

let box, browser, call;
before(async () => {
  [box, browser] = await Promise.all([staffed(), launch()]);
  await box.command(["user", "create", "admin@larkfield.example", "--name", "The admin", "--role", "admin"], `${password}\n`);
  const key = (await box.command(["token", "create", "--name", "forms", "--scope", "full"])).trim();
  call = async (method, path, body) => (await fetch(`${box.base}/api${path}`, { method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${key}` } })).json();
  for (const name of ["Towers", "Fibre"]) await call("POST", "/teams", { team: { name } });
  const { services } = await call("GET", "/services?query=Core");
  await call("POST", `/services/${services[0].id}/integrations`, { integration: { type: "generic_inbound_integration", name: "Rectifiers" } });
  const { users } = await call("GET", "/users?query=Nia");
  await call("POST", "/escalation_policies", { escalation_policy: { name: "Second", escalation_rules: [{ escalation_delay_in_minutes: 5, targets: [{ id: users[0].id, type: "user" }] }] } });
});
after(async () => { await browser?.close(); await box?.stop(); });

// down goes from a list to a thing by the words or the selectors of its links,
// and gives the address of a form below it.
const down = (list, ...steps) => async (page) => {
  let path = list;
  const form = steps.pop();
  for (const step of steps) {
    await page.goto(box.base + path);
    const link = step.includes("[") ? page.locator(step) : page.locator("main a", { hasText: step });
    path = new URL(await link.first().getAttribute("href"), box.base).pathname;
  }
  return path + form;
};
const method = "main a[href*='/methods/']:not([href*='/new']):not([href$='/delete']):not([href$='/verify'])";
const invitation = async () => {
  const { user } = await call("POST", "/users", { user: { name: "Ida New", email: "ida@larkfield.example" } });
  return new URL((await call("POST", `/users/${user.id}/invitation`)).invitation.link).pathname;
};

// What a form sends to, where it is, what is typed, and the field that is
// refused. All that was typed must still be there, but for passwords and codes:
// no page shows one.
const forms = [
  ["POST /people/new", "/people/new", { "#name": "Nele Neu", "#email": "cleo@larkfield.example" }, "email"],
  ["POST /people/{person}/edit", down("/people", "Nia Night", "/edit"), { "#name": "Nia N.", "#email": "no address" }, "email"],
  ["POST /people/{person}/methods/new", down("/people", "Nia Night", "/methods/new?type=email"), { "#label": "Home", "#address": "no address" }, "address"],
  ["POST /people/{person}/methods/{method}", down("/people", "Nia Night", method, ""), { "#label": "Pager", "#address": "ftp://nowhere" }, "address"],
  ["POST /people/{person}/rules/new", down("/people", "Nia Night", "/rules/new?urgency=low"), { "#delay": "soon" }, "delay"],
  ["POST /people/{person}/handoffs/new", down("/people", "Nia Night", "/handoffs/new"), { "#advance": "99" }, "advance"],
  ["POST /profile/edit", "/profile/edit", { "#name": "Cleo N.", "#email": "no address" }, "email"],
  ["POST /profile/methods/new", "/profile/methods/new?type=sms", { "#label": "Mobile", "#address": "my number" }, "address"],
  ["POST /profile/methods/{method}", down("/profile", method, ""), { "#label": "Pager", "#address": "nowhere" }, "address"],
  ["POST /profile/rules/new", "/profile/rules/new?urgency=high", { "#delay": "-1" }, "delay"],
  ["POST /people/{person}/quiet-hours", down("/people", "Nia Night", "/quiet-hours"), { "#from": "22:00", "#until": "22:00" }, "until"],
  ["POST /profile/quiet-hours", "/profile/quiet-hours", { "#from": "21:00", "#until": "21:00" }, "until"],
  ["POST /profile/handoffs/new", "/profile/handoffs/new", { "#advance": "-1" }, "advance"],
  ["POST /profile/absences", "/profile/absences", { "#from": "2035-03-05", "#till": "2035-03-01", "#reason": "skiing" }, "till"],
  ["POST /people/{person}/absences", down("/people", "Nia Night", "/absences"), { "#from": "2035-03-05", "#till": "2035-03-01", "#reason": "skiing" }, "till"],
  ["POST /profile/security/password", "/profile/security", { "#old": password, "#password": "short" }, "password"],
  ["POST /profile/security/second-factor", "/profile/security/second-factor", { "#code": "12345" }, "code"],
  ["POST /profile/security/keys", "/profile/security/keys/new", { "#name": "", "#scope": "full", "#life": "365" }, "name"],
  ["POST /keys/new", "/keys/new", { "#name": "x".repeat(120), "#scope": "wallboard", "#life": "0" }, "name"],
  ["POST /services/new", "/services/new", { "#name": "Core network", "#description": "typed with care", "#escalation_policy": "Second" }, "name"],
  ["POST /services/{id}/edit", down("/services", "Customer portal", "/edit"), { "#name": "Core network", "#description": "typed with care", "#runbook": "wiki.example.net" }, "runbook"],
  ["POST /services/{id}/integrations/new", down("/services", "Core network", "/integrations/new?type=email"), { "#name": "LibreNMS" }, "name"],
  ["POST /services/{id}/heartbeats/new", down("/services", "Core network", "/heartbeats/new"), { "#name": "Nightly backup", "#interval": "5" }, "interval"],
  ["POST /services/{id}/watches/new", down("/services", "Core network", "/watches/new"), { "#host": "192.0.2.10", "#open_ports": "22, 443x", "#http": "https://edge-1.example.net/ days 14" }, "open_ports"],
  ["POST /rules/new", "/rules/new", { "#name": "Laboratory", "#when": "event.sorce == 1" }, "when"],
  ["POST /services/{id}/rules/new", down("/services", "Core network", "/rules/new"), { "#name": "Pause", "#actions\\.pause": "soon" }, "actions.pause"],
  ["POST /services/{id}/integrations/{integration}/rename", down("/services", "Core network", "LibreNMS", "/rename"), { "#name": "" }, "name"],
  ["POST /services/{id}/integrations/{integration}/silence", down("/services", "Core network", "LibreNMS", "/silence"), { "#silent_after": "a while" }, "silent_after"],
  ["POST /services/{id}/integrations/{integration}/mail", down("/services", "Core network", "LibreNMS", "/mail"), { "#allow_from": "ups", "#networks": "192.0.2.0/24" }, "allow_from"],
  ["POST /services/{id}/integrations/{integration}/mapping", down("/services", "Core network", "Rectifiers", "/mapping"), { "#key_text": "{site", "#summary_text": "{site}: {text}" }, "key_text"],
  ["POST /policies/new", "/policies/new", { "#name": "Default", "#description": "typed with care" }, "name"],
  ["POST /policies/{policy}/edit", down("/policies", "Second", "/edit"), { "#name": "Default", "#description": "typed with care" }, "name"],
  ["POST /teams/new", "/teams/new", { "#name": "", "#description": "typed with care" }, "name"],
  ["POST /teams/{team}/edit", down("/teams", "Towers", "/edit"), { "#name": "Fibre", "#description": "typed with care" }, "name"],
  ["POST /settings", "/settings", { "#public_url": "ftp://nowhere", "#bundle_window": "3m" }, "public_url"],
  ["POST /settings", "/settings", { "#heartbeat\\.url": "watch.example.net/1", "#heartbeat\\.interval": "5m" }, "heartbeat.url"],
  ["POST /settings/sign-in", "/settings/sign-in", { "#issuer": "http://id.example.net", "#client_id": "wakeman", "#label": "Larkfield" }, "issuer", "#on"],
  ["POST /settings/backups", "/settings/backups", { "#dir": "backups", "#every": "6h", "#keep": "30" }, "dir"],
  ["POST /settings/audit-log", "/settings/audit-log", { "#syslog": "loghost", "#mail": "audit@example.net" }, "syslog"],
  ["POST /settings/never-block", "/settings/never-block", { "#never_block": "0.0.0.0/0" }, "never_block"],
  ["POST /welcome/mail", "/welcome/mail", { "#mail\\.host": "no host", "#mail\\.port": "2525", "#mail\\.from": "Wakeman <wakeman@example.net>" }, "mail.host"],
  ["POST /welcome/hide", "/welcome/hide", { "#why": "" }, "why", "#understood"],
  ["POST /welcome/oncall", "/welcome/oncall", { "#service": "Core network" }, "service"],
  ["POST /welcome/heartbeat", "/welcome/heartbeat", { "#url": "watch.example.net/1", "#interval": "5m" }, "url"],
  ["POST /invite/{token}", invitation, { "#password": "short" }, "password"],
];

// What sends a form and is not in the table above, and why. A test of the routes
// holds both against what there is. An … stands for everything that begins so.
export const others = {
  "POST /signin": "sign-in.test.mjs: it never says which of the two is wrong",
  "POST /signin/code": "security.test.mjs",
  "POST /signin/passkey…": "passkey.test.mjs: there is nothing to type",
  "POST /signin/code/passkey…": "passkey.test.mjs: there is nothing to type",
  "POST /reauth…": "security.test.mjs, passkey.test.mjs, oidc.test.mjs: what is kept there is the form that was sent too late",
  "POST /setup": "first-run.test.mjs, with a wrong token: it needs a box that nobody has set up",
  "POST /profile/methods/{method}/verify": "verify.test.mjs: a code is no text to keep",
  "POST /people/{person}/methods/{method}/verify": "verify.test.mjs",
  "POST /profile/security/passkeys…": "passkey.test.mjs: it needs an authenticator; it refuses a name there",
  "POST /schedules…": "the handler tests of the editor (web/ui)",
  "POST /handoffs…": "the handler tests of handoffs (web/ui)",
  "POST /profile/absences…": "the handler tests of duties (web/ui)",
  "POST /people/{person}/absences…": "the handler tests of duties (web/ui)",
  "POST /profile/calendar…": "the handler tests of calendars (web/ui)",
  "POST /profile/quiet-hours": "the handler tests of profiles (web/ui)",
  "POST /people/{person}/quiet-hours": "the handler tests of profiles (web/ui)",
  "POST /incidents/{id}/{verb}": "act_test.go in web/ui: a button with at most one field, told in words on the incident's page",
  "POST /services/{id}/integrations/{integration}/mail-rules/new": "mail-rules.test.mjs, where a mail has come",
  "POST /services/{id}/integrations/{integration}/mail-rules/{rule}": "the form of /services/{id}/integrations/{integration}/mail-rules/new",
  "POST /services/{id}/integrations/{integration}/mail-rules": "", "POST /services/{id}/integrations/{integration}/mail-rules/{rule}/delete": "",
  "POST /services/{id}/integrations/{integration}/signing": "integration_signing_test.go in web/ui: the box of these flows has no sender that signs",
  "POST /handoffs/{number}/note": "handoff_test.go in web/ui: it needs a shift that has just ended",

  // Buttons: nothing is typed.
  "POST /signout": "", "POST /a/{token}": "", "POST /incidents/bulk": "", "POST /incidents/bulk/undo": "", "POST /health/start-paging": "", "POST /wallboard/enter/{key}": "",
  "POST /rules/held/{held}/dismiss": "", "POST /rules/held/{held}/page": "",
  "POST /events/{seq}/release": "", "POST /blocks/unblock": "", "POST /keys/kept": "", "POST /keys/{id}/revoke": "", "POST /profile/security/keys/kept": "", "POST /profile/security/keys/{id}/revoke": "",
  "POST /profile/security/sessions/end": "", "POST /profile/security/second-factor/off": "", "POST /profile/security/recovery-codes…": "", "POST /profile/security/provider…": "",
  "POST /people/{id}/sessions": "", "POST /people/{person}/leave": "", "POST /people/{person}/return": "", "POST /people/{person}/invite": "",
  "POST /people/{person}/methods/{method}/delete": "", "POST /people/{person}/methods/{method}/wake": "", "POST /people/{person}/methods/{method}/verify/send": "",
  "POST /people/{person}/rules/usual": "", "POST /people/{person}/rules/{rule}/{deed}": "", "POST /people/{person}/handoffs/{rule}/remove": "",
  "POST /profile/methods/{method}/delete": "", "POST /profile/methods/{method}/wake": "", "POST /profile/methods/{method}/verify/send": "",
  "POST /profile/absences/{absence}/end": "", "POST /people/{person}/absences/{absence}/end": "",
  "POST /profile/rules/usual": "", "POST /profile/rules/{rule}/{deed}": "", "POST /profile/handoffs/{rule}/remove": "",
  "POST /rules/{rule}/edit": "the form of /rules/new", "POST /rules/{rule}/move": "", "POST /rules/{rule}/switch": "", "POST /rules/{rule}/delete": "",
  "POST /services/{id}/rules/{rule}/edit": "the form of /rules/new", "POST /services/{id}/rules/{rule}/move": "", "POST /services/{id}/rules/{rule}/switch": "", "POST /services/{id}/rules/{rule}/delete": "",
  "POST /services/{id}/watches/{watch}/edit": "the form of /services/{id}/watches/new", "POST /services/{id}/watches/{watch}/delete": "", "POST /services/{id}/watches/{watch}/look": "",
  "POST /services/{id}/heartbeats/{heartbeat}/edit": "the form of /services/{id}/heartbeats/new", "POST /services/{id}/heartbeats/{heartbeat}/rotate": "", "POST /services/{id}/heartbeats/{heartbeat}/delete": "", "POST /services/{id}/delete": "", "POST /services/{id}/integrations/{integration}/rotate": "", "POST /services/{id}/integrations/{integration}/delete": "",
  "POST /services/{id}/integrations/{integration}/test": "integration_pages_test.go in web/ui: of an integration for mail one address is typed", "POST /policies/{policy}/delete": "", "POST /teams/{team}/delete": "",
  "POST /handoffs/{number}/confirm": "", "POST /settings/sign-in/test": "", "POST /settings/backups/now": "", "POST /settings/audit-log/now": "", "POST /welcome/mail/test": "", "POST /welcome/test": "", "POST /welcome/sender": "",
};

for (const [route, where, typed, wrong, ticked] of forms) {
  test(`${route} names the wrong field, ${wrong}, and keeps what was typed`, async () => {
    const { page, expect } = await open(browser, { viewport: desk });
    await signIn(page, box.base, "cleo", "/menu");
    const path = typeof where === "string" ? where : await where(page);
    await page.goto(box.base + path);
    if (ticked) await page.check(ticked);
    const kept = [];
    for (const [field, text] of Object.entries(typed)) {
      const element = page.locator(field);
      const sort = await element.evaluate((e) => ({ tag: e.tagName, type: e.type, complete: e.autocomplete }));
      if (sort.tag === "SELECT") await element.selectOption(text);
      else await element.fill(text);
      if (sort.type !== "password" && sort.complete !== "one-time-code") kept.push([field, await element.inputValue()]);
    }
    const named = page.locator(`[id="${wrong}"]`);
    const form = page.locator("main form[method=post]", { has: named });
    await form.evaluate((f) => { f.noValidate = true; });
    expect(400);
    const lines = await named.evaluate((e) => e.tagName === "TEXTAREA"); // in which Enter is a line
    const send = () => (lines ? form.locator("button.primary").click() : named.press("Enter"));
    const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), send()]);
    assert.ok([400, 409].includes(answer.status()), `answered with ${answer.status()}`);
    assert.ok((await textOf(page, `"error-${wrong}"`)).length > 10, "it does not say why");
    assert.equal(await named.getAttribute("aria-invalid"), "true");
    for (const [field, text] of kept) assert.equal(await page.inputValue(field), text, `${field} was lost`);
    if (ticked) assert.ok(await page.isChecked(ticked), `${ticked} was lost`);
  });
}

test("an admin changes a responder, and not the owner", async () => {
  const { page, expect } = await open(browser, { viewport: desk });
  await signIn(page, box.base, "admin", "/people");
  const pathOf = async (name) => new URL(await page.locator("main a", { hasText: name }).first().evaluate((a) => a.href)).pathname;
  const [night, cleo] = [await pathOf("Nia Night"), await pathOf("Cleo Nakamura")];
  await page.goto(box.base + night);
  assert.ok(await page.locator(`main a[href^="${night}/"]`).count() > 0, "nothing about a responder can be changed");
  assert.equal((await page.goto(`${box.base}${night}/edit`)).status(), 200);
  expect(403);
  assert.equal((await page.goto(`${box.base}${cleo}/edit`)).status(), 403);
  assert.match(await textOf(page, "problem"), /owner/i);
});

test("everything that matters at night works without JavaScript", async () => {
  await box.event({ summary: "Tower Orion: no power" });
  const { page, quiet } = await open(browser, { javaScriptEnabled: false });
  await signIn(page, box.base, "night");
  await row(page, "Tower Orion").click();
  await page.click(part("acknowledge"));
  assert.match(await stateOf(page), /Acknowledged/);
  await page.click(part("resolve"));
  assert.match(await stateOf(page), /Resolved/);
  await page.goto(`${box.base}/oncall`);
  assert.match(await page.innerText("main"), /You|Nia Night/);
  quiet();
});
