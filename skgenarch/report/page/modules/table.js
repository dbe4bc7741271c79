// All trials as a table, a page at a time: sorted, filtered, selected, copied, saved.

import { fill, h } from "report/dom";
import { count, score, seconds, shorten } from "report/format";
import { columnsOf, csv } from "report/table-columns";
import { announce, button, choice, copy, download, fileName, frame, toggle } from "report/views";

const PER_PAGE = 25;
const KEYS = ["table.sort", "table.words", "table.status", "table.selected", "table.page"];

export function create(container, app) {
  const { data, state } = app;
  const view = frame(container, app, {
    name: "table",
    title: "Trials",
    explain: "Every trial with its values and scores. Press a row to select it.",
  });
  if (!data.n) return view.say("There are no trials yet.");
  const table = h("table", { class: "table trials" });
  const foot = h("div", { class: "pages" });
  fill(view.controls, filters(app), button("Download CSV", () => {
    download(`${fileName(data.summary.title, "trials")}.csv`,
      csv(app, columnsOf(app), found(app)), "text/csv");
  }, { class: "button quiet" }));
  fill(view.body, h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Trials" }, table), foot);

  const draw = () => {
    const positions = found(app);
    const pages = Math.max(1, Math.ceil(positions.length / PER_PAGE));
    const page = Math.min(state.get("table.page") ?? 0, pages - 1);
    const shown = positions.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
    const columns = columnsOf(app);
    fill(table,
      h("caption", { class: "unseen" }, `${count(positions.length, "trial")}, page ${page + 1} of ${pages}`),
      h("thead", {}, h("tr", {}, columns.map((column) => heading(app, column)),
        h("td", {}))),
      h("tbody", {}, shown.map((i) => row(app, columns, i))));
    fill(foot, paging(app, positions.length, page, pages));
  };
  state.subscribe(["metric", "selection", ...KEYS], draw);
  draw();
}

// The trials that pass the filters, in the order that was asked for.
function found({ data, state }) {
  const words = (state.get("table.words") ?? "").toLowerCase();
  const status = state.get("table.status") ?? "";
  const chosen = state.get("table.selected") ? state.get("selection")?.positions : null;
  const texts = (i) => [data.trialName(i), data.summary.trials.branch[i],
    ...data.params.map(({ name }) => `${name}=${data.valueText(name, i)}`)].join(" ");
  const positions = [];
  for (let i = 0; i < data.n; i += 1) {
    if (status && data.status[i] !== status) continue;
    if (chosen && !chosen.has(i)) continue;
    if (words && !texts(i).toLowerCase().includes(words)) continue;
    positions.push(i);
  }
  const { key, down } = sorting({ data, state });
  const column = columnsOf({ data, state }).find((one) => one.key === key);
  if (!column) return positions;
  const order = (a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    if (x === null || y === null) return (x === null) - (y === null); // last, either way
    const by = x < y ? -1 : x > y ? 1 : 0;
    return down ? -by : by;
  };
  return positions.sort(order);
}

function sorting({ state }) {
  return state.get("table.sort") ?? { key: `score ${state.get("metric")}`, down: true };
}

function filters(app) {
  const { data, state } = app;
  const words = h("input", {
    type: "search", value: state.get("table.words") ?? "", placeholder: "name, or lr=0.1",
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
    state.set({ "table.sort": { key: column.key, down: sorted ? !down : column.numeric }, "table.page": 0 });
    announce(`Sorted by ${column.title}.`);
  };
  return h("th", {
    scope: "col", class: column.numeric ? "number" : null, title: column.title,
    "aria-sort": sorted ? (down ? "descending" : "ascending") : null,
  }, h("button", { type: "button", class: "sorter", data: { focus: `sort ${column.key}` }, on: { click: turn } },
    shorten(column.title, 24), h("span", { "aria-hidden": "true" }, sorted ? (down ? " ↓" : " ↑") : "")));
}

function row(app, columns, i) {
  const { data, state } = app;
  const { positions } = state.get("selection") ?? {};
  const selected = Boolean(positions?.has(i));
  const choose = () => {
    if (selected && positions.size === 1) state.clearSelection();
    else state.select([i], { from: "table", label: data.trialName(i), offers: [] });
  };
  const cells = columns.map((column) => {
    const text = column.text(i);
    const attrs = { class: column.numeric ? "number" : null, title: text.length > 24 ? text.slice(0, 2000) : null };
    if (column.key !== "trial") return h("td", attrs, shorten(text, 24));
    return h("th", { scope: "row" }, h("button", {
      type: "button", class: "sorter", "aria-pressed": selected, data: { focus: `trial ${i}` },
      on: { click: (event) => { event.stopPropagation(); choose(); } },
    }, text));
  });
  return h("tr", { class: selected ? "selected" : null, data: { trial: i }, on: { click: choose } }, cells,
    h("td", {}, button("Copy", (event) => {
      event.stopPropagation();
      copy(data.python(i));
    }, { class: "button quiet small", "aria-label": `Copy ${data.trialName(i)} as Python` })));
}

function paging({ state }, n, page, pages) {
  const go = (to) => () => state.set({ "table.page": to });
  if (!n) return h("p", { class: "muted" }, "No trial passes these filters.");
  return [
    h("p", { class: "muted" }, `${count(n, "trial")}, page ${page + 1} of ${pages}`),
    pages > 1 && button("Previous", go(page - 1), { class: "button quiet", disabled: page === 0 }),
    pages > 1 && button("Next", go(page + 1), { class: "button quiet", disabled: page === pages - 1 }),
  ];
}
