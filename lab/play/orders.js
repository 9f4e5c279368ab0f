/** What was asked for, kept with its key until it is answered: over bad minutes, and over reloads of the page. */

import { Problem } from "./api.js";
import { keep, kept } from "./store.js";
import { calm, trouble } from "./trouble.js";

/** The server knows a key for a day. Who comes later looks at what became of it. */
const KNOWN_MS = 20 * 3_600_000;

/**
 * Fires "made" (detail: the redemption), "refused" (detail: the problem) for what was sent again after a reload, and
 * "settled" once nothing waits for its answer.
 */
export class Orders extends EventTarget {
  #api;
  #end = new AbortController();
  #turn = Promise.resolve();
  #count = 0;

  constructor(api) {
    super();
    this.#api = api;
    // What one player asked for is not sent as another.
    api.addEventListener("player", () => {
      this.#end.abort();
      this.#end = new AbortController();
    });
  }

  /** Whether something waits for its answer. */
  get waiting() {
    return this.#count > 0;
  }

  /** Ask for it, under a new key: the redemption it became. Raises Problem once it is refused. */
  place(wanted) {
    return this.#next(() => {
      const order = { key: crypto.randomUUID(), at: Date.now(), wanted };
      keep(this.#name(), JSON.stringify(order));
      return this.#send(order);
    });
  }

  /** Send again what was not answered before the page was left. */
  resume() {
    return this.#next(async () => {
      const order = JSON.parse(kept(this.#name()) ?? "null");
      if (order && Date.now() - order.at < KNOWN_MS) await this.#send(order);
    }).catch((problem) => {
      if (problem instanceof Problem) this.dispatchEvent(new CustomEvent("refused", { detail: problem }));
    });
  }

  #name() {
    return `order.${this.#api.player.id}`;
  }

  /** One after the other. */
  #next(send) {
    this.#count += 1;
    const mine = this.#turn.then(send);
    this.#turn = mine.catch(() => {}).then(() => {
      this.#count -= 1;
      if (!this.#count) this.dispatchEvent(new Event("settled"));
    });
    return mine;
  }

  async #send({ key, wanted }) {
    const name = this.#name();
    const onwait = (problem, ms) => trouble(problem, ms, "order");
    try {
      const options = { headers: { "Idempotency-Key": `"${key}"` }, signal: this.#end.signal, onwait };
      const { body } = await this.#api.insist("POST", "/v1/redemptions", wanted, options);
      keep(name, null);
      calm();
      this.dispatchEvent(new CustomEvent("made", { detail: body }));
      return body;
    } catch (problem) {
      // Who is not let in has no answer yet.
      if (problem instanceof Problem && problem.status !== 401) keep(name, null);
      throw problem;
    }
  }
}
