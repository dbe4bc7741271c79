// Text within SVG, which does not wrap by itself.
//
//   textWidth(text, size, weight = 400)               in pixels, in the page's font
//   wrapped(text, width, {size, weight, lines = 3})   array of lines; the last ends with
//                                                     an ellipsis if there was more
//   textLines(lines, attrs, lineHeight)               an SVG <text>, its first baseline
//                                                     at attrs.y

import { svg } from "report/dom";

let pencil = null;

export function textWidth(text, size, weight = 400) {
  pencil ??= document.createElement("canvas").getContext("2d");
  pencil.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return pencil.measureText(text).width;
}

export function wrapped(text, width, { size = 13, weight = 400, lines = 3 } = {}) {
  const fits = (part) => textWidth(part, size, weight) <= width;
  // More than this never fits, and measuring it would take its time.
  const most = lines * Math.ceil(width / 2);
  const words = tied(text.slice(0, most)).split(/[ \t\r\n]+/).filter(Boolean);
  const found = [];
  let line = "";
  const all = () => [...found, line].filter(Boolean);
  for (let word of words) {
    if (fits(line ? `${line} ${word}` : word)) {
      line = line ? `${line} ${word}` : word;
      continue;
    }
    if (line) found.push(line);
    while (!fits(word) && found.length <= lines) {
      const part = longestFit(word, fits);
      found.push(part);
      word = word.slice(part.length);
    }
    line = word;
    if (found.length > lines) break;
  }
  const result = all();
  const cut = result.length > lines || text.length > most;
  if (!cut) return result;
  const kept = result.slice(0, lines);
  kept[kept.length - 1] = `${longestFit(kept[kept.length - 1], (part) => fits(`${part}…`))}…`;
  return kept;
}

// A number stays with what it is a number of.
function tied(text) {
  return text.replace(/\bp = (?=\d)/g, "p\u00a0=\u00a0").replace(/(\d) %/g, "$1\u00a0%");
}

function longestFit(word, fits) {
  const letters = Array.from(word);
  let low = 1;
  let high = letters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(letters.slice(0, middle).join(""))) low = middle;
    else high = middle - 1;
  }
  return letters.slice(0, low).join("");
}

export function textLines(lines, attrs, lineHeight = 16) {
  return svg("text", attrs, lines.map((line, i) =>
    svg("tspan", { x: attrs.x ?? 0, dy: i === 0 ? 0 : lineHeight }, line)));
}
