/** A quiz battle on the screen: before it, its rounds, and how it ended. */

import { button, h, say, words, write } from "./dom.js";
import { emotes } from "./emotes.js";
import { annulled, ending } from "./ending.js";
import { number, t } from "./language.js";
import { shared } from "./link.js";
import { QuestionCard } from "./question.js";
import { Timer } from "./timer.js";
import { tell } from "./trouble.js";
import { look } from "./verdict.js";

const SHOWN_MS = 4000;

export class Arena {
  #fight;
  #parts;
  #title;
  #timer = new Timer();
  #deadline = null;
  #card = null;
  #told = h("p");
  #sides = [0, 1].map(() => h("div.fighter"));
  #round = h("p.eyebrow");
  #body = h("div.ring");
  #below = h("div.corner");
  #shown = null;
  #said = [null, null];
  #ending = null;
  heading = h("h1.spoken", { tabindex: -1 });

  /** Follows `fight`. `ratings` are by side, null where nobody knows; `title` is what is asked about; `again()` finds another opponent. */
  constructor({ fight, title, ratings, ...parts }) {
    this.#fight = fight;
    this.#title = title;
    this.#parts = { ratings, ...parts };
    this.element = h("section.arena", {}, this.heading, h("header.versus", {}, this.#sides[0], h("div.middle", {}, this.#round), this.#sides[1]), this.#timer.element, this.#body, this.#below);
    this.#timer.hide();
    for (const name of ["state", "round", "turn", "reveal", "ended", "settled", "rematch", "voided"]) fight.addEventListener(name, () => this[name]());
    fight.addEventListener("emote", ({ detail }) => this.#emoted(detail));
    fight.addEventListener("gone", () => parts.gone());
    this.#body.append(h("p.quiet", { role: "status" }, t("battle.opening")));
    fight.enter().catch(tell);
  }

  /** Whether the player is in it still: whoever leaves then is away. */
  get running() {
    return !this.#fight.watching && this.#fight.phase !== "over";
  }

  close() {
    this.#timer.stop();
    this.#card?.close();
    this.#fight.leave();
  }

  state() {
    const { phase, round, of, multiplier, watching } = this.#fight;
    this.#order.forEach((side, at) => this.#side(this.#sides[at], side));
    const names = this.#fight.players.map(({ name }) => name);
    if (!this.heading.textContent) write(this.heading, t("battle.between", { one: names[0], two: names[1] }));
    this.#round.replaceChildren(...(phase === "open" || phase === "reveal" ? [t("battle.round", { n: round + 1, of }), multiplier > 1 ? h("span.tag.double", {}, t("battle.double")) : ""] : [this.#parts.kind]));
    if (phase === "starting" && this.#shown !== "starting") this.#starting();
    if (watching && !this.#card && phase !== "over" && this.#shown !== "watching") this.#watching();
    if (phase === "open" && this.#card && this.#deadline !== this.#fight.question.deadline_at) this.#count();
  }

  round() {
    const { question, watching } = this.#fight;
    this.#shown = "round";
    this.#card?.close();
    this.#told.className = "";
    this.#told.replaceChildren(watching ? t("battle.watching") : "");
    this.#card = new QuestionCard(h("div.verdict", {}, this.#told));
    this.#body.replaceChildren(this.#card.element);
    this.#card.show(question, this.#title, (response) => this.#fight.answer(response));
    if (watching) this.#card.mark();
    this.#controls();
    this.#count();
  }

  turn() {
    const { question } = this.#fight;
    if (question.state !== "asked") this.#card?.mark();
    if (question.state === "missed") this.#timer.done();
    this.#told.className = look(question);
    const said = { sent: [t("verdict.sent")], kept: [t("live.kept"), t("battle.wait")], late: [t("verdict.late"), t("verdict.late_means")], missed: [t("verdict.missed"), ""] }[question.state] ?? [t("verdict.refused"), t("verdict.refused_means")];
    this.#told.replaceChildren(h("b", {}, said[0]), said[1] ?? "");
    if (question.state !== "sent") say(this.#told.innerText);
  }

  reveal() {
    const { question, past } = this.#fight;
    const revealed = past.at(-1);
    this.#timer.done();
    if (question?.no !== revealed.round || !this.#card) return;
    this.#card.mark(this.#notes(revealed));
    this.#told.className = look(question);
    this.#told.replaceChildren(...this.#verdict(revealed));
    say(this.#told.innerText);
  }

  ended() {
    this.#ending = ending(this.#fight, this.#parts);
    this.#close(this.#ending);
  }

  /** Staff took it away: there is no result. */
  voided() {
    this.#close(annulled(this.#fight, this.#parts));
  }

  #close({ element, heading }) {
    this.#timer.hide();
    this.#card?.close();
    this.#card = null;
    this.#shown = "over";
    this.state();
    this.#below.replaceChildren();
    this.#body.replaceChildren(element);
    heading.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }

  settled() {
    this.#ending?.settle();
  }

  rematch() {
    this.#ending?.rematch();
  }

  /** The player's own side comes first; who watches sees them as they are. */
  get #order() {
    return this.#fight.side === 1 ? [1, 0] : [0, 1];
  }

  #side(place, side) {
    const player = this.#fight.players[side];
    if (!player) return;
    const mine = side === this.#fight.side;
    const ghost = this.#fight.ghost && side === 1;
    const rating = this.#parts.ratings[side];
    const state = player.away ? t("battle.away") : player.answered && this.#fight.phase === "open" ? t("battle.answered") : "";
    place.className = `fighter${mine ? " me" : ""}${player.away ? " away" : ""}`;
    place.replaceChildren(...[
      h("p.who", {}, h("b", {}, words(player.name)), mine ? h("span.you", {}, t("you")) : null, ghost ? h("span.tag", {}, t("battle.ghost")) : null),
      h("p.quiet", {}, rating ? t(rating.provisional ? "battle.rating_provisional" : "battle.rating", { n: rating.rating }) : t("battle.unrated")),
      h("p.sum", {}, number(player.points)),
      h("p.state", {}, state),
      this.#said[side] ? h("p.emoted", {}, this.#said[side]) : null,
    ].filter(Boolean));
    if (!mine && state && place.dataset.said !== state) say(`${player.name}: ${state}`);
    place.dataset.said = state;
  }

  #starting() {
    this.#shown = "starting";
    const left = h("p.sum", { role: "timer" });
    const tick = () => {
      write(left, number(Math.ceil(Math.max(0, this.#fight.nextAt - performance.now()) / 1000)));
      if (this.#shown === "starting" && this.#fight.nextAt > performance.now()) setTimeout(tick, 200);
    };
    tick();
    const history = this.#parts.against ? h("p.quiet", {}, t("battle.against", this.#parts.against)) : null;
    this.#body.replaceChildren(h("div.card.total", {}, h("p.eyebrow", {}, words(this.#title)), h("h2", {}, t("battle.ready")), left, h("p.quiet", {}, t("battle.rules")), history));
    this.#controls();
    say(`${this.heading.textContent}. ${t("battle.ready")}`);
  }

  #watching() {
    this.#shown = "watching";
    this.#body.replaceChildren(h("div.card.total", {}, h("h2", {}, t("battle.watch_title")), h("p.quiet", { role: "status" }, t("battle.watch_wait"))));
  }

  /** Emotes, the watchers' link, and the way out. */
  #controls() {
    if (this.#fight.watching || this.#below.childElementCount) return;
    const show = (emote) => this.#fight.emote(emote).then(() => this.#emoted({ side: this.#fight.side, emote }), (refusal) => tell(refusal));
    const bar = this.#fight.ghost ? null : emotes(show);
    this.#below.replaceChildren(...[bar, h("div.actions", {}, shared(`battle/${this.#fight.id}`, t("battle.share_watch")), this.#way())].filter(Boolean));
  }

  /** Giving up is asked for once more. */
  #way() {
    const place = h("span.actions");
    const first = () => button(t("battle.surrender"), () => { place.replaceChildren(h("span", {}, t("battle.surrender_sure")), yes(), no()); place.querySelector("button").focus(); }, "plain small");
    const yes = () => button(t("battle.surrender_yes"), () => this.#fight.surrender().catch(tell), "small");
    const no = () => button(t("battle.surrender_no"), () => { place.replaceChildren(first()); place.querySelector("button").focus(); }, "plain small");
    place.append(first());
    return place;
  }

  #emoted({ side, emote }) {
    const shown = t(`emote.${emote}`);
    this.#said[side] = shown;
    this.state();
    if (side !== this.#fight.side) say(`${this.#fight.players[side].name}: ${shown}`);
    setTimeout(() => {
      if (this.#said[side] !== shown) return;
      this.#said[side] = null;
      this.state();
    }, SHOWN_MS);
  }

  #count() {
    const { question, leftMs } = this.#fight;
    this.#deadline = question.deadline_at;
    if (["right", "wrong", "watched"].includes(question.state)) return;
    this.#timer.start(leftMs, question.time_limit_ms, () => this.#fight.miss());
  }

  /** Who chose what, at each option. */
  #notes({ responses }) {
    const notes = {};
    responses.forEach((response, side) => {
      if (!response || side === this.#fight.side) return;
      const text = t("battle.chose", { name: this.#fight.players[side].name });
      notes[response.response] = { text: [notes[response.response]?.text, text].filter(Boolean).join(" · ") };
    });
    return notes;
  }

  #verdict({ responses }) {
    const said = (response) => (!response ? t("battle.gave_nothing") : response.points ? t("battle.gave_right", { points: number(response.points) }) : t("battle.gave_wrong"));
    const { side, players, question } = this.#fight;
    const told = players.map((player, at) => (at === side ? null : h("span.theirs", {}, words(player.name), ": ", said(responses[at])))).filter(Boolean);
    if (this.#fight.watching) return told.flatMap((one) => [one, " "]);
    const own = responses[side];
    const headline = !own ? t("live.unanswered") : own.points ? t("verdict.right", { points: number(own.points) }) : t("verdict.wrong");
    return [h("b", {}, headline), ...told, question.explanation ? h("span.why", { lang: question.lang, dir: question.dir }, question.explanation) : ""];
  }
}
