// Importance: which parameters decide, stage by stage, so that one sees what surfaces
// when the first are fixed.

import { fill, h, svg } from "report/dom";
import { count, list, number, share, shorten } from "report/format";
import { choice, drawnAt, frame, toggle } from "report/views";
import { textWidth, wrapped } from "report/wrapping";

const SHOWN = 12; // parameters, until all are asked for
const ROW = 30;
const HEAD = 34;

export function create(container, app) {
  const { data, state } = app;
  const figure = h("div", { class: "importance" });
  const view = frame(container, app, {
    name: "importance",
    title: "Importance",
    explain: "How much each parameter decides whether a trial is a top trial, stage by stage.",
    help: [
      "A filled bar can be told from chance, a hollow one cannot; the thin line is one standard "
      + "error to either side. All bars have the same scale.",
      "A parameter that decides much hides the others. When it has been narrowed, what mattered "
      + "second surfaces: a triangle marks where a parameter can first be told from chance.",
    ],
    figures: () => [{ label: "", element: figure.querySelector("svg") }].filter((one) => one.element),
  });
  view.body.append(figure);
  const words = h("p", { class: "importance-words" });
  view.body.prepend(words);

  let width = 0;
  const draw = () => {
    const entries = data.view(state.get("metric")).importances;
    const problem = whyEmpty(data, entries);
    view.say(problem);
    if (problem || !width) return;
    const scopes = [...new Set(entries.map((entry) => entry.scope))];
    const wanted = state.get("importance.scope");
    const scope = scopes.includes(wanted) ? wanted : scopes[0];
    const table = arrange(data, entries.filter((entry) => entry.scope === scope));
    const all = state.get("importance.all") || table.rows.length <= SHOWN + 1;
    // With one stage, "so far" and "this stage" are the same.
    const offered = table.stages.length > 1 ? scopes : [];
    const rows = all ? table.rows : table.rows.slice(0, SHOWN);
    fill(view.controls, controls(state, offered, scope, table.rows.length));
    words.textContent = inWords(table);
    fill(figure, width < 560 ? stacked(table, rows, width) : grid(table, rows, width));
  };
  drawnAt(view.body, (now) => {
    width = now;
    draw();
  });
  state.subscribe(["metric", "importance.scope", "importance.all"], draw);
}

function whyEmpty(data, entries) {
  if (entries.length) return null;
  const varied = data.params.filter((param) => !param.constant).length;
  if (varied < 2) return "Only one parameter was varied, so there is nothing to compare.";
  return "There are too few trials with different scores to tell which parameters matter.";
}

function controls(state, scopes, scope, n) {
  return [
    scopes.length > 1 && choice({
      label: "Trials",
      options: scopes.map((value) => ({ value, text: value === "so far" ? "all so far" : value })),
      value: scope,
      onChange: (value) => state.set({ "importance.scope": value }),
    }),
    n > SHOWN + 1 && toggle({
      label: `All ${n} parameters`,
      value: Boolean(state.get("importance.all")),
      onChange: (value) => state.set({ "importance.all": value }),
    }),
  ].filter(Boolean);
}

// Rows of parameters, those that matter most in the end first; a cell for each stage.
function arrange(data, entries) {
  const stages = [...new Set(entries.map((entry) => entry.stage))].sort((a, b) => a - b);
  const cells = new Map();
  for (const entry of entries) {
    if (!cells.has(entry.param)) cells.set(entry.param, new Map());
    cells.get(entry.param).set(entry.stage, { ...entry });
  }
  const lasts = (byStage) => Boolean(byStage.get(stages[stages.length - 1])?.significant);
  const rows = [...cells].map(([param, byStage]) => {
    let before = false;
    stages.forEach((stage, i) => {
      const cell = byStage.get(stage);
      // Looked at after every stage, something is bound to be told from chance once:
      // only what still is after the last one is claimed.
      if (cell) cell.surfaces = i > 0 && cell.significant && !before && lasts(byStage);
      before ||= Boolean(cell?.significant);
    });
    return { param, byStage, lasts: lasts(byStage) };
  });
  const weight = ({ byStage }) => stages.reduceRight((found, stage) =>
    found ?? byStage.get(stage)?.importance, undefined) ?? 0;
  rows.sort((a, b) => weight(b) - weight(a));
  const most = Math.max(1e-9, ...entries.map((entry) => entry.importance + (entry.standard_error ?? 0)));
  const labels = new Map(data.summary.stages.map((stage) => [stage.number, stage.label]));
  return { stages, rows, most, label: (stage) => labels.get(stage) ?? `Stage ${stage}` };
}

