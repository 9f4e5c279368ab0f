/** A quiz battle as one of its players, or who watches, knows it: told by the socket. Knows the API, not the page. */

import { Asked } from "./asked.js";
import { pause } from "./clock.js";
import { fresh } from "./fresh.js";

const SETTLE_MS = 1500;
/** Times that a battle which is over is asked for what it gave, before it is left to the history. */
const SETTLE_TRIES = 40;
/** So late are those who watch. */
const LATE_MS = 5000;
const ALREADY = new Set(["already_answered"]);

/**
 * Tells "state" (anything about the two, or the phase), "round" (a question is asked), "turn" (the own answer moved),
 * "reveal", "ended", "settled", "emote" (detail: {side, emote}), "rematch" (the opponent asks), and "gone" (there is no
 * such battle that runs), "voided" (it was made void while it ran).
 */
export class Fight extends EventTarget {
  #api;
  #line;
  #stop = null;
  #abort = new AbortController();
  #seq = -1;
  id;
  /** As `GET /v1/battles/{id}` has it. */
  battle;
  phase = null;
  round = 0;
  of = 0;
  side = null;
  players = [];
  question = null;
  multiplier = 1;
  /** When the next phase begins, by performance.now(). */
  nextAt = 0;
  /** The rounds that are over. */
  past = [];
  result = null;
  reward = null;
  voided = false;
  asksRematch = false;
  askedRematch = false;

  constructor(api, line, battle) {
    super();
    this.#api = api;
    this.#line = line;
    this.id = battle.id;
    this.battle = battle;
    this.side = battle.side;
  }

  /** Follow it from now on; a snapshot comes at once, and whenever the socket is back. */
  async enter() {
    await this.#api.setClock().catch(() => {});
    if (!this.#abort.signal.aborted) this.#stop = this.#line.subscribe(`battle:${this.id}`, (frame) => this.#hear(frame));
  }

  /** Follow it no more. */
  leave() {
    this.#abort.abort();
    this.#stop?.();
  }

  get watching() {
    return this.side === null;
  }

  get me() {
    return this.players[this.side];
  }

  get opponent() {
    return this.players[1 - this.side];
  }

  get ghost() {
    return this.battle.kind === "ghost";
  }

  /** Milliseconds until the open round's deadline, as this one sees it. */
  get leftMs() {
    return this.question.leftMs + (this.watching ? LATE_MS : 0);
  }

  /** Answer the round that is open: sent with the same id until it counts, or cannot. */
  async answer(response) {
    const { question, round } = this;
    if (question.state !== "asked" || this.phase !== "open" || this.watching) return;
    this.#turn(question, { state: "sent", chosen: [response], refusal: null });
    try {
      await this.#move("battle.answer", { round, response });
      if (question.state === "sent") this.#turn(question, { state: "kept" });
    } catch (refusal) {
      if (question.state !== "sent") return;
      if (ALREADY.has(refusal.code)) this.#line.again(`battle:${this.id}`);
      else this.#turn(question, { state: refusal.code === "answer_late" || refusal.code === "round_over" ? "late" : "refused", refusal });
    }
  }

  /** The time is over and nothing was chosen. */
  miss() {
    if (this.question?.state === "asked") this.#turn(this.question, { state: "missed" });
  }

  /** Give up. Raises Refusal. */
  surrender() {
    return this.#move("battle.surrender");
  }

  /** Show the opponent something. Raises Refusal. */
  async emote(emote) {
    await this.#move("battle.emote", { emote });
  }

  /** Want another battle with the same opponent. Raises Refusal. */
  async rematch() {
    await this.#move("battle.rematch");
    this.#tell("state", { askedRematch: true });
  }

  #move(type, more = {}) {
    return this.#line.insist({ type, battle_id: this.id, move_id: fresh(), ...more }, this.#abort.signal);
  }

