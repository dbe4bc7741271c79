// The bar that stays in sight: the views, the metric, the colours.

import { h } from "report/dom";
import { choice } from "report/views";
import { themeButton } from "report/theme";

export function navigation(container, app, views) {
  const links = new Map(views.map(([name, title]) => [
    name, h("a", { href: `#view-${name}`, on: { click: focusHeading } }, title),
  ]));
  const nav = h("nav", { "aria-label": "Views" },
    h("ul", {}, [...links.values()].map((link) => h("li", {}, link))));
  container.append(h("div", { class: "topbar-row" }, nav,
    h("div", { class: "topbar-tools" }, metricChoice(app), themeButton(app))));
  markCurrent(links, nav);
}

// Whoever follows a link by keyboard goes on from there.
function focusHeading(event) {
  const target = document.querySelector(event.currentTarget.getAttribute("href"));
  requestAnimationFrame(() => target?.querySelector("h2")?.focus({ preventScroll: true }));
}

function metricChoice({ data, state }) {
  if (data.metrics.length < 2) return null;
  const element = choice({
    label: "Metric",
    options: data.metrics.map(({ name }) => ({ value: name, text: name })),
    value: state.get("metric"),
    onChange: (metric) => state.set({ metric }),
  });
  state.subscribe(["metric"], () => element.set(state.get("metric")));
  return element;
}

function markCurrent(links, nav) {
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries.filter(({ isIntersecting }) => isIntersecting)) {
      const current = links.get(entry.target.id.replace("view-", ""));
      for (const link of links.values()) link.removeAttribute("aria-current");
      current.setAttribute("aria-current", "true");
      const left = current.offsetLeft - nav.clientWidth / 3;
      nav.scrollTo({ left, behavior: "instant" });
    }
  }, { rootMargin: "-20% 0px -75% 0px" });
  for (const name of links.keys()) observer.observe(document.getElementById(`view-${name}`));
}
