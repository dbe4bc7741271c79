// Which parameters have an axis: boxes to tick, folded away.
//
//   axesChoice(params, {chosen: () => names, choose(names)}) -> {element, tell()}

import { h } from "report/dom";
import { shorten } from "report/format";
import { announce } from "report/views";

export function axesChoice(params, { chosen, choose }) {
  const boxes = params.map((param) => {
    const box = h("input", { type: "checkbox", on: { change() {
      const names = chosen().filter((name) => name !== param.name);
      if (box.checked) names.push(param.name);
      if (names.length) {
        choose(names);
        return;
      }
      box.checked = true;
      announce("At least one axis has to stay.");
    } } });
    return { param, box, label: h("label", { class: "toggle", title: shorten(param.name, 300) }, box,
      h("span", { class: "code" }, shorten(param.name, 32))) };
  });
  const element = h("details", { class: "axes-choice", on: { keydown(event) {
    if (event.key !== "Escape" || !element.open) return;
    event.preventDefault(); // or it would take the selection back
    element.open = false;
    element.querySelector("summary").focus();
  } } },
  h("summary", { class: "button quiet" }, "Axes"),
  h("div", { class: "axes-list", role: "group", "aria-label": "Axes" }, boxes.map(({ label }) => label)));
  return {
    element,
    tell() {
      const names = chosen();
      boxes.forEach(({ param, box }) => { box.checked = names.includes(param.name); });
    },
  };
}
