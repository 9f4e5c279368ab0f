/** Battles: find an opponent, and whatever battle the address names: one that runs, one that is over, a creative one. */

import { Arena } from "./arena.js";
import { pause } from "./clock.js";
import { Creative } from "./creative.js";
import { h } from "./dom.js";
import { Duels } from "./duels.js";
import { fights } from "./fights.js";
import { Fight } from "./fight.js";
import { t } from "./language.js";
import { Replay } from "./replay.js";
import { Seek } from "./seek.js";
import { nameOf } from "./topics.js";
import { calm, tell } from "./trouble.js";

export class Battles {
  #api;
  #line;
  #queue;
  #topics = null;
  #scene = null;
  /** The address of what is shown. */
  #shown = null;
  element = h("div.battles");

  constructor({ api, line, queue }) {
    this.#api = api;
    this.#line = line;
    this.#queue = queue;
  }

  /** Show the battle of that id, or its replay; without one the lobby, unless a battle runs here. */
  enter(id, again, more) {
    const wanted = [id, more].filter(Boolean).join("/");
    if (!wanted && this.#scene?.running) return void history.replaceState(null, "", `#battle/${this.#shown}`);
    if (wanted && wanted === this.#shown) return;
    this.#shown = wanted;
    if (wanted) this.#open(id, more).catch((problem) => this.#fail(problem));
    else this.#lobby();
  }

  /** The view is away; a battle in it goes on. */
  leave() {
    if (this.#scene?.running) return;
    this.#shown = null;
    this.close();
  }

  close() {
    this.#scene?.close?.();
    this.#scene = null;
  }

  #lobby() {
    const again = this.#line.welcome?.battle;
    const seek = new Seek({ api: this.#api, queue: this.#queue, topics: this.#read() });
    const duels = new Duels({ api: this.#api, topics: this.#read() });
    const list = h("div");
    fights(this.#api, this.#read()).then((found) => list.replaceChildren(found), tell);
    const heading = h("h1", { tabindex: -1 }, t("battles.title"));
    const vote = h("section.card", {}, h("h2", {}, t("vote.title")), h("p.quiet", {}, t("vote.lead")), h("div.actions", {}, h("a.button.plain.small", { href: "#vote" }, t("vote.go"))));
    const element = h(
      "div.boards",
      {},
      h("header", {}, heading, h("p", {}, t("battles.lead"))),
      again ? h("div.card.resume", {}, h("p", {}, t("battles.running")), h("a.button", { href: `#battle/${again.battle_id}` }, t("resume.go"))) : null,
      h("div.columns", {}, h("div.stack", {}, seek.element, duels.element, vote), h("section.card", { "aria-label": t("battles.mine") }, h("h2", {}, t("battles.mine")), list)),
    );
    this.#put({ element, heading, close: () => { seek.close(); duels.close(); } });
  }

  async #open(id, more) {
    this.#put({ element: h("p.quiet", { role: "status" }, t("battle.opening")) });
    const wanted = this.#shown;
    const { body: battle } = await this.#api.insist("GET", `/v1/battles/${id}`);
    if (this.#shown !== wanted) return;
    if (battle.mode === "creative") return this.#put(new Creative({ api: this.#api, line: this.#line, battle, home: () => this.#home() }));
    const over = battle.state !== "running" || battle.ended_at !== null;
    if (over || more === "replay") return this.#look(battle);
    await this.#fight(battle, wanted);
  }

  async #fight(battle, wanted) {
    const [topics, people] = await Promise.all([this.#read().catch(() => []), this.#people(battle)]);
    if (this.#shown !== wanted) return;
    const category = topics.find(({ slug }) => slug === battle.category);
    const kind = t(battle.ranked ? "battle.ranked" : "battle.casual");
    this.#put(new Arena({
      api: this.#api,
      fight: new Fight(this.#api, this.#line, battle),
      title: category ? nameOf(category) : battle.category ?? t("battle.any"),
      kind: battle.kind === "ghost" ? t("battle.ghost_means") : kind,
      ratings: people.ratings,
      against: people.against,
      again: () => { this.#queue.join(this.#queue.last ?? { mode: "quiz", ranked: battle.ranked, category: null }); this.#home(); },
      home: () => this.#home(),
      gone: () => this.#gone(battle),
    }));
  }

  /** Both ratings, and how the two did against each other; nothing of it is needed to play. */
  async #people({ players, side, kind }) {
    const profiles = await Promise.all(players.map(({ id }) => this.#api.ask("GET", `/v1/players/${id}`).then(({ body }) => body, () => null)));
    const ratings = profiles.map((profile) => profile?.ratings.find(({ mode }) => mode === "quiz") ?? null);
    const met = side !== null && kind !== "ghost" ? profiles[1 - side]?.head_to_head : null;
    return { ratings, against: met && met.won + met.lost + met.tied ? met : null };
  }

  async #gone(battle) {
    if (battle.side !== null) return this.#look(battle);
    this.#home();
    tell("battle.watch_over");
  }

  /** What it asked and who said what; it may be over for a moment before that can be told. */
  async #look(battle) {
    const wanted = this.#shown;
    for (;;) {
      try {
        const [{ body }, topics] = await Promise.all([this.#api.insist("GET", `/v1/battles/${battle.id}/replay`), this.#read().catch(() => [])]);
        const category = topics.find(({ slug }) => slug === body.category);
        if (this.#shown === wanted) this.#put(new Replay(body, category ? nameOf(category) : t("battle.any")));
        return;
      } catch (problem) {
        if (problem.code !== "battle_not_over" || this.#shown !== wanted) throw problem;
        await pause(problem.retryAfterMs || 1000);
      }
    }
  }

  #fail(problem) {
    if (problem.name === "AbortError") return;
    this.#home();
    tell(problem);
  }

  #home() {
    this.close();
    this.#shown = "";
    if (location.hash.startsWith("#battle/")) history.pushState(null, "", "#battle");
    this.#lobby();
  }

  async #read() {
    this.#topics ??= this.#api.insist("GET", "/v1/categories").then(({ body }) => body.items.filter((category) => category.questions > 0));
    return this.#topics;
  }

  #put(scene) {
    this.#scene?.close?.();
    this.#scene = scene;
    this.element.replaceChildren(scene.element);
    calm();
    if (scene.heading && this.element.isConnected) scene.heading.focus({ preventScroll: true });
  }
}
