// Decisions: what was decided so far, what is drafted on this page, and the way to the
// search: a file to download, Python to copy, or, from the local server, a button.

import { fill, h } from "report/dom";
import {
  DRAFT_KEYS, discard, draftPrune, draftUndo, drafting, giveReason, removeDraft,
} from "report/drafts";
import { count, moment, shorten } from "report/format";
import { FILE_NAME, decisionsFile, postDecisions, pythonLines } from "report/handing-over";
import { followKeys, historyButtons } from "report/history";
import { inWords, nextToTakeBack, standing } from "report/journal";
import { reminder } from "report/reminder";
import { authorInput } from "report/space-draft";
import { spaceLines } from "report/new-space";
import { announce, button, copy, download, frame } from "report/views";

export function create(container, app) {
  const { data, state } = app;
  const { steerable } = data.summary;
  const view = frame(container, app, {
    name: "decisions",
    title: "Decisions",
    explain: steerable
      ? "What people decided about this search, and what is drafted here and not handed over yet."
      : "This report cannot steer a search: nothing that takes decisions stands behind it. What "
        + "is drafted here can be used as the space of a new search instead.",
  });
  const made = h("div", { class: "decided" });
  const drafts = h("div", { class: "drafted" });
  const over = h("div", { class: "handing-over" });
  fill(view.controls, historyButtons(app),
    h("label", { class: "choice" }, h("span", {}, "Who decides"), authorInput(app)));
  fill(view.body, made, drafts, over);
  const ends = [reminder(container, app), followKeys(app)];

  const tell = () => {
    fill(made, decidedList(app));
    fill(drafts, draftedList(app));
    if (!steerable) fill(over, asSpace(app));
    else if (app.door === "server") fill(over, byPost(app));
    else fill(over, asFile(app));
    container.dataset.drafts = drafting(app).decisions.length;
  };
  // A rule that a view hands over with "Keep only these".
  const takeProposal = () => {
    const proposal = state.get("proposal");
    if (!proposal) return;
    state.set({ proposal: null });
    const problem = draftPrune(app, proposal.rules);
    state.set({ "drafts.problem": problem });
    announce(problem ?? "Drafted under Decisions.");
  };
  state.subscribe([...DRAFT_KEYS, "drafts.problem", "drafts.posting"], tell);
  state.subscribe(["drafts.author"], () => fill(over.querySelector(".python") ?? h("div"), code(app)));
  state.subscribe(["proposal"], takeProposal);
  // What was wrong with the drafts before says nothing about those now.
  state.subscribe(["drafts"], () => state.set({ "drafts.problem": null }));
  tell();
  takeProposal();
  return { destroy: () => ends.forEach((end) => end()) };
}

function decidedList(app) {
  const { data } = app;
  const decisions = data.summary.decisions ?? [];
  if (!decisions.length) return null;
  const valid = new Set(standing(decisions));
  const { decisions: drafted } = drafting(app);
  const next = nextToTakeBack(data, drafted);
  const taken = new Set(drafted.map((draft) => draft.takesBack?.number).filter(Boolean));
  return [
    h("h3", {}, "Made so far"),
    h("ol", { class: "decision-list" }, decisions.map((decision) => {
      const back = decision.action !== "undo" && (!valid.has(decision) || taken.has(decision.number));
      const notes = [decision.author, moment(decision.time),
        decision.stage === null ? "not followed yet" : `followed from stage ${decision.stage}`,
        back && (valid.has(decision) ? "to be taken back" : "taken back")].filter(Boolean);
      return h("li", { class: back ? "taken-back" : null, data: { decision: decision.number } },
        h("p", { class: "what" }, shorten(inWords(data, decision), 600)),
        decision.reason && h("p", { class: "why" }, shorten(decision.reason, 1000)),
        h("p", { class: "muted" }, shorten(notes.join(" · "), 300)),
        data.summary.steerable && decision === next && button("Take it back", () => {
          announce(draftUndo(app) ?? "Drafted: the decision is to be taken back.");
        }, { class: "button quiet", data: { act: "take-back" } }));
    })),
  ];
}

