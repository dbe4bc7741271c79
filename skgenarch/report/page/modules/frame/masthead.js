// The top of the page: what this is about, where it comes from, what to beware of.

import { fill, h } from "report/dom";
import { moment, shorten } from "report/format";

export function masthead(container, { data }) {
  const { title, source, made, skgenarch, notices } = data.summary;
  const details = [source, made && `made ${moment(made)}`, `skgenarch ${skgenarch}`];
  fill(container,
    h("h1", { title: title.length > 120 ? title : null }, shorten(title, 120)),
    h("p", { class: "source" }, shorten(details.filter(Boolean).join(" · "), 300)),
    notices.length > 0 && h("ul", { class: "notices", "aria-label": "Notices" },
      notices.map((notice) => h("li", {}, shorten(notice, 400)))));
}
