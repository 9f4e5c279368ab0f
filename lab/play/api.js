/** The public API over HTTP: requests of one player, which survive a bad minute. */

import { backoff, learn, pause } from "./clock.js";
import { Identity } from "./identity.js";

const PASSING = new Set([0, 429, 500, 502, 503, 504]);

/** An RFC 9457 problem, or status 0 when no answer came at all. */
export class Problem extends Error {
  constructor(status, code, detail, retryAfterMs = 0, { event_id: eventId = null, errors = [], ...told } = {}) {
    super(detail || code);
    Object.assign(this, { status, code, detail, retryAfterMs, eventId, errors, told });
  }

  /** Whether the same request may well succeed in a moment. What staff have switched off does not. */
  get passing() {
    return (PASSING.has(this.status) && this.code !== "switched_off") || this.code === "idempotency_in_flight";
  }
}

/** Fires "player" when the player becomes another one, or is called otherwise. */
export class Api extends EventTarget {
  #url;
  #identity = new Identity(async (...request) => (await this.#send(...request)).body);

  constructor(url) {
    super();
    this.#url = url;
  }

  /** Who plays, as was known last; null before the first answer. */
  get player() {
    return this.#identity.player;
  }

  /** Who plays, with a token that holds for at least so long if it can be had. Raises Problem. */
  async me(leastMs) {
    await this.#identity.token(leastMs);
    return this.player;
  }

  /** One request as the player: `status` and parsed `body`. Raises Problem. */
  async ask(method, path, body, headers = {}) {
    try {
      return await this.#send(method, path, body, await this.#identity.token(), headers);
    } catch (problem) {
      if (problem.status !== 401 || problem.code !== "unauthenticated") throw problem;
      this.#identity.drop();
      return this.#send(method, path, body, await this.#identity.token(), headers);
    }
  }

  /** `ask` for what is open to who is blocked, too: their refused login tells a token for it. Raises Problem. */
  async plead(method, path, body) {
    try {
      return await this.ask(method, path, body);
    } catch (problem) {
      const token = problem.told?.appeal_token;
      if (!token) throw problem;
      return this.#send(method, path, body, token);
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

  /** Play under another name. */
  async rename(name) {
    const { body } = await this.ask("PATCH", "/v1/me", { name });
    this.#identity.player = body;
    this.dispatchEvent(new Event("player"));
    return body;
  }

  /** Come in by something other than a token: its path and what it takes. The guest that was there is left. */
  async come(path, body) {
    const { body: login } = await this.#send("POST", path, body);
    this.#identity.adopt(login);
    this.dispatchEvent(new Event("player"));
  }

  /** Show again who one is, for what asks for a token that says so. */
  async prove(password) {
    const { body } = await this.ask("POST", "/v1/auth/reauthenticate", { password });
    this.#identity.renew(body);
  }

  /** End this login; the browser goes on as a new guest. */
  async leave() {
    await this.ask("POST", "/v1/auth/logout");
    this.#identity.forget();
    await this.me();
    this.dispatchEvent(new Event("player"));
  }

  /** Set our clock by the server's. */
  async setClock() {
    const sent = performance.now();
    const { body } = await this.#send("GET", "/v1/config");
    learn(body.server_time, sent, performance.now());
    return body;
  }

  async #send(method, path, body, token = null, headers = {}) {
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
    throw new Problem(reply.status, parsed.code, parsed.detail ?? parsed.title, seconds * 1000, parsed);
  }
}
