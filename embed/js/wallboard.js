// The screen on the wall: fetches itself every five seconds, and when what it
// shows is older than thirty, says so loudly and goes grey.
(() => {
  "use strict";
  const every = 5000, patience = 30;
  const one = (selector) => document.querySelector(selector);
  let read = performance.now(); // when what is shown arrived
  let at = Date.parse(one("[data-wall]").dataset.now); // what the server's clock said then

  const tick = () => {
    const age = Math.floor((performance.now() - read) / 1000);
    const offset = parseInt(one("[data-wall]").dataset.offset, 10) || 0;
    one("[data-clock]").textContent = new Date(at + age * 1000 + offset * 1000).toISOString().slice(11, 19);
    one("[data-age]").textContent = ` · ${age} s old`;
    const stale = age > patience;
    document.body.classList.toggle("is-stale", stale);
    const box = one("[data-stale]");
    box.hidden = !stale;
    if (stale) box.textContent = `OUT OF DATE: nothing heard from Wakeman for ${age} seconds. Do not trust this screen.`;
  };

  const refresh = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(every) });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        location.reload(); // the key was revoked
        return;
      }
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const wall = page.querySelector("[data-wall]");
      if (!wall) throw new Error("no wallboard");
      one("[data-wall]").replaceWith(document.adoptNode(wall));
      document.title = page.title;
      read = performance.now();
      at = Date.parse(one("[data-wall]").dataset.now);
    } catch {
      // it shows by its age
    }
    tick();
    setTimeout(refresh, every);
  };

  setInterval(tick, 1000);
  setTimeout(refresh, every);
  tick();
})();
