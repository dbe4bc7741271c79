// The trials of a pair as one picture: an SVG image that Plotly lays over the surface.
// As markers of Plotly, two thousand of them take longer to draw than people will wait.
//
//   pointsPicture(app, {x, y, width, height, fill, size}) -> {source: data URL, counts}
//      fill       null for hollow points, or {at(score) from 0 to 1, scale}
//   placeOf(width, height) -> {x(u), y(v)}   from the axes to pixels of the picture
//   MARGIN     of the axes, beyond the outermost values

import { AT_ONCE, thinned } from "report/dots";
import { dataUrl } from "report/pair-colours";
import { colours } from "report/plots";
import { scaleOf } from "report/scale";

export const MARGIN = 0.025;
const MOST_POINTS = 5000;
const SHADES = 16;

export function placeOf(width, height) {
  return {
    x: (u) => (width * (u + MARGIN)) / (1 + 2 * MARGIN),
    y: (v) => height * (1 - (v + MARGIN) / (1 + 2 * MARGIN)),
  };
}

export function pointsPicture(app, { x, y, width, height, fill, size }) {
  const { data, state } = app;
  const metric = state.get("metric");
  const scores = data.scores(metric);
  const top = data.top(metric, data.topQuantile(metric));
  const chosen = state.get("selection")?.positions ?? new Set();
  const xs = scaleOf(data, x).scattered(data.trials);
  const ys = scaleOf(data, y).scattered(data.trials);
  const place = placeOf(width, height);
  const at = (i) => `${place.x(xs[i]).toFixed(1)} ${place.y(ys[i]).toFixed(1)}`;
  const groups = grouped(data, metric, chosen);
  const ink = colours();
  const parts = [];
  const dots = (positions, colour, thickness) => {
    if (!positions.length) return;
    parts.push(`<g stroke="${colour}" stroke-width="${thickness}">`);
    for (let start = 0; start < positions.length; start += AT_ONCE) {
      const path = positions.slice(start, start + AT_ONCE).map((i) => `M${at(i)}h0`).join("");
      parts.push(`<path d="${path}"/>`);
    }
    parts.push("</g>");
  };
  // From the worst to the best, each with its rim under it, so that points stay apart.
  // A dark point on a dark surface needs a light rim, and the other way round.
  const filled = (positions, rim, rimWidth) => {
    const shades = Array.from({ length: SHADES }, () => []);
    for (const i of positions) {
      const u = fill ? Math.min(1, Math.max(0, fill.at(scores[i]))) : 0;
      shades[Math.min(SHADES - 1, Math.floor(u * SHADES))].push(i);
    }
    shades.forEach((some, k) => {
      dots(some, rim ?? (fill && k >= SHADES / 2 ? ink.paper : ink.soft), size + 2 * rimWidth);
      dots(some, fill ? shade(fill.scale, (k + 0.5) / SHADES) : ink.paper, size);
    });
  };
  const crosses = groups.failed.map((i) => `M${at(i)}m-2.5-2.5l5 5m0-5l-5 5`).join("");
  parts.push(`<g opacity="${chosen.size ? 0.5 : 1}">`);
  if (crosses) {
    parts.push(`<path d="${crosses}" stroke="${ink.paper}" stroke-width="3" stroke-opacity="0.6"/>`,
      `<path d="${crosses}" stroke="${ink.soft}" stroke-width="1.2"/>`);
  }
  filled(groups.rest, null, 0.9);
  filled(groups.top, ink.top, 1.9);
  parts.push("</g>");
  // Where many are selected, thick rings would hide what they are around.
  const ring = groups.selected.length > 150 ? 3 : 7;
  dots(groups.selected, ink.paper, size + ring + 3);
  dots(groups.selected, ink.accent, size + ring);
  filled(groups.selected.filter((i) => !Number.isNaN(scores[i])), ink.paper, 1.6);
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" `
    + `viewBox="0 0 ${width} ${height}" fill="none" stroke-linecap="round">${parts.join("")}</svg>`;
  return {
    source: dataUrl(text),
    counts: { top: groups.top.length, selected: groups.selected.length,
      drawn: groups.top.length + groups.rest.length + groups.failed.length },
  };
}

function grouped(data, metric, chosen) {
  const scores = data.scores(metric);
  const top = data.top(metric, data.topQuantile(metric));
  const groups = { failed: [], rest: [], top: [], selected: [] };
  for (let i = 0; i < data.n; i += 1) {
    if (chosen.has(i)) groups.selected.push(i);
    if (Number.isNaN(scores[i])) groups.failed.push(i);
    else groups[top[i] ? "top" : "rest"].push(i);
  }
  const share = Math.min(1, MOST_POINTS / data.n);
  for (const name of Object.keys(groups)) {
    groups[name] = thinned(groups[name], Math.ceil(share * groups[name].length));
  }
  return groups;
}

// A colour between those of a scale: [[0, "#rrggbb"], ..., [1, "#rrggbb"]].
export function shade(scale, u) {
  const k = Math.min(scale.length - 2, Math.floor(u * (scale.length - 1)));
  const [from, a] = scale[k];
  const [to, b] = scale[k + 1];
  const part = (u - from) / (to - from);
  const channels = [1, 3, 5].map((start) => {
    const [p, q] = [a, b].map((css) => parseInt(css.slice(start, start + 2), 16));
    return Math.round(p + (q - p) * part).toString(16).padStart(2, "0");
  });
  return `#${channels.join("")}`;
}
