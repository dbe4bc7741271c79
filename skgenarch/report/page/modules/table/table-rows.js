// Which trials the table shows, and in which order. Both are remembered: with many
// trials, sorting anew for every press would be felt.
//
//   tableRows(app, columns) -> (filters) => positions
//      filters   {words, status, only: Set | null, key, down}; key of the column sorted by

export function tableRows({ data }, columns) {
  let texts = null;
  let sorted = { of: null, positions: null };

  function searchable() {
    texts ??= Array.from({ length: data.n }, (_, i) => [
      data.trialName(i), data.status[i], `branch ${data.summary.trials.branch[i]}`,
      ...data.params.map(({ name }) => `${name}=${data.valueText(name, i)}`),
    ].join("\n").toLowerCase());
    return texts;
  }

  function inOrder(key, down) {
    const of = `${key} ${down}`;
    if (sorted.of === of) return sorted.positions;
    const positions = Array.from({ length: data.n }, (_, i) => i);
    const column = columns.find((one) => one.key === key);
    if (column) {
      const values = positions.map(column.value);
      positions.sort((a, b) => compare(values[a], values[b], down) || a - b);
    }
    sorted = { of, positions };
    return positions;
  }

  return ({ words, status, only, key, down }) => {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    return inOrder(key, down).filter((i) =>
      (!status || data.status[i] === status)
      && (!only || only.has(i))
      && (!wanted.length || wanted.every((word) => searchable()[i].includes(word))));
  };
}

// What is missing comes last, either way; words after numbers.
function compare(a, b, down) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  if (a === b) return 0;
  return (a < b) === down ? 1 : -1;
}
