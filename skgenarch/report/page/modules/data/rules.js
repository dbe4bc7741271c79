// Rules: which candidates they keep, how they read, and what to type in Python for them.
// rule = {param, bounds: null | [low | null, high | null], categories: [value], inactive}
//
//   keeps(data, rules, table = data.trials)    Uint8Array over the table, 1 = all match
//   matching(data, rules, table = data.trials) positions that match, in order
//   sentence(data, rules)                      as Python prints them; "" for no rules
//   pruneLine(data, rules)                     search.prune("lr ≤ 0.02")
//   forkLine(data, groups)                     search.fork("lr ≤ 0.02", "lr ≥ 0.5")
//   combine(data, rules)                       at most one rule per parameter, which
//                                              keeps what all keep; null if nothing is
//   sameValue(a, b)                            JSON values, types told apart
//   allows(data, rule, cell)                   of one value, see data.cell
//   brief(text, rules, length = 28)            a sentence about these rules with long names
//                                              of parameters cut, so that what is said of
//                                              them can still be read
//   categoryIndex(param, value)                where a value is in param.categories, or -1

import { escaped, pythonString } from "report/data";
import { pythonNumber, shorten } from "report/format";

const LONGEST_TEXT = 60;

export function keeps(data, rules, table = data.trials) {
  const kept = new Uint8Array(table.n).fill(1);
  for (const rule of rules) {
    const param = data.param(rule.param);
    const test = tester(param, rule);
    const numbers = table.numbers(rule.param);
    const categories = table.categories(rule.param);
    for (let i = 0; i < table.n; i += 1) {
      if (kept[i] && !test(numbers[i], categories[i])) kept[i] = 0;
    }
  }
  return kept;
}

export function matching(data, rules, table = data.trials) {
  const positions = [];
  keeps(data, rules, table).forEach((kept, i) => kept && positions.push(i));
  return positions;
}

export function allows(data, rule, cell) {
  return tester(data.param(rule.param), rule)(cell.number ?? NaN, cell.category ?? -1);
}

function tester(param, rule) {
  const [low, high] = rule.bounds ?? [1, 0]; // without bounds no number is kept
  const listed = new Set(rule.categories.filter((value) => typeof value === "number"));
  const known = new Set(rule.categories.map((value) => categoryIndex(param, value)));
  known.delete(-1);
  return (x, k) => {
    if (!Number.isNaN(x)) {
      return ((low === null || x >= low) && (high === null || x <= high)) || listed.has(x);
    }
    return k >= 0 ? known.has(k) : rule.inactive;
  };
}

function categoryIndex(param, value) {
  return param?.categories?.findIndex((entry) => sameValue(entry.data, value)) ?? -1;
}

export function sameValue(a, b) {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => sameValue(a[key], b[key]));
}

export function sentence(data, rules) {
  const all = rules.map((rule) => parts(data, rule));
  if (all.length === 1) return all[0].join(" or ");
  return all
    .map((some) => (some.length > 1 ? `(${some.join(" or ")})` : some[0]))
    .join(" and ");
}

function parts(data, rule) {
  const name = rule.param;
  const param = data.param(name);
  const found = [];
  if (rule.bounds) {
    const [low, high] = rule.bounds.map((end) =>
      end === null ? null : pythonNumber(end, param?.integer));
    if (low === null && high === null) found.push(`${name} is a number`);
    else if (low === null) found.push(`${name} ≤ ${high}`);
    else if (high === null) found.push(`${name} ≥ ${low}`);
    else if (rule.bounds[0] === rule.bounds[1]) found.push(`${name} = ${low}`);
    else found.push(`${low} ≤ ${name} ≤ ${high}`);
  }
  const texts = rule.categories.map((value) => shortText(param, value));
  if (texts.length === 1) found.push(`${name} is ${texts[0]}`);
  else if (texts.length) found.push(`${name} is one of: ${texts.join(", ")}`);
  if (rule.inactive) found.push(`${name} is inactive`);
  return found;
}

export function brief(text, rules, length = 28) {
  return rules.reduce((line, { param }) =>
    (param.length > length ? line.replaceAll(param, shorten(param, length)) : line), text);
}

// Python cuts long texts of values in sentences, and reads them cut.
function shortText(param, value) {
  const letters = Array.from(fullText(param, value));
  if (letters.length <= LONGEST_TEXT) return letters.join("");
  return `${letters.slice(0, LONGEST_TEXT - 3).join("")}...`;
}

function fullText(param, value) {
  const known = param?.categories?.[categoryIndex(param, value)];
  if (known) return known.text;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return pythonNumber(value, param?.integer);
  return typeof value === "string" ? pythonString(value) : String(value.text);
}

export function pruneLine(data, rules) {
  return `search.prune(${quoted(sentence(data, rules))})`;
}

export function forkLine(data, groups) {
  return `search.fork(${groups.map((rules) => quoted(sentence(data, rules))).join(", ")})`;
}

function quoted(text) {
  return `"${escaped(text, '"')}"`;
}

export function combine(data, rules) {
  const combined = new Map();
  for (const rule of rules) {
    const other = combined.get(rule.param);
    combined.set(rule.param, other ? intersection(data, other, rule) : rule);
    if (combined.get(rule.param) === null) return null;
  }
  return [...combined.values()];
}

function intersection(data, a, b) {
  const listed = [...a.categories, ...b.categories].filter((value, i, all) =>
    all.findIndex((other) => sameValue(other, value)) === i);
  const categories = listed.filter((value) =>
    [a, b].every((rule) =>
      rule.categories.some((other) => sameValue(other, value)) || within(rule.bounds, value)));
  const ends = (side, tighter) => {
    const given = [a, b].map((rule) => rule.bounds[side]).filter((end) => end !== null);
    return given.length ? tighter(...given) : null;
  };
  let bounds = a.bounds && b.bounds ? [ends(0, Math.max), ends(1, Math.min)] : null;
  if (bounds && bounds[0] !== null && bounds[1] !== null && bounds[0] > bounds[1]) bounds = null;
  const inactive = a.inactive && b.inactive;
  if (!bounds && !categories.length && !inactive) return null;
  return { param: a.param, bounds, categories, inactive };
}

function within(bounds, value) {
  if (!bounds || typeof value !== "number") return false;
  return (bounds[0] === null || value >= bounds[0]) && (bounds[1] === null || value <= bounds[1]);
}
