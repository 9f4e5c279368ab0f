/** A list to be put in order: by its buttons, or by dragging a line at its grip, with a mouse or a finger. */

import { h, say, words } from "./dom.js";
import { own, t } from "./language.js";

/** The list; the order of its children's `data-id` is the answer. */
export function order(options) {
  const list = h("ol.order", { "aria-label": t("order.yours") });
  list.append(...options.map((option) => line(list, option)));
  return list;
}

function line(list, { id, text }) {
  const move = (name, step, sign) =>
    h(`button.move.${name}`, { type: "button", "aria-label": t(`order.${name}`, { text }), ...own(), onclick: () => shift(list, element, step, text) }, sign);
  const grip = h("span.grip", { "aria-hidden": "true" }, "⠿");
  const element = h("li.option", { "data-id": id }, grip, h("span", {}, words(text), h("small", own())), move("up", -1, "↑"), move("down", 1, "↓"));
  grip.addEventListener("pointerdown", (event) => drag(list, element, grip, event));
  return element;
}

/** One place up or down; the focus stays on the button, or goes to the other one at an end. */
function shift(list, element, step, text) {
  const other = step < 0 ? element.previousElementSibling : element.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(element);
  else other.after(element);
  element.querySelector(step < 0 ? ".up" : ".down").focus();
  say(t("order.moved", { text, n: [...list.children].indexOf(element) + 1, of: list.children.length }));
}

function drag(list, element, grip, down) {
  down.preventDefault();
  grip.setPointerCapture(down.pointerId);
  element.classList.add("dragged");
  const follow = ({ clientY }) => {
    // The others move: a line that leaves the page for a moment loses the pointer.
    const above = () => element.previousElementSibling;
    const below = () => element.nextElementSibling;
    while (above() && clientY < middle(above())) element.after(above());
    while (below() && clientY > middle(below())) element.before(below());
  };
  const drop = () => {
    element.classList.remove("dragged");
    grip.removeEventListener("pointermove", follow);
  };
  grip.addEventListener("pointermove", follow);
  grip.addEventListener("lostpointercapture", drop, { once: true });
}

function middle(element) {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
}
