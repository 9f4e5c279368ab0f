/** A form of a few fields: what is wrong stands at its field, and nothing that was typed is lost. */

import { h } from "./dom.js";
import { has, t } from "./language.js";

let count = 0;

/**
 * `fields` are {name, label, type, autocomplete}, or made by `field`; `send(values)` acts. Fields are told apart by a
 * problem's pointers.
 */
export function form({ title, lead, fields, action, send, links = [] }) {
  const id = `form${(count += 1)}`;
  const fault = h("p.fault", { role: "alert" });
  const inputs = fields.map((one) => (one.element ? one : input(id, one)));
  const go = h("button", { class: "button", type: "submit" }, action);
  const element = h(
    "form.form",
    { novalidate: true, "aria-labelledby": id },
    h("h2", { id, tabindex: -1 }, title),
    lead ? h("p.quiet", {}, lead) : null,
    inputs.map(({ element: field }) => field),
    fault,
    h("div.actions", {}, go, links),
  );
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (go.disabled) return;
    go.disabled = true;
    tell(fault, inputs, null);
    try {
      await send(Object.fromEntries(inputs.map(({ name, control }) => [name, control.value])));
    } catch (problem) {
      tell(fault, inputs, problem);
    } finally {
      go.disabled = false;
    }
  });
  return element;
}

/** A field of another kind: `control` has a `value` and can take the focus. It may come with more to be seen. */
export function field(name, control, ...parts) {
  const fault = h("span.fault", { id: `${name}-${(count += 1)}-fault`, hidden: true });
  control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), fault.id].filter(Boolean).join(" "));
  return { name, control, fault, element: h("div.field", {}, parts, fault) };
}

function input(form, { name, label, type = "text", autocomplete, inputmode, value, hint, dir = type === "password" ? null : "ltr" }) {
  const fault = h("span.fault", { id: `${form}-${name}-fault`, hidden: true });
  const control = h("input", {
    id: `${form}-${name}`, name, type, autocomplete, inputmode, value, required: true, dir,
    spellcheck: "false", autocapitalize: "none", "aria-describedby": [hint && `${form}-${name}-hint`, fault.id].filter(Boolean).join(" "),
  });
  const element = h("div.field", {}, h("label", { for: control.id }, label), hint ? h("span.hint", { id: `${form}-${name}-hint` }, hint) : null, control, fault);
  return { name, control, fault, element };
}

function tell(place, inputs, problem) {
  const wrong = new Map((problem?.errors ?? []).map(({ pointer, detail }) => [pointer?.slice(1), detail]));
  for (const { name, control, fault } of inputs) {
    const words = wrong.get(name);
    fault.hidden = !words;
    fault.textContent = words ? meaning(`fault.${name}`, words) : "";
    if (words) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
  const first = inputs.find(({ name }) => wrong.has(name));
  place.textContent = problem && !first ? meaning(`problem.${problem.code}`, t("problem"), problem.told) : "";
  first?.control.focus();
}

const meaning = (key, otherwise, told) => (has(key) ? t(key, told) : otherwise);
