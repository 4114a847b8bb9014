/* Elements and links. Text from the data only ever becomes text: nothing here reads markup. */

const SVG = new Set(["svg", "g", "rect", "circle", "text"]);

/** An element: h("a", {href: "#", class: "soft"}, "text", another element, ...). */
export function h(tag, attributes = {}, ...children) {
  const element = SVG.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** The state of the page, as the part of its address behind #: filters, patch, view, row. */
export const state = () => new URLSearchParams(location.hash.slice(1));

/** The address of the present state with some entries changed; null takes an entry out. */
export function link(changes) {
  const next = state();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return `#${next}`;
}

export const number = (value) => value.toLocaleString("en-US");
