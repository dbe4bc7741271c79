// A handle on a line of an SVG figure, for pointer and keyboard: a slider to screen
// readers. It only says what is wanted; whoever owns the value draws it anew.
//
//   handle({label, vertical, name}, {lineAt, describe, start, move, step, done}, ...shapes)
//      -> <g>, with tell() to call when the value has changed
//      lineAt(event)  where on the line the pointer is
//      describe()     {now, min, max, text} for screen readers
//      start()        a drag or a key press begins;  move(u) to there;  done() it is over;
//      cancel() it was no drag after all (the page scrolls instead)
//      step(steps)    by keyboard: ±1, ±10 (Page), ±Infinity (Home, End)

import { svg } from "report/dom";

const STEPS = {
  ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1,
  PageUp: 10, PageDown: -10, End: Infinity, Home: -Infinity,
};

export function handle({ label, vertical = false, name }, ways, ...shapes) {
  const element = svg("g", {
    class: "handle",
    role: "slider",
    tabindex: "0",
    "aria-label": label,
    "aria-orientation": vertical ? "vertical" : "horizontal",
    data: { handle: name },
  }, shapes);
  element.tell = () => {
    const { now, min, max, text } = ways.describe();
    element.setAttribute("aria-valuemin", min);
    element.setAttribute("aria-valuemax", max);
    element.setAttribute("aria-valuenow", now);
    element.setAttribute("aria-valuetext", text);
  };
  element.addEventListener("keydown", (event) => {
    const steps = STEPS[event.key];
    if (steps === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    ways.start();
    ways.step(event.shiftKey && Math.abs(steps) === 1 ? 10 * steps : steps);
    ways.done();
  });
  dragged(element, ways);
  return element;
}

// Also used on its own: for a stretch drawn anew on a line.
export function dragged(element, { lineAt, start, move, done, cancel = done }) {
  let pointer = null;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pointer = event.pointerId;
    element.setPointerCapture(pointer);
    event.preventDefault(); // no selecting of text meanwhile
    event.stopPropagation();
    element.focus?.({ preventScroll: true });
    start(lineAt(event), event);
  });
  element.addEventListener("pointermove", (event) => {
    if (event.pointerId === pointer) move(lineAt(event), event);
  });
  for (const [type, end] of [["pointerup", done], ["pointercancel", cancel]]) {
    element.addEventListener(type, (event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      end(lineAt(event), event);
    });
  }
}

// Where a pointer is within an SVG figure, in the figure's own coordinates.
export function pointIn(figure, event) {
  const { left, top, width, height } = figure.getBoundingClientRect();
  const box = figure.viewBox.baseVal;
  return {
    x: box.x + ((event.clientX - left) / width) * box.width,
    y: box.y + ((event.clientY - top) / height) * box.height,
  };
}
