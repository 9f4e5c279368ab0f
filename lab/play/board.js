/** One board as it stands: from the socket while there is one, else asked for every few seconds. */

const POLL_MS = 3000;
const PATIENCE_MS = 2500;

export class Board extends EventTarget {
  #api;
  #line;
  #stop = null;
  #poll = null;
  #changed = () => this.#watchLine();
  entries = null;
  me = null;
  version = null;
  /** "live" from the socket, "polled" over HTTP, "away" when neither answers, "opening" before the first word. */
  source = "opening";

  constructor(api, line, name) {
    super();
    this.#api = api;
    this.#line = line;
    this.name = name;
  }

  /** Begin to follow the board. */
  follow() {
    this.#stop = this.#line.subscribe(`board:${this.name}`, (message) => this.#hear(message));
    this.#line.addEventListener("change", this.#changed);
    this.#watchLine();
    return this;
  }

  /** Follow it no more. */
  leave() {
    this.#stop?.();
    this.#stop = null;
    this.#line.removeEventListener("change", this.#changed);
    clearTimeout(this.#poll);
  }

  #hear(message) {
    if (message.type === "board.snapshot") {
      this.#tell({ entries: message.entries, me: message.me, version: message.version, source: "live" });
    } else if (message.type === "board.change") {
      if (message.since !== this.version) return this.#line.again(message.topic);
      const entries = message.entries.length ? message.entries : this.entries;
      this.#tell({ entries, me: message.me ?? this.me, version: message.version, source: "live" });
    }
  }

  #tell(state) {
    Object.assign(this, state);
    this.dispatchEvent(new Event("change"));
  }

  #watchLine() {
    clearTimeout(this.#poll);
    if (!this.#line.open) this.#poll = setTimeout(() => this.#ask(), this.source === "polled" ? POLL_MS : PATIENCE_MS);
  }

  async #ask() {
    try {
      const { body } = await this.#api.ask("GET", `/v1/boards/${this.name}?limit=10`);
      if (this.#line.open || !this.#stop) return;
      this.#tell({ entries: body.items, me: body.me, version: null, source: "polled" });
    } catch {
      if (!this.#line.open) this.#tell({ source: "away" });
    }
    if (this.#stop) this.#watchLine();
  }
}
