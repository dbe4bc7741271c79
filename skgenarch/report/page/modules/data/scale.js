// The values of one parameter along a line of length 1: numbers first, linear or
// logarithmic, then a slot for each category and one for "inactive". All views that draw
// parameters place them by this, so that a value lies in the same order everywhere.
//
//   scaleOf(data, name) -> scale (made once)
//   makeScale(param, trials, {slotsFirst, inactive})  the same of anything like a parameter;
//                   slotsFirst: the slots before the numbers; inactive: what that is called
//   scale.param, scale.integer, scale.log
//   scale.numbers   null or {from, to, low, high, listed}: the part of the line that
//                   numbers take, and the values at its two ends
//   scale.slots     [{index (-1 = inactive), from, to, middle, text}]
//   scale.at(x)     where a number lies;  scale.value(u) the number that lies there
//   scale.readable(x)   the nearest number that people would write, within the range
//   scale.fitting(x)    the nearest number that is in the space
//   scale.next(x, steps)  the number so many keyboard steps further (fine to coarse)
//   scale.text(x)   as Python prints it
//   scale.scattered(table)   Float64Array, where each candidate lies; moved a little within
//                            slots and between listed numbers, so that they do not hide
//                            each other
//   scale.half      half of the stretch that a listed number has; 0 for all others
//   scale.cells(most)        [{from, to, rule}] the line in stretches, at most so many of
//                            them for the numbers
//   scale.ticks(most)        [{at, text}] of the numbers
//   scale.ruleOf(from, to)   what a stretch of the line amounts to: a rule, or null for
//                            all of it; undefined for nothing
//   scale.stretches(rule)    [[from, to]] what a rule covers; null covers all
//   scale.allSlots()         a rule's {categories, inactive} that keeps every slot

import { pythonNumber } from "report/format";
import { cellsOf, ruleOf, stretchesOf } from "report/scale-rules";
import { ticksOf } from "report/scale-ticks";

const GAP = 0.03;
const WIDEST_SLOT = 0.16;
const MOST_WHOLE_NUMBERS = 16;
const known = new WeakMap();

export function scaleOf(data, name) {
  if (!known.has(data)) known.set(data, new Map());
  const scales = known.get(data);
  if (!scales.has(name)) scales.set(name, makeScale(data.param(name), data.trials));
  return scales.get(name);
}

export function makeScale(param, trials, { slotsFirst = false, inactive = "inactive" } = {}) {
  const column = trials.numbers(param.name);
  const texts = (param.categories ?? []).map((entry, index) => ({ index, text: entry.text }));
  if (param.inactive || someInactive(trials, param.name)) texts.push({ index: -1, text: inactive });
  const range = rangeOf(param, column);
  const count = texts.length;
  const width = range ? Math.min(WIDEST_SLOT, 0.55 / Math.max(1, count)) : 1 / Math.max(1, count);
  const taken = range ? 1 - count * width - (count ? GAP : 0) : 0;
  const start = slotsFirst ? 0 : 1 - count * width;
  const origin = slotsFirst ? 1 - taken : 0;
  const numbers = range && { from: origin, to: origin + taken, ...range };
  const slots = texts.map((entry, k) => ({
    ...entry,
    from: start + k * width,
    to: start + (k + 1) * width,
    middle: start + (k + 0.5) * width,
  }));
  const log = Boolean(range?.log);
  const turn = log ? Math.log : (x) => x;
  const back = log ? Math.exp : (x) => x;
  const span = range ? turn(range.high) - turn(range.low) : 0;
  // Each listed number has a stretch of its own, as wide as the closest two allow.
  const gap = smallestGap(range, (x) => (turn(x) - turn(range.low)) / span);
  const inset = (taken * gap) / 2 / (1 + gap);
  const inner = taken - 2 * inset;

  const scale = {
    param, numbers, slots, log,
    integer: Boolean(param.integer),
    at(x) {
      if (!span) return origin + taken / 2;
      return origin + inset + inner * ((turn(x) - turn(range.low)) / span);
    },
    value: (u) => (span ? back(turn(range.low) + (span * (u - origin - inset)) / inner) : range.low),
    half: inset,
    readable: (x) => readable(range, param, x),
    fitting: (x) => fitting(range, param, x),
    next(x, steps) {
      if (range.listed) return range.listed[step(range.listed, x, steps)];
      const moved = readable(range, param, scale.value(scale.at(x) + (inner * steps) / 100));
      if (moved !== readable(range, param, x) || !param.integer) return moved;
      return readable(range, param, Math.round(x) + Math.sign(steps));
    },
    text: (x) => pythonNumber(x, param.integer),
    scattered: remembered((table) => place(table, param, scale, inset)),
    ticks: (most) => (range ? ticksOf(range, scale, most) : []),
    cells: (most) => cellsOf(scale, most),
    ruleOf: (from, to) => ruleOf(scale, from, to),
    stretches: (rule) => stretchesOf(scale, rule),
    allSlots: () => ({
      categories: (param.categories ?? []).map((entry) => entry.data),
      inactive: slots.some((slot) => slot.index < 0),
    }),
  };
  return scale;
}

