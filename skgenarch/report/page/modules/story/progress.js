// Progress: each trial's score in the order of the trials, and the best so far.
//
//   progress(app, width) -> elements
//
// The marks of a kind are one path each: twenty thousand circles would be slow.

import { svg, h } from "report/dom";
import { line, robustRange, ticks, tickText } from "report/axes";
import { count, number, rawScore, score } from "report/format";
import { hideTip, showTip } from "report/tip";

const EDGE = { left: 58, right: 14, top: 24, bottom: 40 };

export function progress({ data, state }, width) {
  const metric = state.get("metric");
  const order = data.order(metric);
  if (!order.length) {
    return h("p", { class: "message" }, "No trial has a score yet, so there is no progress to show.");
  }
  const height = width < 640 ? 240 : 300;
  const scores = data.scores(metric);
  const [low, high] = range(data, metric);
  const x = line(0, Math.max(1, data.n - 1), EDGE.left + 6, width - EDGE.right - 6);
  const y = line(low, high, height - EDGE.bottom, EDGE.top);
  const floor = height - EDGE.bottom;
  // What lies far below all others is drawn at the border, and counted beneath.
  const clamped = (s) => {
    const at = y(rawScore(data, metric, s));
    return Math.min(Math.max(at, EDGE.top - 4), floor + 4);
  };
  const dot = (i) => `M${x(i).toFixed(1)} ${clamped(scores[i]).toFixed(1)}h0`;
  const top = data.top(metric, data.topQuantile(metric));
  const path = (keep) => {
    let d = "";
    for (const i of order) if (keep(i)) d += dot(i);
    return d;
  };
  const selected = svg("path", { class: "score-dots selected-dots" });
  const ring = svg("circle", { class: "hover-ring", r: 6, visibility: "hidden" });
  const figure = svg("svg", {
    class: ["progress-plot", data.n > 2000 && "dense"], width, height, viewBox: `0 0 ${width} ${height}`,
    role: "group", "aria-label": spoken(data, metric, order), tabindex: 0,
  },
  scoreAxis(low, high, y, width), trialAxis(data, x, floor, width, height),
  stageMarks(data, x, floor),
  svg("path", { class: "score-dots", d: path((i) => !top[i]) }),
  svg("path", { class: "score-dots top-dots", d: path((i) => top[i]) }),
  svg("path", { class: "best-line", d: bestLine(data, scores, x, clamped, width) }),
  selected, ring,
  svg("text", { class: "axis-title", x: 0, y: 12 }, metric.slice(0, 60)));

  const showSelection = () => {
    const chosen = state.get("selection")?.positions;
    selected.setAttribute("d", chosen ? path((i) => chosen.has(i)) : "");
    figure.classList.toggle("has-selection", Boolean(chosen));
  };
  const showHover = () => {
    const i = state.get("hover");
    const shown = i !== null && i < data.n && !Number.isNaN(scores[i]);
    ring.setAttribute("visibility", shown ? "visible" : "hidden");
    if (!shown) return;
    ring.setAttribute("cx", x(i));
    ring.setAttribute("cy", clamped(scores[i]));
  };
  state.subscribe(["selection"], showSelection);
  state.subscribe(["hover"], showHover);
  showSelection();
  pointing(figure, { data, state, metric, scores, x, clamped, ring });
  const beyond = order.filter((i) => outside(rawScore(data, metric, scores[i]), low, high)).length;
  return [figure, legend(data, metric, beyond)];
}

function range(data, metric) {
  const [worst, best] = robustRange(data.scores(metric));
  const ends = [rawScore(data, metric, worst), rawScore(data, metric, best)].sort((a, b) => a - b);
  const room = (ends[1] - ends[0] || Math.abs(ends[0]) || 1) * 0.06;
  return [ends[0] - room, ends[1] + room];
}

const outside = (raw, low, high) => raw < low || raw > high;

function bestLine(data, scores, x, clamped, width) {
  let best = -Infinity;
  let d = "";
  for (let i = 0; i < data.n; i += 1) {
    if (!(scores[i] > best)) continue;
    best = scores[i];
    d += d ? `H${x(i)}V${clamped(best)}` : `M${x(i)} ${clamped(best)}`;
  }
  return d + `H${width - EDGE.right}`;
}

