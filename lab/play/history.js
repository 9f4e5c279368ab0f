/** One session that was played: every question, what was right, and why. */

import { h, words } from "./dom.js";
import { fact } from "./facts.js";
import { moment, number, t } from "./language.js";
import { nameOf } from "./topics.js";
import { review, reviewed } from "./review.js";
import { tell } from "./trouble.js";

export class History {
  #api;
  #heading = h("h1", { tabindex: -1 }, t("review.title"));
  #body = h("div.stack");

  constructor({ api }) {
    this.#api = api;
    this.element = h("div.history-page", {}, h("header", {}, this.#heading, h("p", {}, h("a", { href: "#you" }, t("history.back")))), this.#body);
  }

  /** Show the session of that id. */
  enter(id) {
    this.#body.replaceChildren();
    this.#draw(id).catch(tell);
  }

  leave() {}

  async #draw(id) {
    const { body } = await this.#api.insist("GET", `/v1/sessions/${id}/review`);
    const { body: topics } = await this.#api.insist("GET", "/v1/categories");
    const category = topics.items.find(({ slug }) => slug === body.category);
    this.#heading.replaceChildren(words(category ? nameOf(category) : body.category), ` · ${t(`mode.${body.mode}`)}`);
    const told = body.points !== null;
    const facts = told ? [fact(t("history.points"), number(body.points)), fact(t("summary.right"), t("summary.share", { n: body.correct, of: body.count }))] : [fact(t("state.kept"), t("summary.answered", { n: body.answered, of: body.count }))];
    this.#body.replaceChildren(
      h("dl.facts", {}, facts),
      told ? h("section.card", {}, review(reviewed(body))) : h("p.card", {}, t("summary.later", { time: moment(body.reveals_at) })),
    );
  }
}
