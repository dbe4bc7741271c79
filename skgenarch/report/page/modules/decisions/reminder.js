// A small bar at the bottom of the window as long as something is drafted and the
// decisions are out of sight: so that no draft is forgotten.
//
//   reminder(container, app) -> end()

import { fill, h } from "report/dom";
import { DRAFT_KEYS, drafting } from "report/drafts";
import { count } from "report/format";
import { historyButtons } from "report/history";

export function reminder(container, app) {
  const words = h("span", {});
  const bar = h("div", { class: "reminder", role: "region", "aria-label": "Drafted decisions", hidden: true },
    words, h("a", { class: "button primary", href: "#view-decisions", on: { click: focus } }, "Review"),
    historyButtons(app));
  container.append(bar);
  let inSight = false;
  const tell = () => {
    const { decisions, branches } = drafting(app);
    const parts = [
      decisions.length > 0 && count(decisions.length, "decision"),
      branches.length > 0 && count(branches.length, "branch", "branches"),
    ].filter(Boolean);
    const problem = app.state.get("drafts.problem");
    fill(words, problem ?? `${parts.join(" and ")} drafted`);
    words.classList.toggle("problem", Boolean(problem));
    bar.hidden = (!parts.length && !problem) || inSight;
  };
  app.state.subscribe([...DRAFT_KEYS, "drafts.problem"], tell);
  const observer = new IntersectionObserver(([entry]) => {
    inSight = entry.isIntersecting;
    tell();
  }, { rootMargin: "0px 0px -15% 0px" });
  observer.observe(container);
  return () => observer.disconnect();

  function focus() {
    requestAnimationFrame(() => container.querySelector("h2")?.focus({ preventScroll: true }));
  }
}
