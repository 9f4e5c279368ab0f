/** A live quiz as its player knows it: everyone on one clock, told by the socket. Knows the API, not the page. */

import { Asked, refused } from "./asked.js";
import { keep } from "./store.js";

/** Tells "lobby", "question", "order", "turn", "reveal", "ended" and "watching", whenever one of them comes or changes. */
export class Show extends EventTarget {
  #api;
  #line;
  #stop = null;
  #abort = new AbortController();
  #token = null;
  quiz;
  session = null;
  lobby = null;
  question = null;
  reveal = null;
  ended = null;
  /** Put out by a wrong answer: only watching on. */
  out = false;

  constructor(api, line, quiz) {
    super();
    this.#api = api;
    this.#line = line;
    this.quiz = quiz;
  }

  /** Enter the quiz and follow it. Raises Problem. */
  async enter(lang) {
    await this.#api.setClock().catch(() => {});
    const wish = { mode: "live", quiz_id: this.quiz.id, lang };
    const { body } = await this.#api.insist("POST", "/v1/sessions", wish, { signal: this.#abort.signal });
    this.session = body;
    keep("session", body.id, "sessionStorage");
    this.#stop = this.#line.subscribe(`quiz:${this.quiz.id}`, (frame) => this.#hear(frame));
  }

  /** Answer the question that is on; it is sent again until it is taken or too late. */
  async answer(response) {
    const { question } = this;
    if (question.state !== "asked" || !this.#token) return;
    this.#turn({ state: "sent", chosen: [response].flat(), refusal: null });
    try {
      await this.#api.insist("POST", "/v1/answers", { token: this.#token, response }, { signal: this.#abort.signal });
      if (this.question === question) this.#turn({ state: "kept" });
    } catch (problem) {
      if (this.question === question) this.#turn(refused(question, problem));
    }
  }

  /** The time is over and nothing was chosen. */
  miss() {
    if (this.question.state === "asked") this.#turn({ state: "missed" });
  }

  /** Follow no more. */
  leave() {
    this.#abort.abort();
    this.#stop?.();
  }

  #hear(frame) {
    switch (frame.type) {
      case "quiz.lobby": return this.#tell("lobby", { lobby: frame });
      case "quiz.question": return this.#ask(frame);
      case "quiz.token": return this.#may(frame);
      case "quiz.reveal": return this.#reveal(frame);
      case "quiz.ended": return this.#end(frame);
    }
  }

  /** The same question again is what a socket that fell and came back is told. */
  #ask(frame) {
    if (this.question?.no === frame.no && !this.reveal) return;
    const limit = Date.parse(frame.deadline_at) - Date.parse(frame.opens_at);
    this.#token = null;
    this.#tell("question", { question: new Asked({ ...frame, time_limit_ms: limit }), reveal: null });
  }

  #may(frame) {
    if (frame.no !== this.question?.no) return;
    const isFirst = this.#token === null;
    this.#token = frame.token;
    if (isFirst && frame.order.length) this.#order(frame.order);
    if (frame.response !== null && this.question.state === "asked") this.#turn({ state: "kept", chosen: chosen(this.question, frame.response) });
    this.dispatchEvent(new Event("watching"));
  }

  /** This player's own order of the options; later it stays, as they may be at work on them. */
  #order(ids) {
    const { options } = this.question;
    this.question.options = ids.map((id) => options.find((option) => option.id === id));
    if (this.question.state === "asked") this.#tell("order", {});
  }

  /** Whether the player may answer what is on. */
  get playing() {
    return this.#token !== null;
  }

  #reveal(frame) {
    this.out = frame.eliminated;
    if (this.question?.no === frame.no) {
      const { me, solution, explanation } = frame;
      const given = me?.response ? { chosen: chosen(this.question, me.response) } : {};
      const state = me?.correct === true ? "right" : me?.correct === false ? "wrong" : "missed";
      Object.assign(this.question, { solution, explanation, state, points: me?.points ?? 0, ...given });
    }
    this.#tell("reveal", { reveal: frame });
  }

  #end(frame) {
    this.#tell("ended", { ended: frame });
    this.#stop?.();
    keep("session", null, "sessionStorage");
    if (this.session) this.#api.insist("POST", `/v1/sessions/${this.session.id}/finish`).catch(() => {});
  }

  #turn(change) {
    Object.assign(this.question, change);
    this.#tell("turn", {});
  }

  #tell(name, change) {
    Object.assign(this, change);
    if (!this.#abort.signal.aborted) this.dispatchEvent(new Event(name));
  }
}

const chosen = (question, response) => (["multiple_choice", "ordering"].includes(question.kind) ? response.split(",") : [response]);
