// The draft in words, and what it would keep: the panel beside the space editor, with
// the buttons that make a decision of it.
//
//   draftPanel(app) -> {element, tell()}

import { fill, h } from "report/dom";
import { addBranch, draftFork, draftPrune, drafting, change } from "report/drafts";
import { count, score, share, shorten } from "report/format";
import { leftRules } from "report/journal";
import { preview } from "report/preview";
import { matching, sentence } from "report/rules";
import { announce, button } from "report/views";

export function draftPanel(app) {
  const { data, state } = app;
  const words = h("p", { class: "draft-words" });
  const table = h("div", {});
  const warnings = h("ul", { class: "draft-warnings" });
  const problem = h("p", { class: "problem", role: "alert" });
  const branches = h("div", { class: "branches" });
  const reason = h("textarea", {
    rows: 2, maxlength: 2000, placeholder: "e.g. small nets never got above chance",
    on: { input: () => state.set({ "drafts.reason": reason.value }) },
  });
  const author = authorInput(app);
  const rules = () => drafting(app).edits;
  const act = (made, said) => {
    problem.textContent = made ?? "";
    if (made) return;
    state.set({ "drafts.reason": "" });
    reason.value = "";
    announce(said);
  };
  const keep = button("Keep only this", () =>
    act(draftPrune(app, rules(), reason.value), "Drafted under Decisions."),
  { class: "button primary", data: { act: "prune" } });
  const add = button("Add as a branch", () => act(addBranch(app, rules()), "Branch added."),
    { data: { act: "branch" } });
  const show = button("Select these trials", () => {
    state.select(matching(data, rules()), {
      from: "space", label: sentence(data, rules()),
      offers: [{ label: sentence(data, rules()), rules: rules() }],
    });
  }, { class: "button quiet" });
  const clear = button("Clear", () => change(app, "clearing the draft", { edits: [] }),
    { class: "button quiet" });
  const element = h("aside", { class: "draft", "aria-label": "Draft" },
    h("h3", {}, "Draft"), words, table, warnings,
    h("div", { class: "draft-buttons" }, show, clear),
    h("label", { class: "choice" }, h("span", {}, "Why (kept with the decision)"), reason),
    h("label", { class: "choice" }, h("span", {}, "Who"), author),
    h("div", { class: "draft-buttons" }, keep, add), problem, branches);

  function tell() {
    const { edits, decisions } = drafting(app);
    const metric = state.get("metric");
    const found = preview(data, metric, edits, leftRules(data, decisions));
    words.textContent = edits.length
      ? shorten(sentence(data, edits), 600)
      : "Nothing is narrowed yet. Move a bound, leave a value out, or take a rule.";
    words.classList.toggle("muted", !edits.length);
    fill(table, previewTable(app, found));
    fill(warnings, edits.length > 0 && warningsOf(app, found).map((text) => h("li", {}, text)));
    element.dataset.kept = found.kept.n;
    element.dataset.lost = found.lost.n;
    element.dataset.volume = found.volume;
    for (const one of [keep, add, show, clear]) one.disabled = !edits.length;
    if (edits.length) problem.textContent = "";
    reason.value = state.get("drafts.reason") ?? "";
    fill(branches, branchList(app, act, reason));
  }
  state.subscribe(["metric"], tell);
  return { element, tell };
}

// One name for all decisions of this page, to be typed in either place.
export function authorInput({ state }) {
  const input = h("input", {
    type: "text", autocomplete: "name", maxlength: 200, value: state.get("drafts.author") ?? "",
    on: { input: () => state.set({ "drafts.author": input.value }) },
  });
  state.subscribe(["drafts.author"], () => {
    if (document.activeElement !== input) input.value = state.get("drafts.author") ?? "";
  });
  return input;
}

function previewTable({ data, state }, { kept, lost, volume, sampled }) {
  const metric = state.get("metric");
  const row = (name, a, b) => h("tr", {},
    h("th", { scope: "row" }, name), h("td", { class: "number" }, a), h("td", { class: "number" }, b));
  return [
    h("table", { class: "table preview" },
      h("thead", {}, h("tr", {}, h("td", {}),
        h("th", { scope: "col", class: "number" }, "Kept"),
        h("th", { scope: "col", class: "number" }, "Left out"))),
      h("tbody", {},
        row("Trials", kept.n.toLocaleString("en"), lost.n.toLocaleString("en")),
        row("Best", score(data, metric, kept.best), score(data, metric, lost.best)),
        row("Median", score(data, metric, kept.median), score(data, metric, lost.median)))),
    sampled > 0 && h("div", { class: "volume" },
      h("div", { class: "volume-bar", "aria-hidden": "true" },
        h("div", { style: { width: `${100 * volume}%` } })),
      h("p", {}, h("strong", {}, share(volume, volume < 0.1 ? 1 : 0)),
        " of the space that is left")),
  ];
}

function warningsOf({ data, state }, { kept, lost, volume, sampled }) {
  const metric = state.get("metric");
  const found = [];
  if (sampled && volume === 0) {
    found.push(`None of ${count(sampled, "random candidate")} fits: the part is very small, or empty.`);
  }
  if (kept.n === 0) found.push("No trial lies inside: nothing is known about this part.");
  else if (kept.n < 5) found.push(`Only ${count(kept.n, "trial")} inside: little is known about this part.`);
  if (lost.best > kept.best) {
    found.push(`The best trial (${score(data, metric, lost.best)}) would be left out.`);
  }
  return found;
}

function branchList(app, act, reason) {
  const { data } = app;
  const { branches } = drafting(app);
  if (!branches.length) return null;
  return [
    h("h4", {}, "Branches to search side by side"),
    h("ol", {}, branches.map((rules, k) => h("li", {},
      h("span", {}, shorten(sentence(data, rules), 300)), " ",
      button("Remove", () => change(app, "removing a branch", {
        branches: branches.filter((_, other) => other !== k),
      }), { class: "button quiet", "aria-label": `Remove branch ${k + 1}` })))),
    button(`Fork into ${count(branches.length, "branch", "branches")}`,
      () => act(draftFork(app, reason.value), "Drafted under Decisions."),
      { class: "button primary", disabled: branches.length < 2, data: { act: "fork" } }),
    branches.length < 2 && h("p", { class: "muted" }, "Add at least one more branch."),
  ];
}
