// The first screen: what did we learn, and what should be done next, in sentences.

import { fill, h } from "report/dom";
import { count, median, number, score, seconds, shorten } from "report/format";
import { term, withTerms } from "report/glossary";
import { brief, matching, sentence } from "report/rules";
import { button, copy } from "report/views";

export function create(container, app) {
  const { state } = app;
  container.id = "view-overview";
  container.setAttribute("aria-label", "Overview");
  const draw = () => fill(container, h("h2", { class: "unseen", tabindex: "-1" }, "Overview"),
    facts(app), h("div", { class: "overview" }, findings(app), bestTrial(app)));
  state.subscribe(["metric"], draw);
  draw();
}

function facts({ data, state }) {
  const { summary } = data;
  const metric = state.get("metric");
  const order = data.order(metric);
  const scores = data.scores(metric);
  const n = (status) => data.status.filter((entry) => entry === status).length;
  const troubled = [["failed", n("failed")], ["lost", n("lost")], ["running", n("running")]]
    .filter(([, times]) => times > 0);
  const time = summary.trials.seconds.reduce((sum, s) => sum + (s ?? 0), 0);
  const stages = summary.stages.length;
  const rows = [
    [term(data, "trial", "Trials"), data.n.toLocaleString("en"),
      troubled.length ? troubled.flatMap(([word, times], i) =>
        [i > 0 && ", ", `${times} `, term(data, word)]) : scored(data, order)],
    ["Best", order.length ? score(data, metric, scores[order[0]]) : "–",
      [metric && `${shorten(metric, 40)}${data.minimised(metric) ? ", lower is better" : ""}`]],
    ["Median", order.length ? score(data, metric, median(Array.from(order, (i) => scores[i]))) : "–",
      [count(order.length, "score")]],
    stages > 1 && [term(data, "stage", "Stages"),
      summary.n_stages ? `${stages} of ${summary.n_stages}` : String(stages),
      [summary.running ? "one is running" : "finished"]],
    ["Parameters", String(data.params.length),
      [count(data.params.filter((param) => !param.constant).length, "varied", "varied")]],
    time > 0 && ["Time spent", seconds(time), ["fitting, all trials"]],
  ];
  return h("dl", { class: "facts" }, rows.filter(Boolean).map(([label, value, note]) =>
    h("div", {}, h("dt", {}, label), h("dd", { class: "fact" }, value),
      h("dd", { class: "fact-note" }, note))));
}

function scored(data, order) {
  if (data.n === 0) return "none yet";
  return order.length === data.n ? "all with a score" : `${order.length} with a score`;
}

function findings(app) {
  const { data, state } = app;
  const found = data.view(state.get("metric")).findings;
  if (!found.length) {
    return h("div", { class: "findings" }, h("p", { class: "message" }, data.n
      ? "Nothing can be said yet: there are too few trials with a score."
      : "There are no trials yet: the report fills as they come in."));
  }
  const part = (title, kinds) => {
    const own = found.filter(({ kind }) => kinds.includes(kind));
    return own.length > 0 && h("div", {}, h("h3", { class: "question" }, title),
      h("ul", { class: "sentences" }, own.map((finding) => item(app, finding))));
  };
  return h("div", { class: "findings" },
    part("What did we learn?", ["learned", "caution"]),
    part("What should be done next?", ["next"]));
}

function item(app, { kind, text, rules }) {
  const { data, state } = app;
  const offer = rules?.length ? { label: sentence(data, rules), rules } : null;
  return h("li", { class: kind },
    kind === "caution" && h("span", { class: "mark" }, "Caution"),
    h("span", { title: text.length > 600 ? text.slice(0, 2000) : null },
      withTerms(data, shorten(text, 600))),
    offer && h("span", { class: "item-tools" },
      button("Show these trials", () => state.select(matching(data, rules), {
        from: "overview", label: brief(offer.label, rules), offers: [offer],
      }), { class: "button quiet" }),
      kind === "next" && button("Keep only these", () => state.set({
        proposal: { rules, label: offer.label, from: "overview" },
      }), { class: "button quiet" })));
}

function bestTrial({ data, state }) {
  const metric = state.get("metric");
  const [best] = data.order(metric);
  if (best === undefined) return null;
  const std = data.stds(metric)[best];
  const python = data.python(best);
  return h("aside", { class: "best", "aria-label": "The best trial" },
    h("h3", {}, "The best trial"),
    h("p", { class: "best-score" }, score(data, metric, data.scores(metric)[best]),
      !Number.isNaN(std) && h("span", { class: "muted" }, ` ± ${number(std, 2)}`)),
    h("p", { class: "muted" }, data.trialName(best), whence(data, best)),
    h("dl", { class: "settings" }, data.params
      .filter((param) => !data.cell(param.name, best).inactive)
      .map((param) => h("div", {},
        h("dt", { title: param.name.slice(0, 2000) }, shorten(param.name, 60)),
        h("dd", { title: data.valueText(param.name, best).slice(0, 2000) },
          shown(data, param, best))))),
    h("p", { class: "item-tools" },
      button("Copy as Python", () => copy(python), { class: "button quiet" }),
      button("Show it", () => state.select([best], {
        from: "overview", label: data.trialName(best),
      }), { class: "button quiet" })));
}

// Four digits are enough to read; the copied Python has them all.
function shown(data, param, i) {
  const { number: x } = data.cell(param.name, i);
  return x === undefined || param.integer
    ? shorten(data.valueText(param.name, i), 60) : number(x);
}

function whence(data, i) {
  const { stage, branch } = data.summary.trials;
  if (data.summary.stages.length < 2) return "";
  return `, stage ${stage[i]}, branch ${shorten(branch[i], 40)}`;
}
