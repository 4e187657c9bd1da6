// Dragging: takes one of a list of cards to another place by its handle. Where
// it is dropped is posted with the form, as a button would do it, and the box
// draws the form anew: no field is renamed here. Nothing but the card that is
// held moves meanwhile; a line shows where it would go.
"use strict";
(() => {
  const edge = 96; // px from the top and the bottom where the page scrolls along, above the bar of a phone

  const dragging = (list, card, start) => {
    const cards = [...list.children];
    const others = cards.filter((c) => c !== card);
    const from = cards.indexOf(card);
    const held = start.clientY + scrollY;
    let pointer = start.clientY, to = from, frame = 0;

    const unmark = () => others.forEach((c) => c.classList.remove("drop-before", "drop-after"));
    const place = () => {
      card.style.transform = `translateY(${pointer + scrollY - held}px)`;
      to = others.filter((c) => { const box = c.getBoundingClientRect(); return box.top + box.height / 2 < pointer; }).length;
      unmark();
      if (to === from) return;
      if (to < others.length) others[to].classList.add("drop-before");
      else others[to - 1].classList.add("drop-after");
    };
    const step = () => {
      const by = pointer < edge ? -10 : pointer > innerHeight - edge ? 10 : 0;
      const box = list.getBoundingClientRect();
      if (by < 0 && box.top < edge || by > 0 && box.bottom > innerHeight - edge) { scrollBy({ top: by, behavior: "instant" }); place(); }
      frame = requestAnimationFrame(step);
    };

    card.classList.add("dragged");
    document.documentElement.classList.add("dragging");
    frame = requestAnimationFrame(step);
    return {
      move: (y) => { pointer = y; place(); },
      end: () => {
        cancelAnimationFrame(frame);
        unmark();
        card.classList.remove("dragged");
        card.style.transform = "";
        document.documentElement.classList.remove("dragging");
        return { from, to, at: cards[to].id };
      },
    };
  };

  const post = (list, { from, to, at }) => {
    const form = list.closest("form");
    const button = document.createElement("button");
    button.name = "do";
    button.value = `${list.dataset.drag} ${from} ${to}`;
    button.formAction = `${form.getAttribute("action")}#${at}`;
    button.hidden = true;
    form.append(button);
    form.requestSubmit(button);
    button.remove();
  };

  for (const list of document.querySelectorAll("[data-drag]")) {
    for (const handle of list.querySelectorAll("[data-drag-handle]")) {
      let drag = null;
      const stop = () => { const ended = drag?.end(); drag = null; return ended; };
      handle.hidden = false;
      handle.addEventListener("pointerdown", (event) => {
        if (drag || event.button !== 0 || !event.isPrimary) return;
        event.preventDefault();
        handle.setPointerCapture(event.pointerId);
        drag = dragging(list, handle.closest("[data-drag] > *"), event);
      });
      handle.addEventListener("pointermove", (event) => { if (event.isPrimary) drag?.move(event.clientY); });
      handle.addEventListener("pointerup", (event) => {
        const ended = event.isPrimary && stop();
        if (ended && ended.to !== ended.from) post(list, ended);
      });
      handle.addEventListener("pointercancel", stop);
      handle.addEventListener("lostpointercapture", stop);
      addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });
    }
  }
})();
