// Parameters in the order in which they are worth looking at: by their importance after
// the last stage; those without one, and the constant ones, last.
//
//   ranked(data, metric) -> [param]

export function ranked(data, metric) {
  const entries = data.view(metric).importances;
  const last = Math.max(...entries.map((entry) => entry.stage));
  const importance = new Map(entries
    .filter((entry) => entry.stage === last && entry.scope === "so far")
    .map((entry) => [entry.param, entry.importance]));
  const rank = (param) =>
    param.constant ? -Infinity : importance.get(param.name) ?? -Number.MAX_VALUE;
  return [...data.params].sort((a, b) => order(rank(a), rank(b)) || a.index - b.index);
}

// A difference would make NaN of two infinities.
const order = (a, b) => (a === b ? 0 : a < b ? 1 : -1);
