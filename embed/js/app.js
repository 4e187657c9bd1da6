// Wakeman's one script. Every page works without it. It keeps marked parts of
// the page fresh, times relative, asks before what is hard to take back, and
// understands a few keys. No part of it may steal the focus, move what is under
// a thumb, or lose what was typed.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private window */ } };

  // --- Times -------------------------------------------------------------
  // The server's clock counts, not the browser's: a phone may be wrong.
  let skew = Date.parse(document.body.dataset.now) - Date.now();
  const now = () => Date.now() + skew;

  const span = (seconds) => {
    const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
    if (minutes < 1) return "less than 1 min";
    if (minutes < 60) return `${minutes} min`;
    if (hours < 6 && minutes % 60) return `${hours} h ${minutes % 60} min`;
    return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
  };
  const relative = (element) => {
    const seconds = (now() - Date.parse(element.dateTime)) / 1000;
    if (element.dataset.rel === "age") return Math.abs(seconds) < 60 ? "now" : span(Math.abs(seconds));
    if (seconds < 0) return `in ${span(-seconds)}`;
    return seconds < 60 ? "just now" : `${span(seconds)} ago`;
  };
  const refreshTimes = () => all("time[data-rel]").forEach((element) => {
    const text = relative(element);
    if (element.textContent !== text) element.textContent = text;
  });
  setInterval(refreshTimes, 10_000);

  // --- Telling -----------------------------------------------------------
  const say = (text) => { const said = one("[data-said]"); if (said) said.textContent = text; };
  const fresh = one("[data-fresh]");
  const began = Date.now();
  let heard = 0, lost = false;
  const showAge = () => {
    if (!fresh) return;
    const quiet = Math.round((Date.now() - (heard || began)) / 1000);
    const gone = quiet > 45;
    if (!heard && !gone) return; // "As of …" stays until something was heard
    if (gone !== lost) {
      lost = gone;
      fresh.dataset.state = gone ? "lost" : "live";
      say(gone ? "Connection lost. This page may be old." : "Connected again.");
    }
    const text = gone ? `Connection lost, ${quiet < 90 ? `${quiet} s` : span(quiet)} old` : "Live";
    if (fresh.textContent !== text) fresh.textContent = text;
  };

  // --- Swapping fragments --------------------------------------------------
  let pressed = false, touched = 0;
  addEventListener("pointerdown", () => { pressed = true; touched = Date.now(); }, true);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { pressed = false; touched = Date.now(); }, true);
  const busy = () => Date.now() - touched < (pressed ? 10_000 : 600);

  // How an element is found again in the new copy of its fragment.
  const address = (element) => {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const form = element.form ? `form[action="${CSS.escape(element.form.getAttribute("action") ?? "")}"] ` : "";
    if (element.name) return `${form}[name="${CSS.escape(element.name)}"]${element.type === "checkbox" || element.localName === "button" ? `[value="${CSS.escape(element.value)}"]` : ""}`;
    if (element.href) return `a[href="${CSS.escape(element.getAttribute("href"))}"]`;
    return element.dataset.do ? `[data-do="${element.dataset.do}"]` : null;
  };
  const findAgain = (element, copy) => { const a = address(element); return a ? one(a, copy) : null; };

  const keepTyped = (old, copy) => {
    for (const field of all("input:not([type=hidden]), textarea, select", old)) {
      const again = findAgain(field, copy);
      if (!again) continue;
      if (field.type === "checkbox") again.checked = field.checked;
      else if (field.localName === "select" || field.value !== field.defaultValue) again.value = field.value;
    }
    for (const fold of all("details[id]", old)) {
      const again = one(`#${CSS.escape(fold.id)}`, copy);
      if (again) again.open = fold.open;
    }
  };

  // What an element scrolls in: the pane, or the page.
  const scroller = (element) => { const own = element.closest(".pane"); return own && getComputedStyle(own).overflowY === "auto" ? own : document.scrollingElement; };

  // The row or block that must not move: the one with the focus, else the first
  // in sight. At the very top nothing is held, so that news comes into view.
  const anchorOf = (old) => {
    const keyed = all("[data-key], [id]", old);
    const held = keyed.find((e) => e.contains(document.activeElement)) ?? (scroller(old).scrollTop > 40 || Date.now() - touched < 4000 ? keyed.find((e) => e.getBoundingClientRect().top >= 0) : null);
    return held && { top: held.getBoundingClientRect().top, at: held.id ? `#${CSS.escape(held.id)}` : `[data-key="${CSS.escape(held.dataset.key)}"]` };
  };

  const swap = (old, copy) => {
    if (old.innerHTML === copy.innerHTML) return false;
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const selection = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
    const anchor = anchorOf(old);
    const known = new Set(all("[data-key]", old).map((e) => e.dataset.key));
    keepTyped(old, copy);
    // Whoever listens goes on listening: the player itself moves over, which stops it.
    const playing = all("audio[id]", old).filter((sound) => {
      const moving = !sound.paused;
      one(`#${CSS.escape(sound.id)}`, copy)?.replaceWith(sound);
      return moving;
    });
    old.replaceWith(copy);
    playing.filter((sound) => sound.isConnected).forEach((sound) => sound.play().catch(() => {}));
    all("[data-key]", copy).filter((e) => !known.has(e.dataset.key)).forEach((e) => e.classList.add("came"));
    const again = focused && findAgain(focused, copy);
    if (again) {
      again.focus({ preventScroll: true });
      if (selection && selection[0] !== null) again.setSelectionRange?.(...selection);
    }
    const moved = anchor && one(anchor.at, copy);
    if (moved) scroller(copy).scrollBy({ top: moved.getBoundingClientRect().top - anchor.top, behavior: "instant" });
    // A button that has just come under a thumb does not take the press.
    copy.classList.add("settling");
    setTimeout(() => copy.classList.remove("settling"), 700);
    return true;
  };

  const waiting = new Set();
  let fetching = false;
  const refresh = async () => {
    if (fetching || !waiting.size) return;
    if (busy()) { setTimeout(refresh, 300); return; }
    const names = [...waiting];
    waiting.clear();
    fetching = true;
    try {
      const answer = await fetch(document.body.dataset.livePage || location.href, { headers: { "X-Fragment": names.join(",") }, redirect: "error", cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      while (busy()) await new Promise((done) => setTimeout(done, 200));
      let changed = 0;
      for (const name of names) {
        const copies = all(`[data-live="${CSS.escape(name)}"]`, page);
        all(`[data-live="${CSS.escape(name)}"]`).forEach((old, i) => { if (copies[i] && swap(old, document.adoptNode(copies[i]))) changed += name === "status" ? 0 : 1; });
      }
      document.dispatchEvent(new Event("drawn"));
      const badge = one(".nav .count");
      const count = badge ? parseInt(badge.textContent, 10) || 0 : 0;
      document.title = (count ? `(${count}) ` : "") + document.title.replace(/^\([\d,]+\) /, "");
      refreshTimes();
      if (changed) say("This page was updated.");
    } catch {
      names.forEach((name) => waiting.add(name));
      setTimeout(refresh, 5000);
    } finally {
      fetching = false;
      if (waiting.size) setTimeout(refresh, 250);
    }
  };
  const want = (names) => {
    const here = new Set(all("[data-live]").map((e) => e.dataset.live));
    names.filter((name) => here.has(name)).forEach((name) => waiting.add(name));
    refresh();
  };
  const wantAll = () => want(all("[data-live]").map((e) => e.dataset.live));

  // --- Listening -----------------------------------------------------------
  // Events: "change" names fragments, separated by blanks; "reset" means that
  // events were missed; "beat" carries the server's time. The browser connects
  // again by itself and sends Last-Event-ID; only a refusal ends it.
  let source = null;
  const listen = (address) => {
    const alive = () => { heard = Date.now(); showAge(); };
    source = new EventSource(address);
    source.addEventListener("open", alive);
    source.addEventListener("beat", (event) => { const t = Date.parse(event.data); if (t) skew = t - Date.now(); alive(); });
    source.addEventListener("change", (event) => { alive(); want(event.data.split(/\s+/)); });
    source.addEventListener("reset", () => { alive(); wantAll(); });
    source.addEventListener("error", () => {
      showAge();
      if (source.readyState === EventSource.CLOSED) setTimeout(() => { listen(address); wantAll(); }, 10_000);
    });
  };
  if (document.body.dataset.liveUrl && one("[data-live]")) {
    listen(document.body.dataset.liveUrl);
    setInterval(showAge, 5000);
    addEventListener("pageshow", (event) => { if (event.persisted) wantAll(); });
    addEventListener("online", wantAll);
  }

  // --- Asking first, and not twice ------------------------------------------
  addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    const question = button?.dataset.confirm ?? form.dataset.confirm;
    if (question && !confirm(question)) { event.preventDefault(); return; }
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // --- Keys ------------------------------------------------------------------
  const dialog = one("#keys"), choice = one("[data-keys-on]");
  const keysOn = () => remembered("keys") !== "off";
  if (choice) {
    choice.checked = keysOn();
    choice.addEventListener("change", () => remember("keys", choice.checked ? "on" : "off"));
  }
  all("[data-open]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => one(`#${button.dataset.open}`)?.showModal());
  });
  const rows = () => all(".row .title, .table tbody tr a.name, .line-link");
  const step = (by) => {
    const list = rows(), focused = list.indexOf(document.activeElement);
    const at = focused < 0 ? list.findIndex((link) => link.ariaCurrent) : focused;
    const next = list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))];
    next?.focus();
    next?.closest(".row, tr")?.scrollIntoView({ block: "nearest" });
  };
  // On a list, a and r act on the row with the focus, by selecting it alone. The
  // page's own script may know better what is meant.
  const act = (verb) => {
    if (!document.dispatchEvent(new CustomEvent("deed", { detail: verb, cancelable: true }))) return;
    const button = one(`[data-do="${verb}"]`);
    if (button) { button.click(); return; }
    const row = document.activeElement?.closest(".row"), bulk = row?.closest("form");
    const box = row && one(".pick input", row), go = bulk && one(`button[value="${verb}"]`, bulk);
    if (!box || !go) return;
    all(".pick input", bulk).forEach((other) => { other.checked = other === box; });
    bulk.requestSubmit(go);
  };
  const keys = { j: () => step(1), k: () => step(-1), o: () => rows().includes(document.activeElement) && document.activeElement.click(), a: () => act("acknowledge"), r: () => act("resolve"), "?": () => dialog?.showModal() };
  addEventListener("keydown", (event) => {
    if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey || event.repeat && "ar".includes(event.key)) return;
    if (dialog?.open || event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const deed = keys[event.key];
    if (deed) { event.preventDefault(); deed(); }
  });

  window.wakeman = { keepTyped, refreshTimes, say, act }; // for the scripts of single pages

  // --- Copying ---------------------------------------------------------------
  // The buttons are shown by the class. Browsers give the clipboard only to pages
  // that came encrypted; on others the older command still copies a selection.
  document.documentElement.classList.add("scripted");
  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };
  const copyOut = async (element) => {
    try { await navigator.clipboard.writeText(element.textContent); return true; } catch { select(element); return document.execCommand("copy"); }
  };
  addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const done = await copyOut(one(`#${CSS.escape(button.dataset.copy)}`));
    say(done ? "Copied." : "Selected. Copy it with the keyboard.");
    const label = button.firstChild, before = "Copy";
    label.data = done ? "Copied" : "Selected";
    setTimeout(() => { label.data = before; }, 2000);
  });

  // --- Finding in a list ------------------------------------------------------
  // The field is hidden without this script. What is chosen is never hidden.
  all("[data-filter]").forEach((field) => {
    const form = field.form, words = (e) => e.textContent.toLowerCase();
    field.closest("[data-filter-field]").hidden = false;
    field.addEventListener("input", () => {
      const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const entry of all(field.dataset.filter, form)) {
        const group = words(one("legend", entry.closest("[data-filter-group]")));
        entry.hidden = !entry.control?.checked && !wanted.every((w) => (words(entry) + group).includes(w));
        shown += !entry.hidden;
      }
      for (const group of all("[data-filter-group]", form)) group.hidden = all(field.dataset.filter, group).every((e) => e.hidden);
      say(shown === 1 ? "1 is shown." : `${shown} are shown.`);
    });
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  });

  // --- First run ---------------------------------------------------------------
  const zone = one("[data-zone]");
  if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
})();
