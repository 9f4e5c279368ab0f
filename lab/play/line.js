/** The socket: one connection, any number of topics, back by itself after every fall. */

import { backoff, pause } from "./clock.js";

const SILENCE_MS = 8000;

/** A message that was refused, or that no answer came to: then `code` is "lost", and it may count or not. */
export class Refusal extends Error {
  constructor({ code, detail, retry_after_ms: retryAfterMs = 0 }) {
    super(detail ?? code);
    Object.assign(this, { code, detail, retryAfterMs });
  }
}

/** Fires "change" when it opens or falls, "notification" (detail: the message), and "frame" for what else is told the player. */
export class Line extends EventTarget {
  #api;
  #topics = new Map();
  /** What waits for its `ok`, by id. */
  #asked = new Map();
  /** What the server said first on this connection: among it the battle that the player is in. */
  welcome = null;
  #socket = null;
  #next = 1;
  #running = false;
  /** Ends the pause before the next connection. */
  #rest = new AbortController();
  open = false;

  constructor(api) {
    super();
    this.#api = api;
    // A socket belongs to the guest it was opened for.
    api.addEventListener("player", () => this.#socket?.close());
    // A socket that lost its network hears of it much later.
    addEventListener("offline", () => this.#fall());
    addEventListener("online", () => this.#rest.abort());
  }

  /** Hear a topic: `hear(message)` gets its snapshot and changes. Returns the way to stop. One hearer a topic. */
  subscribe(topic, hear) {
    this.#topics.set(topic, hear);
    this.again(topic);
    this.start();
    return () => {
      if (this.#topics.get(topic) !== hear) return;
      this.#topics.delete(topic);
      this.#send("unsubscribe", topic);
    };
  }

  /** Keep a connection from now on. */
  start() {
    if (!this.#running) this.#run();
  }

  /** Ask for a topic's snapshot once more: a change did not follow on what we had. */
  again(topic) {
    this.#send("subscribe", topic);
  }

  /** Send a message until it is answered, through falls and bad minutes: its result. Raises Refusal, or the signal's reason. */
  async insist(message, signal) {
    this.start();
    for (let attempt = 0; ; attempt += 1) {
      signal?.throwIfAborted();
      try {
        return await this.ask(message);
      } catch (refusal) {
        if (!["lost", "unavailable"].includes(refusal.code)) throw refusal;
        await pause(Math.max(refusal.retryAfterMs ?? 0, backoff(attempt, 300, 2000)), signal);
      }
    }
  }

  /** Send a message once: its result. Raises Refusal. */
  ask(message) {
    if (!this.open) return Promise.reject(new Refusal({ code: "lost" }));
    const id = String(this.#next++);
    const impatience = setTimeout(() => this.#fall(), SILENCE_MS);
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ ...message, id }));
    }).finally(() => clearTimeout(impatience));
  }

  #send(type, topic) {
    if (!this.open) return;
    const refused = (refusal) => { if (type === "subscribe") this.#topics.get(topic)?.({ type: "error", topic, code: refusal.code }); };
    this.ask({ type, topic }).catch(refused);
  }

  /** Where a message belongs: to who asked, to the hearer of its topic, or to everybody. */
  #pass(message) {
    const { type, id, topic, battle_id: battle } = message;
    const asked = ["ok", "error"].includes(type) ? this.#asked.get(id) : null;
    if (asked) {
      this.#asked.delete(id);
      if (type === "ok") asked.resolve(message.result);
      else asked.reject(new Refusal(message));
    } else if (type === "notification") {
      this.dispatchEvent(new CustomEvent("notification", { detail: message }));
    } else if (topic ?? battle) {
      this.#topics.get(topic ?? `battle:${battle}`)?.(message);
    }
    if (!asked && !topic) this.dispatchEvent(new CustomEvent("frame", { detail: message }));
  }

  async #run() {
    this.#running = true;
    for (let attempt = 0; ; attempt += 1) {
      let wait = backoff(attempt, 500, 10_000);
      try {
        const told = await this.#connection(() => { attempt = 0; });
        wait = told ? told + Math.random() * 500 : backoff(attempt, 500, 10_000);
      } catch {
        // No token or no way through: the same pause as for a connection that fell.
      }
      this.#rest = new AbortController();
      await pause(wait, this.#rest.signal).catch(() => {});
    }
  }

  /** The connection is no more, whatever the browser still hopes. */
  #fall() {
    this.#socket?.onclose?.();
  }

  /** One connection from token to close; how long to stay away, where the server said so. */
  async #connection(onwelcome) {
    const { body } = await this.#api.ask("POST", "/v1/realtime/tokens", {});
    const socket = new WebSocket(body.url);
    this.#socket = socket;
    const impatience = setTimeout(() => this.#fall(), SILENCE_MS);
    let stayAway = 0;
    return new Promise((resolve) => {
      socket.onopen = () => socket.send(JSON.stringify({ type: "hello", token: body.token, protocol: 1 }));
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === "welcome") {
          clearTimeout(impatience);
          this.welcome = message;
          onwelcome();
          this.#became(true);
          for (const topic of this.#topics.keys()) this.again(topic);
        } else if (message.type === "draining") {
          stayAway = message.reconnect_after_ms ?? 1000;
        } else {
          this.#pass(message);
        }
      };
      socket.onclose = () => {
        clearTimeout(impatience);
        Object.assign(socket, { onopen: null, onmessage: null, onclose: null });
        socket.close();
        this.#became(false);
        for (const { reject } of this.#asked.values()) reject(new Refusal({ code: "lost" }));
        this.#asked.clear();
        resolve(stayAway);
      };
    });
  }

  #became(open) {
    this.open = open;
    this.dispatchEvent(new Event("change"));
  }
}
