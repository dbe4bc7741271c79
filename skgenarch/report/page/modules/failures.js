// Trials that failed, by what was raised, and which values they have in common.

import { fill, h } from "report/dom";
import { count, share, shorten } from "report/format";
import { button, frame } from "report/views";

const MOST_VALUES = 3;
const MUCH_MORE = 0.2; // a value is named if its share is larger by so much

export function create(container, app) {
  const { data, state } = app;
  const view = frame(container, app, {
    name: "failures",
    title: "Failures",
    explain: "Trials that failed, by the error, and the values that they have more often than others.",
  });
  const failures = [...(data.summary.failures ?? [])]
    .sort((a, b) => b.trials.length - a.trials.length);
  if (!failures.length) return view.say(data.n ? "No trial has failed." : "There are no trials yet.");
  fill(view.body, h("ul", { class: "failures" }, failures.map((failure) => h("li", {},
    h("p", { class: "failure-head" },
      h("strong", {}, count(failure.trials.length, "trial")), " ",
      h("span", { class: "code", title: failure.message }, shorten(failure.message, 200))),
    common(data, failure.trials),
    h("div", { class: "draft-buttons" }, button("Show these trials", () => {
      state.select(failure.trials, {
        from: "failures", label: `failed: ${shorten(failure.message, 60)}`, offers: [],
      });
    }, { class: "button quiet" })),
    failure.traceback.trim() !== failure.message && h("details", {},
      h("summary", {}, "Traceback of the first"),
      h("pre", { class: "code traceback", tabindex: 0 }, failure.traceback.slice(-20_000)))))));
}

// What failed trials have in common is compared with the trials that did not fail.
function common(data, failed) {
  const inside = new Set(failed);
  const others = [];
  for (let i = 0; i < data.n; i += 1) {
    if (!inside.has(i) && data.status[i] === "ok") others.push(i);
  }
  if (failed.length < 3 || others.length < 3) return null;
  const found = data.params.flatMap((param) => differences(data, param, failed, others))
    .filter(({ here, there }) => here - there >= MUCH_MORE)
    .sort((a, b) => (b.here - b.there) - (a.here - a.there))
    .slice(0, MOST_VALUES);
  if (!found.length) return null;
  return h("ul", { class: "failure-values" }, found.map(({ words, here, there }) =>
    h("li", {}, h("span", { class: "code" }, shorten(words, 80)),
      ` in ${share(here)} of them, and in ${share(there)} of those that did not fail`)));
}

function differences(data, param, failed, others) {
  const part = (positions, test) => positions.filter(test).length / positions.length;
  const compared = (words, test) => ({ words, here: part(failed, test), there: part(others, test) });
  const found = [];
  const numbers = data.trials.numbers(param.name);
  const known = [...failed, ...others].map((i) => numbers[i]).filter((x) => !Number.isNaN(x));
  if (known.length) {
    const middle = known.sort((a, b) => a - b)[known.length >> 1];
    const text = Number(middle.toPrecision(4));
    found.push(compared(`${param.name} ≥ ${text}`, (i) => numbers[i] >= middle));
    found.push(compared(`${param.name} < ${text}`, (i) => numbers[i] < middle));
  }
  const categories = data.trials.categories(param.name);
  param.categories.forEach(({ text }, k) => {
    found.push(compared(`${param.name} is ${text}`, (i) => categories[i] === k));
  });
  return found;
}
