/** How a question is answered, by its kind: one option, several, an order, or something typed. */

import { h, words } from "./dom.js";
import { own, t } from "./language.js";
import { order } from "./ordering.js";

/** The elements that answer `question`; `send(response)` is called once. */
export function inputs(question, send) {
  switch (question.kind) {
    case "multiple_choice": return several(question, send);
    case "ordering": return ordered(question, send);
    case "short_text": return typed({ inputmode: "text", maxlength: 200 }, "answer.text", send);
    case "numeric": return typed({ inputmode: "text", maxlength: 40 }, "answer.number", send);
    default: return question.options.map((option, index) => choice(option, index, () => send(option.id)));
  }
}

function choice(option, index, onclick, props = {}) {
  return h(
    "button.option",
    { type: "button", "data-id": option.id, onclick, ...props },
    h("span.key", { "aria-hidden": "true" }, index + 1),
    h("span", {}, words(option.text), h("small", own())),
  );
}

const confirm = (onclick) => h("button.button.confirm", { type: "button", onclick, ...own() }, t("answer.confirm"));

const how = (key) => h("p.how", own(), t(key));

function several(question, send) {
  const chosen = new Set();
  const go = confirm(() => send([...chosen]));
  go.disabled = true;
  const toggle = ({ currentTarget: one }) => {
    const { id } = one.dataset;
    if (!chosen.delete(id)) chosen.add(id);
    one.setAttribute("aria-pressed", String(chosen.has(id)));
    go.disabled = !chosen.size;
  };
  const options = question.options.map((option, index) => choice(option, index, toggle, { "aria-pressed": "false" }));
  return [how("answer.several"), ...options, go];
}

function ordered(question, send) {
  const list = order(question.options);
  return [how("answer.order"), list, confirm(() => send([...list.children].map((line) => line.dataset.id)))];
}

function typed(props, label, send) {
  const input = h("input.typed", { type: "text", autocomplete: "off", spellcheck: "false", dir: "auto", "aria-label": t(label), placeholder: t(label), ...props });
  const answer = () => { if (input.value.trim()) send(input.value.trim()); };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.stopPropagation();
    answer();
  });
  return [input, confirm(answer)];
}

/** Take no more answers; a line of an order has its place where its grip was. */
export function freeze(place) {
  for (const control of place.querySelectorAll("input")) control.disabled = true;
  for (const one of place.querySelectorAll(".confirm, .move, .how")) one.remove();
  place.querySelectorAll(".grip").forEach((grip, at) => grip.replaceWith(h("span.key", { "aria-hidden": "true" }, at + 1)));
  for (const option of place.querySelectorAll("button.option")) option.setAttribute("aria-disabled", "true");
}
