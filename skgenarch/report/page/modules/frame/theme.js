// Light or dark: as the system says, until the reader chooses.
//
//   followTheme(state)   keeps state "dark" true to what is shown, and the page true to
//                        state "theme"
//   themeButton(app)     a button that goes through auto, light, dark

import { h } from "report/dom";

const KEY = "skgenarch report theme";
const NEXT = { auto: "light", light: "dark", dark: "auto" };

export function followTheme(state) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const theme = state.get("theme");
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    state.set({ dark: theme === "auto" ? system.matches : theme === "dark" });
  };
  state.set({ theme: stored() ?? "auto" });
  state.subscribe(["theme"], apply);
  system.addEventListener("change", apply);
  apply();
}

export function themeButton({ state }) {
  const label = h("span", { class: "unseen" });
  const element = h("button", {
    class: "button quiet theme",
    type: "button",
    on: {
      click() {
        const theme = NEXT[state.get("theme")];
        state.set({ theme });
        store(theme);
      },
    },
  }, h("span", { class: "theme-mark", "aria-hidden": true }), label);
  const tell = () => {
    const theme = state.get("theme");
    const words = theme === "auto" ? "as the system" : theme;
    label.textContent = `Colours: ${words}. Change`;
    element.title = `Colours: ${words}`;
    element.dataset.shows = theme;
  };
  state.subscribe(["theme"], tell);
  tell();
  return element;
}

// A page opened from disk or shown in a frame may have no storage.
function stored() {
  try {
    const theme = localStorage.getItem(KEY);
    return theme in NEXT ? theme : null;
  } catch {
    return null;
  }
}

function store(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it holds until the page is closed.
  }
}
