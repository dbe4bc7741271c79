// What is brushed on the axes of parallel coordinates, and what it selects.
//
//   brushes(app, {scoreAxis: () => scale, changed(positions | null, key)})
//      -> {of(key), set(key, rule | null, done), clear(), any(), forget()}
//      key        name of a parameter, or SCORE
//      done       false while a brush is being dragged
//      changed    the trials that pass through all brushes, null without a brush
//      forget()   the brushes go, the selection stays: it comes from elsewhere

import { keeps, sentence } from "report/rules";

export const SCORE = Symbol("the score"); // a parameter may have any name
export const FROM = "parallel";
const KEY = "parallel.filters";
const LIVE_TRIALS = 5000; // beyond it, other views follow when a brush is let go

export function brushes({ data, state }, { scoreAxis, changed }) {
  const all = () => state.get(KEY) ?? new Map();
  const clear = () => {
    state.set({ [KEY]: new Map() });
    if (state.get("selection")?.from === FROM) state.clearSelection();
  };

  function positions(filters) {
    const left = new Uint8Array(data.n).fill(1);
    for (const [key, rule] of filters) {
      const kept = key === SCORE ? scoreAxis().keeps(rule) : keeps(data, [rule]);
      for (let i = 0; i < data.n; i += 1) left[i] &= kept[i];
    }
    const found = new Set();
    left.forEach((kept, i) => kept && found.add(i));
    return found;
  }

  function set(key, rule, done) {
    const next = new Map(all());
    if (rule) next.set(key, rule);
    else next.delete(key);
    state.set({ [KEY]: next });
    const found = next.size ? positions(next) : null;
    changed(found, key);
    if (!done && data.n > LIVE_TRIALS) return;
    if (found) state.select(found, wordsOf(next));
    else state.clearSelection();
  }

  function wordsOf(filters) {
    const rules = [...filters].filter(([key]) => key !== SCORE).map(([, rule]) => rule);
    const scored = filters.get(SCORE);
    const label = [
      rules.length ? sentence(data, rules) : null,
      scored ? scoreAxis().words(scored) : null,
    ].filter(Boolean).join("; ");
    // What is brushed on the score is no rule: nobody can search by it.
    return { from: FROM, label, offers: rules.length ? [{ label: sentence(data, rules), rules }] : [] };
  }

  return {
    of: (key) => all().get(key) ?? null,
    any: () => all().size > 0,
    set,
    clear,
    forget: () => state.set({ [KEY]: new Map() }),
  };
}
