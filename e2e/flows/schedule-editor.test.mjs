// A schedule is built by an admin who follows only the page: days, nights and
// weekends, a holiday, four overrides, an absence. What comes out is asked of the box on
// its command line. With JavaScript at a desk; a shorter one without, on a phone.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { staffed, until } from "./box/box.mjs";
import { desk, launch, open, part, signIn, textOf } from "./box/browser.mjs";

let box, browser;
const zone = "America/Chicago";

// day is a date so many days after the coming Monday, on the box's clock.
const monday = (() => {
  const today = new Date(new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date()) + "T00:00Z");
  today.setUTCDate(today.getUTCDate() + ((8 - today.getUTCDay()) % 7 || 7) + 7);
  return today;
})();
const day = (n) => { const d = new Date(monday); d.setUTCDate(d.getUTCDate() + n); return d.toISOString().slice(0, 10); };

before(async () => {
  [box, browser] = await Promise.all([staffed(), launch()]);
  const person = (who, name) => `  - {email: ${who}@larkfield.example, name: ${name}, role: responder, time_zone: ${zone}}`;
  const file = `${box.data}-people.yaml`;
  await writeFile(file, ["users:", `  - {email: cleo@larkfield.example, name: Cleo Nakamura, role: owner, time_zone: ${zone}, contact_methods: [{label: pager, type: webhook, address: "http://127.0.0.1:${box.carrier.address().port}/page"}]}`,
    person("night", "Nia Night"), person("ana", "Ana Adler"), person("ben", "Ben Brook"), person("ola", "Ola Owl"), person("wes", "Wes Weekend")].join("\n"));
  await box.command(["apply", file]);
  await rm(file);
});
after(async () => { await browser?.close(); await box?.stop(); });

