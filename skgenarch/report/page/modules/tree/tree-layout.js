// Where the nodes of a tree go. Wide: columns by depth, a row for each leaf, and beside
// the rows what is known of the leaf. Narrow: one below the other, indented.
//
//   layTree(nodes, width) -> {nodes, width, height, narrow, evidence: {x, width, label}}
//   Nodes gain depth, x, y (middle of the left edge), width, height, lines.

import { brief } from "report/rules";
import { wrapped } from "report/wrapping";

const GAP = 30; // between columns, for the lines
const EVIDENCE = 340;
const NARROWEST = 118;
const HEAD = 52; // of the evidence's axis
const INDENT = 14;
const LINE = 16;

export function layTree(nodes, width) {
  for (const node of nodes) node.depth = node.parent < 0 ? 0 : nodes[node.parent].depth + 1;
  const columns = Math.max(...nodes.map((node) => node.depth)) + 1;
  const column = Math.min(240, (width - EVIDENCE - 24) / columns);
  return column - GAP >= NARROWEST ? beside(nodes, width, column) : below(nodes, width);
}

function beside(nodes, width, column) {
  for (const node of nodes) {
    node.width = column - GAP;
    node.x = node.depth * column;
    node.lines = wrapped(stepText(node), node.width - 20, { size: 13, weight: 600, lines: 3 });
    node.height = 40 + node.lines.length * LINE;
  }
  let y = HEAD;
  const place = (node) => {
    if (!node.children.length) {
      const height = Math.max(node.height, node.evidence ? 56 : 0);
      node.y = y + height / 2;
      y += height + 12;
      return;
    }
    const [first, ...others] = node.children.map((child) => nodes[child]);
    place(first);
    others.forEach(place);
    const last = others.at(-1) ?? first;
    node.y = (first.y + last.y) / 2;
    // A tall node beside low leaves needs its own room.
    y = Math.max(y, node.y + node.height / 2 + 12);
  };
  place(nodes[0]);
  const right = Math.max(...nodes.map((node) => node.x + node.width)) + 24;
  const rest = Math.min(width - right, 460);
  return {
    nodes, width, height: y, narrow: false,
    evidence: { x: right, width: rest - 150, label: 138 },
  };
}

function below(nodes, width) {
  let y = 4;
  const place = (node) => {
    node.x = node.depth * INDENT;
    node.width = width - node.x;
    node.lines = wrapped(stepText(node), node.width - 20, { size: 13, weight: 600, lines: 4 });
    node.height = 40 + node.lines.length * LINE;
    const text = node.evidence ? evidenceLines(node, node.width - 20) : [];
    node.evidenceLines = text;
    node.y = y + node.height / 2;
    y += node.height + (text.length ? 40 + text.length * LINE : 0) + 12;
    node.children.forEach((child) => place(nodes[child]));
  };
  place(nodes[0]);
  return { nodes, width, height: y, narrow: true, evidence: { x: 0, width: 0, label: 0 } };
}

function evidenceLines({ evidence }, width) {
  return wrapped(evidence.label, width, { size: 12.5, lines: 3 });
}

function stepText(node) {
  return node.parent < 0 ? "All trials" : brief(node.step, node.rules);
}
