/** A duel by link, as who has the link sees it. */

import { button, h, words } from "./dom.js";
import { t } from "./language.js";
import { field } from "./link.js";
import { nameOf } from "./topics.js";
import { calm, tell } from "./trouble.js";

export class Duel {
  #api;
  #place = h("div.card.total");
  #heading = h("h1", { tabindex: -1 }, t("duel.title"));

  constructor({ api }) {
    this.#api = api;
    this.element = h("section.duel", {}, this.#place);
  }

  enter(code) {
    this.#place.replaceChildren(this.#heading, h("p.quiet", { role: "status" }, t("battle.opening")));
    this.#draw(code ?? "").catch((problem) => this.#fail(problem));
  }

  leave() {}

  async #draw(code) {
    await this.#api.me();
    const { body: duel } = await this.#api.insist("GET", `/v1/challenges/${encodeURIComponent(code)}`);
    const { body: topics } = await this.#api.insist("GET", "/v1/categories");
    const found = topics.items.find(({ slug }) => slug === duel.category);
    const about = duel.mode === "creative" ? t("creative.title") : found ? words(nameOf(found)) : t("battle.any");
    const own = duel.player_id === this.#api.player.id;
    if (duel.battle_id) return void location.replace(`#battle/${duel.battle_id}`);
    const says = own ? t("duel.own") : duel.state === "open" ? t("duel.from", { name: duel.name }) : t(`duel.${duel.state}`);
    this.#heading.replaceChildren(says);
    this.#place.replaceChildren(
      this.#heading,
      h("p.eyebrow", {}, about),
      duel.state === "open" ? h("p.quiet", {}, own ? t("duel.stay") : t("battle.rules")) : "",
      own && duel.state === "open" ? field(`duel/${duel.code}`) : "",
      h("div.go", {}, !own && duel.state === "open" ? button(t("duel.accept"), () => this.#accept(duel.code)) : null, h("a.button.plain", { href: "#battle" }, t("battle.home"))),
    );
    this.#heading.focus({ preventScroll: true });
  }

  async #accept(code) {
    try {
      const { body } = await this.#api.insist("POST", `/v1/challenges/${code}/accept`);
      calm();
      location.replace(`#battle/${body.battle_id}`);
    } catch (problem) {
      tell(problem);
      await this.#draw(code);
    }
  }

  #fail(problem) {
    tell(problem);
    this.#heading.replaceChildren(t("duel.unknown"));
    this.#place.replaceChildren(this.#heading, h("div.go", {}, h("a.button.plain", { href: "#battle" }, t("battle.home"))));
  }
}
