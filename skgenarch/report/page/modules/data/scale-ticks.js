// Round numbers along a scale.
//
//   ticksOf(range, scale, most) -> [{at, text, value}]; range and scale: see report/scale

import { number } from "report/format";

export function ticksOf(range, scale, most) {
  const { listed } = range;
  const wanted = listed && listed.length <= 4 * most
    ? listed.filter((_, k) => k % Math.ceil(listed.length / most) === 0)
    : scale.log ? logTicks(range, most) : linearTicks(range, most, scale.integer);
  return wanted.map((x) => ({ at: scale.at(x), text: number(x), value: x }));
}

function linearTicks({ low, high }, most, integer) {
  if (low === high) return [low];
  let size = 10 ** Math.floor(Math.log10((high - low) / most));
  size *= [1, 2, 5, 10].find((factor) => (high - low) / (size * factor) <= most) ?? 10;
  if (integer) size = Math.max(1, Math.round(size));
  const found = [];
  for (let k = Math.ceil(low / size - 1e-9); k * size <= high + size * 1e-9; k += 1) {
    found.push(Number((k * size).toPrecision(12)));
  }
  return found;
}

function logTicks({ low, high }, most) {
  const decades = Math.log10(high / low);
  const multiples = decades <= 1 ? [1, 2, 5] : decades <= 2 ? [1, 3] : [1];
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high) + 1e-9; power += 1) {
    for (const multiple of multiples) {
      const x = Number((multiple * 10 ** power).toPrecision(12));
      if (x >= low * (1 - 1e-9) && x <= high * (1 + 1e-9)) found.push(x);
    }
  }
  if (found.length < 2) return [low, high];
  const every = Math.ceil(found.length / most);
  return found.filter((_, k) => k % every === 0);
}
