/* Comfort for the imports: the file is sent when it is chosen, columns are dragged to their field. Everything also
   works by the button and by the lists. */
"use strict";

(function () {
  const drop = document.querySelector("[data-import-drop]");
  if (drop) {
    const input = drop.querySelector("input[type=file]");
    const send = () => { if (input.files.length) { drop.requestSubmit(); } };
    input.addEventListener("change", send);
    drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("is-over"); });
    drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("is-over");
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; send(); }
    });
  }

  const columns = document.querySelector("[data-import-columns]");
  if (!columns) { return; }
  const lists = [...columns.querySelectorAll("[data-slot] select")];
  const pool = columns.querySelector("[data-pool]");

  /* A column feeds one field: choosing it anew takes it from where it was. */
  function settle(chosen) {
    lists.forEach((list) => { if (list !== chosen && chosen.value && list.value === chosen.value) { list.value = ""; } });
    const used = new Set(lists.map((list) => list.value));
    pool.querySelectorAll("[data-column]").forEach((item) => item.classList.toggle("is-used", used.has(item.dataset.column)));
  }
  lists.forEach((list) => list.addEventListener("change", () => settle(list)));
  columns.querySelectorAll("[data-reread]").forEach((list) => list.addEventListener("change", () => {
    columns.querySelector("button[value=reread]").click();
  }));

  if (window.Sortable) {
    Sortable.create(pool, { group: { name: "columns", pull: "clone", put: false }, sort: false, draggable: "[data-column]", forceFallback: true, fallbackOnBody: true, fallbackTolerance: 3 });
    columns.querySelectorAll("[data-slot]").forEach((slot) => {
      Sortable.create(slot, {
        group: { name: "columns", pull: false, put: true },
        draggable: "[data-column]",
        onAdd(event) {
          const list = slot.querySelector("select");
          list.value = event.item.dataset.column;
          event.item.remove();
          settle(list);
        },
      });
    });
  }
})();
