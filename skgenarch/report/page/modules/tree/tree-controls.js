// What can be chosen about the tree: whose trials, how many are top, how deep, how small
// the leaves may be. Only what the reader chose is kept in the state, so that the newest
// stage is shown as long as no other was asked for.
//
//   treeSettings(state, view) -> {scope, quantile, max_depth, min_samples_leaf}
//   treeControls(app, view)   -> array of <label>

import { share } from "report/format";
import { choice } from "report/views";

// The server can grow any tree; the file has those that were made for it.
const MORE = {
  quantile: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5],
  max_depth: [1, 2, 3, 4, 5, 6],
  min_samples_leaf: [3, 5, 10, 20, 50],
};

export function treeSettings(state, view) {
  const first = { scope: view.scopes[0]?.id ?? null, ...view.tree_default };
  const settings = { ...first, ...state.get("tree") };
  const known = view.scopes.some(({ id }) => id === settings.scope);
  return known ? settings : { ...settings, scope: first.scope };
}

export function treeControls(app, view) {
  const { state } = app;
  const settings = treeSettings(state, view);
  const control = (name, label, options) => choice({
    label, options, value: settings[name],
    onChange: (value) => state.set({ tree: { ...state.get("tree"), [name]: value } }),
  });
  const values = (name) => {
    const own = view.tree_options[name];
    if (app.door !== "server") return own;
    const more = MORE[name].filter((value) => !own.includes(value));
    return [...own, ...more].sort((a, b) => (a ?? 0) - (b ?? 0));
  };
  const leafText = (value) => {
    const place = view.tree_options.min_samples_leaf.indexOf(value);
    const said = view.tree_options.min_samples_leaf_texts?.[place];
    if (said) return said;
    if (value === null) return "as the search";
    return value < 1 ? `${share(value)} of the trials` : `${value} trials`;
  };
  return [
    control("scope", "Trials", view.scopes.map(({ id, label }) => ({ value: id, text: label }))),
    control("quantile", "Top trials", values("quantile").map((value) => (
      { value, text: `best ${share(value)}` }))),
    control("max_depth", "Depth", values("max_depth").map((value) => (
      { value, text: value === null ? "any" : `up to ${value}` }))),
    control("min_samples_leaf", "Smallest leaf", values("min_samples_leaf").map((value) => (
      { value, text: leafText(value) }))),
  ];
}
