// Interactions: pairs of parameters, ranked; the chosen pair as real trials over what the
// surrogate expects. Choosing trials in the figure chooses them everywhere.

import { fill, h } from "report/dom";
import { score, shorten } from "report/format";
import { drawPair, spread } from "report/pair-figure";
import { inSight } from "report/in-sight";
import { pairChoices, pairList } from "report/pair-list";
import { followPointer } from "report/pair-pointer";
import { surfaceOf } from "report/pair-surface";
import { pairWalk } from "report/pair-walk";
import { release } from "report/plots";
import { ranked } from "report/ranking";
import { choice, drawnAt, frame } from "report/views";

export function create(container, app) {
  const { data, state } = app;
  const figure = h("div", { class: "figure pair-figure" });
  const view = frame(container, app, {
    name: "interactions",
    title: "Interactions",
    explain: "Pairs of parameters whose values matter together, by strength of interaction.",
    help: [
      "Each point is a trial, at its values of the two parameters; the surface behind is what the surrogate "
      + "expects on average over all other parameters. Where points and surface disagree, believe the points. "
      + "Switch the surface to its uncertainty to see where the surrogate is guessing.",
      "Draw a box or a lasso around points to select these trials in all views; a box is also offered as a rule. "
      + "By keyboard: walk over the figure with the arrow keys, Enter selects the trials of a cell.",
    ],
    figures: () => [{ label: state.get("interactions.pair")?.join(" ") ?? "", element: figure }],
  });
  const varied = ranked(data, state.get("metric")).filter((param) => !param.constant);
  if (varied.length < 2) {
    view.say(varied.length
      ? "Only one parameter varies, so there is no pair to look at."
      : "No parameter varies, so there is no pair to look at.");
    return;
  }
  if (!data.metrics.some(({ name }) => data.order(name).length)) {
    view.say("No trial has a score, so nothing can be said about interactions.");
    return;
  }

  const known = (pair) => pair?.every((name) => varied.some((param) => param.name === name));
  const chosen = () => {
    const pair = state.get("interactions.pair");
    if (known(pair)) return pair;
    const first = data.view(state.get("metric")).interactions[0]?.params;
    return known(first) ? first : [varied[0].name, varied[1].name];
  };
  const ways = { chosen, choose: (x, y) => state.set({ "interactions.pair": [x, y] }) };
  const list = pairList(app, ways);
  const choices = pairChoices(app, ways);
  const stage = h("div", { class: "stage" }, figure);
  const caption = h("p", { class: "caption" });
  const colour = choice({
    label: "Surface",
    options: [{ value: "mean", text: "expected score" }, { value: "std", text: "uncertainty" }],
    value: state.get("interactions.colour") ?? "mean",
    onChange: (value) => state.set({ "interactions.colour": value }),
  });
  // A finger on the figure scrolls the page unless told otherwise.
  const coarse = matchMedia("(pointer: coarse)").matches;
  const dragging = () => {
    const wanted = state.get("interactions.drag");
    return wanted === undefined ? (coarse ? null : "box") : wanted;
  };
  const pointer = followPointer(app, stage, figure, { chosen, drag: dragging });
  const walk = pairWalk(app, stage, figure, ways);
  const drag = choice({
    label: "Select by",
    options: [{ value: "box", text: "a box" }, { value: "lasso", text: "a lasso" },
      { value: null, text: "clicks only" }],
    value: dragging(),
    onChange: (value) => state.set({ "interactions.drag": value }),
  });
  fill(view.controls, choices.elements, colour, drag);
  fill(view.body, h("div", { class: "interactions" }, list.element,
    h("div", { class: "pair-side" }, stage, legend(), walk.element, caption)));

  async function paint() {
    const [x, y] = chosen();
    const took = await drawPair(app, figure, {
      x, y,
      colour: state.get("interactions.colour") ?? "mean",
    });
    figure.dataset.drawMs = took.toFixed(1);
    figure.dataset.pair = `${shorten(x, 60)} × ${shorten(y, 60)}`;
  }
  function tell() {
    list.tell();
    choices.tell();
    walk.tell();
    pointer.tell();
    const [x, y] = chosen();
    const surface = surfaceOf(data, state.get("metric"), x, y);
    colour.hidden = !surface;
    caption.textContent = captionOf(app, x, y, surface);
    figure.setAttribute("role", "img");
    figure.setAttribute("aria-label", `${shorten(x, 60)} and ${shorten(y, 60)}: trials over the model's surface`);
  }
  state.subscribe(["interactions.pair", "metric"], tell);
  state.subscribe(["interactions.drag"], pointer.tell);
  const sight = inSight(figure, paint);
  state.subscribe(["interactions.pair", "interactions.colour", "metric", "selection", "dark"], sight.ask);
  drawnAt(figure, sight.ask);
  tell();
  return { destroy() {
    sight.end();
    release(figure);
  } };
}

function legend() {
  const entry = (name, text) => h("li", {}, h("span", { class: ["swatch", name], "aria-hidden": "true" }), text);
  return h("ul", { class: "legend" }, entry("rest", "trial"), entry("top", "top trial"),
    entry("selected", "selected"), entry("failed", "without a score"));
}

function captionOf({ data, state }, x, y, surface) {
  const metric = state.get("metric");
  const pair = data.view(metric).interactions.find(({ params: [a, b] }) =>
    (a === x && b === y) || (a === y && b === x));
  const found = [];
  if (pair) {
    found.push(pair.significant ? `Interaction: ${pair.label}.` : `This interaction is ${pair.label}.`);
  }
  if (!surface) {
    found.push("No surface was computed for this pair: the trials are shown alone, in the colour of their scores.");
  } else if (surface.best) {
    const { mean, std, x: bestX, y: bestY } = surface.best;
    found.push(`The model expects most at ${shorten(x, 40)} = ${shorten(bestX, 40)}, ${shorten(y, 40)} = `
      + `${shorten(bestY, 40)}: ${score(data, metric, mean)} ± ${spread(std)}, averaged over all other parameters.`);
  }
  return found.join(" ");
}
