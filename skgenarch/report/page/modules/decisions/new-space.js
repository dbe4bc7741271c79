// A narrowed space as Python, for a search that is yet to be begun: a dict that any
// scikit-learn search takes as its param_distributions.
//
//   spaceLines(data, rules) -> text

import { pythonString } from "report/data";
import { pythonExact } from "report/format";
import { allows, combine } from "report/rules";

export function spaceLines(data, rules) {
  const combined = combine(data, rules) ?? [];
  const imports = new Set();
  const lines = data.params.map((param) => {
    const rule = combined.find((other) => other.param === param.name);
    const { text, note } = domain(data, param, rule, imports);
    return `    ${pythonString(param.name)}: ${text},${note ? `  # ${note}` : ""}`;
  });
  const head = imports.size ? `from scipy.stats import ${[...imports].sort().join(", ")}\n\n` : "";
  return `${head}param_distributions = {\n${lines.join("\n")}\n}`;
}

function domain(data, param, rule, imports) {
  const kept = (param.categories ?? [])
    .filter((_, index) => !rule || allows(data, rule, { category: index }))
    .map((entry) => entry.text);
  const numbers = param.numbers && (!rule || rule.bounds);
  const notes = [];
  if (kept.length && (param.categories ?? []).some((entry) => entry.data?.text !== undefined)) {
    notes.push("objects as they are printed: put your own in");
  }
  if (param.inactive) notes.push("not always active: add the condition");
  if (!numbers) return { text: `[${kept.join(", ")}]`, note: notes.join("; ") };
  const low = rule?.bounds?.[0] ?? param.numbers.low;
  const high = rule?.bounds?.[1] ?? param.numbers.high;
  const text = range(param, low, high, imports);
  if (kept.length) notes.push(`or one of: ${kept.join(", ")}`);
  return { text, note: notes.join("; ") };
}

function range(param, low, high, imports) {
  const print = (x) => pythonExact(x, param.integer);
  if (param.numbers.listed) {
    return `[${param.numbers.listed.filter((x) => x >= low && x <= high).map(print).join(", ")}]`;
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return "...";
  if (low === high) return `[${print(low)}]`;
  if (param.integer) {
    imports.add("randint");
    return `randint(${print(low)}, ${print(high + 1)})`;
  }
  if (param.log && low > 0) {
    imports.add("loguniform");
    return `loguniform(${print(low)}, ${print(high)})`;
  }
  imports.add("uniform");
  return `uniform(${print(low)}, ${print(high - low)})`;
}
