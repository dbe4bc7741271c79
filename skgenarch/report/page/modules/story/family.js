// The family tree of stages and branches. Each stage is a row: in the margin what was
// decided and found, beside it a card for each branch, joined to the card it grew from.
//
//   familyTree(app, width, choose) -> <svg>; choose(node) when a card is pressed
//   node = {stage, name, label (its rule in words, "" for all), rules, positions}

import { svg } from "report/dom";
import { robustRange } from "report/axes";
import { drawCard, layCard } from "report/family-card";
import { count } from "report/format";
import { isPress } from "report/views";
import { textLines, wrapped } from "report/wrapping";

const GAP = 18;
const ROW_GAP = 46;
const INDENT = 14;

export function familyTree(app, width, choose) {
  const { data, state } = app;
  const rows = readStages(data);
  const most = Math.max(...rows.map(({ nodes }) => nodes.length));
  const margin = Math.min(270, Math.round(width * 0.24));
  const beside = (width - margin - GAP * most) / most;
  // Where cards would become too narrow to read, they are listed one below the other.
  const listed = width < 640 || beside < 165;
  const scale = robustRange(data.scores(state.get("metric")));
  if (listed) indent(rows);
  const drawn = [];
  const edges = [];
  let y = 6;
  for (const row of rows) {
    // In the list, notes keep clear of the lines that pass them.
    const aside = listed ? INDENT * row.depth : 0;
    const notes = layNotes(data, row, (listed ? width - aside : margin) - 8);
    drawn.push(drawNotes(notes, aside, y));
    const start = listed ? y + notes.height + 8 : y;
    const bottom = listed
      ? placeListed(row, start, width, app, scale)
      : placeBeside(row, start, { margin, width, beside, alone: rows.length === 1 }, app, scale);
    for (const node of row.nodes) {
      if (node.parent) edges.push(edge(node.parent, node, listed));
      drawn.push(card(node, choose));
    }
    y = Math.max(bottom, y + notes.height) + ROW_GAP;
  }
  const height = y - ROW_GAP + 6;
  return svg("svg", {
    class: "family-tree", width, height, viewBox: `0 0 ${width} ${height}`,
    role: "group", "aria-label": "Family tree of stages and branches",
  }, edges, drawn);
}

function placeBeside(row, y, { margin, width, beside, alone }, app, scale) {
  const size = Math.min(beside, row.nodes.length === 1 ? 360 : 300);
  const total = row.nodes.length * (size + GAP) - GAP;
  // Below the cards they grew from, as far as there is room.
  const origins = row.nodes.map((node) => node.parent).filter(Boolean);
  const middle = origins.length
    ? origins.reduce((sum, { x, width: w }) => sum + x + w / 2, 0) / origins.length
    : alone ? 0 : (margin + GAP + width) / 2;
  const left = Math.min(Math.max(middle - total / 2, margin + GAP), width - total);
  row.nodes.forEach((node, i) => {
    Object.assign(node, layCard(app, node, size, scale), { x: left + i * (size + GAP), y });
  });
  return y + Math.max(0, ...row.nodes.map((node) => node.height));
}

function placeListed(row, start, width, app, scale) {
  let y = start;
  for (const node of row.nodes) {
    const x = node.depth * INDENT;
    Object.assign(node, layCard(app, node, width - x, scale), { x, y });
    y += node.height + 12;
  }
  return y - 12;
}

function indent(rows) {
  for (const row of rows) {
    for (const node of row.nodes) {
      node.depth = node.parent ? Math.min(node.parent.depth + 1, 5) : 0;
    }
    row.depth = Math.max(0, ...row.nodes.map((node) => node.depth));
  }
}

function edge(from, to, listed) {
  const path = listed
    ? `M${from.x + 6} ${from.y + from.height} V${to.y + 18} H${to.x}`
    : curve(from.x + from.width / 2, from.y + from.height, to.x + to.width / 2, to.y);
  return svg("path", { class: "family-edge", d: path });
}

function curve(x1, y1, x2, y2) {
  const bend = y2 - ROW_GAP + 4;
  return `M${x1} ${y1} V${bend} C${x1} ${bend + 30} ${x2} ${bend + 12} ${x2} ${y2}`;
}

function card(node, choose) {
  const group = drawCard(node);
  group.addEventListener("click", () => choose(node));
  group.addEventListener("keydown", (event) => {
    if (!isPress(event)) return;
    event.preventDefault();
    choose(node);
  });
  group.positions = node.positions;
  return group;
}

// The parent of a branch is where it was last seen in an earlier stage.
function readStages(data) {
  const { stages, branches, decisions, trials } = data.summary;
  const known = new Map(branches.map((branch) => [branch.name, branch]));
  const last = new Map();
  return stages.map((stage, place) => {
    const inStage = [];
    for (let i = 0; i < data.n; i += 1) if (trials.stage[i] === stage.number) inStage.push(i);
    const nodes = stage.branches.map((name) => {
      const branch = known.get(name);
      return {
        stage, name,
        label: branch?.sentence ?? "",
        rules: branch?.rules ?? [],
        parent: last.get(name) ?? last.get(branch?.parent) ?? null,
        // Without branches of its own, a run from elsewhere is one group.
        positions: inStage.filter((i) => trials.branch[i] === name
          || (stage.branches.length === 1 && !known.has(trials.branch[i]))),
      };
    });
    for (const node of nodes) last.set(node.name, node);
    const placed = nodes.reduce((sum, node) => sum + node.positions.length, 0);
    const later = stages.length === place + 1;
    return {
      stage, nodes, elsewhere: inStage.length - placed,
      decisions: decisions.filter((decision) => decision.stage === stage.number),
      waiting: later ? decisions.filter((decision) => decision.stage === null) : [],
    };
  });
}

function layNotes(data, { stage, elsewhere, decisions, waiting }, width) {
  const parts = [];
  let y = 17;
  const add = (text, name, { size = 12.5, weight = 400, lines = 4, gap = 5 } = {}) => {
    if (!text) return;
    const found = wrapped(text, width, { size, weight, lines });
    parts.push({ found, name, y });
    y += found.length * (size + 4) + gap;
  };
  add(stage.label, "family-stage", { size: 17, weight: 600, lines: 2 });
  const more = elsewhere ? `, ${elsewhere} of them exploring elsewhere` : "";
  add(count(stage.n_trials, "trial") + more + (stage.open ? ", still open" : ""), "family-soft");
  for (const decision of decisions) add(decided(decision), decisionClass(decision), { lines: 5 });
  const found = stage.sentence.replace(/^Stage \d+: /, "");
  add(found && `Found: ${found}`, "family-found", { lines: 7 });
  add(stage.note, "family-note");
  for (const decision of waiting) {
    add(`Next: ${decided(decision)}`, decisionClass(decision), { lines: 5 });
  }
  return { parts, height: y };
}

function decided({ author, sentence, reason, valid, action }) {
  const why = reason ? ` (“${reason}”)` : "";
  const back = valid || action === "undo" ? "" : " – taken back";
  return `◆ ${author || "Somebody"}: ${sentence}${why}${back}`;
}

const decisionClass = ({ valid }) => `family-decision${valid ? "" : " undone"}`;

function drawNotes({ parts }, x, y) {
  return svg("g", { transform: `translate(${x} ${y})` },
    parts.map((part) => textLines(part.found, { class: part.name, x: 0, y: part.y }, 16.5)));
}
