/** How a session went: the sum, what it gave, the place on the board, and every question again. */

import { until } from "./clock.js";
import { button, h, words, write } from "./dom.js";
import { fact } from "./facts.js";
import { moment, number, t } from "./language.js";
import { standing } from "./level.js";
import { places } from "./places.js";
import { review, reviewed } from "./review.js";

/** A verdict further away is looked up in the history. */
const SOON_MS = 2 * 3_600_000;

export class Summary {
  #api;
  #game;
  #before;
  #session = null;
  #timer = null;
  #sum = h("p.sum");
  #unit = h("p.quiet");
  #facts = h("dl.facts");
  #later = h("p.later", { hidden: true, role: "status" });
  #standing = h("div");
  #board = h("section.card.board", { hidden: true, "aria-label": t("summary.board") });
  #review = h("section.card", { "aria-label": t("review.title") });
  #turned = () => this.#draw();

  /** Of `game`, which ends with this; `before` is the progress it began with. `again` is null where one attempt is all. */
  constructor({ api, game, title, before, again, home }) {
    this.#api = api;
    this.#game = game;
    this.#before = before;
    this.heading = h("h1.eyebrow", { tabindex: -1 }, words(title), ` · ${t(`mode.${game.session.mode}`)}`);
    const buttons = [again && button(t("summary.again"), again), button(t("summary.home"), home, again ? "plain" : "")];
    this.element = h(
      "section.result",
      { "aria-label": t("summary") },
      h("div.card.total", {}, this.heading, this.#sum, this.#unit, this.#later, this.#facts, this.#standing, h("div.go", {}, buttons)),
      h("div.pair", {}, this.#board, this.#review),
    );
    game.addEventListener("turn", this.#turned);
    this.#draw();
    this.#settle().catch(() => {});
  }

  close() {
    clearTimeout(this.#timer);
    this.#game.removeEventListener("turn", this.#turned);
  }

  /** Draw the board around the player once more: it has moved. */
  async around() {
    if (this.#game.session.mode !== "ranked") return;
    const { body } = await this.#api.ask("GET", "/v1/boards/global.day?around=me&limit=5");
    if (body.me) this.#showBoard(t("summary.around"), body.items);
  }

  async #settle() {
    await this.#game.finish();
    const { body } = await this.#api.ask("GET", "/v1/me/progress");
    this.#standing.replaceChildren(standing(body, await this.#before));
    this.around().catch(() => {});
    await this.#look();
  }

  /** The server's word on every question; of a shared session, when it may be told. */
  async #look() {
    const { body } = await this.#api.ask("GET", `/v1/sessions/${this.#game.session.id}/review`);
    this.#session = body;
    this.#draw();
    const wait = body.reveals_at ? until(body.reveals_at) + 500 : 0;
    if (body.points === null) this.#timer = wait < SOON_MS ? setTimeout(() => this.#look().catch(() => {}), Math.max(1000, wait)) : null;
    else if (body.quiz_id) await this.#results(body.quiz_id);
  }

  async #results(quizId) {
    const { body } = await this.#api.ask("GET", `/v1/quizzes/${quizId}`);
    if (body.board) this.#showBoard(t("summary.board"), body.board.items.slice(0, 10));
  }

  #showBoard(title, items) {
    this.#board.hidden = false;
    this.#board.replaceChildren(h("header", {}, h("h2", {}, title)), places(items, this.#api.player));
  }

  #draw() {
    const { session } = this.#game;
    const told = !this.#game.shared || (this.#session && this.#session.points !== null);
    const known = this.#session?.points !== null && this.#session?.points !== undefined ? this.#session : { points: this.#game.points, correct: this.#game.right };
    write(this.#sum, told ? number(known.points) : t("summary.answered", { n: this.#game.answered, of: session.count }));
    write(this.#unit, told ? t("points") : t("summary.in"));
    const reveals = this.#session?.reveals_at;
    this.#later.hidden = told || !reveals;
    if (reveals) write(this.#later, t("summary.later", { time: moment(reveals) }));
    this.#facts.hidden = !told;
    const facts = [fact(t("summary.right"), t("summary.share", { n: known.correct, of: session.count }))];
    if (!this.#game.shared) facts.push(fact(t("summary.streak"), number(this.#game.bestStreak)));
    if (this.#game.tookMs !== null) facts.push(fact(t("summary.took"), t("watch.ms", { n: this.#game.tookMs })));
    this.#facts.replaceChildren(...facts);
    this.#drawReview();
  }

  #drawReview() {
    const asked = this.#game.rounds.filter((round) => round.stem);
    const fromServer = this.#session ? reviewed(this.#session).filter((question) => question.stem) : [];
    const questions = fromServer.length ? fromServer : asked;
    this.#review.hidden = !questions.length;
    this.#review.replaceChildren(h("h2", {}, t("review.title")), review(questions));
  }
}
