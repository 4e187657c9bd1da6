// The OpenAPI document of the running program: a validator that is not ours
// reads it, and answers are what it says they are.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv from "ajv/dist/2020.js";
import { staffed } from "./box/box.mjs";

let box, document, call, fits;
before(async () => {
  box = await staffed();
  document = await (await fetch(`${box.base}/api/openapi.json`)).json();
  const key = (await box.command(["token", "create", "--name", "validator", "--scope", "full"])).trim();
  call = async (method, path, body) => {
    const answer = await fetch(`${box.base}/api${path}`, { method, body: body && JSON.stringify(body), headers: { authorization: `Token token=${key}` } });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : undefined };
  };
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(document, "document");
  const escaped = (part) => part.replaceAll("~", "~0").replaceAll("/", "~1");
  // fits demands that an answer is what the document says of it.
  fits = (method, path, { status, body }) => {
    const responses = document.paths[path][method.toLowerCase()].responses;
    assert.ok(responses[status], `${method} ${path} answers ${status}: ${JSON.stringify(body)}`);
    if (!responses[status].content) return assert.equal(body, undefined, `${method} ${path} has a body`);
    const schema = ["paths", path, method.toLowerCase(), "responses", String(status), "content", "application/json", "schema"].map(escaped).join("/");
    const check = ajv.getSchema(`document#/${encodeURI(schema)}`);
    assert.ok(check(body), `${method} ${path}: ${ajv.errorsText(check.errors)}\n${JSON.stringify(body).slice(0, 600)}`);
  };
});
after(async () => { await box?.stop(); });

test("a validator finds nothing wrong with the document", async () => {
  const answer = await new Validator().validate(structuredClone(document));
  assert.equal(answer.valid, true, JSON.stringify(answer.errors, null, 1)?.slice(0, 4000));
  assert.ok(Object.keys(document.paths).length > 50);
});

test("the validator would find it", async () => {
  const wrong = structuredClone(document);
  wrong.paths["/users/{id}"].get.parameters[0].in = "nowhere";
  assert.equal((await new Validator().validate(wrong)).valid, false);
});

// one finds an id for a placeholder: that of the first thing in the list that
// stands before it.
async function one(list) {
  const { status, body } = await call("GET", list);
  const found = Object.values(body ?? {}).find(Array.isArray)?.[0];
  assert.ok(found, `GET ${list} (${status}) has nothing to ask for: ${JSON.stringify(body)}`);
  return typeof found === "string" ? found : found.id;
}

test("answers are what the document says", async () => {
  await box.event({ summary: "Tower Vega: no power" });
  const users = (await call("GET", "/users")).body.users;
  const night = users.find((u) => u.name === "Nia Night").id;
  const other = users.find((u) => u.id !== night).id; // an override for who is on call anyway is refused
  const method = await one(`/users/${night}/contact_methods`);
  const schedule = await one("/schedules");
  const service = await one("/services");
  const integration = await one(`/services/${service}/integrations`);
  const policy = await one("/escalation_policies");
  const soon = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const made = async (path, body, values = {}) => {
    const answer = await call("POST", path.replace(/{(\w+)}/g, (_, name) => values[name]), body);
    fits("POST", path, answer);
    return answer.body;
  };
  const { team } = await made("/teams", { team: { name: "Field" } });
  fits("PUT", "/teams/{id}/users/{user}", await call("PUT", `/teams/${team.id}/users/${night}`, { role: "manager" }));
  await made("/schedules/{id}/overrides", { overrides: [{ start: soon(3), end: soon(4), user: { id: other } }] }, { id: schedule });
  await made("/schedules/{id}/overrides", { override: { start: soon(1), end: soon(2), user: { id: other } } }, { id: schedule });
  await made("/users/{id}/oncall_handoff_notification_rules", { oncall_handoff_notification_rule: { contact_method: { id: method }, notify_advance_in_minutes: 60, handoff_type: "oncall" } }, { id: night });
  await made("/incidents", { incident: { type: "incident", title: "by hand", service: { id: service } } });
  await made("/api_keys", { api_key: { name: "nms", scope: "ingest", integration: { id: integration } } });
  const { user } = await made("/users", { user: { name: "Ida New", email: "ida@larkfield.example" } });
  await made("/users/{id}/invitation", {}, { id: user.id });
  await made("/escalation_policies", { escalation_policy: { name: "Second", escalation_rules: [{ escalation_delay_in_minutes: 5, targets: [{ id: schedule }] }] } });
  await made("/services/{id}/heartbeats", { heartbeat: { name: "Nightly backup", interval_seconds: 86400 } }, { id: service });
  await made("/services/{id}/watches", { watch: { host: "192.0.2.10", open_ports: [22] } }, { id: service });
  const rule = { name: "Laboratory", when: 'event.source startsWith "lab-"', actions: { suppress: true } };
  await made("/event_rules", { event_rule: rule });
  await made("/services/{id}/event_rules", { event_rule: rule }, { id: service });
  await made("/services", { service: { name: "Radio", escalation_policy: { id: policy } } });
  fits("PUT", "/settings", await call("PUT", "/settings", { settings: {
    mail: { host: "mail.example.net", from: "wakeman@example.net", user: "w", password: "made-up" }, push: { server: "https://push.example.net" },
    sms: { url: "https://sms.example.net", body: "{to} {text}", headers: [{ name: "X-Key", value: "k" }] },
    heartbeat: { url: "https://watch.example.net/1" }, // a key names no provider
  } }));

  fits("PUT", "/users/{id}/absence_feed", await call("PUT", `/users/${night}/absence_feed`, { absence_feed: { url: "https://calendar.example.net/nia.ics" } }));

  let asked = 0;
  for (const [path, methods] of Object.entries(document.paths)) {
    if (!methods.get || path === "/openapi.json") continue;
    if (path === "/users/me" || path === "/users/{id}/calendar_addresses") continue; // an account's key is nobody
    if (path === "/handoffs/{id}") continue; // no shift has ended in this box
    let filled = "";
    for (const part of path.split("/").slice(1)) {
      const person = filled === "/users";
      filled += `/${!part.startsWith("{") ? part : person ? night : filled === "/services" ? service : filled === "/schedules" ? schedule : await one(filled)}`;
    }
    fits("GET", path, await call("GET", filled));
    asked++;
  }
  assert.ok(asked > 40, `${asked} were asked`);
  const refused = await call("POST", "/teams", { team: { name: "" } });
  assert.equal(refused.status, 400);
  assert.ok(refused.body.error.errors.length > 0);
});
