// Story: how the search went, stage by stage, and how the best score grew.

import { fill, h } from "report/dom";
import { familyTree } from "report/family";
import { progress } from "report/progress";
import { brief } from "report/rules";
import { drawnAt, exportButtons, frame } from "report/views";

export function create(container, app) {
  const { data, state } = app;
  const staged = data.summary.stages.length > 1;
  const tree = h("div", { class: "family" });
  const curve = h("div", { class: "progress" });
  const view = frame(container, app, {
    name: "story",
    title: "Story",
    explain: staged
      ? "Each stage searched the branches in its row; a branch grows out of the one that led to it."
      : "All trials came from one space. Below, how the best score grew with them.",
    help: [
      "Each card is a branch of the space with its rule in words. Its bar shows the scores of "
      + "its trials: a line from the lowest to the best, a box around the middle half, a stroke "
      + "at the median and a dot at the best trial. All bars have the same scale.",
      "Click a card, or press Enter on it, and its trials are selected in all views.",
    ],
    figures: pictureIn(tree),
  });
  if (data.n === 0) {
    view.say("There are no trials yet, so there is no story to tell.");
    return;
  }
  view.body.append(tree,
    h("div", { class: "progress-head" },
      h("h3", {}, "Progress of the best score"),
      h("div", { class: "view-tools" }, exportButtons("progress", "Progress", pictureIn(curve)))),
    curve);

  const choose = (node) => {
    const { name, label, rules } = node;
    state.select(node.positions, {
      from: "story",
      label: label ? `${name}: ${brief(label, rules)}` : name,
      offers: rules.length ? [{ label, rules }] : [],
    });
  };
  let width = 0;
  const drawTree = () => fill(tree, familyTree(app, width, choose));
  const drawCurve = () => fill(curve, progress(app, width));
  drawnAt(view.body, (now) => {
    width = now;
    drawTree();
    drawCurve();
  });
  state.subscribe(["metric"], () => {
    drawTree();
    drawCurve();
  });
  state.subscribe(["selection"], () => {
    const chosen = state.get("selection");
    for (const card of tree.querySelectorAll(".card")) {
      card.classList.toggle("holds", holds(card.positions, chosen));
    }
  });
}

const pictureIn = (box) => () =>
  [...box.querySelectorAll("svg")].map((element) => ({ label: "", element }));

// A branch is marked if most of what is selected was drawn from it, or most of it is.
function holds(positions, selection) {
  if (!selection || !positions.length) return false;
  const common = positions.filter((i) => selection.positions.has(i)).length;
  return common > 0 && common >= Math.min(positions.length, selection.positions.size) / 2;
}
