// Numbers as people read them. Scores are "higher is better" in the data; a metric that
// is minimised is shown with its own sign.
//
//   pythonNumber(x, integer)     as Python prints it in a rule: up to 12 digits
//   pythonExact(x, integer)      the same with all digits, to be pasted as a value
//   median(sorted)               of numbers in order, NaN of none
//   number(x, digits = 4)        short, for axes and tables: 0.0123, 1.2e-05, 12,345
//   score(data, metric, s)       "0.9312", or "–" where there is none
//   rawScore(data, metric, s)    the number behind it (sign turned back), NaN if none
//   share(x, digits = 0)         "62 %"; "<1 %" and ">99 %" where rounding would lie
//   interval([lo, hi])           "41–89 %"
//   seconds(s)                   "0.8 s", "2 min 5 s", "3 h 2 min"
//   count(n, one, many = one+"s")  "1 trial", "1,204 trials"
//   list(texts)                  "a, b and c"
//   shorten(text, length = 60)   cut with an ellipsis, never inside a surrogate pair
//   duration and dates:  moment(isoTime) -> "22 Nov 2026, 14:05"

export const NONE = "–";

export function pythonNumber(x, integer = false) {
  if (integer && Number.isInteger(x)) return BigInt(x).toString();
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const [mantissa, power] = x.toExponential(11).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 12) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${stripped(mantissa)}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  return stripped(x.toFixed(11 - exponent));
}

// With all its digits, and a point where Python has a float: 1.0 is not 1 to everybody.
export function pythonExact(x, integer = false) {
  if (integer) return pythonNumber(x, true);
  return Number.isInteger(x) && Math.abs(x) < 1e16 ? x.toFixed(1) : String(x);
}

// Of scores in order, best or worst first; NaN of none.
export function median(sorted) {
  const half = sorted.length >> 1;
  if (!sorted.length) return NaN;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

export function number(x, digits = 4) {
  if (x === null || x === undefined || Number.isNaN(x)) return NONE;
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size < 1e-3 || size >= 1e7) {
    const [mantissa, power] = x.toExponential(Math.max(0, digits - 2)).split("e");
    return `${minus(stripped(mantissa))}e${minus(String(Number(power)))}`;
  }
  if (Number.isInteger(x)) return minus(x.toLocaleString("en"));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const fixed = stripped(x.toFixed(Math.min(decimals, 8)));
  return minus(Number(fixed).toLocaleString("en", { maximumFractionDigits: 8 }));
}

export function rawScore(data, metric, s) {
  if (s === null || s === undefined) return NaN;
  return data.minimised(metric) ? -s : s;
}

export function score(data, metric, s) {
  const raw = rawScore(data, metric, s);
  if (Number.isNaN(raw)) return NONE;
  const size = Math.abs(raw);
  // The same number of places for all scores of one size, so that columns align.
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return number(raw, 4);
  const decimals = size >= 1000 ? 1 : size >= 100 ? 2 : size >= 10 ? 3 : 4;
  return minus(raw.toFixed(decimals));
}

export function share(x, digits = 0) {
  if (x === null || x === undefined || Number.isNaN(x)) return NONE;
  const least = 10 ** -digits;
  const percent = 100 * x;
  if (percent > 0 && percent < least / 2) return `<${least} %`;
  if (percent < 100 && percent > 100 - least / 2) return `>${100 - least} %`;
  return `${percent.toFixed(digits)} %`;
}

export function interval(bounds) {
  if (!bounds) return "";
  const [low, high] = bounds.map((x) => (100 * x).toFixed(0));
  return `${low}–${high} %`;
}

export function seconds(s) {
  if (s === null || s === undefined || Number.isNaN(s)) return NONE;
  if (s < 1) return `${number(s, 2)} s`;
  if (s < 60) return `${number(s, 3)} s`;
  const whole = Math.round(s);
  if (whole >= 600 && whole < 3570) return `${Math.round(whole / 60)} min`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function count(n, one, many = `${one}s`) {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

export function list(texts) {
  if (texts.length < 2) return texts.join("");
  return `${texts.slice(0, -1).join(", ")} and ${texts[texts.length - 1]}`;
}

export function shorten(given, length = 60) {
  const text = String(given ?? "");
  if (text.length <= length) return text;
  const letters = Array.from(text.slice(0, 2 * length));
  if (letters.length <= length && text.length <= 2 * length) return text;
  return `${letters.slice(0, length - 1).join("")}…`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
export function moment(isoTime) {
  const time = new Date(isoTime ?? "");
  if (Number.isNaN(time.getTime())) return isoTime ?? "";
  const clock = [time.getHours(), time.getMinutes()]
    .map((x) => String(x).padStart(2, "0"))
    .join(":");
  return `${time.getDate()} ${MONTHS[time.getMonth()]} ${time.getFullYear()}, ${clock}`;
}

function stripped(digits) {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

function minus(text) {
  return text.replace(/^-/, "−");
}
