// What is chosen on the page, kept in one place, so that all views show the same.
//
//   createState(initial) -> state
//   state.get(key)
//   state.set({key: value, ...})     subscribers hear of it in the next animation frame,
//                                    once, however often it was set; equal values (===)
//                                    are no change
//   state.subscribe(keys, fn)        fn(state, changed: Set of keys) -> unsubscribe()
//   state.flush()                    tell all subscribers now (for tests)
//   state.select(positions, {from, label, offers})   see "selection"
//   state.clearSelection()
//   state.scope(seen = () => true)   -> the same store with `end()`, which takes back
//                                    all that was subscribed through it. Each view gets
//                                    one and is made anew when new trials arrive, so
//                                    what must outlive that is kept in the store, under
//                                    keys of the view's own ("table.sort"). A view that
//                                    is not seen hears of changes a moment later, so that
//                                    what one looks at answers at once.
//
// Keys that views share:
//   metric     name of the metric shown
//   selection  null or {positions: Set of trial positions, from: name of the view,
//              label: what it is in words, offers: [{label, rules: [rule]}]}, rules that
//              may be made a decision of; never changed in place
//   hover      position of the trial that is pointed at, or null
//   tree       {scope, quantile, max_depth, min_samples_leaf}
//   theme      "auto" | "light" | "dark", as chosen; dark: true | false, as shown
//   filter     {text, rules} of the trials table
//   drafts     decisions not applied yet: the business of report/decisions, which also
//              takes offers up through `state.set({proposal: {rules, from, label}})`
//   live       null or the answer of api/status (server door)

export function createState(initial = {}) {
  const values = new Map(Object.entries(initial));
  const subscribers = new Set();
  let changed = new Set();
  let waiting = null;
  const late = new Map(); // subscribers out of sight, and what changed for them

  const state = {
    get: (key) => values.get(key),
    set(entries) {
      for (const [key, value] of Object.entries(entries)) {
        if (values.get(key) === value) continue;
        values.set(key, value);
        changed.add(key);
      }
      if (changed.size && waiting === null) waiting = nextFrame(tell);
    },
    subscribe: (keys, fn) => subscribe(keys, fn, () => true),
    flush() {
      waiting?.cancel();
      tell();
      while (late.size) tellNextLate();
    },
    select(positions, { from = "", label = "", offers = [] } = {}) {
      state.set({ selection: { positions: new Set(positions), from, label, offers } });
    },
    clearSelection: () => state.set({ selection: null }),
    scope(seen = () => true) {
      const taken = [];
      return {
        ...state,
        subscribe(keys, fn) {
          const unsubscribe = subscribe(keys, fn, seen);
          taken.push(unsubscribe);
          return unsubscribe;
        },
        end: () => taken.splice(0).forEach((unsubscribe) => unsubscribe()),
      };
    },
  };

  function subscribe(keys, fn, seen) {
    const entry = { keys: new Set(keys), fn, seen };
    subscribers.add(entry);
    return () => {
      subscribers.delete(entry);
      late.delete(entry);
    };
  }

  function tell() {
    waiting = null;
    const now = changed;
    changed = new Set();
    for (const entry of [...subscribers]) {
      const heard = [...entry.keys].filter((key) => now.has(key));
      // One that an earlier subscriber has just taken back stays silent.
      if (!heard.length || !subscribers.has(entry)) continue;
      if (entry.seen()) {
        run(entry.fn, state, now);
        continue;
      }
      if (late.size === 0) soon(tellLate);
      late.set(entry, new Set([...(late.get(entry) ?? []), ...heard]));
    }
  }

  // One by one, so that what is pressed meanwhile does not wait for all of them.
  function tellLate() {
    tellNextLate();
    if (late.size) soon(tellLate);
  }

  function tellNextLate() {
    const [next] = late;
    if (!next) return;
    const [entry, heard] = next;
    late.delete(entry);
    run(entry.fn, state, heard);
  }

  return state;
}

// A hidden page has no animation frames, but must not fall behind either.
function nextFrame(fn) {
  if (document.hidden) {
    const timer = setTimeout(fn, 0);
    return { cancel: () => clearTimeout(timer) };
  }
  const frame = requestAnimationFrame(fn);
  return { cancel: () => cancelAnimationFrame(frame) };
}

// After the browser has painted.
function soon(fn) {
  setTimeout(fn, 16);
}

// One view that fails must not silence the others.
function run(fn, ...args) {
  try {
    fn(...args);
  } catch (error) {
    console.error(error);
  }
}
