// Daily days, nights of twelve hours, weekends of their own, three overrides, an absence and a holiday, built by an admin
// who follows only the page: in a hundred seconds at a person's pace (box/hand.mjs), which is a property of the page and
// not of the machine. What the pictures then show is measured on the screen, at a desk and on a phone.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { staffed, until } from "./box/box.mjs";
import { desk, launch, open, part, phone, signIn, textOf } from "./box/browser.mjs";
import { hand } from "./box/hand.mjs";
import { picture, shows, wellDrawn } from "./box/rota.mjs";

let box, browser;
const zone = "America/Chicago";
const names = { cleo: "Cleo Nakamura", night: "Nia Night", ana: "Ana Adler", ben: "Ben Brook", ola: "Ola Owl" };

before(async () => {
  [box, browser] = await Promise.all([staffed(), launch()]);
  const person = (who, role, more = "") => `  - {email: ${who}@larkfield.example, name: ${names[who]}, role: ${role}, time_zone: ${zone}${more}}`;
  const file = `${box.data}-people.yaml`;
  await writeFile(file, ["users:", person("cleo", "owner", `, contact_methods: [{label: pager, type: webhook, address: "http://127.0.0.1:${box.carrier.address().port}/page"}]`),
    ...["night", "ana", "ben", "ola"].map((who) => person(who, "responder"))].join("\n"));
  await box.command(["apply", file]);
  await rm(file);
});
after(async () => { await browser?.close(); await box?.stop(); });

// instant is a reading of the schedule's clock, "2026-12-07T10:00", as milliseconds.
const instant = (reading) => {
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  let t = Date.parse(`${reading}Z`);
  for (let i = 0; i < 3; i++) t += Date.parse(`${reading}Z`) - Date.parse(`${clock.format(t).replace(" ", "T")}Z`);
  return t;
};

