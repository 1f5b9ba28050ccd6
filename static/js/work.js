/* The form of what happened: the rule's proposal follows the outcome, the sentence says what will be saved; the picker
   of customers by arrows. Without script the same form leaves the rule to the server and the picker is a search. */
(function () {
  "use strict";

  const option = (select) => select.options[select.selectedIndex];
  const read = (form, name) => { try { return JSON.parse(form.dataset[name]); } catch { return {}; } };

  function chip(form, value) { return form.querySelector("input[name=when][value=" + value + "]"); }

  function propose(form) {
    const outcome = form.querySelector("input[name=outcome]:checked");
    const proposal = read(form, "proposals")[outcome ? outcome.value : ""];
    if (!proposal || form.dataset.byHand) { say(form); return; }
    form.querySelectorAll("input[name=when]").forEach((one) => { one.checked = false; });
    if (proposal.chip) chip(form, proposal.chip).checked = true;
    if (proposal.chip === "date") chip(form, "date").parentElement.querySelector("[data-choice-label]").textContent = proposal.said;
    if (proposal.date) form.querySelector("[name=next_date]").value = proposal.date;
    if (proposal.kind) form.querySelector("[name=next_kind]").value = proposal.kind;
    if (proposal.reason) form.querySelector("[name=never_reason]").value = proposal.reason;
    say(form);
  }

  /* "Llamar a Katherine a las 10:00." */
  function say(form) {
    const place = form.querySelector("[data-next-said]");
    const when = form.querySelector("input[name=when]:checked");
    const kind = form.querySelector("[name=next_kind]");
    if (!when || when.value === "never") return;
    const time = form.querySelector("[name=next_time]").value;
    const title = kind.value ? option(kind).textContent : "Lo que sigue";
    place.textContent = title + (time ? " a las " + time : "") + ".";
  }

  document.addEventListener("change", (event) => {
    const field = event.target;
    const form = field.closest && field.closest("[data-log]");
    if (!form) return;
    if (field.name === "outcome") { propose(form); return; }
    if (field.name === "when") {
      form.dataset.byHand = "1";
      const day = read(form, "days")[field.value];
      if (day) form.querySelector("[name=next_date]").value = day;
      if (field.value === "never") form.querySelector("[name=never_reason]").focus();
      if (field.value !== "never" && !form.querySelector("[name=next_kind]").value) {
        const fallback = read(form, "proposals")[""];
        if (fallback && fallback.kind) form.querySelector("[name=next_kind]").value = fallback.kind;
      }
    }
    if (field.name === "next_date" && field.value) {
      form.dataset.byHand = "1";
      const days = read(form, "days");
      const same = Object.keys(days).find((key) => days[key] === field.value);
      const target = chip(form, same || "date");
      target.checked = true;
      if (!same) {
        const day = new Date(field.value + "T12:00:00");
        const said = day.toLocaleDateString("es", { weekday: "long", day: "numeric", month: "short" });
        target.parentElement.querySelector("[data-choice-label]").textContent = said.charAt(0).toUpperCase() + said.slice(1);
      }
    }
    say(form);
  });

  /* The picker */
  const hits = () => Array.from(document.querySelectorAll("#picker-hits [role=option]"));

  function choose(index) {
    const all = hits();
    const field = document.getElementById("picker-q");
    all.forEach((hit, place) => hit.setAttribute("aria-selected", place === index ? "true" : "false"));
    if (field && all[index]) {
      field.setAttribute("aria-activedescendant", all[index].id);
      all[index].scrollIntoView({ block: "nearest" });
    } else if (field) field.removeAttribute("aria-activedescendant");
  }

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "picker-q") return;
    const all = hits();
    const now = all.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(Math.min(all.length - 1, Math.max(0, now + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (all[now]) all[now].click();
      else event.target.dataset.enter = "1";
    } else if (event.key.length === 1 || event.key === "Backspace") delete event.target.dataset.enter;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const field = document.getElementById("picker-q");
    if (event.target.id === "picker-hits" || (event.detail.elt && event.detail.elt.id === "picker-hits")) {
      if (field && field.value) choose(0);
      /* Enter was pressed before the hits came: the first is meant. */
      if (field && field.dataset.enter && hits()[0]) { delete field.dataset.enter; hits()[0].click(); }
    }
    const called = document.querySelector("#who [data-called]");
    const form = called && called.closest("[data-log]");
    if (form && form.dataset.who !== called.dataset.called) {
      const before = form.dataset.who || "el cliente";
      form.querySelectorAll("[name=next_kind] option").forEach((one) => { one.textContent = one.textContent.replace(before, called.dataset.called); });
      form.dataset.who = called.dataset.called;
      say(form);
      const first = form.querySelector("input[name=outcome]");
      if (first && event.target.id === "who") first.focus({ preventScroll: true });
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-log]").forEach((form) => { if (form.querySelector("input[name=outcome]:checked")) say(form); });
  });
})();
