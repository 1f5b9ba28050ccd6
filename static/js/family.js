/* The family of customers: one is dragged onto another, or onto the line above all. The button «Mover a…» does the same. */
(function () {
  "use strict";
  const form = document.querySelector("[data-family-form]");
  if (!form) return;
  let dragged = null;

  function target(event) {
    const found = event.target instanceof Element ? event.target.closest("[data-family-target]") : null;
    return found && dragged && found.dataset.familyTarget !== dragged.dataset.familyId ? found : null;
  }
  function unmark() { document.querySelectorAll(".is-over").forEach((one) => one.classList.remove("is-over")); }

  document.addEventListener("dragstart", (event) => {
    dragged = event.target instanceof Element ? event.target.closest("[data-family-id]") : null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.familyId);
    document.body.classList.add("is-dragging-family");
  });
  document.addEventListener("dragover", (event) => {
    const place = target(event);
    unmark();
    if (!place) return;
    event.preventDefault();
    place.classList.add("is-over");
  });
  document.addEventListener("drop", (event) => {
    const place = target(event);
    if (!place) return;
    event.preventDefault();
    form.elements.customer.value = dragged.dataset.familyId;
    form.elements.parent.value = place.dataset.familyTarget;
    form.requestSubmit();
  });
  document.addEventListener("dragend", () => { dragged = null; unmark(); document.body.classList.remove("is-dragging-family"); });
})();
