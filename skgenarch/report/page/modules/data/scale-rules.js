// From stretches of a scale to rules, and back.
//
//   ruleOf(scale, from, to)     what a stretch amounts to: a rule, or null for all of the
//                               line; undefined for nothing
//   stretchesOf(scale, rule)    [[from, to]] what a rule covers; null covers all
//   cellsOf(scale, most)        [{from, to, rule}] the line in stretches
//   slotKept(scale, rule, slot) true or false; null keeps all

import { sameValue } from "report/rules";

export function ruleOf(scale, from, to) {
  const { numbers, slots, param } = scale;
  const [a, b] = from <= to ? [from, to] : [to, from];
  const bounds = numbers && a <= numbers.to && b >= numbers.from ? stretchBounds(scale, a, b) : null;
  const inside = slots.filter((slot) =>
    (a <= slot.middle && b >= slot.middle) || (a >= slot.from && b <= slot.to));
  const categories = inside
    .filter((slot) => slot.index >= 0)
    .map((slot) => param.categories[slot.index].data);
  const inactive = inside.some((slot) => slot.index < 0);
  if (!bounds && !inside.length) return undefined;
  const allNumbers = !numbers || (bounds && bounds[0] === null && bounds[1] === null);
  if (allNumbers && inside.length === slots.length) return null;
  return { param: param.name, bounds, categories, inactive };
}

function stretchBounds(scale, a, b) {
  const { from, to, low, high, listed } = scale.numbers;
  const least = a <= from ? low : scale.value(a);
  const most = b >= to ? high : scale.value(b);
  if (listed) {
    const inside = listed.filter((x) => scale.at(x) >= a && scale.at(x) <= b);
    if (!inside.length) return null;
    return [inside[0] === listed[0] ? null : inside[0],
      inside[inside.length - 1] === listed[listed.length - 1] ? null : inside[inside.length - 1]];
  }
  if (scale.integer && Math.ceil(least) > Math.floor(most)) return null;
  const lower = scale.integer ? Math.ceil(least) : scale.readable(least);
  const upper = scale.integer ? Math.floor(most) : scale.readable(most);
  return [lower <= low ? null : lower, upper >= high ? null : upper];
}

export function cellsOf(scale, most) {
  const found = [];
  const { numbers, slots } = scale;
  if (numbers) {
    const listed = numbers.listed && numbers.listed.length <= 2 * most ? numbers.listed : null;
    const ends = listed
      ? [numbers.from, ...listed.slice(1).map((x, k) => (scale.at(x) + scale.at(listed[k])) / 2), numbers.to]
      : Array.from({ length: most + 1 }, (_, k) => numbers.from + ((numbers.to - numbers.from) * k) / most);
    ends.slice(1).forEach((to, k) => found.push({ from: ends[k], to }));
  }
  slots.forEach(({ from, to }) => found.push({ from, to }));
  return found
    .map((cell) => ({ ...cell, rule: ruleOf(scale, cell.from, cell.to) }))
    .filter((cell) => cell.rule !== undefined);
}

export function stretchesOf(scale, rule) {
  if (!rule) return [[0, 1]];
  const found = [];
  if (rule.bounds && scale.numbers) {
    const { from, to, low, high } = scale.numbers;
    const inside = (u) => Math.min(to, Math.max(from, u));
    const [lower, upper] = rule.bounds;
    const a = lower === null || lower <= low ? from : inside(scale.at(lower) - scale.half);
    const b = upper === null || upper >= high ? to : inside(scale.at(upper) + scale.half);
    found.push([a, b]);
  }
  // Single numbers may be listed among the categories.
  for (const x of rule.categories) {
    if (typeof x === "number" && scale.numbers) found.push([scale.at(x), scale.at(x)]);
  }
  for (const slot of scale.slots) {
    if (slotKept(scale, rule, slot)) found.push([slot.from, slot.to]);
  }
  return found;
}

export function slotKept(scale, rule, slot) {
  if (!rule) return true;
  if (slot.index < 0) return rule.inactive;
  const value = scale.param.categories[slot.index].data;
  return rule.categories.some((other) => sameValue(other, value));
}
