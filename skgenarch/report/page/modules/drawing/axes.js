// Number lines for own figures.
//
//   ticks(low, high, most)   round numbers within [low, high], at most about `most`
//   tickText(value, all)     a tick, with as many places as the others have
//   line(low, high, from, to)   the function that takes a value to a pixel
//   robustRange(values)      [low, high] without far outliers at the low end; NaN are left
//                            out; null if there is nothing

import { number } from "report/format";

export function ticks(low, high, most = 5) {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k += 1) {
    found.push(Number((k * step).toPrecision(12)));
  }
  return found;
}

export function tickText(value, all) {
  const places = Math.max(...all.map((one) => (String(one).split(".")[1] ?? "").length));
  const extreme = all.some((one) => /e/.test(String(one)) || Math.abs(one) >= 1e6);
  if (places === 0 || places > 5 || extreme) return number(value, 4);
  return value.toFixed(places).replace("-", "−");
}

export function line(low, high, from, to) {
  if (!(high > low)) return () => (from + to) / 2;
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

// A single diverged training would otherwise press all others into one line.
export function robustRange(values) {
  const sorted = Float64Array.from(values).filter((x) => Number.isFinite(x)).sort();
  if (!sorted.length) return null;
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
  const low = at(0.25) - 3 * (at(0.75) - at(0.25));
  const first = sorted.find((x) => x >= low);
  return [first, sorted[sorted.length - 1]];
}
