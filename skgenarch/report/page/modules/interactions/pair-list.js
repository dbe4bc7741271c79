// The pairs of parameters, strongest interaction first, as buttons; and two boxes for any
// other pair.
//
//   pairList(app, {chosen: () => [x, y], choose(x, y)}) -> {element, tell()}
//   pairChoices(app, {chosen, choose}) -> {elements, tell()}

import { fill, h } from "report/dom";
import { number, shorten } from "report/format";
import { button, choice } from "report/views";

const FIRST = 8;

export function pairList(app, { chosen, choose }) {
  const { data, state } = app;
  let all = false;
  const element = h("div", { class: "pairs" });
  function tell() {
    const pairs = data.view(state.get("metric")).interactions;
    const strongest = Math.max(...pairs.map((pair) => pair.strength), Number.MIN_VALUE);
    const [x, y] = chosen();
    const items = (all ? pairs : pairs.slice(0, FIRST)).map((pair) => {
      const [a, b] = pair.params;
      const current = (a === x && b === y) || (a === y && b === x);
      return h("li", {}, h("button", {
        type: "button", class: "pair", "aria-pressed": String(current),
        title: `${shorten(a, 200)} × ${shorten(b, 200)}`,
        data: { pair: `${shorten(a, 60)} × ${shorten(b, 60)}` },
        on: { click: () => choose(a, b) },
      },
      h("span", { class: "pair-names" }, h("span", {}, shorten(a, 40)), " × ", h("span", {}, shorten(b, 40))),
      h("span", { class: "pair-number", title: "strength" }, number(pair.strength, 2)),
      h("span", { class: "pair-bar", "aria-hidden": "true" },
        h("span", { style: { width: `${(100 * Math.max(0, pair.strength)) / strongest}%` },
          class: pair.significant ? "significant" : null })),
      h("span", { class: ["pair-label", !pair.significant && "muted"] }, pair.label)));
    });
    fill(element, pairs.length ? [
      h("ol", { "aria-label": "Pairs by strength of interaction" }, items),
      pairs.length > FIRST && button(all ? "Show fewer" : `Show all ${pairs.length} pairs`, () => {
        all = !all;
        tell();
      }, { class: "button quiet" }),
    ] : h("p", { class: "muted" },
      "No interactions were computed: there are too few trials with scores, or all scores are equal. "
      + "Any two parameters can be looked at all the same."));
  }
  return { element, tell };
}

export function pairChoices({ data }, { chosen, choose }) {
  const options = data.params.filter((param) => !param.constant)
    .map((param) => ({ value: param.name, text: param.name }));
  const pick = (side) => choice({
    label: side ? "Upwards" : "Across",
    options,
    value: chosen()[side],
    onChange(name) {
      const pair = [...chosen()];
      // The same one twice: the two change places.
      if (pair[1 - side] === name) pair[1 - side] = pair[side];
      pair[side] = name;
      choose(...pair);
    },
  });
  const elements = [pick(0), pick(1)];
  return { elements, tell: () => elements.forEach((element, side) => element.set(chosen()[side])) };
}
