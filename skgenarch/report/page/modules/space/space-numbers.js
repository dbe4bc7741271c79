// The numbers of one parameter in the space editor: scores over values, two bounds to
// drag (or to move by keyboard, or to type), shades over what the draft leaves out.
//
//   numbersPart(card) -> {element, paint(), tell()}; card: see report/space-range

import { h, svg, uid } from "report/dom";
import { dots, put, scoreLine, thinned } from "report/dots";
import { drafting, hint } from "report/drafts";
import { number, score, shorten } from "report/format";
import { handle, pointIn } from "report/handle";

const W = 320, H = 150;
const PLOT = { left: 54, right: 302, top: 10, bottom: 122 };
const EDGES = [PLOT.left - 6, PLOT.right + 6];
const MOST_DOTS = 1500;

export function numbersPart(card) {
  const { app, param, scale } = card;
  const { data, state } = app;
  const { low, high, to } = scale.numbers;
  const width = PLOT.right - PLOT.left;
  const x = (value) => PLOT.left + (width * scale.at(value)) / (to || 1);
  const y = (u) => PLOT.bottom - (PLOT.bottom - PLOT.top) * u;
  const beside = (0.8 * scale.half * width) / (to || 1);
  const valueAt = (at, side) => {
    const u = (at + (side ? -1 : 1) * beside - PLOT.left) / width;
    return scale.readable(scale.value(to * Math.min(1, Math.max(0, u))));
  };
  const layers = { rest: dots("rest"), top: dots("top"), selected: dots("selected") };
  const shades = ["below", "above"].map((name) =>
    svg("rect", { class: ["shade", name], y: PLOT.top - 6, height: PLOT.bottom - PLOT.top + 12 }));
  const gone = ["below", "above"].map((name) =>
    svg("rect", { class: ["gone", name], y: PLOT.top - 6, height: PLOT.bottom - PLOT.top + 12 }));
  const labels = [svg("text", { class: "tick", x: PLOT.left - 8, y: y(1) + 4, "text-anchor": "end" }),
    svg("text", { class: "tick", x: PLOT.left - 8, y: y(0) + 4, "text-anchor": "end" })];

  // While an end is dragged: the state before, to which undo goes back, and how far
  // beside its handle the pointer is.
  let before = null;
  let grabbed = 0;
  const bounds = () => card.shown().bounds ?? [null, null];
  const limits = () => {
    const left = card.left();
    const [from, until] = left?.bounds ?? [null, null];
    return [from ?? low, until ?? high];
  };
  const ends = () => {
    const [from, until] = limits();
    const [a, b] = bounds();
    return [Math.max(a ?? from, from), Math.min(b ?? until, until)];
  };
  // A little outside the outermost dots while the end is open, and of scattered dots.
  const placeOf = (side) => {
    const value = ends()[side];
    if (value === [low, high][side]) return EDGES[side];
    return x(value) + (side ? 1 : -1) * beside;
  };
  const setEnd = (side, value, how) => {
    const [least, most] = limits();
    const other = ends()[1 - side];
    const within = side === 0
      ? Math.min(Math.max(value, least), other)
      : Math.max(Math.min(value, most), other);
    const open = side === 0 ? within <= low : within >= high;
    const next = [...bounds()];
    next[side] = open ? null : within;
    card.set({ ...card.shown(), bounds: next }, how, how === "step" ? before : null);
  };
  const handles = [0, 1].map((side) => handle(
    { label: `${side ? "Upper" : "Lower"} bound of ${shorten(param.name, 60)}`, name: side ? "high" : "low" },
    {
      lineAt: (event) => pointIn(figure, event).x,
      describe: () => {
        const [from, until] = limits();
        const now = ends()[side];
        return { now, min: from, max: until, text: scale.text(now) };
      },
      start: (at = 0) => {
        before = drafting(app);
        grabbed = at - placeOf(side);
      },
      move: (at) => setEnd(side, valueAt(at - grabbed, side), "hint"),
      step: (steps) => setEnd(side, Number.isFinite(steps)
        ? scale.next(ends()[side], steps)
        : steps > 0 ? high : low, "key"),
      done: (at) => {
        if (at !== undefined) setEnd(side, valueAt(at - grabbed, side), "step");
        before = null;
      },
      cancel: () => {
        hint(app, before.edits);
        before = null;
      },
    },
    svg("rect", { class: "reach", x: side ? -6 : -18, y: PLOT.top - 6, width: 24, height: PLOT.bottom - PLOT.top + 12 }),
    svg("line", { y1: PLOT.top - 6, y2: PLOT.bottom + 6 }),
    svg("rect", { class: "grip", x: side ? -2 : -6, y: (PLOT.top + PLOT.bottom) / 2 - 13, width: 8, height: 26, rx: 3 }),
  ));

  const titled = uid("range");
  const figure = svg("svg", {
    class: "range-figure", viewBox: `0 0 ${W} ${H}`, role: "group", "aria-labelledby": titled,
  },
  svg("title", { id: titled }, `Scores over ${shorten(param.name, 60)}, with its range`),
  svg("line", { class: "axis", x1: PLOT.left, x2: PLOT.right, y1: PLOT.bottom + 6, y2: PLOT.bottom + 6 }),
  scale.ticks(5).map((tick) => svg("g", { transform: `translate(${x(tick.value)} ${PLOT.bottom + 6})` },
    svg("line", { class: "axis", y2: 4 }),
    svg("text", { class: "tick", y: 17, "text-anchor": "middle" }, tick.text))),
  labels, Object.values(layers), gone, shades, handles);

  const inputs = [0, 1].map((side) => h("input", {
    type: "number", step: "any", inputmode: "decimal", "aria-label": `${side ? "Highest" : "Lowest"} ${shorten(param.name, 60)}`,
    on: { change: () => {
      const typed = inputs[side].valueAsNumber;
      const open = side ? high : low;
      setEnd(side, Number.isNaN(typed) ? open : scale.fitting(typed), "step");
      tell();
    } },
  }));

  function tell() {
    const kept = Boolean(card.shown().bounds);
    const [least, most] = limits();
    const from = least > low ? x(least) - beside : EDGES[0];
    const until = most < high ? x(most) + beside : EDGES[1];
    cover(gone[0], EDGES[0], from);
    cover(gone[1], until, EDGES[1]);
    cover(shades[0], from, kept ? placeOf(0) : until);
    cover(shades[1], placeOf(1), until);
    [0, 1].forEach((side) => {
      handles[side].setAttribute("transform", `translate(${placeOf(side)} 0)`);
      handles[side].tell();
      if (document.activeElement !== inputs[side]) inputs[side].value = shownNumber(bounds()[side]);
      inputs[side].placeholder = number(limits()[side]);
      inputs[side].disabled = !kept;
    });
    figure.classList.toggle("unkept", !kept);
  }
  function cover(rect, from, until) {
    rect.setAttribute("x", Math.min(from, until));
    rect.setAttribute("width", Math.max(0, until - from));
  }
  const shownNumber = (value) => (value === null ? "" : scale.text(value));

  function paint() {
    const metric = state.get("metric");
    const line = scoreLine(data, metric);
    const column = data.trials.numbers(param.name);
    const scores = data.scores(metric);
    const top = data.top(metric, data.topQuantile(metric));
    const chosen = state.get("selection")?.positions ?? new Set();
    const places = scale.scattered(data.trials);
    const drawn = data.order(metric).filter((i) => !Number.isNaN(column[i]));
    const at = [(i) => PLOT.left + (width * places[i]) / (to || 1), (i) => y(line.at(scores[i]))];
    put(layers.rest, thinned(drawn.filter((i) => !top[i]), MOST_DOTS), ...at);
    put(layers.top, thinned(drawn.filter((i) => top[i]), MOST_DOTS), ...at);
    put(layers.selected, thinned(drawn.filter((i) => chosen.has(i)), MOST_DOTS), ...at);
    const known = data.order(metric).length > 0;
    labels[0].textContent = known ? score(data, metric, line.high) : "";
    labels[1].textContent = known && line.low < line.high ? score(data, metric, line.low) : "";
    figure.classList.toggle("has-selection", chosen.size > 0);
  }

  return {
    element: h("div", {}, figure,
      h("div", { class: "range-inputs" },
        h("label", {}, h("span", {}, "from"), inputs[0]),
        h("label", {}, h("span", {}, "to"), inputs[1]))),
    paint,
    tell,
  };
}
