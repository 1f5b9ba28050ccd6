/* Lists: choose rows (shift for a range), say how many and how much, order columns. Without script the same boxes and
   buttons work: the bar then always stands under the table. */
(function () {
  "use strict";
  let last = null;

  const form = () => document.querySelector("[data-list-form]");
  const boxes = () => Array.from(document.querySelectorAll("[data-list-form] tbody input[name=id]"));

  function money(form, amount) {
    const parts = Math.abs(amount).toFixed(2).split(".");
    const digits = parts[0].replace(/\B(?=(\d{3})+$)/g, form.dataset.thousands) + form.dataset.decimal + parts[1];
    const sign = amount < 0 ? "\u2212" : "";
    return form.dataset.after ? sign + digits + "\u00a0" + form.dataset.symbol : sign + form.dataset.symbol + "\u00a0" + digits;
  }

  function tell() {
    const here = form();
    const bar = here && here.querySelector("[data-bulk]");
    if (!bar) return;
    const all = boxes();
    const chosen = all.filter((box) => box.checked);
    const whole = bar.querySelector("[data-whole]");
    all.forEach((box) => box.closest("tr").classList.toggle("is-chosen", box.checked));
    const top = here.querySelector("[data-pick-all]");
    top.checked = chosen.length > 0 && chosen.length === all.length;
    top.indeterminate = chosen.length > 0 && chosen.length < all.length;
    bar.classList.toggle("is-on", chosen.length > 0);
    if (!chosen.length && whole) whole.checked = false;
    const sums = chosen.map((box) => box.dataset.sum).filter(Boolean).map(Number);
    const words = chosen.length + " " + (chosen.length === 1 ? here.dataset.one : here.dataset.many);
    const sum = sums.length ? ", " + money(here, sums.reduce((a, b) => a + b, 0)) : "";
    bar.querySelector("[data-bulk-said]").textContent = whole && whole.checked ? "La lista entera" : words + sum;
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    if (target.matches("[data-list-form] input[name=id]")) {
      const all = boxes();
      const now = all.indexOf(target);
      if (event.shiftKey && last !== null && all[last]) {
        all.slice(Math.min(last, now), Math.max(last, now) + 1).forEach((box) => { box.checked = target.checked; });
      }
      last = now;
      tell();
    } else if (target.matches("[data-pick-all]")) {
      boxes().forEach((box) => { box.checked = target.checked; });
      tell();
    } else if (target.matches("[data-whole]")) {
      tell();
    } else if (target.closest("[data-drop]")) {
      boxes().forEach((box) => { box.checked = false; });
      tell();
    } else if (target.closest("[data-print]")) {
      window.print();
    } else if (target.closest("[data-move]")) {
      const button = target.closest("[data-move]");
      const line = button.closest("li");
      const other = button.dataset.move === "1" ? line.nextElementSibling : line.previousElementSibling;
      if (other) {
        if (button.dataset.move === "1") other.after(line); else other.before(line);
        button.focus();
      }
    }
  });

  /* A file comes back, not a page: the form must not rest after it. */
  document.addEventListener("submit", (event) => {
    const here = event.target;
    if (event.submitter && event.submitter.matches("[data-file]")) {
      setTimeout(() => {
        delete here.dataset.sent;
        here.querySelectorAll("[aria-disabled]").forEach((button) => { if (button.matches("button")) button.removeAttribute("aria-disabled"); });
      }, 500);
    }
  });

  /* The head's links (files, saved views) follow the filters that htmx changed. */
  function follow() {
    const here = document.getElementById("list");
    if (!here) return;
    const now = new URL(here.dataset.address, window.location.origin);
    document.querySelectorAll("[data-follow] a, .list-tabs .push a").forEach((link) => {
      const old = new URL(link.href);
      const next = new URL(now);
      ["format", "panel"].forEach((name) => { if (old.searchParams.has(name)) next.searchParams.set(name, old.searchParams.get(name)); });
      link.href = next.pathname + next.search;
    });
  }

  document.addEventListener("htmx:afterSwap", () => { last = null; follow(); tell(); });
  window.addEventListener("pageshow", tell);
  document.addEventListener("close", (event) => {
    if (event.target instanceof HTMLDialogElement && event.target.matches(".drawer")) event.target.remove();
  }, true);
})();