test("a schedule is built in a hundred seconds, and its picture is right on a desk and on a phone", async () => {
  const b = await open(browser, { viewport: desk });
  const { page } = b;
  await signIn(page, box.base, "cleo", "/schedules");
  const does = hand(page);
  const field = (name) => page.locator(`[name="${name}"]`);
  const button = (words) => page.getByRole("button", { name: words }).first();
  const link = (words) => page.getByRole("link", { name: words }).first();
  const unreached = (name) => `${name} (cannot be reached)`;

  await does.press(link("New schedule"));
  await does.click(page.getByRole("radio", { name: /^Days, nights and weekends/ }));
  await does.type(field("name").last(), "Towers");
  const first = await field("first").inputValue(); // the coming Monday at ten
  assert.match(first, /T10:00$/);
  const day = (n, time = "") => { const d = new Date(`${first.slice(0, 10)}T00:00Z`); d.setUTCDate(d.getUTCDate() + n); return d.toISOString().slice(0, 10) + time; };
  for (const [place, name] of [["people[0]", "Ana Adler"], ["people[1]", "Ben Brook"], ["others[0]", "Nia Night"], ["others[1]", "Ola Owl"]]) {
    await does.choose(field(place), unreached(name));
  }
  await does.press(button("Go on"));
  await does.press(button("Add a holiday"));
  await does.type(field("holidays[0].date"), day(9)); // from ten, as duty changes hands
  await does.type(field("holidays[0].name"), "Founders' Day");
  await until(async () => !/Holiday 1/.test(await textOf(page, "preview")) && /Ana Adler/.test(await textOf(page, "moves")), "the preview did not follow");
  await does.press(button(/^Save/));
  assert.match(await textOf(page, "notice"), /^Saved/);
  const address = page.url();
  const fortnight = `${address}?span=fortnight&from=${day(0)}`;

  // Each from the shift it is for, on the page of the schedule.
  const override = async (start, who, more = async () => {}) => {
    const way = () => page.locator(`${part("override-it")}[href*="start=${encodeURIComponent(start)}"]`);
    if (await way().count() === 0) await does.press(link("Later"));
    await does.press(way());
    await does.choose(field("user"), who);
    await more();
    await until(async () => (await page.locator(part("preview-problems")).count()) === 0, "the preview did not follow");
    await does.press(button("Make the override"));
    assert.match(await textOf(page, "notice"), /^The override is made/);
  };
  await override(day(1, "T10:00"), "Cleo Nakamura", () => does.type(field("end"), day(1, "T14:00")));
  await override(day(3, "T22:00"), unreached("Ola Owl"));
  await override(day(8, "T22:00"), "Nobody: who is on call just goes off", () => does.click(page.getByLabel("Nobody on call: I mean it")));

  // So is the absence: of the day that a shift of hers is on.
  await does.press(page.locator(`${part("away-then")}[href*="from=${day(8)}"]`));
  assert.match(await textOf(page, "effects"), /Ben Brook/);
  await does.press(button(/^Save/));

  console.log(`a schedule: ${does.said()}`);
  assert.ok(does.seconds() <= 100, `at a person's pace this takes ${does.said()}`);

  // What the box says is what was meant, and what the picture shows.
  const said = JSON.parse(await box.command(["schedule", "show", "Towers", "--json", "--since", day(0, "T10:00"), "--until", day(14, "T00:00")]));
  const stretches = said.flatMap((s, i) => [
    ...(i > 0 && said[i - 1].end !== s.start ? [{ from: Date.parse(said[i - 1].end), to: Date.parse(s.start), name: "" }] : []),
    { from: Date.parse(s.start), to: Date.parse(s.end), name: s.users.map((email) => names[email.split("@")[0]]).join(", ") },
  ]);
  const meant = [
    [0, "10:00", "Ana Adler"], [0, "22:00", "Nia Night"], [1, "10:00", "Cleo Nakamura"], [1, "14:00", "Ben Brook"], [1, "22:00", "Nia Night"], [2, "10:00", "Ana Adler"], [2, "22:00", "Nia Night"],
    [3, "10:00", "Ben Brook"], [3, "22:00", "Ola Owl"], [4, "10:00", "Ben Brook"], [7, "22:00", "Ola Owl"],
    [8, "10:00", "Ben Brook"], // for Ana
    [8, "22:00", ""], [9, "10:00", "Ben Brook"], // the holiday counts as a Sunday
    [10, "10:00", "Ana Adler"], [10, "22:00", "Ola Owl"], [11, "10:00", "Nia Night"],
  ].map(([n, time, name]) => ({ from: instant(day(n, `T${time}:00`)), name }));
  assert.deepEqual(stretches.map(({ from, name }) => ({ from, name })), meant);

  const from = instant(day(0, "T00:00:00")), to = instant(day(14, "T00:00:00"));
  for (const [size, viewport] of Object.entries({ desk, phone })) {
    await page.setViewportSize(viewport);
    await page.goto(fortnight);
    const v = await picture(page);
    wellDrawn(v);
    const nobody = { from, to: stretches[0].from, name: "" };
    shows(v, "On call", from, to, [nobody, ...stretches]);
    const at = (n, time) => instant(day(n, `T${time}:00`));
    shows(v, "Overrides", from, to, [
      { from: at(1, "10:00"), to: at(1, "14:00"), name: "Cleo Nakamura" }, { from: at(3, "22:00"), to: at(4, "10:00"), name: "Ola Owl" }, { from: at(8, "22:00"), to: at(9, "10:00"), name: "" },
    ]);
    shows(v, "Away", from, to, [{ from: at(8, "00:00"), to: at(9, "00:00"), name: "Ana Adler" }]);
    shows(v, "Weekend", from, to, [{ from: at(4, "10:00"), to: at(7, "10:00"), name: "Ben Brook" }, { from: at(9, "10:00"), to: at(10, "10:00"), name: "Ben Brook" }, { from: at(11, "10:00"), to, name: "Nia Night" }]);
    assert.deepEqual(v.lanes.map((l) => l.name), ["On call", "Overrides", "Away", "Weekend", "Night", "Day"]);
    assert.deepEqual(v.legend.map((l) => l.name), Object.values(names).sort());
    assert.ok(v.lanes[0].bars.some((bar) => bar.texts.length > 0), `on a ${size} no bar says a name`);
    assert.deepEqual([...new Set(v.holidays.map((h) => h.name))], ["Founders' Day"]);
    const axis = v.lanes[0].box, place = axis.left + ((instant(day(9, "T00:00:00")) - from) / (to - from)) * (axis.right - axis.left);
    assert.ok(v.holidays.every((h) => Math.abs(h.box.left - place) <= 2.5), `the holiday is drawn at ${v.holidays.map((h) => h.box.left)}, not ${place}`);
    assert.equal(v.rows.length, stretches.length + 1);
    stretches.forEach((s, i) => assert.ok(v.rows[i + 1].words.includes(s.name || "Nobody"), `row ${i + 2}: ${v.rows[i + 1].words}`));
  }
  b.quiet();
  await b.context.close();
});
