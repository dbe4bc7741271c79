// Elements, made from plain values. Whatever a user named or chose ends up in a text
// node or an attribute, never in markup: this is the one place that makes elements.
//
//   h(tag, attrs, ...children)    an HTML element
//   svg(tag, attrs, ...children)  the same in SVG
//   fill(element, ...children)    replace all children
//   clear(element)                remove all children
//   uid(prefix)                   an id that is not in use
//
// attrs: `class` a string or an array (empty entries are left out), `style` an object
// ("--x" for CSS variables), `data` an object (dataset), `on` an object of listeners
// ({click: fn}), true for an attribute without value; null, undefined and false leave
// it out, but aria-* are written as "true" and "false". Names of properties that have no attribute (value, checked, indeterminate)
// are set as properties. children: elements, texts, numbers, arrays; null and false
// are left out.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "indeterminate", "disabled"]);

export function h(tag, attrs, ...children) {
  return build(document.createElement(tag), attrs, children);
}

export function svg(tag, attrs, ...children) {
  return build(document.createElementNS(SVG, tag), attrs, children);
}

export function fill(element, ...children) {
  const fragment = document.createDocumentFragment();
  append(fragment, children);
  element.replaceChildren(fragment);
  return element;
}

export function clear(element) {
  element.replaceChildren();
  return element;
}

let ids = 0;
export function uid(prefix = "id") {
  ids += 1;
  return `${prefix}-${ids}`;
}

function build(element, attrs, children) {
  append(element, children);
  // After the children: the value of a <select> needs its options.
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (value === null || value === undefined) continue;
    if (name === "class") {
      const names = Array.isArray(value) ? value.filter(Boolean).join(" ") : value;
      if (names) element.setAttribute("class", names);
    } else if (name === "style") {
      for (const [key, entry] of Object.entries(value)) {
        if (key.startsWith("--")) element.style.setProperty(key, entry);
        else element.style[key] = entry;
      }
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name === "on") {
      for (const [type, listener] of Object.entries(value)) {
        element.addEventListener(type, listener);
      }
    } else if (PROPERTIES.has(name) && name in element) {
      element[name] = value;
    } else if (name.startsWith("aria-")) {
      element.setAttribute(name, String(value));
    } else if (value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  return element;
}

function append(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(parent, child);
    else if (child instanceof Node) parent.appendChild(child);
    else parent.appendChild(document.createTextNode(String(child)));
  }
}
