// What rules would keep of what earlier decisions have left: trials, their scores, and
// the share of the space. The same numbers as `search.preview(...)` gives.
//
//   preview(data, metric, rules, earlier = []) ->
//      {kept, lost: {n, best, median}, n, volume, sampled}
//      scores "higher is better", NaN without any; volume NaN without a sample;
//      sampled = how many candidates of the sample the volume was estimated from

import { median } from "report/format";
import { keeps } from "report/rules";

export function preview(data, metric, rules, earlier = []) {
  const scores = data.scores(metric);
  const left = keeps(data, earlier);
  const inside = keeps(data, rules);
  const groups = { kept: [], lost: [] };
  const n = { kept: 0, lost: 0 };
  for (let i = 0; i < data.n; i += 1) {
    if (!left[i]) continue;
    const group = inside[i] ? "kept" : "lost";
    n[group] += 1;
    if (!Number.isNaN(scores[i])) groups[group].push(scores[i]);
  }
  return {
    n: n.kept + n.lost,
    kept: { n: n.kept, ...summed(groups.kept) },
    lost: { n: n.lost, ...summed(groups.lost) },
    ...volume(data, rules, earlier),
  };
}

function summed(scores) {
  if (!scores.length) return { best: NaN, median: NaN };
  const sorted = Float64Array.from(scores).sort();
  return { best: sorted[sorted.length - 1], median: median(sorted) };
}

function volume(data, rules, earlier) {
  const left = keeps(data, earlier, data.sample);
  const inside = keeps(data, rules, data.sample);
  let sampled = 0;
  let kept = 0;
  for (let i = 0; i < data.sample.n; i += 1) {
    sampled += left[i];
    kept += left[i] & inside[i];
  }
  return { volume: sampled ? kept / sampled : NaN, sampled };
}
