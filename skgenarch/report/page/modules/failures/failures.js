// Trials that failed, by what was raised, and which values they have in common.

import { fill, h } from "report/dom";
import { count, share, shorten } from "report/format";
import { sharedMore } from "report/shares";
import { button, frame } from "report/views";

const FEWEST = 3; // trials of which shares say anything
const LONGEST_TRACEBACK = 20000;

export function create(container, app) {
  const { data } = app;
  const view = frame(container, app, {
    name: "failures",
    title: "Failures",
    explain: "Trials that failed, by the error, and the values that they have more often than others.",
  });
  const failures = [...(data.summary.failures ?? [])]
    .sort((a, b) => b.trials.length - a.trials.length);
  if (!failures.length) {
    view.say(data.n ? "No trial has failed." : "There are no trials yet.");
    return;
  }
  const fine = [];
  data.status.forEach((status, i) => status === "ok" && fine.push(i));
  const failed = failures.reduce((n, failure) => n + failure.trials.length, 0);
  fill(view.body,
    h("p", {}, `${count(failed, "trial")} of ${data.n.toLocaleString("en")} failed`,
      failures.length > 1 ? `, in ${failures.length} ways.` : ", all in the same way."),
    h("ul", { class: "failures" }, failures.map((failure) => group(app, failure, fine))));
}

function group({ data, state }, failure, fine) {
  const { message, trials } = failure;
  const traceback = failure.traceback?.trim() ?? "";
  return h("li", { data: { failed: trials.length } },
    h("p", { class: "failure-head" },
      h("strong", {}, count(trials.length, "trial")), " ",
      h("span", { class: "code", title: shorten(message, 1000) }, shorten(message, 200))),
    inCommon(data, trials, fine),
    h("div", { class: "draft-buttons" }, button("Show these trials", () => {
      state.select(trials, { from: "failures", label: `failed: ${shorten(message, 60)}` });
    }, { class: "button quiet", "aria-label": `Show the trials that failed with ${shorten(message, 60)}` })),
    traceback && traceback !== message && h("details", {},
      h("summary", {}, "Traceback of the first"),
      h("pre", { class: "code traceback", tabindex: "0", role: "region", "aria-label": "Traceback" },
        traceback.slice(-LONGEST_TRACEBACK))));
}

// Compared with the trials that did not fail.
function inCommon(data, trials, fine) {
  if (trials.length < FEWEST || fine.length < FEWEST) return null;
  const found = sharedMore(data, trials, fine);
  if (!found.length) {
    return h("p", { class: "muted" }, "They have no value much more often than the trials that did not fail.");
  }
  return h("table", { class: "table shares" },
    h("thead", {}, h("tr", {},
      h("th", { scope: "col" }, "More often here"),
      h("th", { scope: "col", class: "number" }, "of these"),
      h("th", { scope: "col", class: "number" }, "of those that did not fail"))),
    h("tbody", {}, found.map(({ words, here, there }) => h("tr", {},
      h("th", { scope: "row", class: "code", title: shorten(words, 400) }, shorten(words, 70)),
      h("td", { class: "number" }, share(here)),
      h("td", { class: "number" }, share(there))))));
}
