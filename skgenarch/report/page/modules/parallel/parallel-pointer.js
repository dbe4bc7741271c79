// The pointer over the lines of parallel coordinates: the nearest line is told in a tip
// and marked in all views, a click selects its trial.
//
//   followLines(app, ground, {at(event) -> [x, y], spec(), names()})
//      spec()   see report/parallel-lines, or null;  names()  of the parameters shown

import { h } from "report/dom";
import { score, shorten } from "report/format";
import { hideTip, showTip } from "report/tip";

const REACH = 7; // pixels
const MOST_NAMES = 8;

export function followLines({ data, state }, ground, { at, spec, names }) {
  const under = (event) => {
    const chosen = state.get("selection")?.positions ?? null;
    return spec() && nearest(spec(), chosen, ...at(event));
  };
  ground.addEventListener("pointermove", (event) => {
    const i = under(event);
    state.set({ hover: i });
    if (i === null) {
      hideTip();
      return;
    }
    const metric = state.get("metric");
    showTip(event.clientX, event.clientY,
      h("strong", {}, `${data.trialName(i)}: ${score(data, metric, data.scores(metric)[i])}`),
      names().slice(0, MOST_NAMES).map((name) =>
        h("div", {}, `${shorten(name, 30)}: ${shorten(data.valueText(name, i), 40)}`)));
  });
  ground.addEventListener("pointerleave", () => {
    hideTip();
    state.set({ hover: null });
  });
  ground.addEventListener("click", (event) => {
    const i = under(event);
    if (i !== null) state.select([i], { from: "trial", label: data.trialName(i) });
    else if (state.get("selection")) state.clearSelection();
  });
}

function nearest({ n, x, y }, chosen, atX, atY) {
  const k = x.findIndex((right, j) => j && atX <= right);
  if (k < 1 || atX < x[0]) return null;
  const part = (atX - x[k - 1]) / (x[k] - x[k - 1]);
  let found = null;
  let least = REACH;
  for (let i = 0; i < n; i += 1) {
    if (chosen && !chosen.has(i)) continue;
    const far = Math.abs(y[k - 1][i] + part * (y[k][i] - y[k - 1][i]) - atY);
    if (far < least) [least, found] = [far, i];
  }
  return found;
}
