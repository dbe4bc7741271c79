// Two parameters: the trials as points over the surrogate's surface, drawn by Plotly.
//
//   drawPair(app, element, {x, y, colour}) -> Promise of the milliseconds it took
//      colour: "mean" | "std"
//   plotArea(element) -> {left, top, width, height} of the axes, in pixels, or null
//   spread(std)       a standard deviation in two digits

import { robustRange } from "report/axes";
import { number } from "report/format";
import { colourPicture } from "report/pair-colours";
import { MARGIN, pointsPicture } from "report/pair-points";
import { surfaceOf } from "report/pair-surface";
import { colours, draw, plain, plotly } from "report/plots";
import { scaleOf } from "report/scale";

const areas = new WeakMap();
export const plotArea = (element) => areas.get(element) ?? null;

export async function drawPair(app, element, { x, y, colour }) {
  await plotly();
  const began = performance.now();
  const { data, state } = app;
  const metric = state.get("metric");
  const surface = surfaceOf(data, metric, x, y);
  const width = element.clientWidth;
  const narrow = width < 560;
  const height = narrow ? 420 : 500;
  const axes = { x: axis(data, x, narrow, true), y: axis(data, y, narrow, false) };
  const margin = { l: axes.y.room, r: narrow ? 12 : 84, t: narrow ? 64 : 12, b: axes.x.room };
  const area = { left: margin.l, top: margin.t, width: width - margin.l - margin.r, height: height - margin.t - margin.b };
  const range = colourRange(data, metric, surface);
  const ink = colours();
  const uncertain = Boolean(surface) && colour === "std";
  const picture = pointsPicture(app, {
    x, y, width: area.width, height: area.height,
    size: data.n > 5000 ? 3.5 : data.n > 1200 ? 5 : 7,
    fill: uncertain ? null
      : { at: (s) => (s - range[0]) / (range[1] - range[0]), scale: ink.scale },
  });
  const overlay = { xref: "paper", yref: "paper", sizing: "stretch", layer: "above" };
  await draw(element, [surfaceTrace(data, metric, surface, uncertain, range, ink)], {
    width, height, margin,
    hovermode: false,
    xaxis: axes.x.layout,
    yaxis: axes.y.layout,
    shapes: [...bounds(data, x, "x", ink), ...bounds(data, y, "y", ink)],
    images: [
      { ...overlay, source: picture.source, x: 0, y: 1, sizex: 1, sizey: 1 },
      { ...overlay, ...colourBar(data, metric, surface, uncertain, range, ink, area, narrow) },
    ],
  }, { config: { staticPlot: true, responsive: false } });
  areas.set(element, area);
  Object.assign(element.dataset, picture.counts);
  return performance.now() - began;
}

// Numbers end where the slots begin; ticks stand for both. The room they take is measured
// here: Plotly would draw the whole figure several times to find out.
function axis(data, name, narrow, horizontal) {
  const scale = scaleOf(data, name);
  const most = horizontal ? (narrow ? 4 : 7) : 7;
  const ticks = [
    ...scale.ticks(most).map(({ at, text }) => [at, text]),
    ...scale.slots.map((slot) => [slot.middle, plain(slot.text, narrow ? 10 : 18)]),
  ];
  const widest = Math.max(0, ...ticks.map(([, text]) => measured(text)));
  const crowded = horizontal && widest * ticks.length > (narrow ? 270 : 620);
  const room = horizontal ? (crowded ? 0.75 * widest : 14) + 50 : widest + 46;
  return {
    room: Math.round(room),
    layout: {
      title: { text: plain(name, narrow ? 32 : 48), standoff: 10 },
      range: [-MARGIN, 1 + MARGIN],
      automargin: false,
      fixedrange: true,
      showgrid: false,
      zeroline: false,
      ticks: "outside",
      tickvals: ticks.map(([at]) => at),
      ticktext: ticks.map(([, text]) => text),
      tickangle: crowded ? -45 : 0,
    },
  };
}

let pen = null;
function measured(text) {
  if (!pen) {
    pen = document.createElement("canvas").getContext("2d");
    pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  }
  return pen.measureText(text).width;
}

// The surface has the colours to itself; scores beyond it take the outermost ones.
function colourRange(data, metric, surface) {
  const [low, high] = surface
    ? surface.range
    : robustRange(data.scores(metric)) ?? [0, 1];
  if (low === high) return [low - 0.5, high + 0.5];
  const room = surface ? 0.1 * (high - low) : 0;
  return [low - room, high + room];
}

// Without a surface, an empty one: Plotly draws no axes for nothing.
function surfaceTrace(data, metric, surface, uncertain, range, ink) {
  const shown = (s) => (s === null ? null : s - range[0]);
  return {
    type: "heatmap",
    x: surface?.x.edges ?? [0, 1],
    y: surface?.y.edges ?? [0, 1],
    z: !surface ? [[null]] : uncertain ? surface.std : surface.mean.map((row) => row.map(shown)),
    zmin: 0,
    zmax: uncertain ? surface.widest : range[1] - range[0],
    colorscale: uncertain ? uncertainty(ink) : ink.scale,
    showscale: false,
    hoverinfo: "skip",
  };
}

const uncertainty = (ink) => [[0, ink.paper], [1, ink.faint]];

// Drawn here as well: Plotly's own takes as long as the rest of the figure.
function colourBar(data, metric, surface, uncertain, range, ink, area, narrow) {
  const minimised = data.minimised(metric) && !uncertain;
  const [width, height] = narrow ? [area.width, 56] : [76, area.height];
  const ends = uncertain ? [0, surface.widest] : minimised ? [-range[1], -range[0]] : range;
  const given = uncertain ? uncertainty(ink) : ink.scale;
  const source = colourPicture({
    range: ends,
    shown: (x) => number(x, 3),
    colours: minimised ? given.map(([at, css]) => [1 - at, css]).reverse() : given,
    words: uncertain ? "± one standard deviation" : `${plain(metric, 30)}${surface ? ", expected" : ""}`,
    width, height, lying: narrow,
  });
  return narrow
    ? { source, x: 0, y: 1 + 6 / area.height, yanchor: "bottom", sizex: 1, sizey: height / area.height }
    : { source, x: 1 + 10 / area.width, y: 1, sizex: width / area.width, sizey: 1 };
}

export function spread(std) {
  return std === null || std === undefined ? "?" : Number(std.toPrecision(2)).toString();
}

// "inactive" is no value: a line sets its slot off from the others.
function bounds(data, name, direction, ink) {
  const across = direction === "x";
  return scaleOf(data, name).slots.filter((slot) => slot.index < 0).map((slot) => ({
    type: "line",
    xref: across ? "x" : "paper",
    yref: across ? "paper" : "y",
    ...(across ? { x0: slot.from, x1: slot.from, y0: 0, y1: 1 } : { y0: slot.from, y1: slot.from, x0: 0, x1: 1 }),
    line: { color: ink.soft, width: 1, dash: "dot" },
  }));
}
