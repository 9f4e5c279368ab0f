/** Before a quiz: who is there, and how long until it begins. */

import { countdown } from "./countdown.js";
import { button, h, words, write } from "./dom.js";
import { number, t } from "./language.js";

export class Lobby {
  #players = h("b", {}, "–");
  heading;

  /** `open()` is called when the time has come, `leave()` when the player goes. */
  constructor({ title, lang, count, opensAt, open = () => {}, leave }) {
    this.heading = h("h1", { tabindex: -1 }, words(title, lang));
    this.element = h(
      "section.lobby",
      { "aria-label": t("lobby") },
      h(
        "div.card.total",
        {},
        h("p.eyebrow", {}, t("lobby")),
        this.heading,
        h("p.sum", {}, countdown(opensAt, open)),
        h("p.quiet", {}, t("lobby.until")),
        h("dl.facts", {}, h("div", {}, h("dt", {}, t("lobby.players")), h("dd", {}, this.#players)), h("div", {}, h("dt", {}, t("lobby.questions")), h("dd", {}, number(count)))),
        h("p.quiet", {}, t("lobby.stay")),
        h("div.go", {}, button(t("lobby.leave"), leave, "plain")),
      ),
    );
  }

  /** So many are there now. */
  show(players) {
    write(this.#players, number(players));
  }
}
