/* The board: a card goes to another stage by mouse, by its grip on a touch screen, or by the arrow keys (Enter leaves
   it there, Escape takes it back). All send the same post as the link "Mover", which needs no script. What the server
   refuses comes back as its form, and the card stands where it was. */
(function () {
  "use strict";
  const board = () => document.querySelector("[data-board]");
  const zones = () => Array.from(document.querySelectorAll("[data-board] [data-stage]"));
  const columns = () => Array.from(document.querySelectorAll("[data-columns] > [data-stage]"));
  let held = null, drag = null, focusOn = "";
  const scrolled = {};

  const say = (text) => { const place = document.querySelector("[data-board-said]"); if (place) place.textContent = text; };
  const begin = (card) => ({ card: card, home: card.parentElement, next: card.nextSibling, from: card.closest("[data-stage]"), to: card.closest("[data-stage]") });

  function show(state, zone) {
    if (zone === state.to) return;
    zones().forEach((one) => one.classList.toggle("is-target", one === zone && zone !== state.from));
    state.to = zone;
    const list = zone.querySelector("[data-cards]");
    if (zone === state.from) restore(state);
    else if (list) list.prepend(state.card);
    say(zone.dataset.name);
  }

  function restore(state) {
    state.home.insertBefore(state.card, state.next && state.next.parentElement === state.home ? state.next : null);
  }

  function quiet(state) {
    state.card.classList.remove("is-moving");
    zones().forEach((one) => one.classList.remove("is-target"));
    if (board()) board().classList.remove("is-dragging");
  }

  function drop(state) {
    quiet(state);
    if (state.to === state.from) { restore(state); return; }
    const data = state.card.dataset;
    const link = state.card.querySelector(".deal-move");
    focusOn = state.card.id;
    const going = htmx.ajax("POST", link.getAttribute("href"), {
      source: board(), target: "#board", swap: "outerHTML",
      values: { to: state.to.dataset.stage, version: data.version, back: board().dataset.back },
    });
    state.card.classList.add("is-waiting");
    going.catch(() => {}).then(() => { if (state.card.isConnected) { state.card.classList.remove("is-waiting"); restore(state); } });
  }

  /* Keys: arrows carry the card, Enter leaves it, Escape takes it back. */
  document.addEventListener("keydown", (event) => {
    const card = event.target instanceof Element && event.target.closest("[data-deal]");
    if (!card) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const all = columns();
      if (getComputedStyle(all[0].parentElement).display === "block") return;
      event.preventDefault();
      if (!held || held.card !== card) { held = begin(card); card.classList.add("is-moving"); }
      const step = event.key === "ArrowRight" ? 1 : -1;
      const place = Math.min(all.length - 1, Math.max(0, all.indexOf(held.to) + step));
      show(held, all[place]);
      card.querySelector("a").focus();
    } else if (held && held.card === card && event.key === "Enter") {
      event.preventDefault();
      drop(held);
      held = null;
    } else if (held && held.card === card && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      show(held, held.from);
      quiet(held);
      card.querySelector("a").focus();
      held = null;
    }
  });

  /* Mouse anywhere on the card; a finger only on its grip, so that the rest of it still scrolls. */
  document.addEventListener("pointerdown", (event) => {
    const card = event.target instanceof Element && event.target.closest("[data-deal]");
    if (!card || event.button !== 0 || event.target.closest(".deal-move")) return;
    if (event.pointerType !== "mouse" && !event.target.closest(".deal-grip")) return;
    drag = { state: begin(card), x: event.clientX, y: event.clientY, on: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.on && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 6) return;
    if (!drag.on) { drag.on = true; drag.state.card.classList.add("is-moving"); board().classList.add("is-dragging"); }
    event.preventDefault();
    const inside = (one) => { const box = one.getBoundingClientRect(); return box.width && event.clientX >= box.left && event.clientX < box.right && event.clientY >= box.top && event.clientY < box.bottom; };
    const ends = zones().filter((one) => !columns().includes(one)).find(inside);
    const zone = ends || columns().find((one) => { const box = one.getBoundingClientRect(); return box.width && event.clientX >= box.left && event.clientX < box.right; });
    if (zone) show(drag.state, zone);
  });
  function end(event) {
    if (drag && drag.on) {
      window.addEventListener("click", stop, { capture: true, once: true });
      setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 50);
      if (event.type === "pointercancel") { show(drag.state, drag.state.from); quiet(drag.state); } else drop(drag.state);
    }
    drag = null;
  }
  function stop(event) { event.preventDefault(); event.stopPropagation(); }
  window.addEventListener("pointerup", end);
  window.addEventListener("pointercancel", end);
  document.addEventListener("dragstart", (event) => { if (event.target instanceof Element && event.target.closest("[data-deal]")) event.preventDefault(); });

  /* The telephone's switch of stages, without asking the server. */
  document.addEventListener("click", (event) => {
    const chip = event.target instanceof Element && event.target.closest("[data-show]");
    if (!chip || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    document.querySelectorAll("[data-show]").forEach((one) => { if (one === chip) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current"); });
    columns().forEach((one) => one.classList.toggle("is-shown", one.dataset.stage === chip.dataset.show));
    const address = new URL(window.location.href);
    address.searchParams.set("etapa", chip.dataset.show);
    history.replaceState(history.state, "", address);
    board().dataset.back = address.pathname + address.search;
  });

  /* A new board keeps the places of the old one's scrolling and the card that had the focus; the form that asked goes. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    if (!target || (target.id !== "board" && target !== document.body)) return;
    document.querySelectorAll("dialog.drawer").forEach((one) => one.remove());
    if (target.id !== "board") return;
    const wide = document.querySelector("[data-columns]");
    if (wide) scrolled.wide = wide.scrollLeft;
    columns().forEach((one) => { scrolled[one.dataset.stage] = one.querySelector("[data-cards]").scrollTop; });
  });
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.id !== "board") return;
    const wide = document.querySelector("[data-columns]");
    if (wide) wide.scrollLeft = scrolled.wide || 0;
    columns().forEach((one) => { one.querySelector("[data-cards]").scrollTop = scrolled[one.dataset.stage] || 0; });
    const card = focusOn && document.getElementById(focusOn);
    if (card) card.querySelector("a").focus({ preventScroll: true });
    focusOn = "";
  });
  ["htmx:responseError", "htmx:sendError"].forEach((name) => document.addEventListener(name, () => {
    window.crm.say("No se pudo mover. Inténtalo otra vez.");
  }));
})();
