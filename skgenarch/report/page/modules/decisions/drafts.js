// What is being drafted on this page, and its history. All of it lives in the store, so
// that it outlives a view that is made anew; the history holds whole states, which are
// small and never changed in place.
//
//   drafting(app) -> {edits, branches, decisions}
//      edits      the rules being put together in the space editor, one per parameter
//      branches   lists of rules that are to become the branches of a fork
//      decisions  what "apply" or "download" would hand over, in order
//   change(app, what, {edits?, branches?, decisions?}, before?)   one step, which undo
//      takes back; `before` = the state to go back to, if the present one is in between
//   hint(app, edits)            the same while something is being dragged: no step
//   edit(app, param, rule | null, how, before)  one parameter's rule; how: "hint", "step",
//      or "key", of which several in quick succession (held down) count as one step
//   undo(app), redo(app)        -> what was undone, in words, or null
//   undoable(app), redoable(app)   what would be, or null
//   draftPrune(app, rules, reason), draftFork(app, reason), draftUndo(app)
//      -> null, or a sentence that says why not
//   discard(app)                start again, without a way back: after "apply"
//   DRAFT_KEYS                  what to subscribe to

import { combine } from "report/rules";
import { inWords, leftRules, nextToTakeBack } from "report/journal";

export const DRAFT_KEYS = ["drafts", "drafts.edits", "drafts.branches"];
const MOST_STEPS = 200;
const MOST_BRANCHES = 26; // they are named by letters
const ONE_STEP_MS = 800;

export function drafting({ state }) {
  return {
    edits: state.get("drafts.edits") ?? [],
    branches: state.get("drafts.branches") ?? [],
    decisions: state.get("drafts") ?? [],
  };
}

export function change(app, what, next, before = null) {
  step(app, what, next, before ?? drafting(app), false);
}

function step(app, what, next, before, joining) {
  const past = app.state.get("drafts.past") ?? [];
  const last = past.at(-1);
  const now = performance.now();
  const joined = joining && last?.what === what && now - last.time < ONE_STEP_MS;
  put(app, { ...drafting(app), ...next });
  app.state.set({
    "drafts.past": joined
      ? [...past.slice(0, -1), { ...last, time: now }]
      : [...past, { what, time: now, ...before }].slice(-MOST_STEPS),
    "drafts.future": [],
  });
}

export function hint(app, edits) {
  app.state.set({ "drafts.edits": edits });
}

export function edit(app, param, rule, how = "step", before = null) {
  const from = before ?? drafting(app);
  const others = drafting(app).edits.filter((other) => other.param !== param);
  const edits = rule ? [...others, rule] : others;
  // A drag that ends where it began is no step.
  const same = JSON.stringify(edits) === JSON.stringify(from.edits);
  if (how === "hint" || same) hint(app, edits);
  else step(app, `the range of ${param}`, { edits }, from, how === "key");
}

function put({ state }, { edits, branches, decisions }) {
  state.set({ "drafts.edits": edits, "drafts.branches": branches, drafts: decisions });
}

export const undoable = ({ state }) => state.get("drafts.past")?.at(-1)?.what ?? null;
export const redoable = ({ state }) => state.get("drafts.future")?.at(-1)?.what ?? null;

export function undo(app) {
  return travel(app, "drafts.past", "drafts.future");
}

export function redo(app) {
  return travel(app, "drafts.future", "drafts.past");
}

function travel(app, from, to) {
  const steps = app.state.get(from) ?? [];
  const step = steps.at(-1);
  if (!step) return null;
  app.state.set({
    [from]: steps.slice(0, -1),
    // time 0: a step taken now never joins one from before the journey.
    [to]: [...(app.state.get(to) ?? []), { what: step.what, time: 0, ...drafting(app) }],
  });
  put(app, step);
  return step.what;
}

export function draftPrune(app, rules, reason = "") {
  const { decisions } = drafting(app);
  const problem = whyNot(app.data, rules, decisions);
  if (problem) return problem;
  const draft = made("prune", [rules], reason);
  change(app, "a draft", { decisions: [...decisions, draft], edits: [] });
  return null;
}

export function draftFork(app, reason = "") {
  const { decisions, branches } = drafting(app);
  if (branches.length < 2) return "A fork needs at least two branches.";
  if (branches.length > MOST_BRANCHES) return `A fork can have at most ${MOST_BRANCHES} branches.`;
  const draft = made("fork", branches, reason);
  change(app, "a draft", { decisions: [...decisions, draft], edits: [], branches: [] });
  return null;
}

export function addBranch(app, rules) {
  const { branches, decisions } = drafting(app);
  const problem = whyNot(app.data, rules, decisions);
  if (problem) return problem;
  change(app, "a branch", { branches: [...branches, rules], edits: [] });
  return null;
}

// Before all other drafts: what it takes back is in the journal, not among them.
export function draftUndo(app) {
  const { decisions } = drafting(app);
  const takesBack = nextToTakeBack(app.data, decisions);
  if (!takesBack) return "There is no decision to take back.";
  const undos = decisions.filter((draft) => draft.action === "undo");
  const others = decisions.filter((draft) => draft.action !== "undo");
  const draft = { ...made("undo", [], ""), takesBack };
  change(app, `taking back “${inWords(app.data, takesBack)}”`,
    { decisions: [...undos, draft, ...others] });
  return null;
}

export function removeDraft(app, draft) {
  const { decisions } = drafting(app);
  let rest = decisions.filter((other) => other !== draft);
  if (draft.action === "undo") {
    // Undos work from the last decision backwards: the later ones go with it.
    const later = decisions.slice(decisions.indexOf(draft));
    rest = decisions.filter((other) => other.action !== "undo" || !later.includes(other));
  }
  change(app, "removing a draft", { decisions: rest });
}

export function giveReason(app, draft, reason) {
  const { decisions } = drafting(app);
  change(app, "a reason", {
    decisions: decisions.map((other) => (other === draft ? { ...draft, reason } : other)),
  });
}

export function discard(app) {
  put(app, { edits: [], branches: [], decisions: [] });
  app.state.set({ "drafts.past": [], "drafts.future": [] });
}

function made(action, rules, reason) {
  return { action, rules, reason: reason.trim(), author: "", time: new Date().toISOString() };
}

function whyNot(data, rules, drafts) {
  if (!rules.length) return "Nothing is narrowed yet: move a bound or leave a value out first.";
  if (combine(data, rules) === null) return "These rules contradict each other: nothing would be kept.";
  if (combine(data, [...leftRules(data, drafts), ...rules]) === null) {
    return "Together with what was decided before, this would keep nothing.";
  }
  return null;
}
