/** One session of questions: what was asked, answered and decided. Knows the API, not the page. */

import { Problem } from "./api.js";
import { Asked, refused } from "./asked.js";
import { backoff, pause } from "./clock.js";
import { fresh } from "./fresh.js";
import { end } from "./resume.js";
import { keep } from "./store.js";

/** Prefer: wait=N. The verdict usually comes with the answer's own reply. */
const WAIT = { Prefer: "wait=2" };
const COPY_MS = 8000;
const SETTLE_MS = 10_000;
/** A token that holds so long lasts for the whole game. */
const GAME_MS = 8 * 60_000;

/** What a run of right answers outlasts: what the lifeline passed over, and what has no verdict yet. */
const CARRYING = new Set(["asked", "sent", "accepted", "kept", "skipped"]);

/** Tells "turn" (detail: the question), "trouble" and "calm". Its session is kept for this tab, to be found after a reload. */
export class Game extends EventTarget {
  #api;
  #abort = new AbortController();
  session = null;
  rounds = [];
  /** Lifelines that were used: their kind, the number of their question, and what they hid there. */
  #used = [];
  /** What second ones cost, and what there is to pay them with. */
  #prices = {};
  #tokens = 0;

  constructor(api) {
    super();
    this.#api = api;
  }

  /** Open a session: `wish` is the body of `POST /v1/sessions`. The first question comes with `next`. */
  async start(wish) {
    await this.#prepare();
    this.#hold(await this.#insist("POST", "/v1/sessions", wish));
    return this.session;
  }

  /** Go on with a session that was begun before, here or elsewhere. */
  async resume(id) {
    await this.#prepare();
    const session = await this.#insist("GET", `/v1/sessions/${id}`);
    this.#hold(session);
    this.#used = session.lifelines;
    return session;
  }

  /** The question after the last one; its clock runs from the first delivery. */
  async next() {
    const last = this.rounds.at(-1);
    const body = last ? { after: last.no } : {};
    const question = new Asked(await this.#insist("POST", `/v1/sessions/${this.session.id}/next`, body));
    if (!last && question.no) await this.#lookBack(question.no);
    question.hidden = this.#used.filter(({ no }) => no === question.no).flatMap(({ hidden }) => hidden);
    this.rounds[question.no] = question;
    return question;
  }

  /** The numbers of the questions that a kind of lifeline was used for. */
  uses(kind) {
    return this.#used.filter((one) => one.kind === kind).map(({ no }) => no);
  }

  /** What the next one of a kind costs; 0 for the first one, null if there is none, or not enough to pay it with. */
  price(kind) {
    const { length } = this.uses(kind);
    const price = this.#prices[kind] ?? Infinity;
    return length ? (length === 1 && price <= this.#tokens ? price : null) : 0;
  }

  /** Use a lifeline for a question, or buy another one. Raises Problem. */
  async help(round, kind) {
    const { no } = round;
    const hidden = this.price(kind) ? await this.#buy(kind, no) : (await this.#insist("POST", `/v1/sessions/${this.session.id}/lifelines`, { kind, no })).hidden;
    this.#used.push({ kind, no, hidden });
    this.#turn(round, kind === "skip" ? { state: "skipped" } : { hidden });
  }

  /** Send an answer, again and again with the same token until it was accepted or was too late. */
  async answer(round, response) {
    if (round.state !== "asked") return;
    const sent = performance.now();
    let copies = 0;
    this.#turn(round, { state: "sent", chosen: [response].flat(), refusal: null });
    try {
      const { status, body } = await this.#api.insist("POST", "/v1/answers", { token: round.token, response }, {
        headers: WAIT,
        signal: this.#abort.signal,
        onwait: (problem, ms) => { copies += 1; this.#trouble(problem, ms, "answer"); },
      });
      this.#calm();
      if (status === 200) this.#decide(round, body, sent);
      else await this.#await(round, body.event_id, sent);
    } catch (problem) {
      await this.#unaccepted(round, problem, copies, sent);
    }
  }

  /** The time is over and nothing was chosen. */
  miss(round) {
    if (round.state === "asked") this.#turn(round, { state: "missed" });
  }

  /** End the session once its answers have their outcomes: what is open stays so. Resolves when that is applied. */
  async finish() {
    keep("session", null, "sessionStorage");
    const since = performance.now();
    while (this.rounds.some((round) => ["sent", "accepted"].includes(round.state)) && performance.now() - since < SETTLE_MS) await pause(100);
    await this.#api.insist("POST", `/v1/sessions/${this.session.id}/finish`, undefined, { headers: WAIT });
    end(this.session.id);
  }

  /** Leave; nothing more is asked or told. Answers that were accepted count all the same. */
  leave() {
    this.#abort.abort();
  }

  /** Whether verdicts are told when nobody can answer any more. */
  get shared() {
    return ["daily", "scheduled"].includes(this.session.mode);
  }

  get points() {
    return this.rounds.reduce((sum, round) => sum + round.points, 0);
  }

  get right() {
    return this.rounds.filter((round) => round.state === "right").length;
  }

  get answered() {
    return this.rounds.filter((round) => ["sent", "accepted", "right", "wrong", "kept"].includes(round.state)).length;
  }

  /** Right answers in a row, up to the last verdict, as the server counts them: a question left open ends them. */
  get streak() {
    return this.#streaks().at(-1) ?? 0;
  }

  get bestStreak() {
    return Math.max(0, ...this.#streaks());
  }

  /** The median way from an answer's sending to its verdict, in ms. */
  get tookMs() {
    const times = this.rounds.map((round) => round.tookMs).filter((time) => time !== null).sort((a, b) => a - b);
    return times.length ? Math.round(times[times.length >> 1]) : null;
  }

  #streaks() {
    let run = 0;
    return this.rounds.map(({ state }) => (run = state === "right" ? run + 1 : CARRYING.has(state) ? run : 0));
  }

  async #buy(item, no) {
    const wish = { item, no, session_id: this.session.id };
    const { hidden, free } = await this.#insist("POST", "/v1/purchases", wish, { "Idempotency-Key": fresh() });
    this.#tokens = free;
    return hidden;
  }

