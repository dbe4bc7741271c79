// A tree as SVG. Each node is an item of a tree for the keyboard and for screen readers.
//
//   drawTree(nodes, tree, width, choose) -> <svg>; nodes as in the summary, with `index`
//                                and `positions`; choose(node) when one is pressed
//   markSelected(container, selection)   shows in each node how much of it is selected

import { svg } from "report/dom";
import { count, interval, share } from "report/format";
import { evidenceHead, evidenceMark } from "report/tree-evidence";
import { layTree } from "report/tree-layout";
import { isPress } from "report/views";
import { textLines, textWidth } from "report/wrapping";

const PAD = 10;

export function drawTree(nodes, tree, width, choose) {
  const laid = layTree(nodes, width);
  const items = nodes.map((node) => item(laid, node, tree));
  const figure = svg("svg", {
    class: "tree-figure", width, height: laid.height, viewBox: `0 0 ${width} ${laid.height}`,
    role: "tree", "aria-label": `Decision tree of the top ${share(tree.quantile)} of ${count(tree.n, "trial")}`,
  }, nodes.map((node) => node.parent >= 0 && edge(laid, nodes[node.parent], node)),
  evidenceHead(laid), items);
  walk(figure, nodes, items, choose);
  return figure;
}

function edge({ narrow }, from, to) {
  const size = 1 + 7 * (to.n / Math.max(1, from.n));
  if (narrow) {
    const x = from.x + 7;
    const d = `M${x} ${from.y + from.height / 2}V${to.y}H${to.x}`;
    return svg("path", { class: "tree-edge thin", d });
  }
  const [x1, x2] = [from.x + from.width, to.x];
  const middle = (x1 + x2) / 2;
  const d = `M${x1} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${x2} ${to.y}`;
  return svg("path", { class: "tree-edge", d, "stroke-width": size.toFixed(1) });
}

function item(laid, node, tree) {
  const { x, y, width, height, lines } = node;
  const top = y - height / 2;
  const leaf = !node.children.length;
  const inner = width - 2 * PAD;
  const part = node.n ? node.n_top / node.n : 0;
  const foot = top + height - 22;
  return svg("g", {
    class: ["node", leaf && "leaf", node.evidence?.significant && "claimed"],
    role: "treeitem", tabindex: node.index === 0 ? 0 : -1, "aria-level": node.depth + 1,
    "aria-selected": "false", "aria-expanded": leaf ? null : "true",
    "aria-label": spoken(node, tree), data: { node: node.index, focus: `tree ${node.sentence}` },
  },
  svg("rect", { class: "node-box", x, y: top, width, height, rx: 5 }),
  textLines(lines, { class: "node-step", x: x + PAD, y: top + 19 }, 16),
  svg("text", { class: "node-count", x: x + PAD, y: foot + 3 }, topCount(node, tree, inner)),
  svg("text", { class: "node-share", x: x + width - PAD, y: foot + 3, "text-anchor": "end" }, share(part)),
  svg("rect", { class: "bar-rest", x: x + PAD, y: foot + 9, width: inner, height: 5, rx: 1 }),
  svg("rect", { class: "bar-top", x: x + PAD, y: foot + 9, width: inner * part, height: 5, rx: 1 }),
  svg("path", { class: "node-selected", data: { x: x + PAD, y: top + height - 1, width: inner } }),
  evidenceMark(laid, node));
}

// Alike in all nodes: as the longest one, the root's, has room for.
function topCount(node, tree, width) {
  const spacious = textWidth(`${tree.n_top} of ${tree.n} top`, 12) + 48 <= width;
  return `${node.n_top} of ${node.n}${spacious ? " top" : ""}`;
}

function spoken(node, tree) {
  const words = [node.sentence || "all trials", `${node.n_top} of ${count(node.n, "trial")} are top`];
  const { evidence } = node;
  if (evidence) {
    const bounds = evidence.interval ? `, interval ${interval(evidence.interval)}` : "";
    words.push(`held-out purity ${share(evidence.purity)}${bounds}, by chance ${share(evidence.chance)}`);
    words.push(evidence.label);
  } else if (!node.children.length) {
    words.push(`no more top trials than the average of ${share(tree.n_top / Math.max(1, tree.n))}`);
  }
  return words.join("; ").slice(0, 1000);
}

// One stop for the Tab key; arrows walk along the branches, as in other trees.
function walk(figure, nodes, items, choose) {
  const go = (index) => {
    if (index === undefined || index < 0 || index >= items.length) return;
    items.forEach((element, i) => element.setAttribute("tabindex", i === index ? 0 : -1));
    items[index].focus();
  };
  items.forEach((element, index) => {
    element.positions = nodes[index].positions;
    element.addEventListener("click", () => {
      go(index);
      choose(nodes[index]);
    });
    element.addEventListener("keydown", (event) => {
      const { parent, children } = nodes[index];
      const next = {
        ArrowDown: index + 1, ArrowUp: index - 1, ArrowLeft: parent, ArrowRight: children[0],
        Home: 0, End: items.length - 1,
      };
      if (isPress(event)) choose(nodes[index]);
      else if (event.key in next) go(next[event.key]);
      else return;
      event.preventDefault();
    });
  });
}

export function markSelected(container, selection) {
  for (const element of container.querySelectorAll(".node")) {
    const { positions } = element;
    const inside = selection ? positions.filter((i) => selection.positions.has(i)).length : 0;
    const whole = inside > 0 && inside === positions.length && inside === selection.positions.size;
    element.setAttribute("aria-selected", String(whole));
    const mark = element.querySelector(".node-selected");
    const { x, y, width } = mark.dataset;
    const length = positions.length ? (Number(width) * inside) / positions.length : 0;
    mark.setAttribute("d", length ? `M${x} ${y}h${length}` : "");
  }
}
