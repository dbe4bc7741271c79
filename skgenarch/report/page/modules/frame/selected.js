// What is selected, told under the navigation wherever one reads: how many trials, how
// good they are, and what can be done with them. Escape takes the selection back.

import { fill, h } from "report/dom";
import { count, median, score, shorten } from "report/format";
import { announce, button } from "report/views";

export function selectedBar(container, { data, state }) {
  const strip = h("div", {
    class: "selection-bar", role: "region", "aria-label": "Selection", hidden: true,
  });
  container.append(strip);
  const tell = () => {
    const selection = state.get("selection");
    strip.hidden = !selection;
    fill(strip);
    if (!selection) return;
    const words = `${count(selection.positions.size, "trial")} selected`;
    const quality = inWords(data, state.get("metric"), selection.positions);
    announce(`${words}. ${quality}`);
    fill(strip,
      h("p", { class: "selected-words" },
        h("strong", {}, words), " ",
        h("span", { title: selection.label }, shorten(selection.label ?? "", 140)), " ",
        h("span", { class: "muted" }, quality)),
      h("div", { class: "selected-tools" },
        selection.offers.map((offer) => button(
          selection.offers.length > 1 ? shorten(`Keep ${offer.label}`, 50) : "Keep only these",
          () => state.set({ proposal: { ...offer, from: selection.from } }),
          { class: "button primary", title: shorten(offer.label, 400) },
        )),
        button("Clear", () => state.clearSelection(), { class: "button quiet" })));
  };
  const escape = (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) state.clearSelection();
  };
  document.addEventListener("keydown", escape);
  state.subscribe(["selection", "metric"], tell);
  tell();
  return { destroy: () => document.removeEventListener("keydown", escape) };
}

function inWords(data, metric, positions) {
  const order = data.order(metric);
  const inside = order.filter((i) => positions.has(i));
  if (!inside.length) return "None of them has a score.";
  const scores = data.scores(metric);
  const middle = (ordered) => score(data, metric, median(Array.from(ordered, (i) => scores[i])));
  const best = score(data, metric, scores[inside[0]]);
  return `Best ${best}, median ${middle(inside)} (of all ${middle(order)}).`;
}
