// Parallel coordinates: every trial a line from value to value, coloured by its score. A
// stretch brushed on an axis selects the trials that pass through it, and is offered as
// the rule that it amounts to.

import { fill, h, svg } from "report/dom";
import { scoreLine } from "report/dots";
import { score, shorten } from "report/format";
import { dragged } from "report/handle";
import { BOTTOM, TOP, parallelAxis } from "report/parallel-axis";
import { SHADES, lineOf, onCanvas, parallelLines } from "report/parallel-lines";
import { ranked } from "report/ranking";
import { keeps, sentence } from "report/rules";
import { scaleOf } from "report/scale";
import { scoreScale } from "report/score-scale";
import { hideTip, showTip } from "report/tip";
import { button, drawnAt, frame } from "report/views";

const FROM = "parallel";
const FIRST_AXES = 9;
const LIVE_TRIALS = 5000; // beyond it, the other views follow when a brush is let go
const LEAST_GAP = 92;
const HEIGHT = 440;
const SCORE = "the score";

export function create(container, app) {
  const { data, state } = app;
  const view = frame(container, app, {
    name: "parallel",
    title: "Parallel coordinates",
    explain: "Every trial is a line from value to value; the better its score, the stronger its colour.",
    help: [
      "Draw a stretch on an axis to select the trials that pass through it, on several axes to select those "
      + "that pass through all. Press the axis once to take its stretch back. By keyboard: each axis has two "
      + "bounds, which the arrow keys move, and a box for each value that is no number.",
      "Axes are ordered by importance. Drag an axis by its name, or move it with the left and right arrow keys.",
    ],
    figures: () => exported(),
  });
  const all = ranked(data, state.get("metric")).filter((param) => !param.constant);
  if (!data.n) return view.say("There are no trials yet.");
  if (!all.length) return view.say("No parameter varies, so all lines would be the same.");

  const axesNames = () => (state.get("parallel.axes") ?? all.slice(0, FIRST_AXES).map((param) => param.name))
    .filter((name) => all.some((param) => param.name === name));
  const filters = () => state.get("parallel.filters") ?? new Map();
  let axes = [];
  let spec = null;

  const canvas = h("canvas", { "aria-hidden": "true", width: 1, height: 1 });
  const layer = svg("g", { class: "lines" });
  const picture = svg("image", { display: "none" });
  const hovered = svg("path", { class: "hovered-line", fill: "none" });
  const axesLayer = svg("g", {});
  const ground = svg("rect", { class: "ground", fill: "transparent" });
  const figure = svg("svg", { class: "parallel-figure", role: "group", "aria-label": "Parallel coordinates" },
    picture, layer, hovered, ground, axesLayer);
  const stage = h("div", { class: "parallel-stage" }, canvas, figure);
  const scroller = h("div", { class: "scroll" }, stage);
  const words = h("p", { class: "caption" });
  const lines = parallelLines(layer, canvas);
  const clear = button("Clear brushes", () => {
    state.set({ "parallel.filters": new Map() });
    if (state.get("selection")?.from === FROM) state.clearSelection();
  }, { class: "button quiet" });
  const chooser = axesChooser(all, axesNames, (names) => state.set({ "parallel.axes": names }));
  fill(view.controls, clear, chooser.element);
  fill(view.body, scroller, words);

  function build() {
    const metric = state.get("metric");
    const order = axesNames();
    axes = [...order.map((name, k) => ({
      key: name, scale: scaleOf(data, name), title: name,
      move: (steps) => moveAxis(k, k + steps, true),
    })), { key: SCORE, scale: scoreScale(data, metric), title: metric, move: null }]
      .map((axis) => ({ ...axis, drawn: parallelAxis(axis, {
        filter: () => filters().get(axis.key) ?? null,
        setFilter: (rule, done) => setFilter(axis.key, rule, done),
        move: axis.move,
      }) }));
    axes.forEach((axis, k) => axis.move && dragAxis(axis, k));
    fill(axesLayer, axes.map((axis) => axis.drawn.element));
    chooser.tell();
    place();
  }

  function place() {
    const given = scroller.clientWidth;
    if (!given || !axes.length) return;
    const margin = { left: 58, right: 64 };
    const gap = axes.length > 1
      ? Math.max(LEAST_GAP, (given - margin.left - margin.right) / (axes.length - 1)) : 0;
    const width = Math.max(given, margin.left + margin.right + gap * (axes.length - 1));
    stage.style.width = `${width}px`;
    figure.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    for (const element of [ground, picture]) {
      element.setAttribute("width", width);
      element.setAttribute("height", HEIGHT);
    }
    const x = axes.map((_, k) => margin.left + gap * k);
    axes.forEach((axis, k) => axis.drawn.place(x[k], HEIGHT, gap, figure));
    const span = HEIGHT - TOP - BOTTOM;
    spec = {
      width, height: HEIGHT, n: data.n, x,
      y: axes.map(({ scale }) => scale.scattered(data.trials).map((u) => TOP + span * (1 - u))),
      shade: shades(),
    };
    paint();
  }

  function shades() {
    const metric = state.get("metric");
    const line = scoreLine(data, metric);
    return Int8Array.from(data.scores(metric), (s) =>
      (Number.isNaN(s) ? -1 : Math.min(SHADES - 1, Math.floor(SHADES * line.at(s)))));
  }

  function paint(chosen = state.get("selection")?.positions ?? null) {
    if (!spec) return;
    const began = performance.now();
    lines.draw({ ...spec, chosen });
    figure.dataset.drawMs = (performance.now() - began).toFixed(1);
    figure.dataset.selected = chosen?.size ?? 0;
    figure.dataset.canvas = String(onCanvas(data.n));
  }

  function brushed(filter) {
    const left = new Uint8Array(data.n).fill(1);
    for (const [key, rule] of filter) {
      const kept = key === SCORE ? axes[axes.length - 1].scale.keeps(rule) : keeps(data, [rule]);
      kept.forEach((one, i) => { left[i] &= one; });
    }
    const positions = new Set();
    left.forEach((one, i) => one && positions.add(i));
    return positions;
  }

  function setFilter(key, rule, done) {
    const next = new Map(filters());
    if (rule) next.set(key, rule);
    else next.delete(key);
    state.set({ "parallel.filters": next });
    axes.find((axis) => axis.key === key)?.drawn.tell();
    if (!next.size) {
      if (done || data.n <= LIVE_TRIALS) state.clearSelection();
      paint(null);
      return;
    }
    const positions = brushed(next);
    if (!done && data.n > LIVE_TRIALS) {
      soon(() => paint(positions));
      return;
    }
    const rules = [...next].filter(([name]) => name !== SCORE).map(([, one]) => one);
    const scored = next.get(SCORE);
    const label = [rules.length ? sentence(data, rules) : null,
      scored ? axes[axes.length - 1].scale.words(scored) : null].filter(Boolean).join("; ");
    state.select(positions, {
      from: FROM, label, offers: rules.length ? [{ label: sentence(data, rules), rules }] : [],
    });
  }

  // At most one drawing a frame while a brush is dragged over many trials.
  let waiting = null;
  function soon(fn) {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(fn);
  }

  function moveAxis(from, to, focus) {
    const order = axesNames();
    const goal = Math.min(order.length - 1, Math.max(0, to));
    if (goal === from) return;
    const [name] = order.splice(from, 1);
    order.splice(goal, 0, name);
    state.set({ "parallel.axes": order });
    state.flush();
    if (focus) axes[goal].drawn.heading.focus();
  }

  function dragAxis(axis, k) {
    const across = (event) => {
      const box = figure.getBoundingClientRect();
      return ((event.clientX - box.left) / box.width) * spec.width;
    };
    dragged(axis.drawn.heading, {
      lineAt: across,
      start() {},
      move: (x) => axis.drawn.element.setAttribute("transform", `translate(${x.toFixed(1)} 0)`),
      done(x) {
        const gap = spec.x[1] - spec.x[0];
        const to = Math.round((x - spec.x[0]) / gap);
        axis.drawn.element.setAttribute("transform", `translate(${spec.x[k].toFixed(1)} 0)`);
        moveAxis(k, to, true);
      },
      cancel: () => axis.drawn.element.setAttribute("transform", `translate(${spec.x[k].toFixed(1)} 0)`),
    });
  }

  const nearest = (event) => {
    const box = figure.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * spec.width;
    const y = ((event.clientY - box.top) / box.height) * HEIGHT;
    return lineNear(spec, state.get("selection")?.positions, x, y);
  };
  ground.addEventListener("pointermove", (event) => {
    const i = nearest(event);
    state.set({ hover: i });
    if (i === null) hideTip();
    else {
      const metric = state.get("metric");
      showTip(event.clientX, event.clientY,
        h("strong", {}, `${data.trialName(i)}: ${score(data, metric, data.scores(metric)[i])}`),
        axesNames().slice(0, 8).map((name) =>
          h("div", {}, `${shorten(name, 30)}: ${shorten(data.valueText(name, i), 40)}`)));
    }
  });
  ground.addEventListener("pointerleave", () => {
    hideTip();
    state.set({ hover: null });
  });
  ground.addEventListener("click", (event) => {
    const i = nearest(event);
    if (i !== null) state.select([i], { from: "trial", label: data.trialName(i) });
    else if (state.get("selection")) state.clearSelection();
  });

  function exported() {
    if (onCanvas(data.n)) {
      // The lines are on a canvas, which the file knows nothing of.
      picture.setAttribute("href", lines.picture());
      picture.removeAttribute("display");
      setTimeout(() => picture.setAttribute("display", "none"), 0);
    }
    return [{ label: "", element: figure }];
  }

  state.subscribe(["parallel.axes"], build);
  state.subscribe(["metric"], () => {
    const next = new Map(filters());
    next.delete(SCORE); // it speaks of another metric
    state.set({ "parallel.filters": next });
    build();
  });
  state.subscribe(["selection"], () => {
    const selection = state.get("selection");
    // A selection from elsewhere is not what the brushes say.
    if (filters().size && selection?.from !== FROM) {
      state.set({ "parallel.filters": new Map() });
    }
    axes.forEach((axis) => axis.drawn.tell());
    paint();
  });
  state.subscribe(["parallel.filters"], () => {
    clear.disabled = !filters().size;
    axes.forEach((axis) => axis.drawn.tell());
  });
  state.subscribe(["dark"], () => paint());
  state.subscribe(["hover"], () => {
    const i = state.get("hover");
    hovered.setAttribute("d", i === null || !spec ? "" : lineOf(spec, i));
  });
  clear.disabled = !filters().size;
  words.textContent = all.length > axesNames().length
    ? `Shown are the ${axesNames().length} most important of ${all.length} parameters; choose others under “Axes”.` : "";
  build();
  drawnAt(scroller, place);
  return undefined;
}

