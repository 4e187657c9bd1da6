// What each role sees and does not see: every entry of the navigation, and every
// page that changes configuration. What is not theirs is not offered, and refused
// with a sentence to whoever goes there all the same.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { password, staffed } from "./box/box.mjs";
import { desk, launch, open, signIn } from "./box/browser.mjs";

const roles = { desk: "viewer", night: "responder", sched: "scheduler", admin: "admin", cleo: "owner" };
let box, browser;
const id = {};
before(async () => {
  [box, browser] = await Promise.all([staffed(), launch()]);
  for (const who of ["sched", "admin"]) await box.command(["user", "create", `${who}@larkfield.example`, "--name", `The ${roles[who]}`, "--role", roles[who]], `${password}\n`);
  const key = (await box.command(["token", "create", "--name", "roles", "--scope", "full"])).trim();
  const call = async (method, path, body) => {
    const answer = await fetch(`${box.base}/api${path}`, { method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? {} : answer.json();
  };
  for (const who of Object.keys(roles)) id[who] = (await call("GET", `/users?query=${who}@larkfield.example`)).users[0].id;
  const schedule = async (name, team) => (await call("POST", "/schedules", { schedule: { name, time_zone: "America/Chicago", teams: team && [{ id: team, type: "team_reference" }] } })).schedule.id;
  for (const name of ["Towers", "Fibre"]) {
    id[name] = (await call("POST", "/teams", { team: { name } })).team.id;
    id[`${name} rota`] = await schedule(`${name} rota`, id[name]);
  }
  await call("PUT", `/teams/${id.Towers}/users/${id.sched}`, { role: "responder" });
  id.Primary = (await call("GET", "/schedules?query=Primary")).schedules[0].id;
  id.policy = (await call("GET", "/escalation_policies")).escalation_policies[0].id;
  id.service = (await call("GET", "/services?query=Core")).services[0].id;
  id.integration = (await call("GET", `/services/${id.service}/integrations`)).integrations[0].id;
});
after(async () => { await browser?.close(); await box?.stop(); });

// Who has an entry of the navigation: from this role on.
const navigation = {
  Incidents: "viewer", "On call": "viewer", "My shifts": "viewer", Handoffs: "viewer", Schedules: "viewer", Policies: "viewer", People: "viewer", Teams: "viewer",
  Services: "viewer", Heartbeats: "viewer", Watches: "viewer", "Event rules": "responder", Equipment: "viewer", "Event log": "viewer", "Pages sent": "viewer", "Audit log": "admin",
  Health: "viewer", Readiness: "viewer", Settings: "viewer",
};

// A page, where the way to it is offered ("" nowhere in particular), and for whom:
// viewer, responder, scheduler, admin and owner. y: offered and open. n: neither, and
// refused. -: their own page, which is the profile.
const pages = () => {
  const [service, integration] = [`/services/${id.service}`, `/services/${id.service}/integrations/${id.integration}`];
  const person = `/people/${id.desk}`, own = `/people/${id.night}`; // the responder's own page leads below the profile
  return [
    ["/audit/access", "/audit", "nnnyy"],
    ["/keys", "/settings", "nnnyy"], ["/keys/new", "/keys", "nnnyy"],
    ["/blocks", "/profile/security", "nnnyy"],
    ["/settings/sign-in", "/settings", "nnnyy"], ["/settings/backups", "/settings", "nnnyy"], ["/settings/audit-log", "/settings", "nnnyy"], ["/settings/never-block", "/settings", "nnnyy"],
    ["/welcome", "", "nnnyy"],
    ["/people/new", "/people", "nnnyy"],
    [`${person}/edit`, person, "nnnyy"], [`${person}/leave`, person, "nnnyy"], [`${person}/methods/new`, person, "nnnyy"], [`${own}/rules/new`, "", "nnnyy"],
    [`${own}/edit`, own, "nnnyy"],
    [`/people/${id.cleo}/edit`, `/people/${id.cleo}`, "nnnn-"], [`/people/${id.cleo}/leave`, "", "nnnn-"],
    ["/profile/edit", "/profile", "yyyyy"], ["/profile/methods/new", "/profile", "yyyyy"], ["/profile/absences", "/profile", "yyyyy"], // everybody themselves
    ["/profile/security", "/menu", "yyyyy"],
    ["/teams/new", "/teams", "nnnyy"], [`/teams/${id.Towers}/edit`, `/teams/${id.Towers}`, "nnnyy"], [`/teams/${id.Towers}/delete`, "", "nnnyy"],
    ["/policies/new", "/policies", "nnnyy"], [`/policies/${id.policy}/edit`, `/policies/${id.policy}`, "nnnyy"], [`/policies/${id.policy}/delete`, "", "nnnyy"],
    ["/services/new", "/services", "nnnyy"], [`${service}/edit`, service, "nnnyy"], [`${service}/delete`, "", "nnnyy"],
    [`${service}/integrations/new`, service, "nnnyy"], [`${integration}/rename`, "", "nnnyy"], [`${integration}/delete`, "", "nnnyy"],
    [`${service}/heartbeats/new`, service, "nnnyy"], [`${service}/watches/new`, service, "nnnyy"],
    ["/rules/new", "/rules", "nnnyy"], [`${service}/rules`, "", "nyyyy"], [`${service}/rules/new`, "", "nnnyy"],
    ["/schedules/new", "/schedules", "nnyyy"],
    ...["Primary", "Towers rota", "Fibre rota"].flatMap((name) => {
      const schedule = `/schedules/${id[name]}`, may = name === "Fibre rota" ? "nnnyy" : "nnyyy"; // sched is of the team Towers, and of no other
      return [[`${schedule}/edit`, schedule, may], [`${schedule}/overrides/new`, schedule, may], [`${schedule}/delete`, "", may]];
    }),
    [`/schedules/${id.Primary}/take`, "", "nyyyy"], [`/schedules/${id.Primary}/advice`, `/schedules/${id.Primary}`, "yyyyy"],
  ];
};

// look reads a page as the browser gets it, without leaving the one it stands on.
const look = (page, path) => page.evaluate(async (at) => {
  const answer = await fetch(at);
  const read = new DOMParser().parseFromString(await answer.text(), "text/html");
  const text = (selector) => read.querySelector(selector)?.textContent.replace(/\s+/g, " ").trim() ?? "";
  return { status: answer.status, heading: text("main h1"), problem: text("[data-testid=problem]"), links: [...read.querySelectorAll("main a[href]")].map((a) => a.getAttribute("href").split("?")[0]), moved: new URL(answer.url).pathname !== at ? answer.url : "" };
}, path);

for (const [column, who] of Object.keys(roles).entries()) {
  const role = roles[who], rank = Object.values(roles).indexOf(role);
  test(`what a ${role} sees and does not see`, async () => {
    const { page } = await open(browser, { viewport: desk });
    await signIn(page, box.base, who, "/menu");
    const wrong = [];

    const offered = Object.entries(navigation).filter(([, from]) => rank >= Object.values(roles).indexOf(from)).map(([word]) => word);
    for (const rail of [".nav", "main nav"]) {
      const entries = await page.locator(`${rail} a`).evaluateAll((all) => all.map((a) => [a.firstElementChild.nextSibling.textContent.trim(), a.getAttribute("href")]));
      const words = entries.map(([word]) => word).filter((word) => word !== "Menu");
      if (String(words) !== String(offered)) wrong.push(`${rail} has ${words}`);
      for (const [word, path] of entries) {
        const found = await look(page, path);
        if (found.status !== 200 || !found.heading) wrong.push(`${word} is offered and answers ${found.status}`);
      }
    }

    const seen = new Map();
    for (const [path, parent, may] of pages()) {
      if (may[column] === "-") continue;
      const found = await look(page, path), open = may[column] === "y";
      if (open && (found.status !== 200 || !found.heading || found.moved)) wrong.push(`${path} answers ${found.status} ${found.moved} ${found.problem}`);
      if (!open && found.status !== 403) wrong.push(`${path} answers ${found.status}, want a refusal`);
      if (!open && found.problem.split(" ").length < 6) wrong.push(`${path} is refused with no sentence: ${found.problem}`);
      if (!parent) continue;
      if (!seen.has(parent)) seen.set(parent, (await look(page, parent)).links);
      if (seen.get(parent).includes(path) !== open) wrong.push(`${parent} ${open ? "does not lead" : "leads"} to ${path}`);
    }
    assert.deepEqual(wrong, []);
    await page.context().close();
  });
}
