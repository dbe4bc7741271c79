// Plotly, unpacked from the page itself when first needed, in the page's own colours.
// Figures are saved by report/exporting.
//
//   plotly()                 Promise of Plotly
//   draw(element, traces, layout = {}, {label, config} = {})  Promise of the element: draws
//                            or, if it is drawn, updates (Plotly.react). `label` is read
//                            out instead of the figure. Call it again when "dark" changes.
//   themed(layout)           the layout with fonts, colours, margins of the page put in
//   colours()                {paper, panel, ink, soft, faint, line, accent, top, good, bad,
//                             scale: [[0, css], ...] from bad to good scores}, as shown now
//   plain(text, length = 40) a user's text for Plotly, which reads HTML in names, ticks,
//                            `text` and `customdata`: escaped, on one line, cut.
//                            Never put a user's text in a hovertemplate: it would read %{}.
//   release(element)         frees what draw() holds

import { h } from "report/dom";
import { shorten } from "report/format";
import { unpack } from "report/packed";

let loading = null;

export function plotly() {
  loading ??= (async () => {
    if (!window.Plotly) {
      const source = await unpack("plotly-source");
      document.head.append(h("script", {}, source));
    }
    return window.Plotly;
  })();
  return loading;
}

export async function draw(element, traces, layout = {}, { label = "", config = {} } = {}) {
  const library = await plotly();
  if (label) {
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", label);
  }
  await library.react(element, traces, themed(layout), {
    displayModeBar: false, responsive: true, showTips: false, doubleClick: "reset", ...config,
  });
  return element;
}

export function release(element) {
  if (window.Plotly && element.data) window.Plotly.purge(element);
}

export function colours() {
  const style = getComputedStyle(document.documentElement);
  const get = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    paper: get("paper"), panel: get("panel"), ink: get("ink"), soft: get("ink-soft"),
    faint: get("faint"), line: get("line"), accent: get("accent"), top: get("top"),
    good: get("good"), bad: get("bad"),
    scale: [0, 1, 2, 3, 4].map((step) => [step / 4, get(`scale-${step}`)]),
  };
}

function themed(layout) {
  const { ink, soft, line, panel, accent } = colours();
  const family = getComputedStyle(document.body).fontFamily;
  const axis = (given) => ({
    gridcolor: line, zerolinecolor: line, linecolor: line, tickcolor: line,
    automargin: true, ...given,
    tickfont: { color: soft, size: 12, ...given?.tickfont },
  });
  const result = {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    margin: { l: 56, r: 16, t: 16, b: 48 }, dragmode: false, showlegend: false,
    colorway: [accent], ...layout,
    font: { family, size: 13, color: ink, ...layout.font },
    hoverlabel: { bgcolor: panel, bordercolor: line, font: { family, color: ink }, align: "left" },
    xaxis: axis(layout.xaxis), yaxis: axis(layout.yaxis),
  };
  for (const key of Object.keys(layout)) {
    if (/^[xy]axis\d+$/.test(key)) result[key] = axis(layout[key]);
  }
  return result;
}

export function plain(text, length = 40) {
  const line = String(text).replace(/[\s\p{Cc}\p{Cf}]+/gu, " ");
  return shorten(line, length).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