  #hear(frame) {
    if (frame.type === "error") return this.#lose(frame);
    if (frame.type === "battle.state") return this.#stand(frame);
    if (frame.type === "battle.settled") return this.#settle(frame);
    if (frame.type === "battle.voided") return this.#tell("voided", { voided: true, phase: "over" });
    if (frame.type === "battle.rematch") return this.#tell("rematch", { asksRematch: true });
    // Something between was missed: all of it comes with a snapshot.
    if (frame.seq > this.#seq + 1) return this.#line.again(`battle:${this.id}`);
    if (frame.seq < this.#seq) return;
    this.#seq = frame.seq;
    switch (frame.type) {
      case "battle.round": return this.#ask(frame);
      case "battle.progress": return this.#note(frame.side, { answered: true });
      case "battle.peer": return this.#note(frame.side, { away: frame.away });
      case "battle.reveal": return this.#reveal(frame);
      case "battle.ended": return this.#end(frame);
      case "battle.emote": return this.dispatchEvent(new CustomEvent("emote", { detail: frame }));
    }
  }

  /** It does not run, or that cannot be told just now. */
  async #lose({ code }) {
    if (code === "topic_unknown") return this.phase === "over" ? null : this.#tell("gone", {});
    await pause(SETTLE_MS, this.#abort.signal).catch(() => {});
    if (!this.#abort.signal.aborted) this.#line.again(`battle:${this.id}`);
  }

  /** A snapshot: what of it is new is told as if it came by itself. */
  #stand(frame) {
    const { seq, phase, round, of, side, players, past, multiplier, left_ms: left } = frame;
    this.#seq = seq;
    Object.assign(this, { phase, round, of, side, players, past, multiplier, nextAt: performance.now() + left });
    if (frame.question && (this.question?.no !== round || this.#begunAnew(frame))) this.#tell("round", { question: asked(frame.question, frame) });
    else if (frame.question) Object.assign(this.question, times(frame));
    if (frame.own && ["asked", "sent", "missed"].includes(this.question?.state)) this.#turn(this.question, { state: "kept", chosen: [frame.own] });
    this.#tell("state", {});
    if (phase === "reveal" || phase === "over") this.#show(past.at(-1));
    if (frame.result) this.#finish(frame.result);
  }

  /** Our time was over, or so it seemed, and the round has a later end now: what happened meanwhile was lost, and is made good. */
  #begunAnew({ phase, own, deadline_at: deadline }) {
    return phase === "open" && !own && ["missed", "late"].includes(this.question.state) && deadline !== this.question.deadline_at;
  }

  #ask(frame) {
    const players = this.players.map((player) => ({ ...player, answered: false }));
    const { round, of, multiplier } = frame;
    this.#tell("state", { phase: "open", round, of, multiplier, players });
    this.#tell("round", { question: asked(frame.question, frame) });
  }

  #note(side, change) {
    this.#tell("state", { players: this.players.map((player, at) => (at === side ? { ...player, ...change } : player)) });
  }

  #reveal({ revealed, totals }) {
    this.#count(totals);
    this.phase = "reveal";
    this.past = [...this.past.filter(({ round }) => round !== revealed.round), revealed];
    this.#tell("state", {});
    this.#show(revealed);
  }

  /** A round that is over, on its question if that is the one on the screen. */
  #show(revealed) {
    if (revealed && this.question?.no === revealed.round) {
      const own = revealed.responses[this.side];
      const state = this.watching ? "watched" : own ? (own.points ? "right" : "wrong") : "missed";
      const chosen = own ? [own.response] : [];
      Object.assign(this.question, { state, chosen, solution: revealed.correct, explanation: revealed.explanation, points: own?.points ?? 0 });
    }
    if (revealed) this.#tell("reveal", {});
  }

  #end({ result, totals }) {
    this.#count(totals);
    this.phase = "over";
    this.#finish(result);
  }

  #finish(result) {
    const first = this.result === null;
    this.#tell("ended", { result });
    if (first && !this.watching) this.#await().catch(() => {});
  }

  /** What it gave is told when it was applied; asked for too, as it may be told while the socket is away. */
  async #await() {
    for (let attempt = 0; attempt < SETTLE_TRIES && !this.reward && !this.voided; attempt += 1) {
      await pause(SETTLE_MS, this.#abort.signal);
      const { body } = await this.#api.ask("GET", `/v1/battles/${this.id}`).catch(() => ({ body: null }));
      if (this.reward) return;
      if (body?.state === "void") this.#tell("settled", { voided: true });
      if (body?.result?.reward) this.#tell("settled", { reward: body.result.reward });
    }
  }

  #settle({ reward }) {
    if (!this.reward) this.#tell("settled", { reward });
  }

  #count(totals) {
    this.players = this.players.map((player, side) => ({ ...player, points: totals[side] }));
  }

  #turn(question, change) {
    Object.assign(question, change);
    this.#tell("turn", {});
  }

  #tell(name, change) {
    Object.assign(this, change);
    if (!this.#abort.signal.aborted) this.dispatchEvent(new Event(name));
  }
}

const times = ({ opens_at: opens, deadline_at: deadline }) => ({ deadline_at: deadline, time_limit_ms: Date.parse(deadline) - Date.parse(opens) });

const asked = (question, frame) => new Asked({ ...question, no: frame.round, of: frame.of, ...times(frame) });
