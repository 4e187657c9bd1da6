// The editor of a schedule: while somebody types, what saving would do is asked
// for and drawn anew. Nothing else of the form is touched. Without this script a
// button does the same.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-preview]")) {
    let timer = 0, asked = 0;
    const place = () => document.getElementById(form.dataset.preview);
    const draw = (text) => {
      const old = place(), copy = new DOMParser().parseFromString(text, "text/html").getElementById(form.dataset.preview);
      if (!old || !copy) return;
      const focused = old.contains(document.activeElement) ? document.activeElement : null;
      const top = old.querySelector(".preview-body")?.scrollTop ?? 0;
      old.replaceWith(document.adoptNode(copy));
      const body = copy.querySelector(".preview-body");
      if (body) body.scrollTop = top;
      if (focused?.name) copy.querySelector(`[name="${CSS.escape(focused.name)}"]`)?.focus({ preventScroll: true });
    };
    const look = async () => {
      const mine = ++asked, typed = new URLSearchParams(new FormData(form));
      typed.set("do", "live");
      place()?.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(form.action, { method: "POST", body: typed, headers: { "X-Fragment": "schedule-preview" }, redirect: "error" });
        if (answer.ok && mine === asked) draw(await answer.text());
      } catch { /* the button still does it */ } finally {
        if (mine === asked) place()?.removeAttribute("aria-busy");
      }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 350); });
    form.addEventListener("submit", () => { clearTimeout(timer); asked++; });
  }
})();
