/** Play: start, a round, its result, or a quiz for all; with the live board beside it. */

import { Board } from "./board.js";
import { pause } from "./clock.js";
import { h, write } from "./dom.js";
import { Game } from "./game.js";
import { language, t } from "./language.js";
import { LiveView } from "./live.js";
import { Lobby } from "./lobby.js";
import { Modes } from "./modes.js";
import { running } from "./resume.js";
import { RoundView } from "./round.js";
import { Show } from "./show.js";
import { Standing } from "./standing.js";
import { hello, opening } from "./start.js";
import { Summary } from "./summary.js";
import { nameOf } from "./topics.js";
import { calm, tell, trouble } from "./trouble.js";

/** After the live board moved, what is read over HTTP may be a moment older. */
const SETTLED_MS = 300;
const LOOK_MS = 3000;
const EARLY_MS = 300;
/** Questions in a round: "Play now" leaves out what has fewer. */
const ROUND = 10;
/** The address inside of a round, so that the browser's Back leads out of it and not off the page. */
const INSIDE = "#play/round";

export class Play {
  #api;
  #line;
  #pulse;
  #game = null;
  #scene = null;
  #busy = false;
  #before = null;
  #standing = null;
  #soon = null;
  #rank = h("span.rank-now");
  #place = h("div.place");
  #board;
  #categories = [];
  #opening = null;
  #wish = null;
  #closed = false;
  /** Whether a round, its result or a quiz is shown, and not the start. */
  #inside = false;

