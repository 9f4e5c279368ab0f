/** What the staff wrote: bold, italic and links out, made anew from what is read; all else is text. */

import { h } from "./dom.js";

const LINK = /^(https:|mailto:)/;

/** The children of an element that shows it. */
export function markup(html) {
  return inside(new DOMParser().parseFromString(html, "text/html").body);
}

const inside = (node) => [...node.childNodes].map(one);

function one(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.textContent;
  if (node.tagName === "B" || node.tagName === "I") return h(node.tagName.toLowerCase(), {}, inside(node));
  const href = node.getAttribute("href") ?? "";
  if (node.tagName === "A" && LINK.test(href)) return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, inside(node));
  return h("span", {}, inside(node));
}