function remembered(fn) {
  const results = new WeakMap();
  return (table) => {
    if (!results.has(table)) results.set(table, fn(table));
    return results.get(table);
  };
}

function someInactive(trials, name) {
  const numbers = trials.numbers(name);
  const categories = trials.categories(name);
  return numbers.some((x, i) => Number.isNaN(x) && categories[i] < 0);
}

// The range of the space, as far as it is finite, and whatever the trials have beyond it.
function rangeOf(param, column) {
  if (param.kind === "category" || (!param.numbers && column.every(Number.isNaN))) return null;
  let low = finite(param.numbers?.low, Infinity);
  let high = finite(param.numbers?.high, -Infinity);
  for (const x of column) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  if (low > high) [low, high] = [0, 1];
  return { low, high, listed: listedNumbers(param, low, high), log: param.log && low > 0 };
}

// A few whole numbers are as good as a list of them.
function listedNumbers(param, low, high) {
  const listed = param.numbers?.listed ?? [];
  if (listed.length) return listed;
  if (!param.integer || high - low > MOST_WHOLE_NUMBERS) return null;
  return Array.from({ length: high - low + 1 }, (_, k) => low + k);
}

const finite = (x, otherwise) => (Number.isFinite(x) ? x : otherwise);

function readable(range, param, x) {
  const { low, high, listed, log } = range;
  if (listed) return listed[nearest(listed, x)];
  const within = (y) => Math.min(high, Math.max(low, y));
  if (param.integer) return within(Math.round(x));
  if (x <= low || x >= high) return within(x);
  // Three digits on a log scale; on a linear one as many as a step of a pixel needs.
  const digits = log
    ? 2 - Math.floor(Math.log10(Math.abs(x)))
    : Math.ceil(-Math.log10((high - low) / 500));
  return within(Number(x.toFixed(Math.min(100, Math.max(0, digits)))));
}

function fitting({ low, high, listed }, param, x) {
  if (listed) return listed[nearest(listed, x)];
  return Math.min(high, Math.max(low, param.integer ? Math.round(x) : x));
}

function nearest(listed, x) {
  let best = 0;
  listed.forEach((y, k) => {
    if (Math.abs(y - x) < Math.abs(listed[best] - x)) best = k;
  });
  return best;
}

function step(listed, x, steps) {
  const jump = Math.sign(steps) * Math.max(1, Math.round(Math.abs(steps) / 4));
  return Math.min(listed.length - 1, Math.max(0, nearest(listed, x) + jump));
}

function place(table, param, scale, space) {
  const numbers = table.numbers(param.name);
  const categories = table.categories(param.name);
  const middles = new Map(scale.slots.map((slot) => [slot.index, slot]));
  const result = new Float64Array(table.n);
  for (let i = 0; i < table.n; i += 1) {
    if (!Number.isNaN(numbers[i])) {
      result[i] = scale.at(numbers[i]) + space * jitter(i, param.index);
    } else {
      const slot = middles.get(categories[i]);
      // Candidates of the sample may be inactive where no trial is.
      result[i] = slot ? slot.middle + (slot.to - slot.from) * 0.7 * jitter(i, param.index) : NaN;
    }
  }
  return result;
}

// Between -0.5 and 0.5, the same for a trial whenever it is drawn; other for each
// parameter: together they would line up along a diagonal.
function jitter(i, salt = -1) {
  const mixed = Math.imul((i + 1) ^ 0x9e3779b9 ^ Math.imul(salt + 1, 0x27d4eb2f), 0x85ebca6b) >>> 0;
  return (Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0) / 2 ** 32 - 0.5;
}

function smallestGap(range, at) {
  if (!range?.listed || range.listed.length < 2) return 0;
  const places = range.listed.map(at);
  return Math.min(...places.slice(1).map((u, k) => u - places[k]));
}
