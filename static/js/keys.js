/* Keys: / search of the page, j k rows, Enter open, x choose, n new, e edit, c call, ? the sheet of keys.
   A page marks its parts: data-search on the field, data-row on rows, data-key="n" on the link or button that n presses. */
(function () {
  "use strict";
  const typing = (element) => element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) &&
    !(element.type === "checkbox" || element.type === "radio");

  function rows() {
    return Array.from(document.querySelectorAll("[data-row]")).filter((row) => row.offsetParent !== null);
  }

  function here() { return document.querySelector("[data-row].is-here"); }

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const now = all.indexOf(here());
    const next = all[Math.min(all.length - 1, Math.max(0, now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step))];
    all.forEach((row) => row.classList.toggle("is-here", row === next));
    const handle = next.querySelector("a, button") || next;
    handle.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function openSheet() {
    const sheet = document.getElementById("keys");
    if (sheet && !sheet.open) sheet.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const pressed = event.key.toLowerCase();
    if (pressed === "j" || pressed === "k") { event.preventDefault(); move(pressed === "j" ? 1 : -1); return; }
    if (pressed === "?") { event.preventDefault(); openSheet(); return; }
    if (pressed === "/") {
      event.preventDefault();
      const field = document.querySelector("[data-search]");
      if (field) { field.focus(); field.select(); } else if (window.crm && window.crm.openPalette) window.crm.openPalette();
      return;
    }
    if (pressed === "x" && here()) {
      const box = here().querySelector("input[type=checkbox]");
      if (box) { event.preventDefault(); box.click(); }
      return;
    }
    const row = here();
    const selector = "[data-key=" + CSS.escape(pressed) + "]";
    const target = (row && row.querySelector(selector)) || document.querySelector(selector);
    if (target && /^[a-z]$/.test(pressed)) { event.preventDefault(); target.click(); }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element && event.target.closest("[data-keys-open]");
    if (opener) { event.preventDefault(); openSheet(); }
  });
})();
