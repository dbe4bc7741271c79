// Which values a group of trials has clearly more often than others: shares, no model.
//
//   sharedMore(data, group, others, {most, least}) -> [{words, here, there}], the largest
//      difference first, at most one for each parameter
//      group, others   positions
//      least           difference of the shares from which on a value is named, if chance
//                      would not explain it

import { pythonNumber } from "report/format";

const PARTS = 4; // stretches of a number, with as many trials each
const FEW = 8; // different numbers, which are taken one by one

export function sharedMore(data, group, others, { most = 4, least = 0.2 } = {}) {
  return data.params
    .filter((param) => !param.constant)
    .map((param) => largest(data, param, group, others))
    .filter((found) => found && found.here - found.there >= Math.max(least, found.chance))
    .sort((a, b) => b.here - b.there - (a.here - a.there))
    .slice(0, most);
}

function largest(data, param, group, others) {
  const numbers = data.trials.numbers(param.name);
  const categories = data.trials.categories(param.name);
  const share = (positions, test) =>
    positions.reduce((n, i) => n + (test(numbers[i], categories[i]) ? 1 : 0), 0) / positions.length;
  let found = null;
  for (const { words, test } of values(param, [...group, ...others].map((i) => numbers[i]))) {
    const [here, there] = [share(group, test), share(others, test)];
    if (found && here - there <= found.here - found.there) continue;
    found = { words, here, there, chance: chance(here, there, group.length, others.length) };
  }
  return found;
}

// Many values are looked at, so a difference of three standard errors is no surprise.
function chance(here, there, n, m) {
  const pooled = (here * n + there * m) / (n + m);
  return 3 * Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
}

function values(param, column) {
  const found = stretches(param, column).map(([low, high]) => ({
    words: inWords(param, low, high),
    test: (x) => x >= (low ?? -Infinity) && x <= (high ?? Infinity),
  }));
  (param.categories ?? []).forEach(({ text }, index) => {
    found.push({ words: `${param.name} is ${text}`, test: (x, k) => Number.isNaN(x) && k === index });
  });
  found.push({ words: `${param.name} is inactive`, test: (x, k) => Number.isNaN(x) && k < 0 });
  return found;
}

// Every run of neighbouring parts: also "at least" and "at most"; null = open end.
function stretches(param, column) {
  const sorted = Float64Array.from(column).filter((x) => !Number.isNaN(x)).sort();
  const different = [...new Set(sorted)];
  if (different.length < 2) return different.length ? [[different[0], different[0]]] : [];
  const few = different.length <= FEW;
  const cuts = few ? different
    : Array.from({ length: PARTS + 1 }, (_, k) => sorted[Math.round((k * (sorted.length - 1)) / PARTS)]);
  const found = [];
  const last = few ? cuts.length - 1 : cuts.length - 2;
  for (let a = 0; a <= last; a += 1) {
    for (let b = a; b <= last; b += 1) {
      if (a === 0 && b === last) continue;
      found.push([a === 0 ? null : cuts[a], b === last ? null : cuts[few ? b : b + 1]]);
    }
  }
  return found;
}

function inWords({ name, integer }, low, high) {
  const show = (x) => pythonNumber(Number(x.toPrecision(3)), integer);
  if (low === null) return `${name} ≤ ${show(high)}`;
  if (high === null) return `${name} ≥ ${show(low)}`;
  return low === high ? `${name} = ${show(low)}` : `${show(low)} ≤ ${name} ≤ ${show(high)}`;
}
