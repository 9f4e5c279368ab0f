/** The page's few dealings with the DOM. Text goes in as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/** An element: `h("p.lead", {title: "x", onclick: f}, "text", child)`. null and false children are left out. */
export function h(what, props = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  return fill(element, props, children);
}

/** The same for SVG. */
export function s(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Text that people wrote: isolated, in its own direction, and in the language that is said. */
export const words = (text, lang = null) => h("bdi", { lang }, text);

/** A button that says what it does. */
export const button = (text, onclick, look = "") => h("button", { type: "button", class: `button ${look}`.trim(), onclick }, text);

/** Change an element's text only when it differs, so that nothing is announced or laid out twice. */
export function write(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}

/** Have a screen reader say something, politely. */
export function say(text) {
  const place = document.getElementById("spoken");
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
}

/** Whether the visitor asked for less motion. */
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
