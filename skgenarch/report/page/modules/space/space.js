// The space editor: narrow the space by hand, see at once what that keeps, and make a
// decision of it. Decisions themselves are kept, handed over and taken back in
// report/decisions.

import { fill, h } from "report/dom";
import { DRAFT_KEYS, change, drafting } from "report/drafts";
import { list, shorten } from "report/format";
import { historyButtons } from "report/history";
import { combine, sentence } from "report/rules";
import { ranked } from "report/ranking";
import { spaceFigure } from "report/space-export";
import { draftPanel } from "report/space-draft";
import { rangeCard } from "report/space-range";
import { button, frame } from "report/views";

export function create(container, app) {
  const { data, state } = app;
  const view = frame(container, app, {
    name: "space",
    title: "Space editor",
    explain: "Narrow the space by hand and see at once which trials and how much volume are kept.",
    help: [
      "Each panel shows the scores of the trials over the values of one parameter; the best "
      + "trials are marked in the second colour. Drag the bounds, type them, or move them with the arrow keys "
      + "(Page Up and Page Down in bigger steps). Leave a value out by its box.",
      "“Keep only this” drafts a decision to prune; “Add as a branch” collects parts that are to be "
      + "searched side by side. Nothing reaches the search before you hand the decisions over.",
    ],
    figures: () => [{ label: "", element: spaceFigure([...container.querySelectorAll(".range")]) }],
  });
  const varied = ranked(data, state.get("metric")).filter((param) => !param.constant);
  if (!varied.length) {
    view.say("There is no parameter with more than one value, so there is nothing to narrow.");
    return null;
  }
  const scored = data.metrics.some(({ name }) => data.order(name).length);
  const offers = h("div", { class: "offers" });
  const panel = draftPanel(app);
  const cards = varied.map((param) => rangeCard(app, param));
  fill(view.body,
    !scored && h("p", { class: "muted" },
      "No trial has a score, so the panels are empty; the space can be narrowed all the same."),
    offers,
    h("div", { class: "space" },
      h("div", {}, h("div", { class: "ranges" }, cards.map((card) => card.element)), constants(data)),
      panel.element));
  fill(view.controls, historyButtons(app));

  const tell = () => {
    panel.tell();
    cards.forEach((card) => card.tell());
  };
  const tellOffers = () => fill(offers, offered(app));
  state.subscribe(DRAFT_KEYS, tell);
  state.subscribe(["selection"], tellOffers);
  panel.tell();
  tellOffers();
  return { destroy: () => cards.forEach((card) => card.end()) };
}

// Rules that a selection in another view amounts to.
function offered(app) {
  const { data, state } = app;
  const offers = (state.get("selection")?.offers ?? []).filter((offer) => offer.rules?.length);
  if (!offers.length) return null;
  const problem = h("p", { class: "problem", role: "alert" });
  const take = (rules) => {
    const both = combine(data, [...drafting(app).edits, ...rules]);
    problem.textContent = both ? "" : "This rule and the draft contradict each other: clear the draft first.";
    if (both) change(app, "taking a rule", { edits: both });
  };
  return [
    h("h3", {}, "On offer from what is selected"),
    h("ul", {}, offers.map((offer) => h("li", {},
      button("Take the rule", () => take(offer.rules), { data: { act: "take" } }), " ",
      h("span", {}, shorten(sentence(data, offer.rules), 300))))),
    problem,
  ];
}

function constants(data) {
  const names = data.params.filter((param) => param.constant).map((param) => shorten(param.name, 40));
  if (!names.length) return null;
  return h("p", { class: "muted" }, `Not shown, because there is only one value: ${list(names)}.`);
}
