// All trials as a table, a page at a time: sorted, filtered, selected, copied, saved.

import { fill, h } from "report/dom";
import { count, shorten } from "report/format";
import { columnsOf, csv } from "report/table-columns";
import { tableRows } from "report/table-rows";
import { announce, button, choice, copy, download, fileName, frame, toggle } from "report/views";

const PER_PAGE = 25;
const LONGEST = 26;

export function create(container, app) {
  const { data, state } = app;
  const view = frame(container, app, {
    name: "table",
    title: "Trials",
    explain: "Every trial with its values and scores. Press a row to select it, with Ctrl or Shift to select several.",
  });
  if (!data.n) {
    view.say("There are no trials yet.");
    return;
  }
  let columns = columnsOf(app);
  let rows = tableRows(app, columns);
  const table = h("table", { class: "table trials" });
  const foot = h("div", { class: "pages" });
  const copied = h("p", { class: "copied", role: "status" });
  fill(view.controls, filters(app), button("Download CSV", () => {
    const positions = found();
    download(`${fileName(data.summary.title, "trials")}.csv`, csv(columns, positions), "text/csv");
    announce(`${count(positions.length, "trial")} saved.`);
  }, { class: "button quiet", data: { act: "csv" } }));
  fill(view.body,
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of trials" }, table),
    foot, copied);

  function found() {
    const { key, down } = sorting(app);
    const only = state.get("table.selected") ? state.get("selection")?.positions ?? new Set() : null;
    return rows({
      words: state.get("table.words") ?? "", status: state.get("table.status") ?? "", only, key, down,
    });
  }

  function draw() {
    const positions = found();
    const pages = Math.max(1, Math.ceil(positions.length / PER_PAGE));
    const page = Math.min(state.get("table.page") ?? 0, pages - 1);
    const shown = positions.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
    keepFocus(container, () => {
      fill(table,
        h("caption", { class: "unseen" }, `${count(positions.length, "trial")}, page ${page + 1} of ${pages}`),
        h("thead", {}, h("tr", {}, columns.map((column) => heading(app, column)),
          h("td", {}))),
        h("tbody", {}, shown.map((i) => row(app, columns, i, shown, tellCopied))));
      fill(foot, paging(app, positions.length, page, pages));
    });
    container.dataset.rows = positions.length;
  }

  function tellCopied(i, done) {
    fill(copied, done
      ? ["Copied: ", h("span", { class: "code" }, shorten(data.python(i), 400))]
      : "The browser did not allow copying.");
  }

  state.subscribe(["metric"], () => {
    columns = columnsOf(app);
    rows = tableRows(app, columns);
    state.set({ "table.sort": null });
    draw();
  });
  state.subscribe(["selection", "table.sort", "table.words", "table.status", "table.selected", "table.page"], draw);
  draw();
}

// The best first, unless asked otherwise.
function sorting({ data, state }) {
  const metric = state.get("metric");
  return state.get("table.sort") ?? { key: `score ${metric}`, down: !data.minimised(metric) };
}

function filters({ data, state }) {
  const words = h("input", {
    type: "search", value: state.get("table.words") ?? "", placeholder: "e.g. lr=0.1 failed", maxlength: 200,
    on: { input: () => state.set({ "table.words": words.value, "table.page": 0 }) },
  });
  const statuses = [...new Set(data.status)];
  return [
    h("label", { class: "choice" }, h("span", {}, "Find"), words),
    statuses.length > 1 && choice({
      label: "Status", value: state.get("table.status") ?? "",
      options: [{ value: "", text: "all" }, ...statuses.map((value) => ({ value, text: value }))],
      onChange: (value) => state.set({ "table.status": value, "table.page": 0 }),
    }),
    toggle({
      label: "Selected only", value: Boolean(state.get("table.selected")),
      onChange: (value) => state.set({ "table.selected": value, "table.page": 0 }),
    }),
  ];
}

