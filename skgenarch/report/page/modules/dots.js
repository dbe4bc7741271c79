// Many small dots as one SVG path each kind, which is drawn far faster than as many
// circles: the round caps of lines without length.
//
//   dots(className) -> <path>;  put(path, positions, x, y)  x, y: functions of a position
//   thinned(positions, most)    at most so many of them, spread evenly
//   scoreLine(data, metric)     {low, high, at(score)}: scores from 0 to 1; far outliers
//                               at the low end lie on its edge

import { robustRange } from "report/axes";
import { svg } from "report/dom";

export function dots(className) {
  return svg("path", { class: ["dots", className], "stroke-linecap": "round", fill: "none" });
}

export function put(path, positions, x, y) {
  let text = "";
  for (const i of positions) text += `M${x(i).toFixed(1)} ${y(i).toFixed(1)}h0`;
  path.setAttribute("d", text);
}

export function thinned(positions, most) {
  if (positions.length <= most) return positions;
  const every = positions.length / most;
  return Array.from({ length: most }, (_, k) => positions[Math.floor(k * every)]);
}

const lines = new WeakMap();

export function scoreLine(data, metric) {
  if (!lines.has(data)) lines.set(data, new Map());
  const known = lines.get(data);
  if (!known.has(metric)) {
    const [low, high] = robustRange(data.scores(metric)) ?? [0, 1];
    const at = (s) => (high > low ? Math.max(0, (s - low) / (high - low)) : 0.5);
    known.set(metric, { low, high, at });
  }
  return known.get(metric);
}
