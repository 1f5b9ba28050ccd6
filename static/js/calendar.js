/* Agenda: move an event by dragging it or by the arrow keys; both send the form that the page holds. What lasts all
   day changes its day only. The link "Mover" of each event does the same without script. */
(function () {
  "use strict";
  const grid = document.querySelector("[data-cal]");
  const form = document.querySelector("[data-cal-form]");
  const said = document.querySelector("[data-cal-said]");
  if (!grid || !form) return;
  const FIRST = 6 * 60, LAST = 22 * 60, STEP = 15, ROW = 12;
  const days = () => Array.from(grid.querySelectorAll("[data-cal-day]"));
  const place = (node) => node.closest("[data-cal-day], [data-cal-whole]");
  let held = null;

  const minutes = (hour) => { const [h, m] = hour.split(":").map(Number); return h * 60 + m; };
  const clock = (total) => String(Math.floor(total / 60)).padStart(2, "0") + ":" + String(total % 60).padStart(2, "0");

  function begin(event) {
    return { node: event, whole: Boolean(event.closest("[data-cal-whole]")), home: event.parentElement, next: event.nextSibling, day: event.dataset.from, at: minutes(event.dataset.hour), was: event.dataset.from + event.dataset.hour, names: event.className };
  }

  function show(state) {
    const column = grid.querySelector("[data-cal-" + (state.whole ? "whole" : "day") + '="' + state.day + '"]');
    if (column && state.node.parentElement !== column) column.append(state.node);
    const told = state.day.split("-").reverse().slice(0, 2).join("/");
    if (said) said.textContent = state.whole ? told : told + ", " + clock(state.at);
    if (state.whole) { state.node.classList.add("cal-moving"); return; }
    const row = Math.min(63, Math.max(1, Math.floor((state.at - FIRST) / STEP) + 1));
    state.node.className = state.node.className.replace(/\bcal-r\d+\b/, "cal-r" + row).replace(/\bcal-l\d-\d\b/, "cal-l1-1");
    state.node.classList.add("cal-moving");
    const hour = state.node.querySelector(".cal-hour");
    if (hour) hour.textContent = clock(state.at);
  }

  function restore(state) {
    state.home.insertBefore(state.node, state.next);
    state.node.className = state.names;
    const hour = state.node.querySelector(".cal-hour");
    if (hour && !state.whole) hour.textContent = state.node.dataset.hour;
  }

  function save(state) {
    if (state.day + clock(state.at) === state.was) { restore(state); return; }
    const data = state.node.dataset;
    const values = { source: data.source, id: data.id, version: data.version, person: data.person, day: state.day, hour: clock(state.at) };
    Object.keys(values).forEach((name) => { form.elements[name].value = values[name]; });
    form.submit();
  }

  grid.addEventListener("keydown", (event) => {
    const node = event.target instanceof Element && event.target.closest("[data-cal-move]");
    if (!node || !place(node)) return;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    if (moves[event.key]) {
      event.preventDefault();
      held = held && held.node === node ? held : begin(node);
      const order = days().map((one) => one.dataset.calDay);
      held.day = order[Math.min(order.length - 1, Math.max(0, order.indexOf(held.day) + moves[event.key][0]))];
      if (!held.whole) held.at = Math.min(LAST - STEP, Math.max(FIRST, held.at + moves[event.key][1]));
      show(held);
      node.querySelector("a").focus();
    } else if (held && event.key === "Enter") {
      event.preventDefault();
      save(held);
      held = null;
    } else if (held && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      restore(held);
      held.node.querySelector("a").focus();
      held = null;
    }
  });

  let drag = null;
  grid.addEventListener("pointerdown", (event) => {
    const node = event.target instanceof Element && event.target.closest("[data-cal-move]");
    if (!node || !place(node) || event.button !== 0 || event.pointerType === "touch") return;
    if (event.target.closest(".cal-move")) return;
    drag = { state: begin(node), x: event.clientX, y: event.clientY, on: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.on && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 6) return;
    drag.on = true;
    event.preventDefault();
    const column = days().find((one) => { const box = one.getBoundingClientRect(); return event.clientX >= box.left && event.clientX < box.right; });
    const rows = Math.round((event.clientY - drag.y) / ROW);
    drag.state.day = column ? column.dataset.calDay : drag.state.day;
    if (!drag.state.whole) drag.state.at = Math.min(LAST - STEP, Math.max(FIRST, minutes(drag.state.node.dataset.hour) + rows * STEP));
    show(drag.state);
  });
  window.addEventListener("pointerup", () => {
    if (drag && drag.on) {
      const state = drag.state;
      window.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); }, { capture: true, once: true });
      save(state);
    }
    drag = null;
  });
  grid.addEventListener("dragstart", (event) => event.preventDefault());

  const box = grid.closest(".cal-scroll");
  const now = grid.querySelector(".cal-now");
  if (box && now && box.scrollHeight > box.clientHeight) box.scrollTop = Math.max(0, now.offsetTop - 160);
})();
