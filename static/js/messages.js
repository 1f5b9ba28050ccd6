/* Writing messages: a chip puts its field where the cursor was. Without script the fields are typed. */
(function () {
  "use strict";
  let last = null;
  document.addEventListener("focusin", (event) => {
    if (event.target instanceof Element && event.target.hasAttribute("data-insert-here")) last = event.target;
  });
  document.addEventListener("click", (event) => {
    const chip = event.target instanceof Element && event.target.closest("[data-insert]");
    if (!chip) return;
    const field = last || document.querySelector("textarea[data-insert-here]");
    if (!field) return;
    field.setRangeText(chip.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
