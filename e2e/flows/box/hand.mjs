// How long a person needs for what a flow does, apart from the machine: the keystroke-level model of Card, Moran and
// Newell ("The Keystroke-Level Model for User Performance Time with Interactive Systems", Communications of the ACM
// 23(7), 1980), in seconds. Every step is thought about first (M), though the model lets steps that one expects go without.
const K = 0.28; // a key, by somebody who is no typist (40 words a minute)
const P = 1.1;  // pointing at something with a mouse
const B = 0.1;  // the button pressed, or let go
const H = 0.4;  // the hand from the mouse to the keys, or back
const M = 1.35; // thinking what is next, and finding it
const R = 0.3;  // a page that comes: our allowance, more than a box on the same network takes

// hand does what a flow says in a page, and counts.
export function hand(page) {
  const did = { clicks: 0, fields: 0, keys: 0, loads: 0 };
  let seconds = 0;
  const point = () => { did.clicks += 1; seconds += P + 2 * B; };
  return {
    did,
    seconds: () => seconds,
    said: () => `${did.clicks} clicks, ${did.fields} fields, ${did.keys} keys, ${did.loads} pages: ${seconds.toFixed(0)} s at a person's pace`,
    async click(target) {
      seconds += M;
      point();
      await target.click();
    },
    // press is a click that brings another page.
    async press(target) {
      await Promise.all([page.waitForNavigation(), this.click(target)]);
      did.loads += 1;
      seconds += R;
    },
    async choose(target, label) {
      seconds += M;
      point();
      point(); // the list, then the line
      did.fields += 1;
      await target.selectOption({ label });
    },
    // type fills a field; a date is eight digits, whatever its value looks like, and a time four and the half of the day.
    async type(target, text) {
      const kind = await target.getAttribute("type");
      const keys = { date: 8, time: 5, "datetime-local": 8 + 1 + 5 }[kind] ?? [...text].length;
      seconds += M + 2 * H + keys * K;
      point();
      did.fields += 1;
      did.keys += keys;
      await target.fill(text);
    },
  };
}
