// The leaves of a tree as a table of sentences, for reading aloud and on paper.
//
//   leavesTable(app, nodes, choose) -> <details>

import { h } from "report/dom";
import { interval, NONE, share, shorten } from "report/format";
import { term } from "report/glossary";
import { brief } from "report/rules";
import { button } from "report/views";

const COLUMNS = [
  ["Leaf"], ["Trials", "support"], ["Top", "top trial"], ["Held-out purity", "held-out purity"],
  ["Chance", "chance"], ["p-value", "p-value"],
];

export function leavesTable({ data }, nodes, choose) {
  const leaves = nodes
    .filter((node) => !node.children.length)
    .sort((a, b) => rank(b) - rank(a));
  return h("details", { class: "leaves" },
    h("summary", {}, "The leaves in words"),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "The leaves in words" },
      h("table", { class: "table" },
        h("thead", {}, h("tr", {},
          COLUMNS.map(([title, word = title], i) => h("th", {
            scope: "col", class: i > 0 && i < 5 ? "number" : null,
          }, term(data, word, title))),
          h("th", { scope: "col" }, h("span", { class: "unseen" }, "Select")))),
        h("tbody", {}, leaves.map((leaf) => row(leaf, choose))))));
}

// Proven leaves first, then by the share of top trials.
function rank(node) {
  const part = node.n ? node.n_top / node.n : 0;
  return (node.evidence?.significant ? 2 : node.evidence ? 1 : 0) + part;
}

function row(leaf, choose) {
  const { evidence } = leaf;
  const number = (text) => h("td", { class: "number" }, text);
  const purity = evidence && evidence.purity !== null
    ? `${share(evidence.purity)}${evidence.interval ? ` (${interval(evidence.interval)})` : ""}` : NONE;
  return h("tr", {},
    h("td", { class: "leaf-words" }, shorten(brief(leaf.sentence, leaf.rules) || "all trials", 400)),
    number(leaf.n), number(`${leaf.n_top}, ${share(leaf.n ? leaf.n_top / leaf.n : 0)}`),
    number(purity), number(evidence ? share(evidence.chance) : NONE),
    h("td", {}, evidence ? evidence.label : NONE),
    h("td", {}, button("Select", () => choose(leaf), { class: "button quiet" })));
}
