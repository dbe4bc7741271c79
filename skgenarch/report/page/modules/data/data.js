// The summary that Python made, decoded into columns. A trial is known by its position
// (0 to n - 1); columns are typed arrays as long as there are trials.
//
//   decode(summary) -> data
//   data.summary                  the JSON as it came
//   data.n                        number of trials
//   data.params, data.param(name) as in the summary, plus `index`; null if unknown
//   data.metrics                  [{name, minimised}]
//   data.metric(name)             the metric of that name, else the first, else null
//   data.minimised(name)
//   data.view(metric)             summary.views[metric], with empty lists if there is none
//   data.scores(metric)           Float64Array, NaN = none, higher is better
//   data.stds(metric)             the same
//   data.trials, data.sample      each a table of candidates: {n, numbers(param),
//                                 categories(param)}: Float64Array with NaN, Int32Array
//                                 with -1; both missing = inactive
//   data.status                   ["ok" | "failed" | "lost" | "running"]
//   data.order(metric)            Int32Array of the positions that have a score, best
//                                 first, ties in the order of the trials
//   data.top(metric, quantile)    Uint8Array, 1 = among the best `quantile` of them
//   data.topQuantile(metric)      the quantile of the default tree, else 0.2
//   data.cell(param, i)           {number} | {category: index} | {inactive: true}
//   data.valueText(param, i)      as Python prints it, in full; "inactive"
//   data.categoryText(param, k)   text of the category with index k
//   data.python(i)                "{'lr': 0.01, 'act': 'relu'}", the trial's parameters
//   data.trialName(i)             "Trial 17"
//   pythonString(text)            a Python literal, single quotes as repr() prints it

import { pythonExact, pythonNumber } from "report/format";

const EMPTY_VIEW = {
  findings: [], importances: [], interactions: [], surfaces: [], scopes: [], trees: [],
  tree_options: { quantile: [], max_depth: [], min_samples_leaf: [] },
  tree_default: null,
};

export function decode(summary) {
  const trials = summary.trials;
  const params = summary.params.map((param, index) => ({ ...param, index }));
  const byName = new Map(params.map((param) => [param.name, param]));
  const remember = memory();

  const data = {
    summary,
    n: trials.n,
    params,
    metrics: summary.metrics,
    status: trials.status,
    trials: table(trials),
    sample: table(summary.sample ?? { n: 0, numbers: {}, categories: {} }),
    param: (name) => byName.get(name) ?? null,
    metric: (name) =>
      summary.metrics.find((metric) => metric.name === name) ?? summary.metrics[0] ?? null,
    minimised: (name) => data.metric(name)?.minimised ?? false,
    view: (metric) => ({ ...EMPTY_VIEW, ...own(summary.views, data.metric(metric)?.name) }),
    scores: (metric) => remember("scores", metric, () =>
      floats(own(trials.scores, metric), trials.n)),
    stds: (metric) => remember("stds", metric, () => floats(own(trials.stds, metric), trials.n)),
    order: (metric) => remember("order", metric, () => bestFirst(data.scores(metric))),
    topQuantile: (metric) => data.view(metric).tree_default?.quantile ?? 0.2,
    top(metric, quantile) {
      return remember(`top ${quantile}`, metric, () => {
        const scores = data.scores(metric);
        const order = data.order(metric);
        const top = new Uint8Array(trials.n);
        if (!order.length) return top;
        const last = scores[order[Math.max(1, Math.round(quantile * order.length)) - 1]];
        for (const i of order) top[i] = scores[i] >= last ? 1 : 0;
        return top;
      });
    },
    cell(name, i) {
      const x = data.trials.numbers(name)[i];
      if (!Number.isNaN(x)) return { number: x };
      const k = data.trials.categories(name)[i];
      return k >= 0 ? { category: k } : { inactive: true };
    },
    categoryText: (name, k) => byName.get(name).categories[k].text,
    valueText(name, i) {
      const cell = data.cell(name, i);
      if (cell.inactive) return "inactive";
      if (cell.number === undefined) return data.categoryText(name, cell.category);
      return pythonNumber(cell.number, byName.get(name).integer);
    },
    python(i) {
      const entries = params
        .filter((param) => !data.cell(param.name, i).inactive)
        .map((param) => {
          const { number } = data.cell(param.name, i);
          const value = number === undefined
            ? data.valueText(param.name, i) : pythonExact(number, param.integer);
          return `${pythonString(param.name)}: ${value}`;
        });
      return `{${entries.join(", ")}}`;
    },
    trialName: (i) => `Trial ${trials.number[i]}`,
  };
  return data;
}

export function pythonString(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + escaped(text, quote) + quote;
}

// Control and invisible characters as repr() writes them.
export function escaped(text, quote) {
  const named = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", [quote]: `\\${quote}` };
  return text.replace(/[\\'"]|(?! )[\p{C}\p{Z}]/gu, (character) => {
    if (character in named) return named[character];
    const code = character.codePointAt(0);
    if (character === "'" || character === '"') return character;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
    if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
    return `\\U${code.toString(16).padStart(8, "0")}`;
  });
}

function table({ n, numbers, categories }) {
  const remember = memory();
  return {
    n,
    numbers: (name) => remember("numbers", name, () => floats(own(numbers, name), n)),
    categories: (name) => remember("categories", name, () => {
      const column = new Int32Array(n).fill(-1);
      own(categories, name)?.forEach((k, i) => {
        if (k !== null) column[i] = k;
      });
      return column;
    }),
  };
}

function floats(values, n) {
  const column = new Float64Array(n).fill(NaN);
  values?.forEach((value, i) => {
    if (value !== null) column[i] = value;
  });
  return column;
}

function bestFirst(scores) {
  const order = [];
  scores.forEach((score, i) => {
    if (!Number.isNaN(score)) order.push(i);
  });
  return Int32Array.from(order.sort((a, b) => scores[b] - scores[a] || a - b));
}

// A parameter may be called "constructor" or "__proto__": only own keys count.
function own(object, key) {
  return object && key !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

function memory() {
  const kept = new Map();
  return (kind, name, make) => {
    const key = `${kind}\n${name}`;
    if (!kept.has(key)) kept.set(key, make());
    return kept.get(key);
  };
}
