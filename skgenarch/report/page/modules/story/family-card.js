// One branch in the family tree: name, rule, and the scores of its trials.
//
//   layCard(app, node, width, [low, high] | null) -> {width, height, parts...}
//   drawCard(node) -> <g>, at node.x, node.y; can be pressed

import { svg } from "report/dom";
import { line } from "report/axes";
import { count, median, score, shorten } from "report/format";
import { brief } from "report/rules";
import { textLines, textWidth, wrapped } from "report/wrapping";

const PAD = 12;
const LINE = 17;

export function layCard({ data, state }, node, width, scale) {
  const metric = state.get("metric");
  const scores = data.scores(metric);
  const sorted = node.positions.map((i) => scores[i]).filter((s) => !Number.isNaN(s)).sort((a, b) => b - a);
  const show = (s) => score(data, metric, s);
  const inner = width - 2 * PAD;
  const rule = brief(node.label, node.rules) || "the whole space";
  const lines = wrapped(rule, inner, { size: 13, lines: 4 });
  const n = count(node.positions.length, "trial");
  const numbers = sorted.length
    ? [`best ${show(sorted[0])}`, `median ${show(middle(sorted, 0.5))}`]
    : ["no scores"];
  const best = data.order(metric)[0];
  // Side by side where there is room, else one below the other.
  const tight = textWidth(numbers.join("   "), 12.5, 600) > inner;
  return {
    width, lines, n, numbers, sorted, scale, tight,
    title: shorten(node.name, Math.max(4, Math.floor((inner - textWidth(n, 12.5) - 12) / 9))),
    holdsBest: best !== undefined && node.positions.includes(best),
    height: PAD + 18 + lines.length * LINE + (sorted.length ? 26 : 0) + (tight ? 37 : 20) + PAD - 4,
    spoken: `${node.stage.label}, branch ${shorten(node.name, 80)}: ${shorten(rule, 300)}. ${n}, ${numbers.join(", ")}.`,
  };
}

export function drawCard(node) {
  const { x, y, width, height, lines, sorted } = node;
  const below = PAD + 18 + lines.length * LINE;
  const [best, median] = node.numbers;
  const foot = height - PAD;
  const second = node.tight ? { x: PAD } : { x: width - PAD, "text-anchor": "end" };
  return svg("g", {
    class: ["card", node.holdsBest && "best-branch"], transform: `translate(${x} ${y})`,
    tabindex: 0, role: "button", "aria-label": node.spoken,
    data: { focus: `story ${node.stage.number} ${node.name}` },
  },
  svg("rect", { class: "card-box", width, height, rx: 6 }),
  svg("text", { class: "card-name", x: PAD, y: PAD + 11 }, node.title),
  svg("text", { class: "card-soft", x: width - PAD, y: PAD + 11, "text-anchor": "end" }, node.n),
  textLines(lines, { class: "card-rule", x: PAD, y: PAD + 18 + 13 }, LINE),
  sorted.length > 0 && distribution(node, below + 16),
  svg("text", { class: "card-best", x: PAD, y: foot - (node.tight ? LINE : 0) }, best),
  median && svg("text", { class: "card-soft", y: foot, ...second }, median));
}

function distribution({ sorted, scale, width, holdsBest }, y) {
  const [low, high] = scale;
  const place = line(low, high, PAD + 4, width - PAD - 4);
  const at = (s) => place(Math.max(s, low));
  const [q3, q2, q1] = [0.25, 0.5, 0.75].map((share) => at(middle(sorted, share)));
  return svg("g", { class: "card-scores" },
    svg("path", { class: "scale", d: `M${PAD} ${y}H${width - PAD}` }),
    svg("path", { class: "whisker", d: `M${at(sorted[sorted.length - 1])} ${y}H${at(sorted[0])}` }),
    svg("rect", { class: "box", x: q1, y: y - 5, width: Math.max(1, q3 - q1), height: 10, rx: 1 }),
    svg("path", { class: "median", d: `M${q2} ${y - 7}V${y + 7}` }),
    svg("circle", { class: ["best", holdsBest && "top"], cx: at(sorted[0]), cy: y, r: 4 }));
}

// `sorted` is best first.
function middle(sorted, share) {
  if (share === 0.5) return median(sorted);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
