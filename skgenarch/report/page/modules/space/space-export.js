// All panels of the space editor as one figure, to save.
//
//   spaceFigure(cards) -> <svg>, on the page (out of sight) until it has been read
//      cards   the elements of report/space-range

import { svg } from "report/dom";

const WIDTH = 340;
const ACROSS = 3;
const HEAD = 26;
const ROW = 24;

export function spaceFigure(cards) {
  const heights = Array(ACROSS).fill(0);
  const parts = cards.map((card) => {
    const { element, height } = panel(card);
    const column = heights.indexOf(Math.min(...heights));
    element.setAttribute("transform", `translate(${column * WIDTH + 12} ${heights[column] + 8})`);
    heights[column] += height + 24;
    return element;
  });
  const [width, height] = [WIDTH * Math.min(ACROSS, cards.length), Math.max(...heights)];
  const figure = svg("svg", {
    class: "space-export", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true",
  }, parts);
  cards[0].parentElement.append(figure);
  setTimeout(() => figure.remove(), 0);
  return figure;
}

function panel(card) {
  const group = svg("g", {},
    svg("text", { class: "space-export-name", y: 14 }, card.querySelector("h3").textContent));
  let height = HEAD;
  const numbers = card.querySelector(".range-figure");
  if (numbers) {
    group.append(placed(numbers, 0, height, 320, 150));
    height += 150;
  }
  for (const row of card.querySelectorAll(".slot")) {
    const figure = row.querySelector(".slot-figure");
    const kept = row.querySelector("input").checked;
    group.append(svg("text", { class: "space-export-value", y: height + 15, opacity: kept ? 1 : 0.5 },
      `${kept ? "☑" : "☐"} ${row.querySelector("span").textContent.slice(0, 20)}`));
    if (figure) group.append(placed(figure, 150, height, 160, 22));
    height += ROW;
  }
  return { element: group, height };
}

function placed(figure, x, y, width, height) {
  const copied = figure.cloneNode(true);
  for (const [name, value] of Object.entries({ x, y, width, height })) copied.setAttribute(name, value);
  for (const part of copied.querySelectorAll("[tabindex]")) part.removeAttribute("tabindex");
  return copied;
}
