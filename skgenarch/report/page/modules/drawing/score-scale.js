// The scores of a metric along a line of length 1, best at the end, in the way of
// report/scale: trials without a score have a slot before the others.
//
//   scoreScale(data, metric) -> scale, with keeps(rule) -> Uint8Array over the trials
//      rule = {bounds, categories: [], inactive}, inactive: keep those without a score;
//      bounds "higher is better"

import { robustRange } from "report/axes";
import { score } from "report/format";
import { makeScale } from "report/scale";

export function scoreScale(data, metric) {
  const scores = data.scores(metric);
  const range = robustRange(scores);
  const [low, high] = range ?? [0, 1];
  // Far outliers lie at the end of the line.
  const column = scores.map((s) => (s < low ? low : s));
  const none = new Int32Array(data.n).fill(-1);
  const trials = { n: data.n, numbers: () => column, categories: () => none };
  const param = {
    name: metric, kind: range ? "number" : "category", numbers: range && { low, high },
    categories: [], inactive: false,
  };
  const scale = makeScale(param, trials, { slotsFirst: true, inactive: "no score" });
  return {
    ...scale,
    text: (s) => score(data, metric, s),
    scattered: () => scale.scattered(trials),
    ticks: (most) => scale.ticks(most).map((tick) => ({
      ...tick, text: score(data, metric, tick.value).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, ""),
    })),
    words(rule) {
      const [a, b] = rule.bounds ?? [];
      const show = (s) => score(data, metric, s);
      const parts = [];
      if (rule.bounds) {
        parts.push(a === null && b === null ? "with a score"
          : a === null ? `at best ${show(b)}`
            : b === null ? `${show(a)} or better` : `${show(a)} to ${show(b)}`);
      }
      if (rule.inactive) parts.push("without a score");
      return `${metric}: ${parts.join(" or ")}`;
    },
    keeps(rule) {
      const [a, b] = rule.bounds ?? [1, 0];
      return Uint8Array.from(scores, (s) => (Number.isNaN(s) ? rule.inactive
        : (a === null || s >= a) && (b === null || s <= b)));
    },
  };
}
