// Teaching a mail: a text that is selected in the sample is taken by a button that
// says what it is. Without this script it is typed into the field of that name.
"use strict";
(() => {
  const mail = document.querySelector("[data-teach-mail]");
  const tools = document.querySelector("[data-teach-tools]");
  if (!mail || !tools) return;
  const said = tools.querySelector("[data-teach-said]");
  let picked = null; // the last selection: a press of a button may clear it

  const partOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-part]");
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0), part = partOf(range.startContainer);
    if (!part || !mail.contains(part)) return;
    const before = document.createRange();
    before.setStart(part, 0);
    before.setEnd(range.startContainer, range.startOffset);
    if (partOf(range.endContainer) !== part) range.setEnd(part, part.childNodes.length); // a double click may reach into the next
    const text = range.toString(), trimmed = text.trim();
    if (!trimmed) return;
    const start = before.toString() + text.slice(0, text.indexOf(trimmed));
    picked = { text: trimmed, at: `${part.dataset.part}:${[...start].length}` };
    said.textContent = `“${trimmed.length > 60 ? trimmed.slice(0, 60) + "…" : trimmed}” is:`;
  });
  for (const button of tools.querySelectorAll("[data-teach-as]")) {
    button.addEventListener("click", (event) => {
      if (!picked) {
        event.preventDefault();
        said.textContent = "Select a text in the mail first, then say what it is:";
        return;
      }
      const field = (end) => button.form.elements[button.dataset.teachAs + end];
      field("_mark").value = picked.text;
      field("_at").value = picked.at;
    });
  }
  tools.hidden = false;
})();
