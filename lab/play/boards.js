/** Boards: choose whose and of when, the top or around oneself; and the seasons they run by. */

import { Board } from "./board.js";
import { button, h } from "./dom.js";
import { t } from "./language.js";
import { places } from "./places.js";
import { segments } from "./practice.js";
import { seasons } from "./season.js";
import { Standing } from "./standing.js";
import { keep, kept } from "./store.js";
import { nameOf } from "./topics.js";

const PERIODS = ["day", "week", "season", "all"];

export class Boards {
  #api;
  #line;
  #scope = h("select", { id: "scope", onchange: () => this.#choose({ scope: this.#scope.value }) });
  #chosen = { scope: "global", period: "day", ...JSON.parse(kept("board") ?? "{}") };
  #standing;
  #around = h("div");
  #seasons = h("div");

  constructor({ api, line }) {
    this.#api = api;
    this.#line = line;
    this.#standing = new Standing(h("h2", {}, t("boards.live")), () => api.player);
    const periods = segments(t("boards.period"), "period", PERIODS.map((period) => [period, t(`period.${period}`)]), this.#chosen.period, (period) => this.#choose({ period }));
    this.element = h(
      "div.boards",
      {},
      h("header", {}, h("h1", { tabindex: -1 }, t("boards.title")), h("p", {}, t("boards.lead"))),
      h("div.settings", {}, h("div.field", {}, h("label", { for: "scope" }, t("boards.scope")), this.#scope), periods),
      h(
        "div.columns",
        {},
        this.#standing.element,
        h("div.stack", {}, h("section.card.board", { "aria-label": t("boards.around") }, h("header", {}, h("h2", {}, t("boards.around")), button(t("boards.look"), () => this.#look(), "plain small")), this.#around), this.#seasons),
      ),
    );
    this.#offer([["global", t("boards.everybody")]]);
  }

  /** The view is on the page now. */
  enter() {
    this.#choose({});
    this.#nameScopes().catch(() => {});
    seasons(this.#api).then((found) => this.#seasons.replaceChildren(found), () => {});
  }

  /** The view is away. */
  leave() {
    this.#standing.close();
  }

  async #nameScopes() {
    const { body } = await this.#api.insist("GET", "/v1/boards");
    const { body: topics } = await this.#api.insist("GET", "/v1/categories");
    const scopes = [...new Set(body.items.map(({ name }) => name.slice(0, name.lastIndexOf("."))))];
    const names = new Map(topics.items.map((category) => [`category.${category.slug}`, nameOf(category)]));
    const called = (scope) => names.get(scope) ?? (scope === "global" ? t("boards.everybody") : scope.split(".")[1].toUpperCase());
    this.#offer(scopes.map((scope) => [scope, called(scope)]));
  }

  #offer(scopes) {
    this.#scope.replaceChildren(...scopes.map(([value, name]) => h("option", { value, selected: value === this.#chosen.scope }, name)));
  }

  #choose(change) {
    Object.assign(this.#chosen, change);
    keep("board", JSON.stringify(this.#chosen));
    this.#standing.show(new Board(this.#api, this.#line, this.#board));
    this.#look().catch(() => {});
  }

  get #board() {
    return `${this.#chosen.scope}.${this.#chosen.period}`;
  }

  async #look() {
    const { body } = await this.#api.ask("GET", `/v1/boards/${this.#board}?around=me&limit=7`);
    this.#around.replaceChildren(body.me ? places(body.items, this.#api.player) : h("p.empty", {}, t("boards.nobody")));
  }
}
