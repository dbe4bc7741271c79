// Parallel coordinates: every trial a line from value to value, coloured by its score. A
// stretch brushed on an axis selects the trials that pass through it, and is offered as
// the rule that it amounts to.

import { fill, h, svg } from "report/dom";
import { scoreLine } from "report/dots";
import { dragged } from "report/handle";
import { inSight } from "report/in-sight";
import { BOTTOM, TOP, parallelAxis } from "report/parallel-axis";
import { FROM, SCORE, brushes } from "report/parallel-brushes";
import { axesChoice } from "report/parallel-choice";
import { SHADES, lineOf, onCanvas, parallelLines } from "report/parallel-lines";
import { followLines } from "report/parallel-pointer";
import { ranked } from "report/ranking";
import { scaleOf } from "report/scale";
import { scoreScale } from "report/score-scale";
import { button, drawnAt, frame } from "report/views";

const FIRST_AXES = 9;
const LEAST_GAP = 92;
const SIDES = { left: 58, right: 76 };
const HEIGHT = 440;

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
  const varied = ranked(data, state.get("metric")).filter((param) => !param.constant);
  const reason = whyEmpty(data, varied);
  if (reason) {
    view.say(reason);
    return null;
  }

  const names = () => (state.get("parallel.axes") ?? varied.slice(0, FIRST_AXES).map((param) => param.name))
    .filter((name) => varied.some((param) => param.name === name));
  let axes = [];
  let spec = null;
  let chosen = null; // as drawn

  const canvas = h("canvas", { "aria-hidden": "true", width: 1, height: 1 });
  const layer = svg("g", { class: "lines" });
  const picture = svg("image", { display: "none", height: HEIGHT });
  const hovered = svg("path", { class: "hovered-line", fill: "none" });
  const ground = svg("rect", { fill: "transparent", height: HEIGHT });
  const axesLayer = svg("g", {});
  const figure = svg("svg", { class: "parallel-figure", role: "group", "aria-label": "Parallel coordinates" },
    picture, layer, hovered, ground, axesLayer);
  const stage = h("div", { class: "parallel-stage" }, canvas, figure);
  const scroller = h("div", { class: "scroll" }, stage);
  const caption = h("p", { class: "caption" });
  const lines = parallelLines(layer, canvas);
  const sight = inSight(figure, () => {
    if (!spec) return;
    const began = performance.now();
    lines.draw({ ...spec, chosen });
    figure.dataset.drawMs = (performance.now() - began).toFixed(1);
  });

  const brush = brushes(app, {
    scoreAxis: () => axes[axes.length - 1].scale,
    changed(positions, key) {
      axes.find((axis) => axis.key === key)?.drawn.tell();
      light(positions);
    },
  });
  const clear = button("Clear brushes", brush.clear, { class: "button quiet" });
  const choice = axesChoice(varied, {
    chosen: names, choose: (wanted) => state.set({ "parallel.axes": wanted }),
  });
  fill(view.controls, choice.element, clear);
  fill(view.body, scroller, caption);

  function build() {
    const metric = state.get("metric");
    axes = [
      ...names().map((name, k) => ({ key: name, title: name, scale: scaleOf(data, name), place: k })),
      { key: SCORE, title: metric ?? "score", scale: scoreScale(data, metric), place: null },
    ].map((axis) => ({ ...axis, drawn: parallelAxis(axis, {
      filter: () => brush.of(axis.key),
      setFilter: (rule, done) => brush.set(axis.key, rule, done),
      move: axis.place === null ? null : (steps) => moveAxis(axis.place, axis.place + steps),
    }) }));
    axes.filter((axis) => axis.place !== null).forEach(dragAxis);
    fill(axesLayer, axes.map((axis) => axis.drawn.element));
    choice.tell();
    caption.textContent = varied.length > names().length
      ? `Shown are ${names().length} of ${varied.length} parameters; choose others under “Axes”.` : "";
    arrange();
  }

  function arrange() {
    const given = scroller.clientWidth;
    if (!given) return;
    const gap = Math.max(LEAST_GAP, (given - SIDES.left - SIDES.right) / (axes.length - 1));
    const width = Math.max(given, SIDES.left + SIDES.right + gap * (axes.length - 1));
    stage.style.width = `${width}px`;
    figure.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    for (const element of [ground, picture]) element.setAttribute("width", width);
    const x = axes.map((_, k) => SIDES.left + gap * k);
    axes.forEach((axis, k) => axis.drawn.arrange(x[k], {
      height: HEIGHT, gap, figure,
      // The names of the outermost must not leave the figure.
      room: Math.min(gap, k === 0 ? 2 * SIDES.left : k === axes.length - 1 ? 2 * SIDES.right : gap),
    }));
    const y = (u) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - u);
    spec = {
      width, height: HEIGHT, n: data.n, x,
      y: axes.map(({ scale }) => scale.scattered(data.trials).map(y)),
      shade: shades(data, state.get("metric")),
    };
    sight.ask();
  }

  function light(positions) {
    // A brush has drawn already what it then selects.
    if (same(chosen, positions)) return;
    chosen = positions;
    figure.dataset.selected = positions?.size ?? 0;
    sight.ask();
  }

  const at = (event) => {
    const box = figure.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * spec.width,
      ((event.clientY - box.top) / box.height) * HEIGHT];
  };

  function moveAxis(from, to) {
    const order = names();
    const goal = Math.min(order.length - 1, Math.max(0, to));
    if (goal === from) return;
    const [name] = order.splice(from, 1);
    order.splice(goal, 0, name);
    state.set({ "parallel.axes": order });
    state.flush();
    axes[goal].drawn.heading.focus();
  }

  function dragAxis({ drawn, place }) {
    const put = (x) => drawn.element.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
    dragged(drawn.heading, {
      lineAt: (event) => at(event)[0],
      start() {},
      move: put,
      done(x) {
        put(spec.x[place]);
        moveAxis(place, Math.round((x - spec.x[0]) / (spec.x[1] - spec.x[0])));
      },
      cancel: () => put(spec.x[place]),
    });
  }

  function exported() {
    if (onCanvas(data.n)) {
      // The lines are on a canvas, which the file would know nothing of.
      picture.setAttribute("href", lines.picture());
      picture.removeAttribute("display");
      setTimeout(() => picture.setAttribute("display", "none"), 0);
    }
    return [{ label: "", element: figure }];
  }

  function followSelection() {
    const selection = state.get("selection");
    // What was selected elsewhere is not what the brushes say.
    if (brush.any() && selection?.from !== FROM) brush.forget();
    light(selection?.positions ?? null);
  }

  followLines(app, ground, { at, spec: () => spec, names });
  state.subscribe(["parallel.axes"], build);
  state.subscribe(["metric"], () => {
    if (brush.of(SCORE)) brush.clear(); // it speaks of another metric
    build();
  });
  state.subscribe(["selection"], followSelection);
  const tell = () => {
    clear.disabled = !brush.any();
    axes.forEach((axis) => axis.drawn.tell());
  };
  state.subscribe(["parallel.filters"], tell);
  state.subscribe(["dark"], sight.ask);
  state.subscribe(["hover"], () => {
    const i = state.get("hover");
    hovered.setAttribute("d", i === null || !spec ? "" : lineOf(spec, i));
  });
  figure.dataset.canvas = String(onCanvas(data.n));
  figure.dataset.selected = 0;
  build();
  tell();
  followSelection();
  drawnAt(scroller, arrange);
  return { destroy: sight.end };
}

function whyEmpty(data, varied) {
  if (!data.n) return "There are no trials yet.";
  if (!varied.length) return "No parameter varies, so all lines would be the same.";
  return null;
}

function same(a, b) {
  if (!a || !b || a.size !== b.size) return a === b;
  return [...a].every((i) => b.has(i));
}

// From 0 (bad) to SHADES - 1 (best); -1 without a score.
function shades(data, metric) {
  const line = scoreLine(data, metric);
  return Int8Array.from(data.scores(metric), (s) =>
    (Number.isNaN(s) ? -1 : Math.min(SHADES - 1, Math.floor(SHADES * line.at(s)))));
}
