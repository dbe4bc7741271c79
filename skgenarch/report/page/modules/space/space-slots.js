// One value in the space editor that is no number (or all the numbers of a parameter
// that has both): a box to tick, and its trials' scores along a line.
//
//   slotRow(card, slot | null) -> {element, paint(), tell()}; null stands for the numbers

import { h, svg } from "report/dom";
import { dots, put, scoreLine, thinned } from "report/dots";
import { count, median, score, shorten } from "report/format";
import { sameValue } from "report/rules";
import { slotKept } from "report/scale-rules";

const W = 160, H = 22;
const MOST_DOTS = 600;

export function slotRow(card, slot) {
  const { app, param, scale } = card;
  const { data, state } = app;
  const text = slot ? slot.text : "a number";
  const value = slot && slot.index >= 0 ? param.categories[slot.index].data : null;
  const box = h("input", { type: "checkbox", on: { change: keep } });
  const layers = { rest: dots("rest"), top: dots("top"), selected: dots("selected") };
  const middle = svg("line", { class: "median", y1: 3, y2: H - 3 });
  const figure = slot && svg("svg", {
    class: "slot-figure", viewBox: `0 0 ${W} ${H}`, preserveAspectRatio: "none", "aria-hidden": "true",
  },
  svg("line", { class: "axis", x1: 4, x2: W - 4, y1: H / 2, y2: H / 2 }), Object.values(layers), middle);
  const element = h("div", { class: ["slot", slot?.index === -1 && "inactive"],
    data: { value: shorten(text, 80) } },
  h("label", { title: text.length > 24 ? shorten(text, 400) : null }, box, h("span", {}, shorten(text, 60))), figure);

  function keep() {
    const shown = card.shown();
    let { bounds, categories, inactive } = shown;
    if (!slot) bounds = box.checked ? [null, null] : null;
    else if (slot.index < 0) inactive = box.checked;
    else if (box.checked) categories = inOrder(param, [...categories, value]);
    else categories = categories.filter((other) => !sameValue(other, value));
    if (!card.set({ bounds, categories, inactive }, "step")) box.checked = !box.checked;
  }

  function tell() {
    const shown = card.shown();
    const kept = slot ? slotKept(scale, shown, slot) : Boolean(shown.bounds);
    const left = card.left();
    const decided = left && (slot ? !slotKept(scale, left, slot) : !left.bounds);
    box.checked = kept && !decided;
    box.disabled = Boolean(decided);
    element.classList.toggle("unkept", !box.checked);
  }

  function paint() {
    if (!slot) return;
    const metric = state.get("metric");
    const line = scoreLine(data, metric);
    const scores = data.scores(metric);
    const numbers = data.trials.numbers(param.name);
    const column = data.trials.categories(param.name);
    const top = data.top(metric, data.topQuantile(metric));
    const chosen = state.get("selection")?.positions ?? new Set();
    const own = data.order(metric).filter((i) => column[i] === slot.index && Number.isNaN(numbers[i]));
    const x = (i) => 4 + (W - 8) * line.at(scores[i]);
    const y = (i) => H / 2 + (((i * 7919) % 11) - 5);
    put(layers.rest, thinned(own.filter((i) => !top[i]), MOST_DOTS), x, y);
    put(layers.top, thinned(own.filter((i) => top[i]), MOST_DOTS), x, y);
    put(layers.selected, thinned(own.filter((i) => chosen.has(i)), MOST_DOTS), x, y);
    const half = 4 + (W - 8) * line.at(median(Array.from(own, (i) => scores[i])));
    middle.setAttribute("visibility", own.length ? "visible" : "hidden");
    if (own.length) {
      middle.setAttribute("x1", half);
      middle.setAttribute("x2", half);
    }
    figure.classList.toggle("has-selection", chosen.size > 0);
    box.setAttribute("aria-description", own.length
      ? `${count(own.length, "trial")}, best ${score(data, metric, scores[own[0]])}, median ${score(data, metric, scores[half])}`
      : "no trial with a score");
  }

  return { element, paint, tell };
}

// As in the space, so that sentences do not depend on the order of the clicks.
function inOrder(param, values) {
  const place = (value) => param.categories.findIndex((entry) => sameValue(entry.data, value));
  return [...values].sort((a, b) => place(a) - place(b));
}
