// The surrogate's surface over two parameters, in the places where the trials lie.
//
//   surfaceOf(data, metric, xName, yName) -> null or {x, y: cells, mean, std, index}
//      mean, std     matrices [row of y][column of x], null in the gaps between the
//                    numbers and the slots; scores "higher is better"
//      cells         {edges, texts}, edges one more than there are columns
//      range, widest lowest and highest mean, highest std
//      best          {mean, std, x, y} of the cell with the highest mean, x and y in words

import { number } from "report/format";
import { scaleOf } from "report/scale";

let last = { data: null };

// The pointer asks for the same one again and again.
export function surfaceOf(data, metric, xName, yName) {
  const same = last.data === data && last.metric === metric && last.xName === xName && last.yName === yName;
  if (!same) last = { data, metric, xName, yName, surface: make(data, metric, xName, yName) };
  return last.surface;
}

function make(data, metric, xName, yName) {
  const { surfaces } = data.view(metric);
  let surface = surfaces.find((s) => s.x.param === xName && s.y.param === yName);
  if (!surface) {
    const other = surfaces.find((s) => s.x.param === yName && s.y.param === xName);
    if (!other) return null;
    surface = { x: other.y, y: other.x, mean: turned(other.mean), std: turned(other.std) };
  }
  const x = cells(scaleOf(data, xName), surface.x);
  const y = cells(scaleOf(data, yName), surface.y);
  const arranged = (matrix) =>
    y.order.map((j) => x.order.map((i) => (i === null || j === null ? null : matrix[j][i])));
  return {
    x, y,
    mean: arranged(surface.mean),
    std: arranged(surface.std),
    best: best(surface),
    range: extent(surface.mean),
    widest: extent(surface.std)[1],
  };
}

const turned = (matrix) => matrix[0].map((_, i) => matrix.map((row) => row[i]));

// A cell for each point, from left to right, and an empty one wherever a gap is left.
function cells(scale, axis) {
  const found = [];
  const numbers = [];
  axis.points.forEach((point, k) => {
    if (point.number !== undefined) {
      if (scale.numbers) numbers.push({ k, at: scale.at(point.number) });
      return;
    }
    const index = point.inactive ? -1 : point.category;
    const slot = scale.slots.find((other) => other.index === index);
    if (slot) found.push({ k, from: slot.from, to: slot.to });
  });
  numbers.sort((a, b) => a.at - b.at);
  numbers.forEach(({ k, at }, n) => {
    const from = n ? (numbers[n - 1].at + at) / 2 : scale.numbers.from;
    const to = n < numbers.length - 1 ? (at + numbers[n + 1].at) / 2 : scale.numbers.to;
    if (to > from) found.push({ k, from, to });
  });
  found.sort((a, b) => a.from - b.from);
  const edges = [], order = [], texts = [];
  for (const { k, from, to } of found) {
    const last = edges[edges.length - 1];
    if (last === undefined) edges.push(from);
    else if (from > last + 1e-9) {
      edges.push(from);
      order.push(null);
      texts.push("");
    }
    edges.push(to);
    order.push(k);
    texts.push(textOf(axis, k));
  }
  return { edges, order, texts };
}

// Numbers of the grid are no values that anybody chose: short will do.
function textOf(axis, k) {
  const x = axis.points[k].number;
  return x === undefined ? axis.texts[k] : number(x, 3);
}

function extent(matrix) {
  const values = matrix.flat().filter((x) => x !== null);
  return [Math.min(...values), Math.max(...values)];
}

function best(surface) {
  let found = null;
  surface.mean.forEach((row, j) => row.forEach((mean, i) => {
    if (mean === null || (found && mean <= found.mean)) return;
    found = { mean, std: surface.std[j][i], x: textOf(surface.x, i), y: textOf(surface.y, j) };
  }));
  return found;
}