  async #prepare() {
    await this.#api.setClock().then(({ prices }) => { this.#prices = prices; }, () => {});
    this.#api.ask("GET", "/v1/wallet").then(({ body }) => { this.#tokens = body.free; }, () => {});
    await this.#api.me(GAME_MS).catch(() => {});
  }

  #hold(session) {
    this.session = session;
    keep("session", session.id, "sessionStorage");
  }

  /** Questions before the one that is asked now, as far as they are known. */
  async #lookBack(before) {
    const { questions } = await this.#insist("GET", `/v1/sessions/${this.session.id}`);
    const skipped = this.uses("skip");
    this.rounds = questions.slice(0, before).map(({ no, answered, correct, points = 0 }) => {
      const open = skipped.includes(no) ? "skipped" : "missed";
      const state = correct === undefined ? (answered ? "kept" : open) : correct ? "right" : "wrong";
      return Object.assign(new Asked({ no, of: this.session.count }), { state, points });
    });
  }

  /** Accepted, and not applied within the wait: the outcome comes, however long it takes. */
  async #await(round, eventId, sent, mostMs = Infinity) {
    if (round.state === "sent" && mostMs === Infinity) this.#turn(round, { state: "accepted" });
    for (let attempt = 0; performance.now() - sent < mostMs; attempt += 1) {
      await pause(backoff(attempt, 300, 2000), this.#abort.signal);
      try {
        const { body } = await this.#api.ask("GET", `/v1/events/${eventId}`);
        return this.#decide(round, body, sent);
      } catch (problem) {
        const early = problem.status === 404 || (problem instanceof Problem && problem.passing);
        if (!early) throw problem;
      }
    }
    throw new Problem(409, "answer_late", "The answer came after the deadline.");
  }

  #decide(round, { outcome, code, result, reveals_at: revealsAt }, sent) {
    const tookMs = performance.now() - sent;
    if (outcome !== "applied") return this.#turn(round, { state: outcome === "refused" ? "refused" : "aside", refusal: { code } });
    if (!result) return this.#turn(round, { state: "kept", tookMs, revealsAt });
    const { correct, points, correct_option: only } = result;
    const change = { state: correct ? "right" : "wrong", points, tookMs };
    if (only) return this.#turn(round, { ...change, solution: [only] });
    this.#turn(round, change);
    return this.#solve(round);
  }

  /** What was right, where an answer is more than one option; the page has it a moment later. */
  async #solve(round) {
    const { body } = await this.#api.ask("GET", `/v1/sessions/${this.session.id}/review`).catch(() => ({ body: null }));
    const solution = body?.questions[round.no]?.solution;
    if (solution) this.#turn(round, { solution });
  }

  /** The server said no. What can be no answer may be put right while time runs. After a retry an earlier copy may have arrived in time: then its outcome decides. */
  async #unaccepted(round, problem, copies, sent) {
    this.#calm();
    if (this.#abort.signal.aborted) return;
    if (problem.code === "answer_late" && copies && problem.eventId) {
      const most = performance.now() - sent + COPY_MS;
      const found = await this.#await(round, problem.eventId, sent, most).then(() => true, () => false);
      if (found) return;
    }
    this.#turn(round, refused(round, problem));
  }

  async #insist(method, path, body, headers = {}) {
    const onwait = (problem, ms) => this.#trouble(problem, ms, "nothing");
    const { body: answer } = await this.#api.insist(method, path, body, { headers, signal: this.#abort.signal, onwait });
    this.#calm();
    return answer;
  }

  #turn(round, change) {
    Object.assign(round, change);
    if (!this.#abort.signal.aborted) this.dispatchEvent(new CustomEvent("turn", { detail: round }));
  }

  #trouble(problem, ms, safe) {
    this.dispatchEvent(new CustomEvent("trouble", { detail: { problem, ms, safe } }));
  }

  #calm() {
    this.dispatchEvent(new Event("calm"));
  }
}
