/** The socket: one connection, any number of topics, back by itself after every fall. */

import { backoff, pause } from "./clock.js";

const SILENCE_MS = 8000;

/** Fires "change" when it opens or falls, and "notification" (detail: the message) when one comes. */
export class Line extends EventTarget {
  #api;
  #topics = new Map();
  #socket = null;
  #next = 1;
  #running = false;
  open = false;

  constructor(api) {
    super();
    this.#api = api;
    // A socket belongs to the guest it was opened for.
    api.addEventListener("player", () => this.#socket?.close());
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

  #send(type, topic) {
    if (this.open) this.#socket.send(JSON.stringify({ type, id: String(this.#next++), topic }));
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
      await pause(wait);
    }
  }

  /** One connection from token to close; how long to stay away, where the server said so. */
  async #connection(onwelcome) {
    const { body } = await this.#api.ask("POST", "/v1/realtime/tokens", {});
    const socket = new WebSocket(body.url);
    this.#socket = socket;
    const impatience = setTimeout(() => socket.close(), SILENCE_MS);
    let stayAway = 0;
    return new Promise((resolve) => {
      socket.onopen = () => socket.send(JSON.stringify({ type: "hello", token: body.token, protocol: 1 }));
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === "welcome") {
          clearTimeout(impatience);
          onwelcome();
          this.#became(true);
          for (const topic of this.#topics.keys()) this.again(topic);
        } else if (message.type === "draining") {
          stayAway = message.reconnect_after_ms ?? 1000;
        } else if (message.type === "notification") {
          this.dispatchEvent(new CustomEvent("notification", { detail: message }));
        } else if (message.topic) {
          this.#topics.get(message.topic)?.(message);
        }
      };
      socket.onclose = () => {
        clearTimeout(impatience);
        this.#became(false);
        resolve(stayAway);
      };
    });
  }

  #became(open) {
    this.open = open;
    this.dispatchEvent(new Event("change"));
  }
}
