/** Play: start, ten questions, result, with the live board beside all of it. */

import { Board } from "./board.js";
import { pause } from "./clock.js";
import { h, words, write } from "./dom.js";
import { Game } from "./game.js";
import { RoundView } from "./round.js";
import { Standing } from "./standing.js";
import { opening, start } from "./start.js";
import { fact, summary } from "./summary.js";
import { calm, tell, trouble } from "./trouble.js";

/** After the live board moved, what is read over HTTP may be a moment older. */
const SETTLED_MS = 300;

export class Play {
  #api;
  #line;
  #pulse;
  #game = null;
  #round = null;
  #standing = null;
  #soon = null;
  #lookAround = null;
  #rank = h("span.rank-now");
  #place = h("div.place");
  #board;
  #categories = [];
  #opening = null;

  constructor({ api, line, pulse }) {
    this.#api = api;
    this.#line = line;
    this.#pulse = pulse;
    this.#board = new Standing("Today, everybody", () => api.player, (mine) => this.#stand(mine));
    this.element = h("div.play", {}, this.#place, this.#board.element);
  }

  /** The view is on the page now. */
  enter() {
    this.#board.show(new Board(this.#api, this.#line, "global.day"));
    this.#opening ??= this.#open();
    if (this.element.querySelector(".now")) this.#start();
  }

  /** The view is away; a game in it goes on. */
  leave() {
    this.#board.close();
  }

  /** Fetch what the start needs, however long the server takes to be there, and show it. */
  async #open() {
    this.#put(opening());
    const onwait = (problem, ms) => trouble(problem, ms);
    for (;;) {
      const { body } = await this.#api.insist("GET", "/v1/categories", undefined, { onwait });
      this.#categories = body.items.filter((category) => category.questions > 0);
      if (this.#categories.length) break;
      tell("There are no questions yet. As soon as there are, this page goes on by itself.");
      await pause(3000);
    }
    calm();
    this.#start();
  }

  #start() {
    this.#leaveGame();
    const begin = (category) => this.#begin(category);
    this.#put(start({ api: this.#api, categories: this.#categories, begin, hasPoints: () => Boolean(this.#board.mine), pulse: this.#pulse }));
  }

  async #begin(category) {
    if (this.#game) return;
    const game = new Game(this.#api);
    this.#game = game;
    game.addEventListener("trouble", ({ detail }) => trouble(detail.problem, detail.ms, detail.safe));
    game.addEventListener("calm", calm);
    try {
      const first = await game.start(category.slug);
      this.#round = new RoundView(game, category, this.#rank, () => this.#end(category));
      this.#put(this.#round.element);
      this.#round.show(first);
    } catch (problem) {
      this.#leaveGame();
      if (problem.name !== "AbortError") tell(problem.detail ?? "The round could not be started. Please try again.");
    }
  }

  #end(category) {
    const game = this.#game;
    this.#round?.close();
    const rank = fact("Rank today", "–");
    const { element, heading } = summary({ game, category, rank, again: () => { this.#leaveGame(); this.#begin(category); }, home: () => this.#start() });
    const around = h("section.card.board", { "aria-label": "Around you" });
    element.querySelector(".pair").prepend(around);
    this.#put(element);
    heading.focus({ preventScroll: true });
    scrollTo({ top: 0 });
    this.#lookAround = () => this.#around(around, rank).catch(() => { around.hidden = true; });
    this.#lookAround();
  }

  /** The visitor's standing on the live board, as it was just drawn. */
  #stand(mine) {
    const rank = mine ? `#${mine.rank} today` : "";
    const moved = mine && this.#standing !== `${mine.rank} ${mine.points}`;
    this.#standing = mine && `${mine.rank} ${mine.points}`;
    write(this.#rank, rank);
    if (!moved || !this.#lookAround) return;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#lookAround?.(), SETTLED_MS);
  }

  /** The board around the player, and the rank in the result. */
  async #around(place, rank) {
    const { body } = await this.#api.ask("GET", "/v1/boards/global.day?around=me&limit=5");
    place.hidden = !body.me;
    if (!body.me) return;
    rank.lastChild.textContent = `#${body.me.rank}`;
    const rows = body.items.map((entry) => {
      const mine = entry.player_id === this.#api.player.id;
      return h(
        "li.row",
        { class: `row${mine ? " me" : ""}${entry.rank === 1 ? " first" : ""}` },
        h("span.rank", {}, entry.rank),
        h("span.who", {}, words(entry.name)),
        h("span.points", {}, entry.points.toLocaleString("en")),
      );
    });
    place.replaceChildren(h("header", {}, h("h2", {}, "Around you")), h("ol.rows", {}, rows));
  }

  #leaveGame() {
    this.#round?.close();
    this.#game?.leave();
    this.#round = null;
    this.#game = null;
    this.#lookAround = null;
  }

  #put(view) {
    this.#place.replaceChildren(view);
  }
}
