// The server door: the page follows a search that goes on in another process.
//
//   follow({token, state}, data, show)  asks api/status every few seconds; when something
//                                 has changed since `data`, fetches api/summary and shows it
//   liveBar(container, app)       says under the navigation what the search is doing, and
//                                 has the button "Run next stage" where that is possible
//   ask(app, path, options = {})  fetch with the token; an Error with the server's own
//                                 words if it refuses

import { decode } from "report/data";
import { fill, h } from "report/dom";
import { count } from "report/format";
import { announce, button } from "report/views";

const EVERY = 2000; // milliseconds
const AFTER_TROUBLE = 6000;

export async function ask({ token }, path, options = {}) {
  const headers = { ...options.headers, "X-Skgenarch-Token": token };
  const answer = await fetch(path, { ...options, headers, cache: "no-store" });
  if (answer.ok || answer.status === 304) return answer;
  const said = await answer.json().catch(() => ({}));
  throw new Error(said.error ?? `The server answered ${answer.status}.`);
}

export function follow(doors, data, show) {
  const { state } = doors;
  let shown = null; // revision
  const look = async () => {
    let wait = EVERY;
    try {
      const status = await (await ask(doors, "api/status")).json();
      state.set({ live: same(state.get("live"), status) });
      // The page itself has just been made of the newest trials.
      if (shown === null && status.n_trials === data.n) shown = status.revision;
      if (shown !== status.revision && !busy()) {
        const answer = await ask(doors, "api/summary", shown
          ? { headers: { "If-None-Match": shown } } : {});
        if (answer.status !== 304) {
          const fresh = decode(await answer.json());
          keepSelection(state, data, fresh);
          data = fresh;
          await show(fresh);
        }
        shown = status.revision;
      }
    } catch (error) {
      wait = AFTER_TROUBLE;
      state.set({ live: { ...state.get("live"), trouble: error.message } });
    }
    setTimeout(look, wait);
  };
  look();
}

// An unchanged status is the same object, so that nobody is told of it.
function same(before, now) {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

// Nobody wants a view to change under the pointer or while typing.
function busy() {
  const focused = document.activeElement;
  const typing = focused?.matches("input, textarea, select");
  return typing || document.querySelector(":active:not(html, body)") !== null;
}

// Trials are known by their numbers; positions may shift.
function keepSelection(state, before, after) {
  const selection = state.get("selection");
  state.set({ hover: null });
  if (!selection) return;
  const places = new Map(after.summary.trials.number.map((number, i) => [number, i]));
  const positions = [...selection.positions]
    .map((i) => places.get(before.summary.trials.number[i]))
    .filter((i) => i !== undefined);
  state.set({ selection: { ...selection, positions: new Set(positions) } });
}

export function liveBar(container, app) {
  if (app.door !== "server") return;
  const { state } = app;
  const strip = h("div", { class: "live-bar", role: "status", hidden: true });
  container.append(strip);
  let refusal = "";
  const run = async () => {
    refusal = "";
    try {
      await ask(app, "api/run", { method: "POST" });
      announce("The next stage is running.");
    } catch (error) {
      refusal = error.message;
    }
    tell();
  };
  const tell = () => {
    const live = state.get("live");
    strip.hidden = !live;
    if (!live) return;
    const trials = live.n_trials === undefined ? "" : ` · ${count(live.n_trials, "trial")}`;
    const words = live.trouble
      ? `The server does not answer (${live.trouble}). Trying again.`
      : (live.running ? "A stage is running" : "No stage is running") + trials;
    fill(strip,
      h("span", { class: ["live-mark", live.running && !live.trouble && "on"] }), words,
      [refusal, live.error].map((text) => text && h("span", { class: "live-trouble" }, text)),
      live.can_run && !live.running && !live.trouble && button("Run next stage", run));
  };
  state.subscribe(["live"], tell);
  tell();
}
