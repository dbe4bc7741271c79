// Undo and redo of what is drafted, as buttons and as keys.
//
//   historyButtons(app) -> [undo, redo]
//   followKeys(app) -> end()    Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y (⌘ on a Mac), except
//                               where text is being typed

import { DRAFT_KEYS, redo, redoable, undo, undoable } from "report/drafts";
import { shorten } from "report/format";
import { announce, button } from "report/views";

export function historyButtons(app) {
  const back = button("Undo", () => goBack(app), { class: "button quiet", data: { act: "undo" } });
  const forth = button("Redo", () => goForth(app), { class: "button quiet", data: { act: "redo" } });
  const tell = () => {
    name(back, "Undo", undoable(app), "Ctrl+Z");
    name(forth, "Redo", redoable(app), "Ctrl+Shift+Z");
  };
  app.state.subscribe([...DRAFT_KEYS, "drafts.past", "drafts.future"], tell);
  tell();
  return [back, forth];
}

function name(element, verb, what, keys) {
  element.disabled = !what;
  element.title = what ? `${verb} ${shorten(what, 80)} (${keys})` : `Nothing to ${verb.toLowerCase()}`;
}

function goBack(app) {
  const what = undo(app);
  announce(what ? `Undone: ${shorten(what, 80)}` : "Nothing to undo.");
}

function goForth(app) {
  const what = redo(app);
  announce(what ? `Redone: ${shorten(what, 80)}` : "Nothing to redo.");
}

export function followKeys(app) {
  const listen = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyped(event.target)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) goForth(app);
    else goBack(app);
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

function isTyped(element) {
  if (element.closest?.("textarea, [contenteditable]")) return true;
  const input = element.closest?.("input");
  return Boolean(input) && !["checkbox", "radio", "range", "button"].includes(input.type);
}
