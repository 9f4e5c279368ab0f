/** Duels by link: make one, give the link away, and see which are open. */

import { choice } from "./choice.js";
import { countdown } from "./countdown.js";
import { button, h, say } from "./dom.js";
import { language, t } from "./language.js";
import { field, shared } from "./link.js";
import { calm, tell } from "./trouble.js";

const SHOWN = 5;

export class Duels {
  #api;
  #open = h("ul.people");
  #closed = false;

  constructor({ api, topics }) {
    this.#api = api;
    const category = choice("duel-category", topics);
    const go = button(t("duel.make"), () => this.#make(go, category.select.value).catch(tell), "small");
    this.element = h("section.card.duels", {}, h("h2", {}, t("duel.title")), h("p.quiet", {}, t("duel.lead")), h("div.settings", {}, category.field, go), this.#open);
    this.#look().catch(() => {});
  }

  close() {
    this.#closed = true;
  }

  async #make(go, category) {
    go.disabled = true;
    try {
      await this.#api.ask("POST", "/v1/challenges", { mode: "quiz", category: category || null, lang: language() });
      calm();
      await this.#look();
      say(t("duel.made"));
      this.#open.querySelector("input")?.focus();
    } finally {
      go.disabled = false;
    }
  }

  async #look() {
    const { body } = await this.#api.insist("GET", "/v1/challenges");
    if (this.#closed) return;
    const open = body.items.filter(({ state }) => state === "open").slice(0, SHOWN);
    this.#open.replaceChildren(...open.map(({ code, expires_at: at }) => h("li", {}, field(`duel/${code}`), h("div.actions", {}, shared(`duel/${code}`, t("link.copy")), h("span.quiet", {}, t("duel.expires"), " ", countdown(at, () => this.#look().catch(() => {})))))));
  }
}
