// One parameter in the space editor: its trials' scores over its values, and what of it
// the draft keeps. Numbers have two bounds to drag, categories a box to tick each.
//
//   rangeCard(app, param) -> {element, tell(), end()}; tell() after anything has changed

import { h } from "report/dom";
import { drafting, edit } from "report/drafts";
import { shorten } from "report/format";
import { inSight } from "report/in-sight";
import { leftRules } from "report/journal";
import { combine, sentence } from "report/rules";
import { scaleOf } from "report/scale";
import { numbersPart } from "report/space-numbers";
import { slotRow } from "report/space-slots";
import { announce } from "report/views";

export function rangeCard(app, param) {
  const { data, state } = app;
  const scale = scaleOf(data, param.name);
  const parts = [];
  const card = {
    app, param, scale,
    rule: () => drafting(app).edits.find((rule) => rule.param === param.name) ?? null,
    left: () => combined(data, leftRules(data, drafting(app).decisions), param.name),
    // What the card shows as a rule: null if all is kept.
    set({ bounds, categories, inactive }, how, before) {
      const open = !scale.numbers || (bounds && bounds[0] === null && bounds[1] === null);
      const all = scale.allSlots();
      const whole = open && categories.length === all.categories.length
        && inactive === all.inactive;
      if (!bounds && !categories.length && !inactive) {
        announce("At least one value has to stay.");
        return false;
      }
      edit(app, param.name, whole ? null : { param: param.name, bounds, categories, inactive },
        how, before);
      return true;
    },
    // The rule as far as it goes, spelled out where there is none.
    shown() {
      const rule = card.rule();
      if (rule) return rule;
      return { param: param.name, bounds: scale.numbers ? [null, null] : null, ...scale.allSlots() };
    },
  };
  if (scale.numbers) parts.push(numbersPart(card));
  if (scale.slots.length) parts.push(slotsPart(card));
  const sentences = h("p", { class: "range-rule" });
  const element = h("article", {
    class: "range", "aria-label": shorten(param.name, 80), data: { param: param.name },
  },
  h("header", {},
    h("h3", { class: "code", title: param.name }, shorten(param.name, 44)),
    h("p", { class: "muted", title: param.domain }, shorten(param.domain ?? "", 60))),
  parts.map((part) => part.element), sentences);
  const tell = () => {
    const rule = card.rule();
    const left = card.left();
    element.classList.toggle("narrowed", Boolean(rule));
    const words = [
      rule && `Draft: ${shorten(sentence(data, [rule]), 160)}`,
      left && `Left by decisions: ${shorten(sentence(data, [left]), 160)}`,
    ].filter(Boolean);
    sentences.textContent = words.join(". ");
    sentences.hidden = !words.length;
    parts.forEach((part) => part.tell());
  };
  const sight = inSight(element, () => parts.forEach((part) => part.paint()));
  state.subscribe(["selection", "metric"], sight.ask);
  sight.ask();
  tell();
  return { element, tell, end: sight.end };
}

function combined(data, rules, name) {
  const own = rules.filter((rule) => rule.param === name);
  return own.length ? combine(data, own)?.[0] ?? null : null;
}

function slotsPart(card) {
  const { scale } = card;
  const rows = scale.slots.map((slot) => slotRow(card, slot));
  if (scale.numbers) rows.unshift(slotRow(card, null));
  return {
    element: h("div", { class: "slots" }, rows.map((row) => row.element)),
    paint: () => rows.forEach((row) => row.paint()),
    tell: () => rows.forEach((row) => row.tell()),
  };
}

