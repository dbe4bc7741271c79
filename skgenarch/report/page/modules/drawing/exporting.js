// Figures and texts as files, saved with one click.
//
//   exportFigure(element, name, "svg" | "png")  saves what report/plots drew in the
//                 element, or an own <svg>, or the <svg> within the element; -> Promise
//   download(name, blobOrText, type)            saves a file
//   fileName(...parts)                          letters, digits and dashes of the parts

import { h } from "report/dom";
import { shorten } from "report/format";
import { colours, plotly } from "report/plots";

export async function exportFigure(element, name, format) {
  const own = element.data ? null : element.closest("svg") ?? element.querySelector("svg");
  let picture;
  if (own) {
    picture = standalone(own);
  } else {
    const library = await plotly();
    const { width, height } = element.getBoundingClientRect();
    const url = await library.toImage(element, { format: "svg", width, height });
    picture = { text: decodeURIComponent(url.slice(url.indexOf(",") + 1)), width, height };
  }
  if (format === "svg") {
    download(`${name}.svg`, new Blob([picture.text], { type: "image/svg+xml" }));
  } else {
    download(`${name}.png`, await painted(picture));
  }
}

const INHERITED = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
  "stroke-linecap", "stroke-linejoin", "font-family", "font-size", "font-weight", "font-style",
  "font-variant-numeric", "text-anchor", "visibility",
];
const OWN = ["opacity", "text-decoration", "dominant-baseline"];
const OF_THE_PAGE = ["class", "style", "tabindex", "role", "aria-selected", "aria-level"];

// A copy that looks the same outside the page: the style sheet's part becomes attributes,
// where it is not the parent's already.
function standalone(figure) {
  const copied = figure.cloneNode(true);
  const { width, height } = figure.getBoundingClientRect();
  const shown = [figure, ...figure.querySelectorAll("*")];
  const styles = new Map(shown.map((element) => [element, getComputedStyle(element)]));
  [copied, ...copied.querySelectorAll("*")].forEach((element, i) => {
    const style = styles.get(shown[i]);
    const above = styles.get(shown[i].parentNode);
    for (const name of [...INHERITED, ...OWN]) {
      const value = style.getPropertyValue(name);
      const inherited = INHERITED.includes(name) && above?.getPropertyValue(name) === value;
      const plain = { opacity: "1", "dominant-baseline": "auto" }[name] === value
        || (name === "text-decoration" && value.startsWith("none"));
      if (inherited || plain) element.removeAttribute(name);
      else element.setAttribute(name, value);
    }
    if (style.display === "none") element.setAttribute("display", "none");
    for (const name of OF_THE_PAGE) element.removeAttribute(name);
  });
  copied.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copied.setAttribute("width", width);
  copied.setAttribute("height", height);
  if (!copied.hasAttribute("viewBox")) copied.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return { text: new XMLSerializer().serializeToString(copied), width, height };
}

function painted({ text, width, height }) {
  const sharpness = 2;
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      const canvas = h("canvas", { width: width * sharpness, height: height * sharpness });
      const context = canvas.getContext("2d");
      context.fillStyle = colours().paper;
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(resolve, "image/png");
    };
    image.onerror = () => reject(new Error("The figure could not be painted."));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  });
}

export function download(name, content, type = "text/plain") {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

export function fileName(...parts) {
  const words = parts.map((part) => String(part ?? "").replace(/[^\p{L}\p{N}]+/gu, "-"));
  const name = words.filter(Boolean).join("-").replace(/^-|-$/g, "");
  return shorten(name, 80).replace("…", "") || "figure";
}
