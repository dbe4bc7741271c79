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
const MOST_BEHIND = 4000; // lines that are not chosen, of which more show nothing new
const MOST_LINES = 12000;

export const onCanvas = (n) => n > MOST_PATHS;

export function parallelLines(layer, canvas) {
  return {
    draw(spec) {
      const groups = grouped(spec);
      if (onCanvas(spec.n)) paint(canvas, spec, groups);
      else show(layer, spec, groups);
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

// From the back to the front: what is not chosen, then without a score, then worst to best.
function grouped({ n, shade: shades, chosen }) {
  const behind = [];
  const groups = Array.from({ length: SHADES + 1 }, () => []);
  for (let i = 0; i < n; i += 1) {
    if (chosen && !chosen.has(i)) behind.push(i);
    else groups[shades[i] + 1].push(i);
  }
  const ink = colours();
  const shown = chosen ? chosen.size : n;
  const opacity = Math.max(0.1, Math.min(0.85, 12 / Math.sqrt(shown + 1)));
  const share = Math.min(1, MOST_LINES / Math.max(1, shown));
  return [
    { positions: thinned(behind, MOST_BEHIND), colour: ink.faint, width: 1,
      opacity: Math.min(0.3, 5 / Math.sqrt(behind.length + 1)) },
    ...groups.map((positions, k) => ({
      // All of the best: they are what people look for.
      positions: k === SHADES ? positions : thinned(positions, Math.ceil(share * positions.length)),
      colour: k ? shade(ink.scale, 0.12 + 0.88 * ((k - 1) / (SHADES - 1)) ** 1.6) : ink.faint,
      opacity,
      width: chosen ? 1.5 : 1.1,
    })),
  ].filter(({ positions }) => positions.length);
}

function show(layer, spec, groups) {
  layer.replaceChildren(...groups.map(({ positions, colour, opacity, width }) =>
    svg("g", { stroke: colour, "stroke-opacity": opacity.toFixed(3), "stroke-width": width, fill: "none" },
      positions.map((i) => svg("path", { d: lineOf(spec, i) })))));
}

function paint(canvas, spec, groups) {
  const sharpness = spec.n > 3000 ? 1 : Math.min(2, devicePixelRatio || 1);
  const image = rasterLines({ ...spec, sharpness }, groups);
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d").putImageData(image, 0, 0);
}
