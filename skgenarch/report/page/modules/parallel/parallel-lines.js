// The lines of parallel coordinates: SVG paths for a few trials; for many, pixels on a
// canvas under the axes.
//
//   parallelLines(layer, canvas) -> {draw(spec), picture()}
//      spec   {width, height, n, x: [pixels of the axes], y: [Float64Array of pixels],
//              shade: Int8Array (0 to SHADES - 1, -1 without a score), chosen: Set | null}
//      picture()   data URL of what the canvas shows
//   lineOf(spec, i)   the path of one trial, as text
//   SHADES, onCanvas(n)

import { svg } from "report/dom";
import { thinned } from "report/dots";
import { rasterLines } from "report/line-raster";
import { shade } from "report/pair-points";
import { colours } from "report/plots";

export const SHADES = 12;
const MOST_PATHS = 400;
// More lines show nothing new, but take their time.
const MOST_BEHIND = 1500;
const MOST_LINES = 5000;

export const onCanvas = (n) => n > MOST_PATHS;

export function parallelLines(layer, canvas) {
  return {
    draw(spec) {
      const layers = layersOf(spec);
      if (onCanvas(spec.n)) paint(canvas, spec, layers);
      else show(layer, spec, layers);
    },
    picture: () => canvas.toDataURL("image/png"),
  };
}

export function lineOf({ x, y }, i) {
  let text = "";
  for (let k = 0; k < x.length; k += 1) {
    text += `${k ? "L" : "M"}${x[k].toFixed(1)} ${y[k][i].toFixed(1)}`;
  }
  return text;
}

// What is not chosen lies behind; in front, the best cover the worse.
function layersOf({ n, shade: shades, chosen }) {
  const behind = [];
  const shown = [];
  for (let i = 0; i < n; i += 1) (chosen && !chosen.has(i) ? behind : shown).push(i);
  const ink = colours();
  const groups = Array.from({ length: SHADES + 1 }, () => []);
  const rest = shown.filter((i) => shades[i] !== SHADES - 1);
  for (const i of thinned(rest, MOST_LINES)) groups[shades[i] + 1].push(i);
  // All of the best: they are what people look for.
  groups[SHADES] = shown.filter((i) => shades[i] === SHADES - 1);
  return [
    {
      groups: [thinned(behind, MOST_BEHIND)],
      palette: [ink.faint],
      opacity: Math.min(0.3, 5 / Math.sqrt(behind.length + 1)),
      width: 1,
    },
    {
      groups,
      palette: groups.map((_, k) =>
        (k ? shade(ink.scale, 0.12 + 0.88 * ((k - 1) / (SHADES - 1)) ** 1.6) : ink.faint)),
      opacity: Math.max(0.1, Math.min(0.85, 12 / Math.sqrt(shown.length + 1))),
      width: chosen ? 1.5 : 1.1,
    },
  ];
}

function show(layer, spec, layers) {
  layer.replaceChildren(...layers.flatMap(({ groups, palette, opacity, width }) =>
    groups.map((group, k) =>
      svg("g", { stroke: palette[k], "stroke-opacity": opacity.toFixed(3), "stroke-width": width, fill: "none" },
        group.map((i) => svg("path", { d: lineOf(spec, i) }))))));
}

function paint(canvas, spec, layers) {
  const sharpness = spec.n > 3000 ? 1 : Math.min(2, devicePixelRatio || 1);
  const image = rasterLines({ ...spec, sharpness }, layers);
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d").putImageData(image, 0, 0);
}
