/** What is sold where the player is: gift cards on a shelf, or a phone to recharge. */

import { button, h, words } from "./dom.js";
import { form } from "./forms.js";
import { glyph } from "./glyph.js";
import { country, money, number, t } from "./language.js";
import { segments } from "./practice.js";
import { keep, kept } from "./store.js";
import { tell } from "./trouble.js";

const KINDS = ["gift_card", "recharge"];
const PAGE = 24;

export class Shelf {
  #api;
  #me;
  #free;
  #found;
  #place = h("div.stack");

  /** `found(product, phone)` hears whose a phone is. */
  constructor({ api, me, free, found }) {
    this.#api = api;
    this.#me = me;
    this.#free = free;
    this.#found = found;
    const chosen = KINDS.find((kind) => kind === kept("reward")) ?? KINDS[0];
    const kinds = segments(t("rewards.kind"), "reward", KINDS.map((kind) => [kind, t(`rewards.kind_${kind}`)]), chosen, (kind) => this.#choose(kind));
    this.element = h("section.stack", { "aria-label": t("rewards.shelf") }, h("div.settings", {}, kinds), this.#place);
    this.#choose(chosen);
  }

  #choose(kind) {
    keep("reward", kind);
    this.#place.replaceChildren(...(kind === "recharge" ? [this.#phone()] : []), this.#products(kind));
  }

  #phone() {
    const way = h("a.button.plain", { href: "#account", hidden: true }, t("account"));
    return h("section.card", {}, form({
      title: t("recharge.title"),
      lead: t("recharge.lead"),
      fields: [{ name: "phone", label: t("account.phone"), type: "tel", autocomplete: "tel", inputmode: "tel", value: this.#me.phone ?? "" }],
      action: t("recharge.look"),
      send: async ({ phone }) => {
        way.hidden = true;
        const { body } = await this.#api.ask("POST", "/v1/recharge-lookups", { phone }).catch((problem) => {
          way.hidden = problem.code !== "contact_unverified";
          throw problem;
        });
        const { body: product } = await this.#api.ask("GET", `/v1/catalogue/${body.product_id}`);
        this.#found(product, body.phone);
      },
      links: [way],
    }));
  }

  #products(kind) {
    const place = h("div.stack");
    if (!this.#me.country) return place;
    const list = h("ul.shelf");
    let count = 0;
    const more = async (cursor) => {
      const { body } = await this.#api.insist("GET", `/v1/catalogue?kind=${kind}&limit=${PAGE}${cursor ? `&cursor=${cursor}` : ""}`);
      list.append(...body.items.map((product) => this.#product(product, count++)));
      const on = body.next ? [h("div.actions", {}, button(t("rewards.more"), () => more(body.next).catch(tell), "plain"))] : [];
      if (!count && kind === "recharge") return;
      const where = t(count ? `rewards.in_${kind}` : "rewards.none", { country: country(this.#me.country) });
      place.replaceChildren(h("h2", { tabindex: -1 }, where), list, ...on);
    };
    more().catch(tell);
    return place;
  }

  #product(product, index) {
    const { id, kind, name, brand, prices, why } = product;
    const [least] = prices.map(({ tokens }) => tokens).sort((a, b) => a - b);
    const lack = least - this.#free;
    const inside = [
      glyph(brand, index),
      h("b", {}, words(name)),
      h("small", {}, span(product)),
      h("span.price", {}, t(prices.length > 1 ? "rewards.from" : "rewards.price", { n: least })),
      why ? h("span.tag", {}, t(`rewards.why_${why}`)) : lack > 0 ? h("small", {}, t("rewards.lack", { n: lack })) : null,
    ];
    // Whose phone it is decides what recharges it.
    return h("li", {}, kind === "gift_card" ? h("a.product", { href: `#rewards/${id}` }, inside) : h("div.product", {}, inside));
  }
}

/** The values there are, in a few words. */
function span({ prices, tokens_per_unit: range }) {
  const values = prices.map(({ value }) => money(value));
  if (range) return t("rewards.range", { least: values[0], most: values.at(-1) });
  return values.length > 3 ? t("rewards.values", { least: values[0], most: values.at(-1), n: number(values.length) }) : values.join(" · ");
}