function inWords({ stages, rows, label }) {
  const named = (stage, wanted) => rows
    .map((row) => ({ ...row, cell: row.byStage.get(stage) }))
    .filter(({ cell, lasts }) => cell?.significant && lasts && wanted(cell))
    .map(({ param }) => shorten(param, 40));
  const several = (names) => (names.length > 6
    ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : list(names));
  const parts = stages.map((stage, i) => {
    const names = named(stage, (cell) => i === 0 || cell.surfaces);
    return names.length ? `${stages.length > 1 ? `in ${lowered(label(stage))} ` : ""}${several(names)}` : null;
  }).filter(Boolean);
  if (!parts.length) return "No parameter by itself is distinguishable from chance so far.";
  return `${stages.length > 1 ? "First distinguishable" : "Distinguishable"} from chance: ${parts.join("; ")}.`;
}

const lowered = (text) => text.charAt(0).toLowerCase() + text.slice(1);

function grid(table, rows, width) {
  const margin = labelWidth(rows, Math.min(220, width * 0.26));
  const column = (width - margin) / table.stages.length;
  const height = HEAD + rows.length * ROW + 6;
  return picture(table, rows, width, height,
    table.stages.map((stage, i) => stageTitle(table, stage, margin + i * column, 16)),
    rows.map((row, r) => [
      name(row, margin - 12, HEAD + r * ROW + ROW / 2),
      svg("path", { class: "grid", d: `M0 ${HEAD + (r + 1) * ROW}H${width}` }),
      table.stages.map((stage, i) => bar(table, row.byStage.get(stage),
        margin + i * column, HEAD + r * ROW + ROW / 2, column - 18)),
    ]));
}

// On a narrow screen the stages stand one below the other.
function stacked(table, rows, width) {
  const margin = labelWidth(rows, width * 0.4);
  const block = HEAD + rows.length * ROW + 14;
  return picture(table, rows, width, table.stages.length * block, [],
    table.stages.map((stage, s) => [
      stageTitle(table, stage, 0, s * block + 16),
      rows.map((row, r) => {
        const y = s * block + HEAD + r * ROW + ROW / 2;
        return [name(row, margin - 12, y), bar(table, row.byStage.get(stage), margin, y, width - margin)];
      }),
    ]));
}

function picture(table, rows, width, height, ...parts) {
  return svg("svg", {
    class: "importance-figure", width, height, viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `Importance of ${count(rows.length, "parameter")} in ${count(table.stages.length, "stage")}. ${inWords(table)}`,
  }, parts);
}

function stageTitle(table, stage, x, y) {
  return svg("text", { class: "importance-stage", x, y }, shorten(table.label(stage), 24));
}

function name({ param }, width, y) {
  const [text] = wrapped(param, width, { size: 13, lines: 1 });
  return svg("text", { class: "importance-name", x: 0, y: y + 4 }, text, svg("title", {}, param.slice(0, 2000)));
}

function labelWidth(rows, most) {
  return Math.min(most, 16 + Math.max(...rows.map(({ param }) => textWidth(param.slice(0, 200), 13))));
}

function bar({ most }, cell, x, y, width) {
  if (!cell) return svg("text", { class: "importance-value", x, y: y + 4 }, "–");
  const spacious = width > 700; // room for the words of the p-value
  const room = Math.max(10, width - (spacious ? 340 : 62)); // beside it stands the value
  const at = (value) => x + (Math.max(0, value) / most) * room;
  const error = cell.standard_error ?? 0;
  const end = at(cell.importance);
  return svg("g", { class: ["importance-bar", cell.significant && "significant"] },
    svg("title", {}, `${shorten(cell.param, 200)}: ${number(cell.importance, 3)}${
      error ? ` ± ${number(error, 2)}` : ""}; ${cell.label}`),
    svg("rect", { x, y: y - 6, width: Math.max(1.5, end - x), height: 12, rx: 1 }),
    error > 0 && svg("path", {
      class: "error", d: `M${at(cell.importance - error)} ${y}H${at(cell.importance + error)}`,
    }),
    svg("text", { class: "importance-value", x: at(cell.importance + error) + 7, y: y + 4 },
      share(cell.importance), cell.surfaces && svg("tspan", { class: "surfaces" }, " ▲"),
      spacious && svg("tspan", { class: "importance-label", dx: 10 }, cell.label)));
}
