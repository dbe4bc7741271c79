// What held-out trials say about each leaf: its purity with the interval, what chance
// would give, and the p-value, all on one scale.
//
//   evidenceHead(laid)         the scale above the rows (wide layout)
//   evidenceMark(laid, node)   the marks of one node, or null

import { svg } from "report/dom";
import { line } from "report/axes";
import { interval, share } from "report/format";
import { textLines, wrapped } from "report/wrapping";

export function evidenceHead({ narrow, evidence, height }) {
  if (narrow) return null;
  const at = line(0, 1, evidence.x, evidence.x + evidence.width);
  return svg("g", { class: "axis", "aria-hidden": true },
    svg("text", { class: "axis-title", x: evidence.x, y: 14 }, "Held-out purity"),
    [0, 0.5, 1].map((value) => [
      svg("path", { class: "grid", d: `M${at(value)} 40V${height - 8}` }),
      svg("text", { x: at(value), y: 34, "text-anchor": { 0: "start", 1: "end" }[value] ?? "middle" },
        share(value)),
    ]));
}

export function evidenceMark({ narrow, evidence: place }, node) {
  const { evidence } = node;
  if (node.children.length) return null;
  if (narrow) return evidence ? belowNode(node) : null;
  const reach = svg("path", {
    class: "leader", d: `M${node.x + node.width + 4} ${node.y}H${place.x - 6}`,
  });
  const label = { x: place.x + place.width + 12, y: node.y + 4 };
  if (!evidence) {
    const words = wrapped("no more top trials than average", place.label, { size: 12.5, lines: 2 });
    return [reach, textLines(words, { ...label, class: "evidence-none", y: label.y - 8 * (words.length - 1) }, 16)];
  }
  const words = wrapped(evidence.label, place.label, { size: 12.5, lines: 3 });
  return [reach,
    scale(evidence, node.y, place.x, place.width),
    textLines(words, {
      ...label, class: ["evidence-label", evidence.significant && "significant"],
      y: label.y - 8 * (words.length - 1),
    }, 16)];
}

function belowNode(node) {
  const y = node.y + node.height / 2 + 16;
  const x = node.x + 10;
  const width = node.width - 20;
  const { purity, interval: bounds, chance } = node.evidence;
  return [
    svg("path", { class: "grid", d: `M${x} ${y}h${width}` }),
    scale(node.evidence, y, x, width),
    textLines([`held out ${share(purity)}${bounds ? ` (${interval(bounds)})` : ""}, chance ${share(chance)}`],
      { class: "evidence-none", x, y: y + 24 }),
    textLines(node.evidenceLines, {
      class: ["evidence-label", node.evidence.significant && "significant"], x, y: y + 40,
    }, 16),
  ];
}

function scale({ purity, interval: bounds, chance, significant }, y, x, width) {
  const at = line(0, 1, x, x + width);
  const known = purity !== null;
  return svg("g", { class: ["evidence", significant && "significant"] },
    svg("title", {}, `Held-out purity ${share(purity)}${
      bounds ? ` (95 % interval ${interval(bounds)})` : ""
    }, by chance ${share(chance)}`),
    chance !== null && svg("path", { class: "chance", d: `M${at(chance)} ${y - 9}V${y + 9}` }),
    bounds && svg("path", { class: "interval", d: `M${at(bounds[0])} ${y}H${at(bounds[1])}` }),
    known && svg("circle", { class: "purity", cx: at(purity), cy: y, r: 5 }));
}
