// What was decided about the search, and what that leaves: the decisions in its journal,
// followed by the drafts of this page. An "undo" takes back the last one before it that
// still stands, as in Python.
//
//   standing(decisions)        the ones that are not taken back
//   decided(data, drafts)      standing ones of the journal and the drafts together
//   leftRules(data, drafts)    the rules of all prunes among them
//   nextToTakeBack(data, drafts)   the decision of the journal that one more "undo"
//                              would take back, or null
//   inWords(data, decision)    "Keep only lr ≤ 0.02"

import { sentence } from "report/rules";

export function standing(decisions) {
  const left = [];
  for (const decision of decisions) {
    if (decision.action !== "undo") left.push(decision);
    else left.pop();
  }
  return left;
}

export function decided(data, drafts = []) {
  return standing([...(data.summary.decisions ?? []), ...drafts]);
}

export function leftRules(data, drafts = []) {
  return decided(data, drafts)
    .filter((decision) => decision.action === "prune")
    .flatMap((decision) => decision.rules.flat());
}

export function nextToTakeBack(data, drafts = []) {
  const undos = drafts.filter((draft) => draft.action === "undo");
  return decided(data, undos).at(-1) ?? null;
}

export function inWords(data, decision) {
  const parts = decision.rules.map((rules) => sentence(data, rules));
  if (decision.action === "prune") return `Keep only ${parts.join(" and ")}`;
  if (decision.action === "fork") return `Fork into ${parts.join("; ")}`;
  return decision.takesBack
    ? `Take back: ${lowerFirst(inWords(data, decision.takesBack))}`
    : "Take the last decision back";
}

function lowerFirst(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
