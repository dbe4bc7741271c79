// One axis of parallel coordinates: its ticks, a stretch to brush on it, two bounds for
// pointer and keyboard, and its slots as boxes to tick.
//
//   parallelAxis({scale, title, place}, {filter, setFilter, move}) -> {element, heading, tell(),
//                                                arrange(x, {height, gap, room, figure})}
//      filter() -> rule | null;  setFilter(rule | null, done)
//      place         among the axes, null for that of the score
//      gap, room     to the next axis; for the name
//      move(steps)   to another place; null where it stays

import { fill, h, svg } from "report/dom";
import { shorten } from "report/format";
import { dragged, handle } from "report/handle";
import { slotKept } from "report/scale-rules";
import { announce, isPress } from "report/views";

const REACH = 13;
// Letters stay readable over lines, also in a saved file.
const HALO = { "paint-order": "stroke" };
export const TOP = 58;
export const BOTTOM = 14;

export function parallelAxis({ scale, title, place }, { filter, setFilter, move }) {
  const { numbers, slots, param } = scale;
  let height = 400;
  let figure = null;
  const y = (u) => TOP + (height - TOP - BOTTOM) * (1 - u);
  const uAt = (event) => {
    const box = figure.getBoundingClientRect();
    const pixel = ((event.clientY - box.top) / box.height) * height;
    return Math.min(1, Math.max(0, 1 - (pixel - TOP) / (height - TOP - BOTTOM)));
  };
  const whole = () => ({ param: param.name, bounds: numbers ? [null, null] : null, ...scale.allSlots() });
  const shown = () => filter() ?? whole();
  const set = (rule, done) => {
    if (rule && !rule.bounds && !rule.categories.length && !rule.inactive) {
      announce("At least one value has to stay.");
      return;
    }
    setFilter(rule && isWhole(rule) ? null : rule, done);
  };
  const isWhole = (rule) => {
    const all = scale.allSlots();
    return (!numbers || (rule.bounds && rule.bounds[0] === null && rule.bounds[1] === null))
      && rule.categories.length === all.categories.length && rule.inactive === all.inactive;
  };

  const ends = () => {
    const [a, b] = shown().bounds ?? [null, null];
    return [a ?? numbers.low, b ?? numbers.high];
  };
  const setEnd = (side, value, done) => {
    const [a, b] = ends();
    const within = side ? Math.max(value, a) : Math.min(value, b);
    const bounds = [...(shown().bounds ?? [null, null])];
    const open = side ? within >= numbers.high : within <= numbers.low;
    bounds[side] = open ? null : within;
    // Who asks for good scores does not ask for trials without one.
    set({ ...shown(), bounds, ...(place === null ? { inactive: false } : {}) }, done);
  };
  const handles = numbers ? [0, 1].map((side) => handle(
    { label: `${side ? "Upper" : "Lower"} bound of ${shorten(title, 60)}`, vertical: true, name: side ? "high" : "low" },
    {
      lineAt: uAt,
      describe: () => ({
        now: ends()[side], min: numbers.low, max: numbers.high, text: scale.text(ends()[side]),
      }),
      start() {},
      move: (u) => setEnd(side, valueAt(u, side), false),
      step: (steps) => setEnd(side, Number.isFinite(steps)
        ? scale.next(ends()[side], steps)
        : steps > 0 ? numbers.high : numbers.low, true),
      done: (u) => u !== undefined && setEnd(side, valueAt(u, side), true),
      cancel() {},
    },
    svg("rect", { class: "reach", x: -14, y: side ? -20 : -4, width: 28, height: 24 }),
    svg("rect", { class: "grip", x: -9, y: side ? -5 : 0, width: 18, height: 5, rx: 2 }),
  )) : [];
  const valueAt = (u, side) => scale.readable(scale.value(u + (side ? -0.8 : 0.8) * scale.half));

  // A stretch drawn on the axis; a press without one takes the filter back.
  const zone = svg("rect", { class: "zone", x: -REACH, width: 2 * REACH });
  let from = null;
  dragged(zone, {
    lineAt: uAt,
    start: (u) => { from = u; },
    move(u) {
      if (Math.abs(u - from) < 0.012) return;
      const rule = scale.ruleOf(from, u);
      if (rule !== undefined) set(rule, false);
    },
    done(u) {
      if (Math.abs(u - from) < 0.012) setFilter(null, true);
      else {
        const rule = scale.ruleOf(from, u);
        set(rule === undefined ? filter() : rule, true);
      }
    },
    cancel() {},
  });

  const boxes = slots.map((slot) => {
    const toggle = () => {
      const rule = shown();
      const kept = slotKept(scale, rule, slot);
      if (slot.index < 0) set({ ...rule, inactive: !kept }, true);
      else {
        const value = param.categories[slot.index].data;
        set({
          ...rule,
          // In the order of the space.
          categories: param.categories.map((entry) => entry.data).filter((data, index) =>
            (data === value ? !kept : slotKept(scale, rule, { index }))),
        }, true);
      }
    };
    const text = svg("text", { ...HALO, x: 15, y: 4 });
    const element = svg("g", {
      class: ["axis-slot", slot.index < 0 && "inactive"], role: "checkbox", tabindex: "0",
      "aria-label": `${shorten(slot.text, 80)}, of ${shorten(title, 60)}`,
      data: { value: shorten(slot.text, 80) },
      on: {
        click: toggle,
        keydown: (event) => {
          if (!isPress(event)) return;
          event.preventDefault();
          toggle();
        },
      },
    }, svg("title", {}, shorten(slot.text, 300)),
    svg("rect", { class: "box", x: -5, y: -5, width: 10, height: 10, rx: 2 }),
    svg("path", { class: "tick-mark", d: "M-2.8 0l2 2.4l3.6-4.6" }), text);
    return { slot, element, text, tell() {
      const kept = slotKept(scale, shown(), slot);
      element.setAttribute("aria-checked", String(kept));
      element.classList.toggle("unkept", !kept);
    } };
  });

  const name = svg("text", { ...HALO, class: "axis-title", y: 22, "text-anchor": "middle" });
  const heading = move ? svg("g", {
    class: "axis-name", role: "button", tabindex: "0",
    "aria-label": `${shorten(title, 80)}: move this axis with the left and right arrow keys`,
    on: { keydown: (event) => {
      const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!steps) return;
      event.preventDefault();
      move(steps);
    } },
  }, svg("title", {}, `${shorten(title, 300)} (drag to move)`), name)
    : svg("g", { class: "axis-name fixed" }, svg("title", {}, shorten(title, 300)), name);
  const line = svg("line", { class: "axis-line" });
  const ticks = svg("g", { class: "axis-ticks" });
  const brush = svg("g", { class: "axis-brush" });
  const element = svg("g", { class: "parallel-axis", data: { axis: shorten(title, 80) } },
    line, brush, ticks, zone, boxes.map((box) => box.element), handles, heading);

  function tell() {
    const rule = filter();
    element.classList.toggle("filtered", Boolean(rule));
    fill(brush, rule && scale.stretches(rule).map(([a, b]) => svg("rect", {
      x: -6, width: 12, y: y(b), height: Math.max(2, y(a) - y(b)), rx: 2,
    })));
    handles.forEach((one, side) => {
      const kept = Boolean(shown().bounds);
      const stretch = scale.stretches({ ...shown(), categories: [], inactive: false })[0]
        ?? [numbers.from, numbers.to];
      one.setAttribute("transform", `translate(0 ${y(stretch[side])})`);
      one.classList.toggle("unkept", !kept);
      one.tell();
    });
    boxes.forEach((box) => box.tell());
  }

  return {
    element,
    heading,
    tell,
    arrange(x, { height: wanted, gap, room, figure: around }) {
      height = wanted;
      figure = around;
      const letters = Math.max(4, Math.floor(room / 8.2));
      const beside = Math.max(3, Math.floor(gap / 7.4) - 4);
      element.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
      name.textContent = shorten(title, letters);
      line.setAttribute("y1", y(1));
      line.setAttribute("y2", y(0));
      zone.setAttribute("y", y(1) - 4);
      zone.setAttribute("height", y(0) - y(1) + 8);
      fill(ticks, scale.ticks(6).map((tick) => svg("g", { transform: `translate(0 ${y(tick.at).toFixed(1)})` },
        svg("line", { x1: -4, x2: 0 }), svg("text", { ...HALO, x: -8, y: 4, "text-anchor": "end" }, tick.text))));
      boxes.forEach(({ slot, element: box, text }) => {
        box.setAttribute("transform", `translate(0 ${y(slot.middle).toFixed(1)})`);
        text.textContent = shorten(slot.text, beside);
      });
      tell();
    },
  };
}
