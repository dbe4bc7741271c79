// The lines of parallel coordinates: SVG paths, or, beyond a few thousand trials, a
// canvas under the axes. Either way a few long paths, one for each shade of the score.
//
//   parallelLines(figure, canvas) -> {draw(spec), hover(text), picture()}
//      spec   {width, height, n, x: [pixels of the axes], y: [Float64Array of pixels],
//              shade: Int8Array (0 to SHADES - 1, -1 without a score), chosen: Set | null}
//      hover(path text or "")
//      lineOf(spec, i)   the path of one trial, as text
//      picture()   data URL of what the canvas shows, "" without one
//   SHADES, onCanvas(n)

import { svg } from "report/dom";
import { shade } from "report/pair-points";
import { colours } from "report/plots";

export const SHADES = 12;
export const onCanvas = (n) => n > 3000;

export function parallelLines(layer, canvas) {
  return {
    draw(spec) {
      const paths = pathsOf(spec);
      if (onCanvas(spec.n)) paint(canvas, spec, paths);
      else show(layer, paths);
    },
    picture: () => (canvas.width > 1 ? canvas.toDataURL("image/png") : ""),
  };
}

export function lineOf({ x, y }, i) {
  let text = "";
  for (let k = 0; k < x.length; k += 1) {
    text += `${k ? "L" : "M"}${x[k].toFixed(1)} ${y[k][i].toFixed(1)}`;
  }
  return text;
}

// From the back to the front: what is not chosen, then the worst to the best.
function pathsOf(spec) {
  const { n, shade: shades, chosen } = spec;
  const groups = Array.from({ length: SHADES + 2 }, () => []);
  for (let i = 0; i < n; i += 1) {
    const out = chosen && !chosen.has(i);
    groups[out ? 0 : shades[i] + 2].push(i);
  }
  const ink = colours();
  const shown = chosen ? chosen.size : n;
  const opacity = Math.max(0.12, Math.min(0.85, 12 / Math.sqrt(shown + 1)));
  return groups.map((group, k) => ({
    text: group.map((i) => lineOf(spec, i)).join(""),
    colour: k === 0 || k === 1 ? ink.faint : shade(ink.scale, 0.15 + (0.85 * (k - 2)) / (SHADES - 1)),
    opacity: k === 0 ? Math.min(0.3, 6 / Math.sqrt(n + 1)) : opacity,
    width: chosen && k ? 1.5 : 1.1,
  })).filter(({ text }) => text);
}

function show(layer, paths) {
  layer.replaceChildren(...paths.map(({ text, colour, opacity, width }) => svg("path", {
    d: text, stroke: colour, "stroke-opacity": opacity.toFixed(3), "stroke-width": width, fill: "none",
  })));
}

function paint(canvas, { width, height }, paths) {
  const sharpness = Math.min(2, devicePixelRatio || 1);
  canvas.width = width * sharpness;
  canvas.height = height * sharpness;
  const pen = canvas.getContext("2d");
  pen.scale(sharpness, sharpness);
  for (const { text, colour, opacity, width: thickness } of paths) {
    pen.strokeStyle = colour;
    pen.globalAlpha = opacity;
    pen.lineWidth = thickness;
    pen.stroke(new Path2D(text));
  }
}