function heading(app, column) {
  const { state } = app;
  const { key, down } = sorting(app);
  const sorted = key === column.key;
  const turn = () => {
    state.set({
      "table.sort": { key: column.key, down: sorted ? !down : column.numeric },
      "table.page": 0,
    });
    announce(`Sorted by ${shorten(column.title, 60)}.`);
  };
  return h("th", {
    scope: "col", class: column.numeric ? "number" : null, title: shorten(column.title, 400),
    "aria-sort": sorted ? (down ? "descending" : "ascending") : null,
  }, h("button", { type: "button", class: "sorter", data: { focus: `sort ${column.key}` }, on: { click: turn } },
    shorten(column.title, LONGEST), h("span", { "aria-hidden": "true" }, sorted ? (down ? " ↓" : " ↑") : "")));
}

function row(app, columns, i, shown, tellCopied) {
  const { data, state } = app;
  const positions = state.get("selection")?.positions;
  const selected = Boolean(positions?.has(i));
  const choose = (event) => {
    event.stopPropagation();
    select(app, i, shown, event);
  };
  const cells = columns.map((column) => {
    const text = column.text(i);
    const full = column.full(i);
    const title = full.length > LONGEST || full !== text ? shorten(full, 1000) : null;
    if (column.key !== "trial") {
      return h("td", { class: column.numeric ? "number" : null, title }, shorten(text, LONGEST));
    }
    return h("th", { scope: "row" }, h("button", {
      type: "button", class: "sorter", "aria-pressed": String(selected), data: { focus: `trial ${i}` },
      "aria-label": data.trialName(i), on: { click: choose },
    }, text));
  });
  const press = button("Copy", async (event) => {
    event.stopPropagation();
    const done = await copy(data.python(i));
    tellCopied(i, done);
    press.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => { press.textContent = "Copy"; }, 2000);
  }, {
    class: "button quiet small", "aria-label": `Copy ${data.trialName(i)} as Python`,
    title: "Copy as a Python dict", data: { focus: `copy ${i}` },
  });
  return h("tr", { class: selected ? "selected" : null, data: { trial: i }, on: { click: choose } },
    cells, h("td", {}, press));
}

// One; with Ctrl one more or less; with Shift all from the last one on this page to it.
function select({ data, state }, i, shown, event) {
  const before = state.get("selection")?.positions ?? new Set();
  const several = event.ctrlKey || event.metaKey;
  let positions = new Set([i]);
  if (event.shiftKey) {
    const last = shown.indexOf(state.get("table.last"));
    const [from, to] = [Math.max(0, last), shown.indexOf(i)].sort((a, b) => a - b);
    positions = new Set([...(several ? before : []), ...shown.slice(from, to + 1)]);
  } else if (several) {
    positions = new Set(before);
    if (!positions.delete(i)) positions.add(i);
  } else if (before.has(i) && before.size === 1) {
    positions.clear();
  }
  state.set({ "table.last": i });
  if (!positions.size) state.clearSelection();
  else {
    const label = positions.size === 1 ? data.trialName([...positions][0]) : "from the table";
    state.select(positions, { from: "table", label });
  }
}

function paging({ state }, n, page, pages) {
  if (!n) {
    return h("p", { class: "muted" }, state.get("table.selected") && !state.get("selection")
      ? "Nothing is selected." : "No trial passes these filters.");
  }
  const go = (text, to, focus) => button(text, () => state.set({ "table.page": to }),
    { class: "button quiet", disabled: to < 0 || to >= pages, data: { focus } });
  return [
    h("p", { class: "muted" }, `${count(n, "trial")}, page ${page + 1} of ${pages.toLocaleString("en")}`),
    pages > 1 && [
      go("First", page ? 0 : -1, "first"), go("Previous", page - 1, "previous"),
      go("Next", page + 1, "next"), go("Last", page < pages - 1 ? pages - 1 : pages, "last"),
    ],
  ];
}

// The table is made anew with every change; whoever works by keyboard stays in place.
function keepFocus(container, change) {
  const name = document.activeElement?.dataset?.focus;
  const inside = name !== undefined && container.contains(document.activeElement);
  change();
  if (!inside) return;
  const same = [...container.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === name);
  (same?.disabled ? container.querySelector(".pages button:enabled") : same)?.focus({ preventScroll: true });
}
