// The picture of a schedule as the browser has drawn it: boxes on the screen, and what can be read in them.
import assert from "node:assert/strict";

const read = () => {
  const box = (el) => { const r = el.getBoundingClientRect(); return { left: r.left, right: r.right, top: r.top, bottom: r.bottom }; };
  const seen = (el) => getComputedStyle(el).display !== "none" && el.textContent.trim() !== "";
  const lanes = [...document.querySelectorAll("[data-testid=rota] [data-testid=lane]")].map((lane) => {
    const name = lane.querySelector(".rota-name");
    const svg = lane.querySelector(":scope > svg");
    const bars = [...svg.querySelectorAll(":scope > svg")].filter((s) => s.querySelector(":scope > title") && !s.classList.contains("day"));
    return {
      name: name.textContent.trim(), nameBox: box(name), nameCut: name.scrollWidth > name.clientWidth + 1, box: box(svg),
      bars: bars.map((bar) => ({
        title: bar.querySelector(":scope > title").textContent, box: box(bar.querySelector(":scope > rect")),
        gap: (bar.querySelector(":scope > rect").getAttribute("fill") ?? "").includes("gap"),
        texts: [...bar.querySelectorAll(":scope > text")].filter(seen).map((t) => ({ words: t.textContent.trim(), box: box(t) })),
      })),
    };
  });
  const holidays = [...document.querySelectorAll("[data-testid=rota] .rota-axis:first-of-type .is-holiday, [data-testid=rota] .rota-axis .is-holiday")];
  return {
    width: innerWidth, wide: document.documentElement.scrollWidth, lanes,
    holidays: holidays.map((h) => ({ name: h.querySelector("title").textContent, box: box(h.querySelector(".band")) })),
    legend: [...document.querySelectorAll("[data-testid=legend] li")].map((li) => ({ name: li.querySelector("bdi").textContent.trim(), box: box(li) })),
    rows: [...document.querySelectorAll("[data-testid=shift]")].map((row) => ({ words: row.innerText.replace(/\s+/g, " ").trim(), box: box(row) })),
  };
};

export const picture = (page) => page.evaluate(read);

const inside = (inner, outer, what, slack = 1.5) => {
  for (const [side, off] of [["left", outer.left - inner.left], ["right", inner.right - outer.right], ["top", outer.top - inner.top], ["bottom", inner.bottom - outer.bottom]]) {
    assert.ok(off <= slack, `${what} is cut off at the ${side} by ${off.toFixed(1)} px`);
  }
};

const apart = (list, first, last, what) => {
  for (let i = 1; i < list.length; i++) {
    assert.ok(list[i].box[first] >= list[i - 1].box[last] - 1.5, `${what}: "${list[i - 1].title ?? list[i - 1].words}" lies over "${list[i].title ?? list[i].words}"`);
  }
};

// wellDrawn demands that nothing is cut off and nothing lies over another thing, and that a bar says a whole name, the
// letters of one, or nothing.
export function wellDrawn(v) {
  assert.ok(v.wide <= v.width, `the page is ${v.wide} px wide on ${v.width}`);
  const screen = { left: 0, right: v.width, top: -1e9, bottom: 1e9 };
  for (const lane of v.lanes) {
    assert.ok(!lane.nameCut, `the lane's name is cut: ${lane.name}`);
    inside(lane.nameBox, screen, `the name of ${lane.name}`);
    inside(lane.box, screen, `the lane ${lane.name}`);
    apart(lane.bars, "left", "right", lane.name);
    for (const bar of lane.bars) {
      inside(bar.box, lane.box, `${lane.name}: ${bar.title}`);
      assert.ok(bar.texts.length <= 1, `${bar.title} says two things`);
      for (const text of bar.texts) inside(text.box, bar.box, `${lane.name}: the text "${text.words}" of ${bar.title}`);
    }
  }
  for (let i = 1; i < v.lanes.length; i++) {
    assert.ok(v.lanes[i].box.top >= v.lanes[i - 1].box.bottom - 1, `${v.lanes[i].name} lies over ${v.lanes[i - 1].name}`);
  }
  for (const who of v.legend) inside(who.box, screen, `${who.name} of the legend`);
  for (const row of v.rows) inside(row.box, screen, `the row "${row.words}"`);
  apart(v.rows, "top", "bottom", "the list");
}

const initials = (name) => name.split(" ").map((word) => word[0]).join("");

// shows demands bars for exactly these stretches ({ from, to: ms, name: "" for nobody }) in a lane, where time puts them.
export function shows(v, name, from, to, stretches) {
  const lane = v.lanes.find((l) => l.name === name);
  assert.ok(lane, `there is no lane ${name}: ${v.lanes.map((l) => l.name)}`);
  assert.equal(lane.bars.length, stretches.length, `${name}: ${lane.bars.map((b) => b.title).join("; ")}`);
  const at = (t) => lane.box.left + ((Math.min(Math.max(t, from), to) - from) / (to - from)) * (lane.box.right - lane.box.left);
  stretches.forEach((s, i) => {
    const bar = lane.bars[i];
    assert.ok(Math.abs(bar.box.left - at(s.from)) <= 2.5 && Math.abs(bar.box.right - at(s.to)) <= 2.5,
      `${name}: ${bar.title} is drawn from ${bar.box.left} to ${bar.box.right}, not ${at(s.from)} to ${at(s.to)}`);
    assert.equal(bar.gap, s.name === "", `${name}: whether ${bar.title} is a gap`);
    assert.ok(bar.title.startsWith(s.name), `${name}: ${bar.title} is not ${s.name || "nobody"}`);
    for (const text of bar.texts) assert.ok([s.name, initials(s.name), "Nobody"].includes(text.words) && (text.words === "Nobody") === (s.name === ""), `${name}: ${bar.title} says ${text.words}`);
  });
}
