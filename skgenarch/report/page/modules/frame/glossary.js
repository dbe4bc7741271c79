// Words of the trade, explained where they stand: on hover and on focus.
//
//   term(data, word, shown = word)  -> an element; plain text where the glossary does
//                                      not know the word
//   withTerms(data, text)           -> array of nodes: the text with every word of the
//                                      glossary explained, once each
//
// One bubble serves the whole page.

import { h } from "report/dom";

export function term(data, word, shown = word) {
  const known = lookUp(data, word);
  return known ? explained(shown, known) : shown;
}

export function withTerms(data, text) {
  const words = Object.keys(data.summary.glossary ?? {}).sort((a, b) => b.length - a.length);
  if (!words.length) return [text];
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const nodes = [];
  const seen = new Set();
  let end = 0;
  for (const match of text.matchAll(new RegExp(`(?<![\\w'])(?:${pattern})s?(?![\\w'])`, "gi"))) {
    const known = lookUp(data, match[0]);
    if (!known || seen.has(known.word)) continue;
    seen.add(known.word);
    nodes.push(text.slice(end, match.index), explained(match[0], known));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

function lookUp(data, word) {
  const glossary = data.summary.glossary ?? {};
  const asked = word.toLowerCase();
  const found = Object.keys(glossary).find((entry) =>
    [asked, asked.replace(/s$/, "")].includes(entry.toLowerCase()));
  return found === undefined ? null : { word: found, text: glossary[found] };
}

function explained(shown, known) {
  const element = h("button", {
    class: "term",
    type: "button",
    "aria-describedby": "term-bubble",
    on: {
      mouseenter: () => show(element, known),
      focus: () => show(element, known),
      click: () => show(element, known),
      mouseleave: hide,
      blur: hide,
      keydown: (event) => event.key === "Escape" && hide(),
    },
  }, shown);
  return element;
}

function bubble() {
  const found = document.getElementById("term-bubble");
  if (found) return found;
  const made = h("div", { id: "term-bubble", class: "bubble", role: "tooltip", hidden: true });
  document.body.append(made);
  return made;
}

function show(element, known) {
  const box = bubble();
  box.replaceChildren(h("strong", {}, known.word), " ", known.text);
  box.hidden = false;
  const at = element.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.min(Math.max(8, at.left), document.documentElement.clientWidth - width - 8);
  // Above the word where there is room, so that the line read next stays free.
  const top = at.top - height - 8 > 0 ? at.top - height - 6 : at.bottom + 6;
  box.style.left = `${Math.max(8, left)}px`;
  box.style.top = `${top}px`;
}

function hide() {
  bubble().hidden = true;
}
