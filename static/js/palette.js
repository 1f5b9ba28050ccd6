/* The palette: Ctrl-K opens it, typing asks the search page for its hits (htmx), arrows choose, Enter opens. */
(function () {
  "use strict";
  const palette = document.getElementById("palette");
  if (!palette) return;
  const field = palette.querySelector("input");
  const list = document.getElementById("palette-hits");

  function open() {
    if (palette.open) return;
    document.querySelectorAll("dialog[open]").forEach((other) => other.close());
    palette.showModal();
    field.focus();
    field.select();
    field.dispatchEvent(new Event("palette-open"));
  }

  function hits() { return Array.from(list.querySelectorAll("[role=option]")); }

  function choose(index) {
    const all = hits();
    all.forEach((hit, place) => hit.setAttribute("aria-selected", place === index ? "true" : "false"));
    field.setAttribute("aria-expanded", all.length ? "true" : "false");
    if (all[index]) {
      field.setAttribute("aria-activedescendant", all[index].id);
      all[index].scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function chosen() { return hits().findIndex((hit) => hit.getAttribute("aria-selected") === "true"); }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element && event.target.closest("[data-palette-open]");
    if (opener && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open(); }
  });
  field.addEventListener("keydown", (event) => {
    const all = hits();
    if (event.key === "ArrowDown") { event.preventDefault(); choose(Math.min(all.length - 1, chosen() + 1)); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(Math.max(0, chosen() - 1)); }
    if (event.key === "Enter" && chosen() >= 0) { event.preventDefault(); all[chosen()].click(); }
  });
  list.addEventListener("htmx:afterSwap", () => choose(0));

  window.crm = window.crm || {};
  window.crm.openPalette = open;
})();
