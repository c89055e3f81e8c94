// Progressive enhancement only: every page works without this file.
// Each function below looks for its own data- attribute and does nothing when it is absent.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function printButtons() {
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
}

function themeSwitch() {
  const button = document.querySelector("[data-theme-switch]");
  if (!button) return;
  const isDark = () => (document.documentElement.dataset.theme ||
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const show = () => { button.textContent = isDark() ? button.dataset.light : button.dataset.dark; };
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    try { localStorage.setItem("theme", theme); } catch { /* Then it lasts for this page. */ }
    show();
  });
}

// A menu made of <details class="person"> closes on Escape and on a click elsewhere.
function menus() {
  const open = () => all("details[data-menu][open]");
  addEventListener("click", (event) => open().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  }));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
}

// The summary of errors takes the focus; its links lead into the field, also into a group of choices.
function errorSummary() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    const field = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
    if (!field) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
}

// <form data-guard> asks before what was typed is lost. A page that came back with
// errors holds unsaved text from the start.
function unsaved() {
  const changed = new Set(all("form[data-guard][data-unsaved]"));
  let leaving = false;
  all("form[data-guard]").forEach((form) => {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => { leaving = true; });
  });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!changed.size || leaving) return;
    event.preventDefault();
    event.returnValue = "unsaved";
  });
}

function confirmations() {
  addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (question && !confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
}

// <table data-grid>: arrows and Enter move between the inputs, pasted cells spread
// over the grid, and every <output data-sum="row|column|all"> follows what is typed.
// An output may also name its own inputs: data-sum="#id1 #id2".
function grids() {
  all("table[data-grid]").forEach((table) => {
    const rows = all("tbody tr", table).map((row) => all("input:not([type=hidden])", row)).filter((row) => row.length);
    const place = (input) => {
      const y = rows.findIndex((row) => row.includes(input));
      return [y, y < 0 ? -1 : rows[y].indexOf(input)];
    };
    const value = (input) => /^\s*\d+\s*$/.test(input.value) ? Number(input.value) : 0;
    const sum = (inputs) => inputs.reduce((total, input) => total + value(input), 0);
    const format = new Intl.NumberFormat(document.documentElement.lang);
    const column = (cell) => all("tbody tr", table)
      .flatMap((row) => row.cells[cell.cellIndex] ? all("input", row.cells[cell.cellIndex]) : []);
    const inputsOf = (output) => {
      const kind = output.dataset.sum;
      if (kind === "row") return all("input", output.closest("tr"));
      if (kind === "column") return column(output.closest("td, th"));
      if (kind === "all") return rows.flat();
      return kind.split(/\s+/).map((id) => table.querySelector(id)).filter(Boolean);
    };
    const total = () => all("output[data-sum]", table)
      .forEach((output) => { output.textContent = format.format(sum(inputsOf(output))); });
    const note = (input) => input.toggleAttribute("data-changed", input.value !== input.defaultValue);
    const go = (y, x) => {
      const input = rows[y]?.[Math.min(x, rows[y].length - 1)];
      if (!input || x < 0) return false;
      input.focus();
      input.select();
      return true;
    };

    table.addEventListener("input", (event) => {
      const { target } = event;
      if (target.matches("select")) target.title = target.selectedOptions[0].text;
      note(target);
      total();
    });
    table.addEventListener("keydown", (event) => {
      const input = event.target;
      const [y, x] = place(input);
      if (y < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      const atStart = input.selectionStart === 0;
      const atEnd = input.selectionEnd === input.value.length;
      const moves = {
        ArrowDown: [y + 1, x], ArrowUp: [y - 1, x],
        ArrowLeft: atStart && [y, x - 1], ArrowRight: atEnd && [y, x + 1],
        Enter: event.shiftKey ? [y - 1, x] : [y + 1, x],
      };
      const move = moves[event.key];
      if (!move) return;
      const moved = go(...move);
      if (moved || event.key !== "Enter") event.preventDefault();
    });
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      const [y, x] = place(event.target);
      if (y < 0 || !/[\t\n]/.test(text.trim())) return;
      event.preventDefault();
      text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((part, along) => {
        const input = rows[y + down]?.[x + along];
        if (!input || input.readOnly || input.disabled) return;
        input.value = input.inputMode ? part.replace(/[\s\u00a0\u202f]/g, "") : part.trim();
        note(input);
      }));
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
    });
    total();
  });
}

// A closed table behind a picture is still wanted on paper.
function printing() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("main details:not([open], .grid details)");
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
}

[themeSwitch, printButtons, menus, errorSummary, unsaved, confirmations, grids, printing].forEach((start) => start());
