// The pointer over the figure of a pair: what is there is told in a tip, a click selects
// the trial, a box or a lasso all trials in it.
//
//   followPointer(app, stage, figure, {chosen: () => [x, y], drag}) -> {element, tell()}
//      drag()   "box" | "lasso" | null (clicks only)

import { h, svg } from "report/dom";
import { score, shorten } from "report/format";
import { dragged } from "report/handle";
import { plotArea, spread } from "report/pair-figure";
import { placeOf } from "report/pair-points";
import { surfaceOf } from "report/pair-surface";
import { combine, matching, sentence } from "report/rules";
import { scaleOf } from "report/scale";
import { hideTip, showTip } from "report/tip";

const REACH = 9; // pixels
const CLICK = 4;
const FROM = "interactions";

export function followPointer(app, stage, figure, { chosen, drag }) {
  const { data, state } = app;
  const drawn = svg("path", { class: "lasso-line" });
  const field = svg("svg", { class: "lasso", "aria-hidden": "true" }, drawn);
  stage.append(field);
  let line = [];
  const show = () => {
    const corners = drag() === "box" && line.length ? boxed(line) : line;
    drawn.setAttribute("d", corners.length > 1 ? `M${corners.map((p) => p.join(" ")).join("L")}Z` : "");
  };
  const at = (event) => {
    const box = field.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  dragged(field, {
    lineAt: at,
    start(point) {
      hideTip();
      line = [point];
    },
    move(point) {
      if (!drag()) return;
      if (drag() === "box") line = [line[0], point];
      else line.push(point);
      show();
    },
    done(point, event) {
      const path = line;
      line = [];
      show();
      const far = Math.max(0, ...path.map((p) => Math.hypot(p[0] - point[0], p[1] - point[1])));
      if (far < CLICK) click(event);
      else if (drag() === "box") selectBox(app, chosen(), onAxes(figure, boxed(path)));
      else if (drag() === "lasso") selectLasso(app, chosen(), onAxes(figure, path));
    },
    cancel() {
      line = [];
      show();
    },
  });
  field.addEventListener("pointermove", (event) => {
    if (event.buttons) return;
    const found = under(app, figure, chosen(), at(event));
    state.set({ hover: found?.trial ?? null });
    const words = found && inWords(app, chosen(), found);
    if (words) showTip(event.clientX, event.clientY, words.map((part, k) => h(k ? "div" : "strong", {}, part)));
    else hideTip();
  });
  field.addEventListener("pointerleave", () => {
    hideTip();
    state.set({ hover: null });
  });

  function click(event) {
    const trial = under(app, figure, chosen(), at(event))?.trial;
    if (trial === undefined) {
      state.clearSelection();
      return;
    }
    const before = event.shiftKey ? state.get("selection")?.positions ?? [] : [];
    state.select([...before, trial], { from: FROM, label: data.trialName(trial) });
  }
  return { element: field, tell: () => { field.dataset.drag = drag() || "none"; } };
}

function boxed([first, last = first]) {
  return [first, [last[0], first[1]], last, [first[0], last[1]]];
}

// From pixels of the figure to the axes.
function onAxes(figure, points) {
  const area = plotArea(figure);
  const place = placeOf(area.width, area.height);
  const [zero, one, bottom, upper] = [place.x(0), place.x(1), place.y(0), place.y(1)];
  return points.map(([x, y]) => [
    (x - area.left - zero) / (one - zero),
    (y - area.top - bottom) / (upper - bottom),
  ]);
}

// {u, v} on the axes and, if one is near, the trial; null outside of the axes.
function under({ data }, figure, [x, y], point) {
  const area = plotArea(figure);
  if (!area) return null;
  const [left, top] = [point[0] - area.left, point[1] - area.top];
  if (left < 0 || top < 0 || left > area.width || top > area.height) return null;
  const place = placeOf(area.width, area.height);
  const xs = scaleOf(data, x).scattered(data.trials);
  const ys = scaleOf(data, y).scattered(data.trials);
  let nearest = REACH;
  let trial;
  for (let i = 0; i < data.n; i += 1) {
    const far = Math.hypot(place.x(xs[i]) - left, place.y(ys[i]) - top);
    if (far < nearest) [nearest, trial] = [far, i];
  }
  const [[u, v]] = onAxes(figure, [point]);
  return { trial, u, v };
}

function inWords({ data, state }, [x, y], { trial, u, v }) {
  const metric = state.get("metric");
  const surface = surfaceOf(data, metric, x, y);
  const column = surface && cellAt(surface.x.edges, u);
  const row = surface && cellAt(surface.y.edges, v);
  const mean = surface?.mean[row]?.[column] ?? null;
  const expected = mean === null ? null
    : `Model: ${score(data, metric, mean)} ± ${spread(surface.std[row][column])}`;
  if (trial !== undefined) {
    return [
      `${data.trialName(trial)}: ${score(data, metric, data.scores(metric)[trial])}`,
      ...[x, y].map((name) => `${shorten(name, 40)}: ${shorten(data.valueText(name, trial), 60)}`),
      expected,
    ].filter(Boolean);
  }
  if (!expected) return null;
  return [expected, `${shorten(x, 40)}: ${shorten(surface.x.texts[column], 60)}`,
    `${shorten(y, 40)}: ${shorten(surface.y.texts[row], 60)}`];
}

function cellAt(edges, u) {
  for (let k = 0; k < edges.length - 1; k += 1) {
    if (u >= edges[k] && u < edges[k + 1]) return k;
  }
  return -1;
}

// What a box selects is what its rule says, so that the rule can be kept.
function selectBox({ data, state }, names, corners) {
  const rules = names.map((name, side) =>
    scaleOf(data, name).ruleOf(corners[0][side], corners[2][side]));
  if (rules.includes(undefined)) return;
  const both = combine(data, rules.filter(Boolean)) ?? [];
  const label = sentence(data, both) || "all trials";
  state.select(matching(data, both), {
    from: FROM, label, offers: both.length ? [{ label, rules: both }] : [],
  });
}

function selectLasso({ data, state }, [x, y], corners) {
  const across = scaleOf(data, x).scattered(data.trials);
  const up = scaleOf(data, y).scattered(data.trials);
  const inside = [];
  for (let i = 0; i < data.n; i += 1) {
    if (within(across[i], up[i], corners)) inside.push(i);
  }
  state.select(inside, { from: FROM, label: `in a lasso over ${shorten(x, 60)} and ${shorten(y, 60)}` });
}

// By counting how often a ray to the right crosses the line.
function within(x, y, corners) {
  let inside = false;
  corners.forEach(([ax, ay], k) => {
    const [bx, by] = corners[(k || corners.length) - 1];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}
