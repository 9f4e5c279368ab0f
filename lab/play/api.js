/** The public API over HTTP: one guest, known by a device key, and requests that survive a bad minute. */

import { backoff, learn, pause } from "./clock.js";
import { keep, kept } from "./store.js";

const KEY = "device";
const PASSING = new Set([0, 429, 500, 502, 503, 504]);

/** An RFC 9457 problem, or status 0 when no answer came at all. */
export class Problem extends Error {
  constructor(status, code, detail, retryAfterMs = 0, eventId = null) {
    super(detail || code);
    Object.assign(this, { status, code, detail, retryAfterMs, eventId });
  }

  /** Whether the same request may well succeed in a moment. */
  get passing() {
    return PASSING.has(this.status);
  }
}

/** Fires "player" when the guest becomes another one. */
export class Api extends EventTarget {
  #url;
  #token = null;
  #expires = 0;
  #asking = null;
  #renaming = null;
  player = null;

  constructor(url) {
    super();
    this.#url = url;
  }

  /** One request as the guest; its parsed body. `status` and `Retry-After` come along as `reply`. Raises Problem. */
  async ask(method, path, body, headers = {}) {
    await this.guest();
    try {
      return await this.#send(method, path, body, headers, this.#token);
    } catch (problem) {
      if (problem.status !== 401 || problem.code?.startsWith("answer_token")) throw problem;
      this.#token = null;
      await this.guest();
      return this.#send(method, path, body, headers, this.#token);
    }
  }

  /** `ask` again and again while the trouble is of the passing kind; `onwait(problem, ms)` tells the player. */
  async insist(method, path, body, { headers, signal, onwait } = {}) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.ask(method, path, body, headers);
      } catch (problem) {
        if (!(problem instanceof Problem) || !problem.passing) throw problem;
        const wait = Math.max(problem.retryAfterMs, backoff(attempt, 400, 5000));
        onwait?.(problem, wait);
        await pause(wait, signal);
      }
    }
  }

  /** The guest that this device is, with a token that holds for at least so long if it can be had. */
  async guest(leastMs = 60_000) {
    await this.#renaming;
    const left = this.#token ? this.#expires - performance.now() : 0;
    if (left > leastMs) return this.player;
    this.#asking ??= this.#enter({ device_key: kept(KEY) ?? keep(KEY, fresh()) }).finally(() => { this.#asking = null; });
    try {
      return await this.#asking;
    } catch (problem) {
      if (problem.passing && left > 0) return this.player;
      throw problem;
    }
  }

  /** Play under another name. A guest's name is for ever, so this is another guest. */
  async rename(name) {
    const key = fresh();
    const entering = this.#enter({ device_key: key, name });
    // Whatever is asked meanwhile waits, so that nothing is begun as one guest and gone on with as the other.
    this.#renaming = entering.catch(() => {});
    await entering;
    keep(KEY, key);
    this.dispatchEvent(new Event("player"));
    return this.player;
  }

  /** Set our clock by the server's. */
  async setClock() {
    const sent = performance.now();
    const { body } = await this.#send("GET", "/v1/config");
    learn(body.server_time, sent, performance.now());
    return body;
  }

  async #enter(body) {
    const { body: answer } = await this.#send("POST", "/v1/players", body);
    this.player = answer.player;
    this.#token = answer.access_token;
    this.#expires = performance.now() + answer.expires_in * 1000;
    return this.player;
  }

  async #send(method, path, body, headers = {}, token = null) {
    const init = { method, headers: { Accept: "application/json", ...headers }, signal: AbortSignal.timeout(9000) };
    if (token) init.headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) {
      init.headers["Content-Type"] = "application/json";
      init.body = JSON.stringify(body);
    }
    let reply;
    try {
      reply = await fetch(this.#url + path, init);
    } catch {
      throw new Problem(0, "unreachable", "The server cannot be reached.");
    }
    const parsed = await reply.json().catch(() => ({}));
    if (reply.ok) return { status: reply.status, body: parsed };
    const seconds = Number(reply.headers.get("Retry-After")) || 0;
    throw new Problem(reply.status, parsed.code, parsed.detail ?? parsed.title, seconds * 1000, parsed.event_id);
  }
}

function fresh() {
  return Array.from(crypto.getRandomValues(new Uint8Array(20)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