const field = (page, name) => page.locator(`[name="${name}"]`);
const press = async (page, words, which = 0) => {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: words }).nth(which).click()]);
};
const counted = (page) => { const seen = { loads: 0, began: Date.now() }; page.on("load", () => { seen.loads++; }); return seen; };
const report = (name, seen) => console.log(`${name}: ${seen.loads} page loads, ${((Date.now() - seen.began) / 1000).toFixed(1)} s`);
const fits = async (page) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${page.url()} is wider than the screen`);

// shifts is what the box says, as "Mon 08:00 Ana Adler" on the schedule's clock.
const shifts = async (name, from, to) => {
  const said = JSON.parse(await box.command(["schedule", "show", name, "--json", "--since", from, "--until", to]));
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const at = (time) => clock.format(new Date(time)).replace(",", "");
  const names = { cleo: "Cleo Nakamura", night: "Nia Night", ana: "Ana Adler", ben: "Ben Brook", ola: "Ola Owl", wes: "Wes Weekend" };
  return said.flatMap((s, i) => [ // a gap is where nothing is
    ...(i > 0 && said[i - 1].end !== s.start ? [`${at(said[i - 1].end)} nobody`] : []),
    `${at(s.start)} ${s.users.map((email) => names[email.split("@")[0]]).join(" + ")}`,
  ]);
};

test("days, nights and weekends are built at a desk, with JavaScript", async () => {
  const b = await open(browser, { viewport: desk });
  const { page } = b;
  await signIn(page, box.base, "cleo", "/schedules");
  const seen = counted(page);
  await page.getByRole("link", { name: "New schedule" }).click();
  await page.getByRole("radio", { name: /^Days and nights/ }).check();
  await field(page, "name").last().fill("Towers");
  await field(page, "first").fill(`${day(0)}T08:00`);
  await field(page, "people[0]").selectOption({ label: "Ana Adler (cannot be reached)" });
  await field(page, "people[1]").selectOption({ label: "Ben Brook (cannot be reached)" });
  await field(page, "others[0]").selectOption({ label: "Nia Night (cannot be reached)" });
  await field(page, "others[1]").selectOption({ label: "Ola Owl (cannot be reached)" });
  await press(page, "Go on");

  // A day each by day; the preview follows without a button.
  const told = page.locator(part("moves"));
  const before = await told.innerText();
  await field(page, "layers[0].turn.unit").selectOption({ label: "days" });
  await until(async () => (await told.innerText()) !== before, "the preview did not follow");
  assert.match(await told.innerText(), /Ana Adler/);
  assert.equal(await page.getByRole("button", { name: "Preview", exact: true }).and(page.locator(":visible")).count(), 0, "a button for what happens by itself");

  // The weekend has hours of its own.
  await press(page, "Add a layer");
  assert.match(page.url(), /#layer-3$/);
  await field(page, "layers[2].name").fill("Weekend");
  await field(page, "layers[2].users[0][0]").selectOption({ label: "Wes Weekend (cannot be reached)" });
  await field(page, "layers[2].anchor").fill(`${day(0)}T08:00`);
  await press(page, /^Only in some hours/, 0);
  await page.locator(part("form-layer")).nth(2).getByLabel("Sat").check();
  await field(page, "layers[2].restrictions[0].from").fill("08:00");
  await field(page, "layers[2].restrictions[0].until").fill("08:00");
  await field(page, "layers[2].restrictions[0].later").selectOption({ label: "a day after that" });
  await press(page, "Add a holiday");
  await field(page, "holidays[0].date").fill(day(2));
  await field(page, "holidays[0].from").fill("08:00");
  await field(page, "holidays[0].name").fill("Founders' Day");
  await until(async () => /Wes Weekend/.test(await told.innerText()), "the preview does not show the weekend");
  await fits(page);
  await press(page, /^Save/);
  assert.match(await textOf(page, "notice"), /^Saved/);
  const address = page.url();

  for (const [start, end, who, whom] of [
    [`${day(1)}T08:00`, `${day(1)}T12:00`, "Cleo Nakamura", "Everybody who is on call then"],
    [`${day(3)}T20:00`, `${day(4)}T08:00`, "Ola Owl (cannot be reached)", "Nia Night (cannot be reached)"],
    [`${day(7)}T20:00`, `${day(7)}T22:00`, "Nobody: who is on call just goes off", "Everybody who is on call then"],
    [`${day(6)}T20:00`, `${day(6)}T23:00`, "Cleo Nakamura", "Nobody: one more beside them"],
  ]) {
    await page.getByRole("link", { name: "New override" }).click();
    await field(page, "start").fill(start);
    await field(page, "end").fill(end);
    await field(page, "user").selectOption({ label: who });
    await field(page, "replaces").selectOption({ label: whom });
    const outcome = page.locator(part("preview"));
    if (who.startsWith("Nobody")) {
      await page.getByLabel("Nobody on call: I mean it").check();
    } else {
      await until(async () => (await outcome.innerText()).includes(who.split(" (")[0]), "the preview did not follow");
    }
    await fits(page);
    await press(page, "Make the override");
    assert.match(await textOf(page, "notice"), /^The override is made/);
  }
  assert.equal(await page.locator(part("override")).count(), 4);

  // Wes is at a wedding on the second Saturday, until Sunday morning.
  await page.getByRole("link", { name: "People" }).first().click();
  await page.getByRole("link", { name: "Wes Weekend" }).click();
  await page.getByRole("link", { name: /^Absences/ }).click();
  await page.locator("#from").fill(day(12));
  await page.locator("#till").fill(day(13));
  await field(page, "reason").fill("wedding");
  await page.getByText("Not whole days").click();
  await page.locator("#from_time").fill("08:00");
  await page.locator("#till_time").fill("08:00");
  await press(page, "Show what it does");
  assert.match(await textOf(page, "effects"), /Towers .*Ana Adler .*Ola Owl/);
  await fits(page);
  await press(page, /^Save/);
  assert.match(await textOf(page, "absences"), /wedding/);
  report("days, nights, weekends, a holiday, four overrides and an absence", seen);

  assert.deepEqual(await shifts("Towers", `${day(0)}T08:00`, `${day(8)}T08:00`), [
    "Mon 08:00 Ana Adler", "Mon 20:00 Nia Night",
    "Tue 08:00 Cleo Nakamura", "Tue 12:00 Ben Brook", "Tue 20:00 Nia Night",
    "Wed 08:00 Wes Weekend", // the holiday counts as a Sunday
    "Thu 08:00 Ben Brook", "Thu 20:00 Ola Owl",
    "Fri 08:00 Ana Adler", "Fri 20:00 Nia Night",
    "Sat 08:00 Wes Weekend", "Sun 20:00 Cleo Nakamura + Wes Weekend", "Sun 23:00 Wes Weekend",
    "Mon 08:00 Ben Brook", "Mon 20:00 nobody", "Mon 22:00 Ola Owl",
  ]);
  // Wes is away on the second Saturday, and nobody of his layer stands in.
  assert.deepEqual(await shifts("Towers", `${day(12)}T08:00`, `${day(14)}T08:00`), ["Sat 08:00 Ana Adler", "Sat 20:00 Ola Owl", "Sun 08:00 Wes Weekend"]);

  // Somebody comes: whoever stays keeps their days.
  await page.goto(`${address}/edit`);
  const nightsOfOla = (await shifts("Towers", `${day(7)}T22:00`, `${day(8)}T08:00`)).at(-1);
  await press(page, /^Add a turn to Night/);
  await field(page, "layers[1].users[2][0]").selectOption({ label: "Cleo Nakamura" });
  await until(async () => /You\s+\d+ shifts? more/.test(await told.innerText()), "the preview does not show who comes");
  await press(page, /^Save/);
  assert.equal((await shifts("Towers", `${day(7)}T22:00`, `${day(8)}T08:00`)).at(-1), nightsOfOla, "who stays lost a week");
  assert.equal((await shifts("Towers", `${day(14)}T20:00`, `${day(15)}T08:00`)).at(-1), "Mon 20:00 Cleo Nakamura");
  b.quiet();
  await b.context.close();
});

test("a week each, on a phone without JavaScript", async () => {
  const b = await open(browser, { javaScriptEnabled: false });
  const { page } = b;
  await signIn(page, box.base, "cleo", "/schedules");
  const seen = counted(page);
  await page.getByRole("link", { name: "New schedule" }).click();
  await field(page, "name").last().fill("Shop");
  await field(page, "people[0]").selectOption({ label: "Ana Adler (cannot be reached)" });
  await fits(page);
  await press(page, "Go on");
  await press(page, /^Add a turn/);
  await field(page, "layers[0].anchor").fill(`${day(0)}T10:00`);
  b.expect(400);
  await press(page, "Preview");
  assert.match(await textOf(page, '"error-layers[0].users[1][0]"'), /Choose a person/);
  b.expect(0);
  await field(page, "layers[0].users[1][0]").selectOption({ label: "Ben Brook (cannot be reached)" });
  await press(page, "Preview");
  assert.match(page.url(), /#preview$/);
  assert.match(await textOf(page, "moves"), /Ana Adler .* more: Mon/);
  await fits(page);
  await press(page, /^Save/);
  assert.match(await textOf(page, "notice"), /^Saved/);
  report("a week each without JavaScript", seen);
  assert.deepEqual(await shifts("Shop", `${day(0)}T10:00`, `${day(14)}T10:00`), ["Mon 10:00 Ana Adler", "Mon 10:00 Ben Brook"]);

  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByRole("link", { name: "Delete this schedule" }).click();
  await press(page, "Delete this schedule");
  assert.match(await textOf(page, "notice"), /Shop is deleted/);
  b.quiet();
  await b.context.close();
});
