// What the table of trials has in its columns, on the page and as CSV.
//
//   columnsOf(app) -> [{key, title, numeric, value(i), text(i), full(i)}]
//      value(i)   what is sorted by and saved, null if there is none
//      text(i)    as shown;  full(i)  in all its length
//   csv(columns, positions) -> text

import { NONE, number, rawScore, score, seconds } from "report/format";

export function columnsOf({ data, state }) {
  const { trials, failures } = data.summary;
  const varied = (values) => new Set(values).size > 1;
  const metric = state.get("metric");
  const metrics = [...data.metrics].sort((a, b) => (b.name === metric) - (a.name === metric));
  const plain = (key, title, values, numeric = false) => ({
    key, title, numeric, value: (i) => values[i] ?? null, text: (i) => String(values[i] ?? NONE),
  });
  const message = (i) => failures?.[trials.failure?.[i] ?? -1]?.message ?? null;
  return [
    plain("trial", "Trial", trials.number, true),
    ...metrics.map(({ name }) => scores(data, name)),
    varied(data.status) && plain("status", "Status", data.status),
    varied(trials.stage) && plain("stage", "Stage", trials.stage, true),
    varied(trials.branch) && plain("branch", "Branch", trials.branch),
    varied(trials.sampler) && plain("sampler", "Sampler", trials.sampler),
    ...data.params.map((param) => values(data, param)),
    trials.seconds.some((s) => s !== null) && {
      key: "seconds", title: "Fit time", numeric: true,
      value: (i) => trials.seconds[i],
      text: (i) => seconds(trials.seconds[i]),
    },
    data.status.includes("failed") && {
      key: "failure", title: "Failure", numeric: false, value: message, text: (i) => message(i) ?? "",
    },
  ].filter(Boolean).map((column) => ({ full: column.text, ...column }));
}

function scores(data, metric) {
  const column = data.scores(metric);
  return {
    key: `score ${metric}`, title: metric, numeric: true,
    value: (i) => (Number.isNaN(column[i]) ? null : rawScore(data, metric, column[i])),
    text: (i) => score(data, metric, column[i]),
  };
}

function values(data, { name, kind, integer }) {
  return {
    key: `param ${name}`, title: name, numeric: kind === "number",
    value(i) {
      const cell = data.cell(name, i);
      if (cell.inactive) return null;
      return cell.number ?? data.categoryText(name, cell.category);
    },
    text(i) {
      const cell = data.cell(name, i);
      return cell.number === undefined || integer ? data.valueText(name, i) : number(cell.number);
    },
    full: (i) => data.valueText(name, i),
  };
}

export function csv(columns, positions) {
  const cell = (value) => {
    const text = value === null ? "" : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns.map(({ title }) => cell(title)),
    ...positions.map((i) => columns.map((column) => cell(column.value(i))))];
  return `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}
