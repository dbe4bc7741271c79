// Decisions on their way to the search: as a file, as Python, by post to the server.
//
//   decisionsFile(app, decisions) -> the object that decisions.json holds
//   pythonLines(app, decisions)   -> "search.prune(...)" and so on, a line each
//   postDecisions(app, decisions) -> Promise of null, or of a sentence that says why the
//                                    search refused; nothing was written then

import { pythonString } from "report/data";
import { ask } from "report/live";
import { forkLine, pruneLine } from "report/rules";

export const FILE_NAME = "decisions.json";

export function decisionsFile(app, decisions) {
  const author = writer(app);
  return {
    format: "skgenarch decisions",
    version: 1,
    decisions: decisions.map(({ action, rules, reason, time }) => ({ action, rules, author, reason, time })),
  };
}

export function pythonLines(app, decisions) {
  const author = writer(app);
  return decisions.map(({ action, rules, reason }) => {
    const line = action === "prune" ? pruneLine(app.data, rules.flat())
      : action === "fork" ? forkLine(app.data, rules) : "search.undo()";
    const added = [reason && `reason=${pythonString(reason)}`, author && `author=${pythonString(author)}`]
      .filter(Boolean).join(", ");
    if (!added) return line;
    return `${line.slice(0, -1)}${line.endsWith("()") ? "" : ", "}${added})`;
  }).join("\n");
}

const writer = ({ state }) => (state.get("drafts.author") ?? "").trim();

export async function postDecisions(app, decisions) {
  try {
    await ask(app, "api/decisions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(decisionsFile(app, decisions)),
    });
    return null;
  } catch (error) {
    // The browser's own words for "no answer" would help nobody.
    if (error instanceof TypeError) return "The server does not answer. Is it still running?";
    return error.message;
  }
}
