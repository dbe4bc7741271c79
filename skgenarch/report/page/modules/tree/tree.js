// Tree: which steps lead to the top trials. A press on a node selects its trials in all
// views and offers its rule.

import { fill, h } from "report/dom";
import { count, number, score, shorten } from "report/format";
import { term, withTerms } from "report/glossary";
import { ask } from "report/live";
import { brief, matching } from "report/rules";
import { treeControls, treeSettings } from "report/tree-controls";
import { drawTree, markSelected } from "report/tree-drawing";
import { leavesTable } from "report/tree-leaves";
import { drawnAt, frame } from "report/views";

export function create(container, app) {
  const { data, state } = app;
  const figure = h("div", { class: "tree" });
  const below = h("div", {});
  const view = frame(container, app, {
    name: "tree",
    title: "Tree",
    explain: "A decision tree that tells top trials from the others. Press a node to select its trials.",
    help: [
      "Read it from the left: each step splits the trials of the node before it. The bar in a "
      + "node is the share of top trials among its trials; that share flatters, because the "
      + "same trials chose the steps.",
      "What can be claimed stands beside each leaf: its held-out purity with the interval, "
      + "the purity to expect by chance as a small stroke, and the p-value. A hollow dot means "
      + "not distinguishable from chance.",
      "Arrow keys walk through the tree, Enter selects.",
    ],
    figures: () => [{ label: "", element: figure.querySelector("svg") }].filter((one) => one.element),
  });
  view.body.append(figure, below);
  const grown = new Map(); // trees that the server made for this page
  let shown = null;
  let width = 0;

  const choose = (node) => state.select(node.positions, {
    from: "tree",
    label: brief(node.sentence, node.rules) || "all trials of the tree",
    offers: node.rules.length ? [{ label: node.sentence, rules: node.rules }] : [],
  });
  const draw = () => {
    if (!width) return;
    const metric = state.get("metric");
    const own = data.view(metric);
    fill(view.controls, treeControls(app, own));
    const problem = whyEmpty(data, metric, own);
    view.say(problem);
    if (problem) return;
    const settings = treeSettings(state, own);
    shown = own.trees.find((tree) => fits(tree, settings)) ?? grown.get(key(metric, settings));
    if (shown) {
      const nodes = withPositions(data, shown);
      fill(figure, summary(app, shown), drawTree(nodes, shown, width, choose));
      fill(below, leavesTable(app, nodes, choose));
      markSelected(figure, state.get("selection"));
    } else if (app.door === "server") {
      fill(figure, h("p", { class: "message" }, "Growing this tree…"));
      fill(below);
      grow(app, metric, settings).then((tree) => {
        grown.set(key(metric, settings), tree);
        draw();
      }, (error) => fill(figure, h("p", { class: "message" }, error.message)));
    } else {
      fill(below);
      fill(figure, h("p", { class: "message" },
        "There is no tree of these trials: at least 10 with a score are needed."));
    }
  };
  drawnAt(view.body, (now) => {
    width = now;
    draw();
  });
  state.subscribe(["metric", "tree"], draw);
  state.subscribe(["selection"], () => markSelected(figure, state.get("selection")));
}

function whyEmpty(data, metric, own) {
  if (own.trees.length) return null;
  const scored = data.order(metric).length;
  if (scored < 10) {
    return `A tree needs at least 10 trials with a score. So far there ${scored === 1 ? "is" : "are"} ${scored}.`;
  }
  const scores = data.scores(metric);
  const order = data.order(metric);
  if (scores[order[0]] === scores[order[order.length - 1]]) {
    return "All scores are equal, so there are no top trials to tell from the others.";
  }
  return "No tree could be made of these trials.";
}

const SETTINGS = ["scope", "quantile", "max_depth", "min_samples_leaf"];
const fits = (tree, settings) => SETTINGS.every((name) => tree[name] === settings[name]);
const key = (metric, settings) => JSON.stringify([metric, ...SETTINGS.map((name) => settings[name])]);

async function grow(app, metric, settings) {
  const query = new URLSearchParams({ metric });
  for (const name of SETTINGS) query.set(name, settings[name] ?? "");
  return (await ask(app, `api/tree?${query}`)).json();
}

// The trials of each node: those of the tree's scope that match the node's rules.
function withPositions(data, tree) {
  const inScope = scopeTest(data, tree.scope);
  return tree.nodes.map((node, index) => ({
    ...node, index, positions: matching(data, node.rules).filter(inScope),
  }));
}

function scopeTest(data, id) {
  const { stage } = data.summary.trials;
  const name = id.slice(id.indexOf("-") + 1);
  const known = (i) => data.status[i] !== "running";
  if (id.startsWith("stage-")) return (i) => known(i) && stage[i] <= Number(name);
  const branch = data.summary.branches.find((one) => one.name === name);
  const inside = new Set(matching(data, branch?.rules ?? []));
  return (i) => known(i) && inside.has(i);
}

function summary({ data, state }, tree) {
  const metric = state.get("metric");
  const from = score(data, metric, tree.top_from);
  const claims = tree.nodes.filter((node) => node.evidence?.significant).length;
  const words = claims === 0
    ? "No leaf is distinguishable from chance."
    : `${count(claims, "leaf", "leaves")} ${claims === 1 ? "is" : "are"} distinguishable from chance.`;
  return h("p", { class: "tree-summary" },
    withTerms(data, `${number(tree.n_top)} of ${count(tree.n, "trial")} are top trials: `),
    `${shorten(metric, 60)} ${data.minimised(metric) ? "≤" : "≥"} ${from}. `,
    h("strong", {}, words), " Beside each leaf stands its ", term(data, "held-out purity"),
    " with the ", term(data, "interval"), ", and ", term(data, "chance"), " as a stroke.");
}
