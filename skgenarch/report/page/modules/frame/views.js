// What all views share: the frame (heading, one line of explanation, help, export), the
// small controls, and the voice that tells screen readers what has just happened.
//
//   frame(container, app, {name, title, explain, help, figures}) -> view
//      name      "tree": the section's id is "view-tree"
//      explain   one line, a text in which the glossary's words are explained
//      help      null or a text (or array of texts, a paragraph each), folded away
//      figures   null or () -> [{label, element}] to export: an <svg> element, or the
//                element that report/plots drew in; label "" if there is only one
//      view.body      an empty <div> for the view's own content
//      view.controls  an empty <div class="controls"> above it
//      view.say(text | null)  a sentence instead of the content (which is hidden), for
//                     "why is this empty"; null shows the content again
//      view.explain(text)     another line of explanation
//   exportButtons(name, title, figures) -> [<button>, <button>], as the frame has them
//   choice({label, options: [{value, text}], value, onChange}) -> <label> with <select>;
//      values may be anything; has .set(value) and .select
//   toggle({label, value, onChange}) -> <label> with a checkbox; has .set(value)
//   button(text, onClick, attrs = {}) -> <button type="button" class="button">
//   announce(text)   said by screen readers, not seen
//   copy(text)       to the clipboard, with an announcement; -> Promise<bool>
//   download(name, blobOrText, type)   saves a file
//   fileName(...parts)  letters, digits and dashes of the parts only
//   isPress(event)   Enter or Space
//   drawnAt(element, fn)   fn(width) now (if it is on the page) and when its width changes

import { h, fill } from "report/dom";
import { withTerms } from "report/glossary";
import { shorten } from "report/format";
import { download, exportFigure, fileName } from "report/exporting";

export { download, fileName };

export function frame(container, app, { name, title, explain, help = null, figures = null }) {
  const { data } = app;
  const line = h("p", { class: "view-explain" }, withTerms(data, explain));
  const controls = h("div", { class: "controls" });
  const body = h("div", { class: "view-body" });
  const message = h("p", { class: "message", hidden: true });
  const heading = h("h2", { id: `${name}-heading`, tabindex: "-1" }, title);
  const tools = h("div", { class: "view-tools" });
  if (figures) tools.append(...exportButtons(name, title, figures));
  container.id = `view-${name}`;
  container.classList.add("view");
  container.setAttribute("aria-labelledby", heading.id);
  fill(container,
    h("header", { class: "view-head" }, h("div", { class: "view-title" }, heading, line), tools),
    help && h("details", { class: "help" },
      h("summary", {}, "How to read this"),
      [].concat(help).map((paragraph) => h("p", {}, withTerms(data, paragraph)))),
    controls, message, body);
  return {
    body,
    controls,
    say(text) {
      message.hidden = text === null;
      message.textContent = text ?? "";
      body.hidden = controls.hidden = tools.hidden = text !== null;
    },
    explain: (text) => fill(line, withTerms(data, text)),
  };
}

export function exportButtons(name, title, figures) {
  return ["SVG", "PNG"].map((format) => button(format, async () => {
    for (const { label, element } of figures()) {
      await exportFigure(element, fileName(name, label), format.toLowerCase());
    }
    announce(`${title} saved as ${format}.`);
  }, { class: "button quiet", "aria-label": `Save ${title} as ${format}`, title: `Save as ${format}` }));
}

export function choice({ label, options, value, onChange }) {
  const select = h("select", {
    on: { change: () => onChange(options[select.selectedIndex].value) },
  }, options.map((option) => h("option", {}, shorten(option.text, 60))));
  const element = h("label", { class: "choice" }, h("span", {}, label), select);
  element.select = select;
  element.set = (wanted) => {
    select.selectedIndex = options.findIndex((option) => option.value === wanted);
  };
  element.set(value);
  return element;
}

export function toggle({ label, value, onChange }) {
  const box = h("input", {
    type: "checkbox", checked: value, on: { change: () => onChange(box.checked) },
  });
  const element = h("label", { class: "toggle" }, box, h("span", {}, label));
  element.set = (wanted) => { box.checked = wanted; };
  return element;
}

export function button(text, onClick, attrs = {}) {
  return h("button", { type: "button", class: "button", ...attrs, on: { click: onClick } }, text);
}

let voice = null;
export function announce(text) {
  if (!voice) {
    voice = h("div", { class: "unseen", role: "status", "aria-live": "polite" });
    document.body.append(voice);
  }
  voice.textContent = text;
}

export async function copy(text) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A page opened from disk may have no clipboard of its own.
    const area = h("textarea", { class: "unseen", value: text, "aria-hidden": "true" });
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    focused?.focus?.();
  }
  announce(done ? "Copied." : "The browser did not allow copying.");
  return done;
}

export const isPress = (event) => event.key === "Enter" || event.key === " ";

export function drawnAt(element, fn) {
  let drawn = 0;
  const draw = () => {
    const width = Math.floor(element.clientWidth);
    if (width === 0 || width === drawn) return;
    drawn = width;
    fn(width);
  };
  draw();
  new ResizeObserver(draw).observe(element);
}
