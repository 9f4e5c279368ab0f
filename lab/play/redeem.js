/** One product: which value, what it costs, and the asking for it. */

import { h, words } from "./dom.js";
import { field, form } from "./forms.js";
import { money, t } from "./language.js";
import { amount, hundredths, tokens } from "./prices.js";
import { tell } from "./trouble.js";

/** Where one may mend what keeps one from redeeming. */
const WAYS = { contact_unverified: "#account", country_unfit: "#rewards", product_unavailable: "#rewards", price_changed: "#rewards" };

/** `place(wanted)` asks for it; `phone` is whose a recharge is. */
export function redeem({ product, phone = null, free, terms, place }) {
  const price = h("output.price", { "aria-live": "polite" });
  const value = product.tokens_per_unit ? ranged(product) : chosen(product);
  const way = h("a.button.plain", { hidden: true });
  const show = () => {
    const cost = value.cost();
    price.replaceChildren(cost === null ? "" : h("b", {}, t("rewards.price", { n: cost })), cost > free ? h("small", {}, t("rewards.lack", { n: cost - free })) : "");
  };
  const agree = h("input", { type: "checkbox", name: "terms" });
  reads(agree, () => (agree.checked ? terms : ""));
  const element = form({
    title: words(product.name),
    lead: [phone && t("redeem.for", { phone: `\u2066${phone}\u2069` }), product.day_limit && t("redeem.day_limit", { n: product.day_limit })].filter(Boolean).join(" · "),
    fields: [
      value.field,
      field("terms", agree, h("label.check", {}, agree, h("span", {}, t("redeem.terms", { version: terms })))),
    ],
    action: t("redeem.go"),
    send: async ({ value: wanted, terms: accepted }) => {
      way.hidden = true;
      try {
        const exact = hundredths(wanted);
        const cost = value.cost();
        const said = { ...(cost === null ? {} : { price: cost }), ...(phone ? { phone } : {}) };
        await place({ product_id: product.id, value: exact === null ? wanted : amount(exact), terms: accepted, ...said });
      } catch (problem) {
        const to = WAYS[problem.code];
        way.hidden = !to;
        if (to) Object.assign(way, { href: to, textContent: t(to === "#account" ? "account" : "rewards.back") });
        if (!element.isConnected) tell(problem);
        throw problem;
      }
    },
    links: [way],
  });
  element.addEventListener("input", show);
  element.querySelector(".actions").before(price);
  show();
  return h(
    "section.card.redeem",
    { "aria-label": product.name },
    product.why ? [h("h2", { tabindex: -1 }, words(product.name)), h("p.fault", {}, t(`rewards.why_${product.why}`))] : element,
  );
}

/** Have a control's value be what is chosen with it. */
const reads = (control, get) => Object.defineProperty(control, "value", { get });

/** One of the fixed values. */
function chosen({ prices }) {
  const options = prices.map(({ value, tokens: cost }, index) => h(
    "label.value",
    {},
    h("input", { type: "radio", name: "value", value: value.amount, checked: index === 0 }),
    h("b", {}, money(value)),
    h("small", {}, t("rewards.price", { n: cost })),
  ));
  const control = h("fieldset.values", {}, h("legend", {}, t("redeem.value")), options);
  const checked = () => control.querySelector(":checked");
  reads(control, () => checked().value);
  control.focus = () => checked().focus();
  return { field: field("value", control, control), cost: () => prices.find(({ value }) => value.amount === control.value).tokens };
}

/** Anything between two values. */
function ranged({ prices, tokens_per_unit: perUnit }) {
  const [least, most] = prices.map(({ value }) => value);
  const [from, to] = [least, most].map((one) => hundredths(one.amount));
  const id = "redeem-value";
  const input = h("input", { id, name: "value", inputmode: "decimal", autocomplete: "off", dir: "ltr", value: amount(from).replace(/\.00$/, ""), "aria-describedby": `${id}-hint` });
  const cost = () => {
    const value = hundredths(input.value);
    return value === null || value < from || value > to ? null : tokens(value, perUnit);
  };
  const parts = [
    h("label", { for: id }, t("redeem.amount", { currency: least.currency })),
    h("span.hint", { id: `${id}-hint` }, t("rewards.range", { least: money(least), most: money(most) })),
    input,
  ];
  return { field: field("value", input, ...parts), cost };
}
