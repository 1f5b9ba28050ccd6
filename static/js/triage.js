/* The inbox of comments by keyboard: each key presses the button, link or field that carries it (data-press). It listens
   before the keys of the house do, because here j and k pass comments and not rows. Without script the buttons do it. */
(function () {
  "use strict";
  const typing = (element) => element instanceof Element && /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  document.addEventListener("keydown", (event) => {
    const desk = document.getElementById("desk");
    if (!desk || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const pressed = event.key.toLowerCase();
    if (!/^[a-z0-9]$/.test(pressed)) return;
    const target = desk.querySelector("[data-press='" + pressed + "']");
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    if (typing(target)) target.focus();
    else if (!desk.classList.contains("htmx-request") && !desk.dataset.busy) target.click();
  }, true);

  /* While an answer is awaited further keys would act on a comment that is about to go. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const desk = document.getElementById("desk");
    if (desk && event.detail.target === desk) desk.dataset.busy = "1";
  });
  document.addEventListener("htmx:afterRequest", () => {
    const desk = document.getElementById("desk");
    if (desk) delete desk.dataset.busy;
  });
})();