function lineNear({ n, x, y }, chosen, atX, atY) {
  const k = x.findIndex((right, j) => j && atX <= right);
  if (k < 1 || atX < x[0]) return null;
  const part = (atX - x[k - 1]) / (x[k] - x[k - 1]);
  let found = null;
  let least = 7;
  for (let i = 0; i < n; i += 1) {
    if (chosen && !chosen.has(i)) continue;
    const far = Math.abs(y[k - 1][i] + part * (y[k][i] - y[k - 1][i]) - atY);
    if (far < least) [least, found] = [far, i];
  }
  return found;
}

function axesChooser(params, chosen, choose) {
  const boxes = params.map((param) => {
    const box = h("input", { type: "checkbox", on: { change: () => {
      const names = chosen().filter((name) => name !== param.name);
      if (box.checked) names.push(param.name);
      if (names.length) choose(names);
      else box.checked = true;
    } } });
    return { param, box, label: h("label", { class: "toggle", title: shorten(param.name, 300) }, box,
      h("span", { class: "code" }, shorten(param.name, 32))) };
  });
  return {
    element: h("details", { class: "axes-chooser" }, h("summary", { class: "button quiet" }, "Axes"),
      h("div", { class: "axes-list" }, boxes.map(({ label }) => label))),
    tell() {
      const names = chosen();
      boxes.forEach(({ param, box }) => { box.checked = names.includes(param.name); });
    },
  };
}
