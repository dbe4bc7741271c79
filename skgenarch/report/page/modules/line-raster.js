// Thousands of lines as pixels. The browser paints long translucent paths by working out
// how they cross, which takes seconds; here each pixel only counts the lines through it.
//
//   rasterLines({width, height, x, y, sharpness}, groups) -> ImageData
//      x        where the axes are, y: for each axis the places of all trials
//      groups   [{positions, colour: "#rrggbb", opacity}] from the back to the front

export function rasterLines({ width, height, x, y, sharpness }, groups) {
  const [w, h] = [Math.ceil(width * sharpness), Math.ceil(height * sharpness)];
  const painted = new Float32Array(4 * w * h); // red, green, blue, opacity; premultiplied
  const counts = new Float32Array(w * h);
  for (const { positions, colour, opacity } of groups) {
    if (!positions.length) continue;
    counts.fill(0);
    for (const i of positions) {
      for (let k = 1; k < x.length; k += 1) {
        count(counts, w, h, x[k - 1] * sharpness, y[k - 1][i] * sharpness, x[k] * sharpness, y[k][i] * sharpness);
      }
    }
    lay(painted, counts, channels(colour), opacity);
  }
  return asImage(painted, w, h);
}

// After Wu (1991): a step along the longer way at a time, shared by the two nearest pixels.
function count(counts, w, h, x0, y0, x1, y1) {
  const steep = Math.abs(y1 - y0) > Math.abs(x1 - x0);
  let [a0, b0, a1, b1] = steep ? [y0, x0, y1, x1] : [x0, y0, x1, y1];
  if (a0 > a1) [a0, b0, a1, b1] = [a1, b1, a0, b0];
  const slope = a1 > a0 ? (b1 - b0) / (a1 - a0) : 0;
  const first = Math.max(0, Math.round(a0));
  const last = Math.min((steep ? h : w) - 1, Math.round(a1) - 1);
  const most = (steep ? w : h) - 1;
  const [along, across] = steep ? [w, 1] : [1, w];
  let b = b0 + slope * (first + 0.5 - a0) - 0.5;
  for (let a = first; a <= last; a += 1, b += slope) {
    const low = Math.floor(b);
    if (low < 0 || low >= most) continue;
    const place = a * along + low * across;
    const part = b - low;
    counts[place] += 1 - part;
    counts[place + across] += part;
  }
}

// The more lines, the more opaque, but never quite.
function lay(painted, counts, [red, green, blue], opacity) {
  const weight = opacity / (1 - Math.min(0.95, opacity));
  for (let p = 0; p < counts.length; p += 1) {
    if (counts[p] === 0) continue;
    const much = counts[p] * weight;
    const alpha = much / (1 + much);
    const left = 1 - alpha;
    const q = 4 * p;
    painted[q] = painted[q] * left + red * alpha;
    painted[q + 1] = painted[q + 1] * left + green * alpha;
    painted[q + 2] = painted[q + 2] * left + blue * alpha;
    painted[q + 3] = painted[q + 3] * left + alpha;
  }
}

function asImage(painted, w, h) {
  const image = new ImageData(w, h);
  for (let q = 0; q < painted.length; q += 4) {
    const alpha = painted[q + 3];
    if (alpha === 0) continue;
    image.data[q] = painted[q] / alpha;
    image.data[q + 1] = painted[q + 1] / alpha;
    image.data[q + 2] = painted[q + 2] / alpha;
    image.data[q + 3] = 255 * alpha;
  }
  return image;
}

const channels = (css) => [1, 3, 5].map((start) => parseInt(css.slice(start, start + 2), 16));
