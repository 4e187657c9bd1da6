// A Wakeman of its own for each file of flows: the real program on a free port
// with a data directory that is removed, and a carrier that takes its pages.
import { execFile, spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const binary = process.env.WAKEMAN;
const run = promisify(execFile);
export const password = "seven grey routers";
export const keys = { core: "0123456789abcdef0123456789abcdef", power: "fedcba9876543210fedcba9876543210" };

export const until = async (what, why, seconds = 15) => {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const got = await what();
    if (got) return got;
    await new Promise((done) => setTimeout(done, 40));
  }
  throw new Error(`in ${seconds} s: ${why}`);
};

// start gives a box that nobody has set up yet. smtp is where it takes mail.
export async function start(smtp = "off") {
  if (!binary) throw new Error("WAKEMAN must name the program: run e2e/run");
  const data = await mkdtemp(join(tmpdir(), "wakeman-flow-"));
  const child = spawn(binary, ["serve", "--data", data, "--http", "127.0.0.1:0", "--smtp", smtp]);
  const box = { data, said: "", child };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => { box.said += text; });
  const address = await until(() => box.said.match(/listens on (127\.0\.0\.1:\d+)/)?.[1], "the server did not start");
  box.base = `http://${address}`;
  await until(async () => (await fetch(`${box.base}/health/ready`)).ok, `the server is not ready: ${box.said}`);
  box.command = async (args, input = "") => {
    const done = run(binary, [...args.slice(0, 2).filter((a) => !a.startsWith("-")), "--data", data, ...args.slice(2)]);
    done.child.stdin.on("error", () => {}); // it ended without reading: its exit code says why
    done.child.stdin.end(input);
    return (await done).stdout;
  };
  box.stop = async () => {
    box.carrier?.close();
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    const code = await ended;
    await rm(data, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server ended with ${code}: ${box.said}`);
  };
  return box;
}

// staffed gives a box with people, services and a carrier. address makes its
// public address from the one that it listens at.
export async function staffed(address = (base) => base, smtp = "off") {
  const box = await start(smtp);
  box.pages = [];
  box.carrier = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    box.pages.push(JSON.parse(body));
    response.end("ok");
  });
  await new Promise((done) => box.carrier.listen(0, "127.0.0.1", done));
  const file = join(box.data, "..", `${box.data.split("/").at(-1)}.yaml`);
  await writeFile(file, configuration(address(box.base), `http://127.0.0.1:${box.carrier.address().port}/page`));
  await box.command(["apply", file]);
  await rm(file);
  await Promise.all(["cleo", "night", "desk"].map((who) => box.command(["user", "passwd", `${who}@larkfield.example`], `${password}\n`)));
  let serial = 0;
  box.event = async (event) => {
    const { key = keys.core, action = "trigger", dedup = `event-${++serial}`, summary = "Tower Elm Ridge: no power", source = "sw1.elm-ridge", severity = "critical", ...rest } = event;
    const answer = await fetch(`${box.base}/v2/enqueue`, {
      method: "POST",
      body: JSON.stringify({ routing_key: key, event_action: action, dedup_key: dedup, payload: action === "trigger" ? { summary, source, severity, ...rest } : undefined }),
    });
    if (answer.status !== 202) throw new Error(`the event was answered with ${answer.status} ${await answer.text()}`);
  };
  return box;
}

const configuration = (base, pager) => `
users:
  - {email: cleo@larkfield.example, name: Cleo Nakamura, role: owner, time_zone: America/Chicago, contact_methods: [{label: pager, type: webhook, address: "${pager}"}]}
  - email: night@larkfield.example
    name: Nia Night
    role: responder
    time_zone: America/Chicago
    contact_methods: [{label: pager, type: webhook, address: "${pager}"}, {label: second pager, type: webhook, address: "${pager}?second"}]
    notification_rules: [{urgency: high, delay: 0s, contact_method: pager}]
  - {email: desk@larkfield.example, name: Front desk, role: viewer, time_zone: America/Chicago}
schedules:
  - name: Primary
    time_zone: America/Chicago
    layers: [{name: Weekly, start: 2026-01-05T09:00, turn: 1w, users: [night@larkfield.example]}]
escalation_policies:
  - name: Default
    repeat: 2
    steps: [{delay: 5m, targets: [{schedule: Primary}]}, {delay: 10m, targets: [{user: cleo@larkfield.example}]}]
services:
  - name: Core network
    description: Towers, rings and the uplinks that everybody depends on
    escalation_policy: Default
    runbook: https://wiki.larkfield.example/core
    integrations: [{name: LibreNMS, type: events_api_v2, key: ${keys.core}}]
  - name: Power and sheds
    escalation_policy: Default
    integrations: [{name: UPS, type: events_api_v2, key: ${keys.power}}]
  - {name: Customer portal, escalation_policy: Default}
settings:
  public_url: ${base}
  outgoing_allow: [127.0.0.0/8]
  bundle_window: 2s
`;
