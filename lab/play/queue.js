/** The player's place in a queue, wherever on the page they are. Knows the socket, not the page. */

/** Fires "change" whenever it moves, and "matched" (detail: the message) when a battle begins, however it came about. */
export class Queue extends EventTarget {
  #line;
  /** What is wanted: {mode, ranked, category, lang}; null while nothing is. */
  wish = null;
  /** What was wanted last. */
  last = null;
  /** The last `queue.waiting`; null before the first, and while the socket is away. */
  waiting = null;
  /** A recorded run that may be played against. */
  offer = null;
  /** Why nothing came of the last wish: a code of ours or the server's. */
  why = null;

  constructor(line) {
    super();
    this.#line = line;
    line.addEventListener("frame", ({ detail }) => this.#hear(detail));
    // A ticket ends with the last socket that holds it.
    line.addEventListener("change", () => {
      if (this.wish && line.open) this.#join();
      else if (this.wish) this.#tell({ waiting: null, offer: null });
    });
  }

  /** Wait for an opponent; another wish takes the place of the one before. */
  join(wish) {
    this.#tell({ wish, last: wish, waiting: null, offer: null, why: null });
    this.#line.start();
    if (this.#line.open) this.#join();
  }

  /** Wait no more. */
  async leave() {
    this.#tell({ wish: null, waiting: null, offer: null });
    // Too late: a battle has begun, and `queue.matched` tells which.
    await this.#line.ask({ type: "queue.leave" }).catch(() => {});
  }

  /** Play against the recorded run that was offered. */
  async accept() {
    const { offer } = this;
    this.#tell({ offer: null });
    await this.#line.insist({ type: "queue.accept_ghost", ticket_id: offer.ticket_id }).catch(() => {});
  }

  async #join() {
    const { wish } = this;
    try {
      await this.#line.insist({ type: "queue.join", replace: true, ...wish });
    } catch (refusal) {
      if (this.wish === wish) this.#tell({ wish: null, why: refusal.code });
    }
  }

  #hear(message) {
    switch (message.type) {
      case "queue.waiting": return this.wish && this.#tell({ waiting: message });
      case "queue.ghost_offer": return this.wish && this.#tell({ offer: message });
      case "queue.ended": return this.#end(message);
      case "queue.matched": return this.#begin(message);
    }
  }

  #end({ reason, ticket_id: ticket }) {
    if (["cancelled", "replaced"].includes(reason) && ticket !== this.waiting?.ticket_id) return;
    if (this.wish) this.#tell({ wish: null, waiting: null, offer: null, why: reason === "cancelled" ? null : reason });
  }

  #begin(message) {
    this.#tell({ wish: null, waiting: null, offer: null });
    this.dispatchEvent(new CustomEvent("matched", { detail: message }));
  }

  #tell(state) {
    Object.assign(this, state);
    this.dispatchEvent(new Event("change"));
  }
}
