// The chosen incident beside its list. On a wide desk a row opens in the pane, and
// the address says so; narrower, it opens its own page. Without this script a row
// leads to the same page, drawn anew.
"use strict";
(() => {
  const { keepTyped, refreshTimes, say, act } = window.wakeman;
  const wide = matchMedia("(min-width: 75rem)");
  const pane = () => document.querySelector("[data-pane]");
  const current = () => document.querySelector(".desk .title[aria-current]");
  const begun = new Map(); // what was typed is there again when its incident is
  let opening = null, turns = 0;

  const mark = () => {
    if (!pane()) return;
    current()?.removeAttribute("aria-current");
    document.querySelector(`.desk .row[data-key="${CSS.escape(pane().dataset.pane)}"] .title`)?.setAttribute("aria-current", "true");
  };
  const show = (old, copy) => {
    old.replaceWith(document.adoptNode(copy));
    begun.set(old.dataset.pane, old);
    const before = begun.get(copy.dataset.pane);
    if (before) keepTyped(before, copy);
    mark();
    refreshTimes();
    document.title = `${document.title.match(/^\([\d,]+\) /)?.[0] ?? ""}${copy.dataset.title} · Wakeman`;
    if (copy.dataset.pane) say(`${copy.dataset.title} is open beside the list.`);
    if (copy.dataset.missing) say(copy.dataset.missing);
  };
  const bring = async (address) => {
    const turn = ++turns, old = pane();
    old.inert = true; // no press that is meant for the next is taken for this one
    try {
      const answer = await fetch(address, { headers: { "X-Fragment": "pane" }, redirect: "error", cache: "no-store" });
      const copy = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-pane]");
      if (turn !== turns) return false;
      if (!copy) throw new Error(answer.status);
      show(old, copy);
      return true;
    } catch {
      location.assign(address); // the page itself says what is wrong
      return false;
    }
  };
  const open = (address) => {
    const begins = opening = bring(address).finally(() => { if (opening === begins) opening = null; });
  };

  addEventListener("click", (event) => {
    const link = event.target.closest?.(".desk .row .title");
    if (!link || !pane() || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!wide.matches) { location.assign(link.dataset.alone); return; }
    if (link === current()) { pane().focus(); return; }
    history.pushState(null, "", link.href);
    open(link.href);
  });
  addEventListener("popstate", () => { if (pane()) open(location.href); });
  document.addEventListener("drawn", mark); // the copy may be of the address before

  // A key acts on the incident that is open; from another row it opens that first, so
  // that nothing happens to what is not looked at.
  document.addEventListener("deed", (event) => {
    const other = document.activeElement?.closest(".desk .row")?.querySelector(".title:not([aria-current])");
    if (opening) {
      event.preventDefault();
      opening.then((opened) => opened && act(event.detail));
    } else if (other && wide.matches && pane()?.dataset.pane) {
      event.preventDefault();
      other.click();
    }
  });
})();
