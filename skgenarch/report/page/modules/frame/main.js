// The page comes to life: the data are unpacked, the masthead and the navigation drawn,
// then each view in its place, one after the other so that the first is there at once.

import { decode } from "report/data";
import { fill, h } from "report/dom";
import { follow, liveBar } from "report/live";
import { masthead } from "report/masthead";
import { navigation } from "report/navigation";
import { unpack } from "report/packed";
import { selectedBar } from "report/selected";
import { createState } from "report/state";
import { followTheme } from "report/theme";

const VIEWS = [
  ["overview", "Overview"],
  ["story", "Story"],
  ["tree", "Tree"],
  ["interactions", "Interactions"],
  ["importance", "Importance"],
  ["parallel", "Parallel"],
  ["space", "Space"],
  ["table", "Trials"],
  ["failures", "Failures"],
];

async function boot() {
  const page = document.getElementById("page");
  const { door, token } = document.body.dataset;
  const summary = JSON.parse(await unpack("report-data"));
  const state = createState({
    metric: summary.metrics[0]?.name ?? null,
    selection: null,
    hover: null,
    tree: null,
    filter: { text: "", rules: [] },
    drafts: [],
    proposal: null,
    live: null,
  });
  followTheme(state);
  const doors = { door, token: token ?? null, state };
  const show = build(page, doors);
  const data = decode(summary);
  await show(data);
  if (door === "server") follow(doors, data, show);
}

// The skeleton stays; show(data) fills it, and fills it anew when there are new trials.
function build(page, { door, token, state }) {
  const head = h("header", { class: "masthead" });
  const bar = h("div", { class: "topbar", role: "region", "aria-label": "Navigation" });
  const sections = VIEWS.map(([name]) => h("section", { id: `view-${name}`, class: "view" }));
  const main = h("main", {}, sections);
  const decisions = h("section", { id: "view-decisions" });
  fill(page, head, bar, main, colophon(door), decisions);
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--bar-height", `${bar.offsetHeight}px`);
  }).observe(bar);
  const seen = watch(sections);
  let ended = [];

  return async function show(data) {
    const heights = sections.map((section) => section.offsetHeight);
    const refocus = rememberFocus(page);
    ended.forEach((end) => end());
    ended = [];
    const put = async (container, create) => {
      const scope = state.scope(() => !sections.includes(container) || seen.has(container));
      const app = { data, state: scope, door, token };
      fill(container);
      const view = await create(container, app);
      ended.push(() => {
        scope.end();
        view?.destroy?.();
      });
    };
    state.set({ metric: data.metric(state.get("metric"))?.name ?? null });
    await put(head, masthead);
    await put(bar, (container, app) => {
      navigation(container, app, VIEWS);
      liveBar(container, app);
      return selectedBar(container, app);
    });
    // What is not drawn yet keeps its place, so that nothing jumps while reading.
    sections.forEach((section, i) => { section.style.minHeight = `${heights[i]}px`; });
    for (const [i, container] of [...sections, decisions].entries()) {
      const [name, title] = VIEWS[i] ?? ["decisions", "Decisions"];
      await put(container, (...given) => draw(name, title, ...given));
      container.style.minHeight = "";
      performance.mark(`view ${name}`);
      refocus();
      await painted();
    }
    document.body.dataset.ready = String(data.n); // whoever drives the page waits for this
  };
}

function colophon(door) {
  return h("footer", { class: "colophon" }, door === "server"
    ? "Decisions go to the search on this computer; nothing else leaves this page."
    : "This page is complete in itself: it makes no network requests, and what you do stays here.");
}

// The sections that are on the screen or near it.
function watch(sections) {
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target);
      else seen.delete(target);
    }
  }, { rootMargin: "100px" });
  sections.forEach((section) => observer.observe(section));
  return seen;
}

// Whoever works by keyboard is not thrown back to the top when the views are made anew.
// What may change its place among others has a name in data-focus.
function rememberFocus(page) {
  const focused = document.activeElement;
  if (!page.contains(focused)) return () => {};
  const path = [];
  for (let element = focused; element !== page; element = element.parentNode) {
    path.unshift([...element.parentNode.children].indexOf(element));
  }
  return () => {
    if (document.activeElement !== document.body) return;
    const name = focused.dataset.focus;
    const found = name
      ? [...page.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === name)
      : path.reduce((element, place) => element?.children[place], page);
    if (found?.tagName === focused.tagName) found.focus({ preventScroll: true });
  };
}

// A view that fails says so in its own place and does not take the others along.
async function draw(name, title, container, app) {
  try {
    const { create } = await import(`report/${name}`);
    return create(container, app);
  } catch (error) {
    console.error(error);
    fill(container,
      h("h2", {}, title),
      h("p", { class: "message" }, `This view could not be drawn (${error.message}).`));
    return null;
  }
}

function painted() {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    if (document.hidden) channel.port2.postMessage(null);
    else requestAnimationFrame(() => channel.port2.postMessage(null));
  });
}

boot().catch((error) => {
  console.error(error);
  fill(document.getElementById("page"), h("p", { class: "message" },
    "The report could not be unpacked. It needs a browser from 2023 or later ",
    `(${error.message}).`));
});
