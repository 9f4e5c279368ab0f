/** The line's figures, asked of the home server while somebody looks at them. */

export class Pulse {
  #hearers = new Map();
  #timer = null;
  last = null;

  /** Have `told(beat)` called every `everyMs` while `element` is in the page and the page is in sight. */
  hear(told, element, everyMs) {
    this.#hearers.set(element, { told, everyMs });
    if (this.last) told(this.last);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#beat(), 0);
  }

  async #beat() {
    for (const element of this.#hearers.keys()) if (!element.isConnected) this.#hearers.delete(element);
    if (!this.#hearers.size) return;
    if (!document.hidden) await this.#ask();
    const pace = Math.min(...[...this.#hearers.values()].map((hearer) => hearer.everyMs));
    this.#timer = setTimeout(() => this.#beat(), pace);
  }

  async #ask() {
    try {
      const reply = await fetch("pulse.json", { signal: AbortSignal.timeout(3000) });
      this.last = { ...(await reply.json()), here: true };
    } catch {
      this.last = this.last && { ...this.last, here: false };
    }
    if (this.last) for (const { told } of this.#hearers.values()) told(this.last);
  }
}
