/* What every page needs of script: notices that leave, dialogs and menus that close, rows that open, forms that
   save with Ctrl-Enter. All of it is comfort: without script the same links and forms work. */
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("has-js");

  /* Notices: leave after eight seconds, but stay while pointed at or focused. */
  const NOTICE_MS = 8000;
  function watchNotice(notice) {
    if (notice.dataset.watched) return;
    notice.dataset.watched = "1";
    let timer = 0;
    const leave = () => { notice.classList.add("is-leaving"); setTimeout(() => notice.remove(), 200); };
    const start = () => { clearTimeout(timer); if (notice.dataset.level !== "error") timer = setTimeout(leave, NOTICE_MS); };
    const stay = () => clearTimeout(timer);
    notice.addEventListener("mouseenter", stay);
    notice.addEventListener("focusin", stay);
    notice.addEventListener("mouseleave", start);
    notice.addEventListener("focusout", start);
    start();
  }
  function watchNotices(scope) { scope.querySelectorAll("[data-notice]").forEach(watchNotice); }

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const closer = target.closest("[data-notice-close]");
    if (closer) { closer.closest("[data-notice]").remove(); return; }
    const dialogCloser = target.closest("[data-close-dialog]");
    if (dialogCloser) { dialogCloser.closest("dialog").close(); return; }
    if (target instanceof HTMLDialogElement && target.open) { target.close(); return; }
    if (target.closest("[data-menu-open]")) { event.preventDefault(); openMenu(); return; }
    if (!target.closest("#menu")) closeMenu();
    document.querySelectorAll("details.menu[open]").forEach((open) => {
      if (!open.contains(target)) open.open = false;
    });
    openRow(event, target);
  });

  /* A click anywhere in a row opens it, unless it hit something of its own or text was being selected. */
  function openRow(event, target) {
    const row = target.closest("[data-href]");
    if (!row || event.defaultPrevented || target.closest("a, button, input, label, select, summary, form")) return;
    if (window.getSelection().toString()) return;
    if (event.metaKey || event.ctrlKey) window.open(row.dataset.href, "_blank", "noopener");
    else window.location.assign(row.dataset.href);
  }

  /* The side bar on the telephone. */
  const side = document.getElementById("menu");
  let menuOpener = null;
  function openMenu() {
    if (!side) return;
    menuOpener = document.activeElement;
    side.classList.add("is-open");
    const first = side.querySelector(".side-item, a");
    if (first) first.focus();
  }
  function closeMenu() {
    if (!side || !side.classList.contains("is-open")) return false;
    side.classList.remove("is-open");
    if (menuOpener) menuOpener.focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (closeMenu()) return;
      const open = document.querySelector("details.menu[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = document.activeElement && document.activeElement.closest("form");
      if (form) { event.preventDefault(); form.requestSubmit(); }
    }
  });

  /* A form that leaves is not sent twice: its buttons rest until the answer comes. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("hx-post") && !form.target) {
      form.dataset.sent = "1";
      form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
    }
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  /* A field that sends its form as soon as it changes (selects of a filter line). */
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field instanceof Element && field.hasAttribute("data-submit-on-change")) field.form.requestSubmit();
  });

  /* Drawers that came with the page (their own address) open as one; htmx puts new ones into <body>. */
  function openDrawers(scope) {
    scope.querySelectorAll("dialog.drawer[data-open]").forEach((drawer) => { if (!drawer.open) drawer.showModal(); });
  }

  /* A drawer that htmx brought is gone when it closes; one that came with its own page leads back to the list. */
  document.addEventListener("close", (event) => {
    const drawer = event.target;
    if (!(drawer instanceof HTMLDialogElement) || !drawer.classList.contains("drawer")) return;
    if (drawer.dataset.back) window.location.assign(drawer.dataset.back);
    else drawer.remove();
  }, true);

  /* The browser writes "Choose File" in its own language: a face of ours lies over the field, which stays the control. */
  function faceFiles(scope) {
    scope.querySelectorAll("input[type=file]").forEach((input) => {
      if (input.parentElement.classList.contains("file-wrap")) return;
      const wrap = document.createElement("span");
      const face = document.createElement("span");
      wrap.className = "file-wrap";
      face.className = "file-face form-control";
      face.setAttribute("aria-hidden", "true");
      input.replaceWith(wrap);
      wrap.append(input, face);
      const say = () => {
        const names = Array.from(input.files, (file) => file.name);
        face.textContent = names.length ? names.join(", ") : "Elegir archivo…";
        face.classList.toggle("is-empty", !names.length);
      };
      input.addEventListener("change", say);
      say();
    });
  }

  document.addEventListener("DOMContentLoaded", () => { watchNotices(document); openDrawers(document); faceFiles(document); });
  document.addEventListener("htmx:load", (event) => {
    const part = event.detail.elt;
    if (part.matches && part.matches("[data-notice]")) watchNotice(part);
    if (part.matches && part.matches("dialog.drawer[data-open]") && !part.open) part.showModal();
    watchNotices(part);
    openDrawers(part);
    faceFiles(part);
  });

  /* Says something in the polite region, for acts done in place. */
  window.crm = window.crm || {};
  window.crm.say = function (text) {
    const place = document.getElementById("notices");
    if (!place) return;
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset.notice = "";
    notice.textContent = text;
    place.append(notice);
    watchNotice(notice);
  };
})();