function draftedList(app) {
  const { data, state } = app;
  const { decisions } = drafting(app);
  const problem = state.get("drafts.problem");
  return [
    h("h3", {}, "Drafted here"),
    problem && h("p", { class: "problem", role: "alert" }, problem),
    decisions.length === 0 && h("p", { class: "muted" },
      "Nothing yet. Narrow the space in the editor above, or select trials or a leaf and keep only these."),
    decisions.length > 0 && h("ol", { class: "decision-list" }, decisions.map((draft, k) =>
      h("li", { data: { draft: k, action: draft.action } },
        h("p", { class: "what" }, shorten(inWords(data, draft), 600)),
        h("div", { class: "draft-row" },
          h("label", { class: "choice" }, h("span", {}, "Why"),
            h("input", { type: "text", maxlength: 2000, value: draft.reason,
              on: { change: (event) => giveReason(app, draft, event.target.value.trim()) } })),
          button("Remove", () => {
            removeDraft(app, draft);
            document.getElementById("decisions-heading")?.focus({ preventScroll: true });
          }, {
            class: "button quiet", "aria-label": `Remove draft ${k + 1}`,
          }))))),
  ];
}

function asFile(app) {
  const { decisions } = drafting(app);
  if (!decisions.length) return null;
  return [
    h("h3", {}, "Hand over"),
    h("p", {}, "Download the file, then let the search take it up: it follows from its next stage on."),
    h("div", { class: "draft-buttons" },
      button(`Download ${FILE_NAME}`, () => {
        download(FILE_NAME, `${JSON.stringify(decisionsFile(app, decisions), null, 1)}\n`, "application/json");
        announce(`${FILE_NAME} saved.`);
      }, { class: "button primary", data: { act: "download" } })),
    copied("apply", `search.apply_decisions("${FILE_NAME}")`, "Then, in Python:"),
    h("div", { class: "python" }, code(app)),
  ];
}

function byPost(app) {
  const { state } = app;
  const { decisions } = drafting(app);
  const sent = state.get("drafts.sent");
  if (!decisions.length) return sent ? h("p", { class: "muted", role: "status" }, sent) : null;
  const posting = Boolean(state.get("drafts.posting"));
  const apply = async () => {
    state.set({ "drafts.posting": true, "drafts.problem": null });
    const problem = await postDecisions(app, decisions);
    state.set({ "drafts.posting": false });
    if (problem) {
      // What was drafted stays: it can be mended and sent again.
      state.set({ "drafts.problem": problem });
      announce(problem);
      return;
    }
    const words = `${count(decisions.length, "decision")} handed over. The search follows from its next stage on.`;
    state.set({ "drafts.sent": words });
    discard(app);
    announce(words);
  };
  return [
    h("h3", {}, "Hand over"),
    h("div", { class: "draft-buttons" },
      button(posting ? "Applying…" : "Apply to the search", apply, {
        class: "button primary", disabled: posting, data: { act: "apply" },
      })),
    h("div", { class: "python" }, code(app)),
  ];
}

function asSpace(app) {
  const rules = drafting(app).decisions.filter((draft) => draft.action === "prune").flatMap((draft) => draft.rules.flat());
  if (!drafting(app).decisions.length) return null;
  return [
    h("h3", {}, "Use as the space of a new search"),
    rules.length > 0 && copied("space", spaceLines(app.data, rules), "The narrowed space:"),
    copied("python", `search = SequentialSearchCV(estimator, param_distributions)\n${
      pythonLines(app, drafting(app).decisions)}`, "Or the whole space, and the rules as decisions about the new search:"),
    h("div", { class: "draft-buttons" },
      button("Download the rules", () => download(FILE_NAME,
        `${JSON.stringify(decisionsFile(app, drafting(app).decisions), null, 1)}\n`, "application/json"),
      { data: { act: "download" } })),
  ];
}

function code(app) {
  return copied("python", pythonLines(app, drafting(app).decisions), "The same in Python:");
}

// Lines to copy, with the word that they were.
function copied(name, text, label) {
  const press = button("Copy", async () => {
    const done = await copy(text);
    press.textContent = done ? "Copied" : "Could not copy";
    setTimeout(() => { press.textContent = "Copy"; }, 2000);
  }, { class: "button quiet", "aria-label": `Copy: ${label}`, data: { copies: name } });
  return h("div", { class: "code-lines" },
    h("div", { class: "code-head" }, h("span", {}, label), press),
    h("pre", { class: "code", tabindex: "0", role: "region", "aria-label": label, data: { lines: name } }, text));
}
