// A small note beside the pointer, for marks in figures.
//
//   showTip(x, y, ...children)   at a place on the screen
//   hideTip()

import { fill, h } from "report/dom";

let tip = null;

export function showTip(x, y, ...children) {
  if (!tip) {
    tip = h("div", { class: "bubble tip", "aria-hidden": true });
    document.body.append(tip);
  }
  fill(tip, ...children);
  tip.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = tip;
  const room = document.documentElement.clientWidth;
  tip.style.left = `${Math.max(8, x + 14 + width > room ? x - width - 14 : x + 14)}px`;
  tip.style.top = `${Math.max(8, y - height - 10)}px`;
}

export function hideTip() {
  if (tip) tip.hidden = true;
}
