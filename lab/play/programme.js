/** Quizzes that are on or come: when, about what, and the way in. */

import { until } from "./clock.js";
import { countdown } from "./countdown.js";
import { button, h, words } from "./dom.js";
import { moment, t } from "./language.js";

const LOOK_MS = 5000;
/** How long before it opens a quiz may be entered. */
const LOBBY_MS = 10 * 60_000;

export class Programme {
  #api;
  #mode;
  #enter;
  #timer = null;
  #list = h("ul.programme");
  #shown = "";

  constructor(api, mode, enter) {
    this.#api = api;
    this.#mode = mode;
    this.#enter = enter;
    this.element = h("section", {}, h("h3", {}, t(`programme.${mode}`)), this.#list);
    this.#look();
  }

  close() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  async #look() {
    await this.#api.setClock().catch(() => {});
    const { body } = await this.#api.ask("GET", `/v1/quizzes?mode=${this.#mode}&limit=6`).catch(() => ({ body: null }));
    if (this.#timer === 0) return;
    if (body) this.#draw(body.items.filter((quiz) => until(quiz.closes_at) > 0));
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
  }

  /** Anew only when something changed, so that no button is taken from under a finger. */
  #draw(quizzes) {
    const now = JSON.stringify(quizzes.map((quiz) => [quiz.id, quiz.state, isOpen(quiz)])) || "none";
    if (now === this.#shown) return;
    this.#shown = now;
    const nothing = h("li.card.quiet", {}, t("programme.none"));
    this.#list.replaceChildren(...(quizzes.length ? quizzes.map((quiz) => this.#item(quiz)) : [nothing]));
  }

  #item(quiz) {
    const way = isOpen(quiz) ? button(t("programme.join"), () => this.#enter(quiz)) : h("span.quiet", {}, t("programme.lobby", { time: moment(new Date(Date.parse(quiz.opens_at) - LOBBY_MS)) }));
    const when = quiz.state === "open" ? h("b.on", {}, t("programme.on")) : h("span", {}, t("programme.in"), " ", countdown(quiz.opens_at));
    return h(
      "li.card",
      { "data-quiz": quiz.id },
      h("div", {}, h("p.title", {}, words(quiz.title, quiz.langs[0])), h("p.quiet", {}, when, " · ", t("topic.questions", { n: quiz.count }))),
      way,
    );
  }
}

const isOpen = (quiz) => until(quiz.opens_at) < LOBBY_MS;