  constructor({ api, line, pulse }) {
    this.#api = api;
    this.#line = line;
    this.#pulse = pulse;
    this.#board = new Standing(h("h2", {}, t("boards.today")), () => api.player, (mine) => this.#stand(mine));
    this.element = h("div.play", {}, this.#place, this.#board.element);
  }

  /** The view is on the page now; `again`: it was before, and only the address is another. */
  enter(detail, again) {
    this.#board.show(new Board(this.#api, this.#line, "global.day"));
    this.#opening ??= this.#open();
    if (this.#inside ? again && !detail : this.element.querySelector(".now")) this.#start();
    else if (this.#inside) history.replaceState(null, "", INSIDE);
  }

  /** The view is away; a game in it goes on. */
  leave() {
    this.#board.close();
  }

  /** The view is given up. A session that runs is found again by the next one. */
  close() {
    this.#scene?.close?.();
    this.#game?.leave();
    this.#closed = true;
  }

  /** Fetch what the start needs, however long the server takes to be there; go on with what this tab was playing. */
  async #open() {
    this.#place.replaceChildren(opening());
    const onwait = (problem, ms) => trouble(problem, ms);
    for (;;) {
      const { body } = await this.#api.insist("GET", "/v1/categories", undefined, { onwait });
      this.#categories = body.items.filter((category) => category.questions > 0);
      if (this.#categories.length) break;
      tell("trouble.empty");
      await pause(LOOK_MS);
    }
    calm();
    const session = await running(this.#api).here();
    if (this.#closed) return;
    if (session) await this.#resume(session);
    else this.#start();
  }

  #start() {
    this.#leaveGame();
    const begin = (wish, title) => this.#begin(wish, title);
    const any = () => {
      const full = this.#categories.filter((category) => category.by_lang[language()] >= ROUND);
      const from = full.length ? full : this.#categories;
      const category = from[Math.floor(Math.random() * from.length)];
      begin({ mode: "ranked", category: category.slug }, nameOf(category));
    };
    const modes = new Modes({ api: this.#api, categories: this.#categories, begin, enter: (quiz) => this.#enter(quiz) });
    const welcome = hello({ api: this.#api, any, pulse: this.#pulse });
    const open = running(this.#api).offer((session) => this.#resume(session));
    this.#inside = false;
    if (location.hash === INSIDE) history.replaceState(null, "", "#play");
    this.#put({ element: h("section", { "aria-labelledby": "hello" }, welcome, open, modes.element), heading: welcome.querySelector("h1"), close: () => modes.close() });
  }

  async #begin(wish, title) {
    this.#wish = wish;
    await this.#play(title, (game) => game.start({ ...wish, lang: language() }));
  }

  async #resume(session) {
    const category = this.#categories.find(({ slug }) => slug === session.category);
    const title = category ? nameOf(category) : session.category;
    if (session.mode === "live") await this.#enter((await this.#api.insist("GET", `/v1/quizzes/${session.quiz_id}`)).body);
    else await this.#play(title, (game) => game.resume(session.id));
  }

  /** One session at a time: `open(game)` begins it. */
  async #play(title, open) {
    if (this.#busy) return;
    this.#busy = true;
    const game = new Game(this.#api);
    game.addEventListener("trouble", ({ detail }) => trouble(detail.problem, detail.ms, detail.safe));
    game.addEventListener("calm", calm);
    this.#game = game;
    try {
      this.#before = this.#progress();
      await open(game);
      await this.#lobby(game);
      const view = new RoundView(game, title, this.#rank, () => this.#end(title));
      const first = await game.next();
      this.#go(view);
      view.show(first);
    } catch (problem) {
      if (problem.code === "session_finished" || problem.code === "session_expired") this.#end(title);
      else this.#fail(problem);
    } finally {
      this.#busy = false;
    }
  }

  /** Wait in the lobby of a scheduled quiz until it opens. */
  async #lobby(game) {
    if (game.session.mode !== "scheduled") return;
    const read = async () => (await this.#api.insist("GET", `/v1/quizzes/${game.session.quiz_id}`)).body;
    let quiz = await read();
    if (quiz.state !== "upcoming") return;
    await new Promise((open, left) => {
      const lobby = new Lobby({ title: quiz.title, lang: quiz.langs[0], count: quiz.count, opensAt: quiz.opens_at, open, leave: () => { left(new DOMException("left", "AbortError")); this.#start(); } });
      this.#go(lobby);
      const look = async () => {
        lobby.show(quiz.players);
        await pause(LOOK_MS);
        if (!lobby.element.isConnected) return;
        quiz = await read().catch(() => quiz);
        await look();
      };
      look();
    });
    // Our clock may be a little fast.
    await pause(EARLY_MS);
  }

  /** Into a quiz of the programme. */
  async #enter(quiz) {
    if (quiz.mode === "scheduled") return this.#begin({ mode: "scheduled", quiz_id: quiz.id }, quiz.title);
    const show = new Show(this.#api, this.#line, quiz);
    try {
      const view = new LiveView({ api: this.#api, show, home: () => this.#start() });
      this.#go(view);
      this.element.classList.add("alone");
      await show.enter(language());
    } catch (problem) {
      this.#fail(problem);
    }
  }

  #fail(problem) {
    if (problem.name === "AbortError") return;
    this.#start();
    tell(problem);
  }

  #end(title) {
    const game = this.#game;
    const { mode, category } = game.session;
    const wish = this.#wish?.mode === mode ? this.#wish : { mode, category };
    const again = game.shared ? null : () => this.#begin(wish, title);
    this.#go(new Summary({ api: this.#api, game, title, before: this.#before, again, home: () => this.#start() }));
  }

  /** The visitor's standing on the live board, as it was just drawn. */
  #stand(mine) {
    const moved = mine && this.#standing !== `${mine.rank} ${mine.points}`;
    this.#standing = mine && `${mine.rank} ${mine.points}`;
    write(this.#rank, mine ? t("rank.today", { n: mine.rank }) : "");
    if (!moved || !this.#scene?.around) return;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#scene?.around?.().catch(() => {}), SETTLED_MS);
  }

  async #progress() {
    return this.#api.ask("GET", "/v1/me/progress").then(({ body }) => body, () => null);
  }

  #leaveGame() {
    this.#game?.leave();
    this.#game = null;
    this.#busy = false;
    this.element.classList.remove("alone");
  }

  /** A scene other than the start. */
  #go(scene) {
    if (!this.#inside && this.element.isConnected && location.hash !== INSIDE) history.pushState(null, "", INSIDE);
    this.#inside = true;
    this.#put(scene);
  }

  /** Another scene in place of the one before; the focus goes to its heading. */
  #put(scene) {
    const first = this.#scene === null;
    this.#scene?.close?.();
    this.#scene = scene;
    this.#place.replaceChildren(scene.element);
    if (first || !this.element.isConnected) return;
    scene.heading?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }
}
