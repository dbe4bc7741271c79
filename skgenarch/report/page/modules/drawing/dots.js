// Many small dots as a few SVG paths, which are drawn faster than as many circles: the
// round caps of lines without length.
//
//   dots(className) -> <g>;  put(group, positions, x, y)  x, y: functions of a position
//   AT_ONCE     dots in a path: browsers are slow with longer ones
//   thinned(positions, most)    at most so many of them, spread evenly
//   scoreLine(data, metric)     {low, high, at(score)}: scores from 0 to 1; far outliers
//                               at the low end lie on its edge

import { robustRange } from "report/axes";
import { svg } from "report/dom";

export const AT_ONCE = 120;

export function dots(className) {
  return svg("g", { class: ["dots", className], "stroke-linecap": "round", fill: "none" });
}

export function put(group, positions, x, y) {
  const paths = [];
  for (let start = 0; start < positions.length; start += AT_ONCE) {
    let text = "";
    for (let k = start; k < Math.min(start + AT_ONCE, positions.length); k += 1) {
      text += `M${x(positions[k]).toFixed(1)} ${y(positions[k]).toFixed(1)}h0`;
    }
    paths.push(svg("path", { d: text }));
  }
  group.replaceChildren(...paths);
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