function scoreAxis(low, high, y, width) {
  const values = ticks(low, high, 5);
  return svg("g", { class: "axis" }, values.map((value) => [
    svg("path", { class: "grid", d: `M${EDGE.left} ${y(value)}H${width - EDGE.right}` }),
    svg("text", { x: EDGE.left - 8, y: y(value) + 4, "text-anchor": "end" }, tickText(value, values)),
  ]));
}

function trialAxis(data, x, floor, width, height) {
  const numbers = data.summary.trials.number;
  const places = ticks(0, data.n - 1, width < 640 ? 4 : 8).filter(Number.isInteger);
  return svg("g", { class: "axis" }, places.map((i) =>
    svg("text", { x: x(i), y: floor + 20, "text-anchor": "middle" }, number(numbers[i]))),
  svg("text", { class: "axis-title", x: width - EDGE.right, y: height - 4, "text-anchor": "end" }, "trial"));
}

function stageMarks(data, x, floor) {
  const { stages, trials } = data.summary;
  if (stages.length < 2) return null;
  let free = -Infinity;
  return svg("g", { class: "axis" }, stages.map((stage) => {
    const first = trials.stage.indexOf(stage.number);
    if (first < 0) return null;
    const at = x(first) - 3;
    const label = at > free && svg("text", { x: at + 5, y: EDGE.top - 1 }, stage.label);
    if (label) free = at + 60;
    return [first > 0 && svg("path", { class: "stage-line", d: `M${at} ${EDGE.top - 12}V${floor}` }), label];
  }));
}

function legend(data, metric, beyond) {
  const quantile = data.topQuantile(metric);
  const key = (name, text) => h("li", {}, h("span", { class: `key ${name}` }), text);
  return h("ul", { class: "legend" },
    key("key-line", "best so far"),
    key("key-top", `top ${Math.round(100 * quantile)} % of the trials`),
    key("key-rest", "other trials"),
    key("key-selected", "selected"),
    beyond > 0 && h("li", {}, `${count(beyond, "trial")} far off, drawn at the border`));
}

function spoken(data, metric, order) {
  const best = order[0];
  return `Scores of ${count(order.length, "trial")} in order. The best, `
    + `${score(data, metric, data.scores(metric)[best])}, is ${data.trialName(best)}. `
    + "Arrow keys go through the trials, Enter selects one.";
}

// Nearest trial under the pointer, and the same with the arrow keys.
function pointing(figure, { data, state, metric, scores, x, clamped }) {
  const scored = Array.from(data.order(metric)).sort((a, b) => a - b);
  const nearest = (event) => {
    const box = figure.getBoundingClientRect();
    const scale = figure.viewBox.baseVal.width / box.width;
    const [px, py] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    let found = null;
    let least = 24 ** 2;
    for (const i of scored) {
      const dx = x(i) - px;
      if (dx < -24) continue;
      if (dx > 24) break;
      const distance = dx * dx + (clamped(scores[i]) - py) ** 2;
      if (distance < least) [found, least] = [i, distance];
    }
    return found;
  };
  const words = (i) => [h("strong", {}, data.trialName(i)), ` ${score(data, metric, scores[i])}`];
  const select = (i) => state.select([i], { from: "story", label: data.trialName(i) });
  figure.addEventListener("pointermove", (event) => {
    const i = nearest(event);
    state.set({ hover: i });
    if (i === null) hideTip();
    else showTip(event.clientX, event.clientY, words(i));
  });
  const leave = () => {
    state.set({ hover: null });
    hideTip();
  };
  figure.addEventListener("pointerleave", leave);
  figure.addEventListener("blur", leave);
  figure.addEventListener("click", (event) => {
    const i = nearest(event);
    if (i === null) state.clearSelection();
    else select(i);
  });
  figure.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    const now = scored.indexOf(state.get("hover"));
    if (event.key === "Enter" && now >= 0) select(scored[now]);
    if (step === undefined) return;
    event.preventDefault();
    const i = scored[Math.min(Math.max(now + step, 0), scored.length - 1)];
    const box = figure.getBoundingClientRect();
    state.set({ hover: i });
    showTip(box.left + x(i), box.top + clamped(scores[i]), words(i));
  });
}
