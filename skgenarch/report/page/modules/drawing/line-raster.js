// Thousands of lines as pixels. The browser paints long translucent paths by working out
// how they cross, which takes seconds; here each pixel only counts the lines through it.
//
//   rasterLines({width, height, x, y, sharpness}, layers) -> ImageData
//      x        where the axes are, y: for each axis the places of all trials
//      layers   from the back to the front, [{groups, palette, opacity}]: a group of
//               positions for each colour "#rrggbb"; where lines of several groups
//               cross, the last one gives the colour, and all the opacity

export function rasterLines({ width, height, x, y, sharpness }, layers) {
  const [w, h] = [Math.ceil(width * sharpness), Math.ceil(height * sharpness)];
  const image = new ImageData(w, h);
  for (const { groups, palette, opacity } of layers) {
    if (!groups.some((group) => group.length)) continue;
    const counts = new Float32Array(w * h);
    const colours = new Uint8Array(w * h);
    groups.forEach((group, colour) => {
      for (const i of group) {
        for (let k = 1; k < x.length; k += 1) {
          count(counts, colours, colour, w, h,
            x[k - 1] * sharpness, y[k - 1][i] * sharpness, x[k] * sharpness, y[k][i] * sharpness);
        }
      }
    });
    lay(image.data, counts, colours, palette.map(channels), opacity);
  }
  return image;
}

// After Wu (1991): a step along the longer way at a time, shared by the two nearest pixels.
function count(counts, colours, colour, w, h, x0, y0, x1, y1) {
  const steep = Math.abs(y1 - y0) > Math.abs(x1 - x0);
  let a0 = steep ? y0 : x0;
  let b0 = steep ? x0 : y0;
  let a1 = steep ? y1 : x1;
  let b1 = steep ? x1 : y1;
  if (a0 > a1) {
    [a0, a1] = [a1, a0];
    [b0, b1] = [b1, b0];
  }
  const slope = a1 > a0 ? (b1 - b0) / (a1 - a0) : 0;
  const first = Math.max(0, Math.round(a0));
  const last = Math.min((steep ? h : w) - 1, Math.round(a1) - 1);
  const most = (steep ? w : h) - 1;
  const along = steep ? w : 1;
  const across = steep ? 1 : w;
  let b = b0 + slope * (first + 0.5 - a0) - 0.5;
  for (let a = first; a <= last; a += 1, b += slope) {
    const low = Math.floor(b);
    if (low < 0 || low >= most) continue;
    const p = a * along + low * across;
    const part = b - low;
    counts[p] += 1 - part;
    counts[p + across] += part;
    colours[part < 0.5 ? p : p + across] = colour;
  }
}

// The more lines, the more opaque, but never quite.
function lay(pixels, counts, colours, palette, opacity) {
  const much = opacity / (1 - Math.min(0.95, opacity));
  for (let p = 0; p < counts.length; p += 1) {
    if (counts[p] === 0) continue;
    const q = 4 * p;
    const lines = counts[p] * much;
    const alpha = lines / (1 + lines);
    const under = (pixels[q + 3] / 255) * (1 - alpha);
    const whole = alpha + under;
    const colour = palette[colours[p]];
    pixels[q] = (colour[0] * alpha + pixels[q] * under) / whole;
    pixels[q + 1] = (colour[1] * alpha + pixels[q + 1] * under) / whole;
    pixels[q + 2] = (colour[2] * alpha + pixels[q + 2] * under) / whole;
    pixels[q + 3] = 255 * whole;
  }
}

const channels = (css) => [1, 3, 5].map((start) => parseInt(css.slice(start, start + 2), 16));
