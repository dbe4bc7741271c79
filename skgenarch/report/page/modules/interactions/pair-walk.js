// The figure of a pair by keyboard: the arrow keys walk over it cell by cell, each cell is
// told in words, Enter selects its trials.
//
//   pairWalk(app, stage, figure, {chosen}) -> {element (the words), tell()}

import { h } from "report/dom";
import { count, median, score, shorten } from "report/format";
import { plotArea } from "report/pair-figure";
import { placeOf } from "report/pair-points";
import { matching, sentence } from "report/rules";
import { scaleOf } from "report/scale";

const CELLS = 8;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

export function pairWalk(app, stage, figure, { chosen }) {
  const { data, state } = app;
  const words = h("p", { class: "walk-words", role: "status" });
  const mark = h("div", { class: "walk-mark", hidden: true });
  const field = h("div", {
    class: "walk", tabindex: "0", role: "application",
    "aria-label": "Figure: walk over it with the arrow keys, Enter selects the trials of a cell",
    on: { keydown, focus: show, blur: () => { mark.hidden = true; words.textContent = ""; } },
  }, mark);
  stage.append(field);
  let place = [0, 0];

  function lines() {
    return chosen().map((name) => scaleOf(data, name).cells(CELLS));
  }

  function keydown(event) {
    const cells = lines();
    if (event.key in MOVES && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      place = place.map((at, side) =>
        Math.min(cells[side].length - 1, Math.max(0, at + MOVES[event.key][side])));
      show();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const rules = rulesHere(cells);
      const label = sentence(data, rules);
      state.select(matching(data, rules), {
        from: "interactions", label, offers: rules.length ? [{ label, rules }] : [],
      });
    } else if (event.key === "Escape") {
      state.clearSelection();
    }
  }

  function rulesHere(cells) {
    return cells.map((line, side) => line[place[side]].rule).filter(Boolean);
  }

  function show() {
    const cells = lines();
    const [x, y] = cells.map((line, side) => line[place[side]]);
    const area = plotArea(figure);
    if (area) {
      const place = placeOf(area.width, area.height);
      Object.assign(mark.style, {
        left: `${area.left + place.x(x.from)}px`, width: `${place.x(x.to) - place.x(x.from)}px`,
        top: `${area.top + place.y(y.to)}px`, height: `${place.y(y.from) - place.y(y.to)}px`,
      });
      mark.hidden = false;
    }
    words.textContent = inWords(rulesHere(cells));
  }

  function inWords(rules) {
    const metric = state.get("metric");
    const inside = new Set(matching(data, rules));
    const ranked = data.order(metric).filter((i) => inside.has(i));
    const scores = data.scores(metric);
    const found = ranked.length
      ? `, best ${score(data, metric, scores[ranked[0]])}, median ${score(data, metric, median(Array.from(ranked, (i) => scores[i])))}`
      : "";
    return `${shorten(sentence(data, rules) || "all", 200)}: ${count(inside.size, "trial")}${found}.`;
  }

  return {
    element: words,
    tell() {
      place = lines().map((line) => line.length >> 1);
      mark.hidden = true;
      words.textContent = "";
    },
  };
}
