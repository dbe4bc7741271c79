// What the table of trials has in its columns, on the page and as CSV.
//
//   columnsOf(app) -> [{key, title, numeric, value(i), text(i)}]; value(i) is what is
//                     sorted by and saved, null if there is none
//   csv(app, columns, positions) -> text

import { NONE, score, seconds } from "report/format";

export function columnsOf({ data, state }) {
  const { trials } = data.summary;
  const varied = (values) => new Set(values).size > 1;
  const metric = state.get("metric");
  const metrics = [...data.metrics].sort((a, b) => (b.name === metric) - (a.name === metric));
  const plain = (key, title, values) => ({
    key, title, numeric: false, value: (i) => values[i], text: (i) => String(values[i]),
  });
  return [
    { key: "trial", title: "Trial", numeric: true, value: (i) => trials.number[i], text: (i) => String(trials.number[i]) },
    ...metrics.map(({ name }) => scores(data, name)),
    varied(data.status) && plain("status", "Status", data.status),
    varied(trials.stage) && { ...plain("stage", "Stage", trials.stage), numeric: true },
    varied(trials.branch) && plain("branch", "Branch", trials.branch),
    varied(trials.sampler) && plain("sampler", "Sampler", trials.sampler),
    ...data.params.map((param) => values(data, param)),
    trials.seconds.some((s) => s !== null) && {
      key: "seconds", title: "Fit time", numeric: true,
      value: (i) => trials.seconds[i],
      text: (i) => (trials.seconds[i] === null ? NONE : seconds(trials.seconds[i])),
    },
  ].filter(Boolean);
}

function scores(data, metric) {
  const column = data.scores(metric);
  const sign = data.minimised(metric) ? -1 : 1;
  const known = (i) => !Number.isNaN(column[i]);
  return {
    key: `score ${metric}`, title: metric, numeric: true,
    value: (i) => (known(i) ? sign * column[i] : null),
    text: (i) => (known(i) ? score(data, metric, column[i]) : NONE),
  };
}

function values(data, { name, kind }) {
  return {
    key: `param ${name}`, title: name, numeric: kind === "number",
    value: (i) => {
      const cell = data.cell(name, i);
      if (cell.inactive) return null;
      return cell.number ?? data.categoryText(name, cell.category);
    },
    text: (i) => data.valueText(name, i),
  };
}

export function csv(app, columns, positions) {
  const cell = (value) => {
    const text = value === null ? "" : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns.map(({ title }) => cell(title)),
    ...positions.map((i) => columns.map((column) => cell(column.value(i))))];
  return `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}
