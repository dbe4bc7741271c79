// What the colours of a pair's figure stand for: a bar with its numbers, as a picture.
//
//   colourPicture({range, shown, colours, words, width, height, lying}) -> data URL
//      range     [low, high] of the colours, from left to right or from below
//      colours   [[0, css], ..., [1, css]];  shown(x) the number as text
//      words     what it is, escaped by `plain`
//      lying     true for a bar that lies, false for one that stands
//   dataUrl(text)   of an SVG text

import { line, ticks } from "report/axes";
import { colours as pageColours } from "report/plots";

const THICKNESS = 9;

export function colourPicture({ range, shown, colours, words, width, height, lying }) {
  const [low, high] = range;
  const ink = pageColours();
  const family = getComputedStyle(document.body).fontFamily.replace(/[<>&"]/g, "'");
  const stops = colours.map(([at, css]) => `<stop offset="${at}" stop-color="${css}"/>`).join("");
  const marks = ticks(low, high, lying ? 4 : 6);
  const parts = lying
    ? lyingBar(width, height, marks, line(low, high, 0, width), shown, words)
    : standingBar(height, marks, line(low, high, height, 0), shown, words);
  return dataUrl(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" `
    + `viewBox="0 0 ${width} ${height}"><defs><linearGradient id="c" x1="0" y1="${lying ? 0 : 1}" `
    + `x2="${lying ? 1 : 0}" y2="0">${stops}</linearGradient></defs>`
    + `<g font-family="${family}" font-size="11" fill="${ink.soft}">${parts}</g></svg>`);
}

function standingBar(height, marks, place, shown, words) {
  const inside = (y) => Math.min(height - 6, Math.max(6, y)); // or the picture cuts it
  return `<rect width="${THICKNESS}" height="${height}" fill="url(#c)"/>`
    + marks.map((x) => `<text x="${THICKNESS + 5}" y="${inside(place(x)).toFixed(1)}" dy="4">${shown(x)}</text>`).join("")
    + `<text transform="translate(${THICKNESS + 54} ${height / 2}) rotate(-90)" text-anchor="middle">${words}</text>`;
}

function lyingBar(width, height, marks, place, shown, words) {
  const top = height - THICKNESS - 18;
  const inside = marks.filter((x) => place(x) > 12 && place(x) < width - 12);
  return `<rect y="${top}" width="${width}" height="${THICKNESS}" fill="url(#c)"/>`
    + inside.map((x) => `<text x="${place(x).toFixed(1)}" y="${height - 5}" text-anchor="middle">${shown(x)}</text>`).join("")
    + `<text x="${width / 2}" y="${top - 6}" text-anchor="middle">${words}</text>`;
}

export function dataUrl(text) {
  const bytes = new TextEncoder().encode(text);
  let letters = "";
  // In pieces: a call takes only so many arguments.
  for (let start = 0; start < bytes.length; start += 8192) {
    letters += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return `data:image/svg+xml;base64,${btoa(letters)}`;
}
