/** Who this browser is: a guest, known by a device key, or an account, known by a refresh token. */

import { keep, kept } from "./store.js";

const KEY = "device";
const LOGIN = "login";

/** Holds the access token and gets the next one in time. `send(method, path, body, token)` is one request's parsed body. */
export class Identity {
  #send;
  #token = null;
  #expires = 0;
  #asking = null;
  player = null;

  constructor(send) {
    this.#send = send;
  }

  /** An access token that holds for at least so long if it can be had. Raises Problem. */
  async token(leastMs = 60_000) {
    const left = this.#token ? this.#expires - performance.now() : 0;
    if (left > leastMs) return this.#token;
    this.#asking ??= this.#enter().finally(() => { this.#asking = null; });
    try {
      await this.#asking;
    } catch (problem) {
      if (!problem.passing || left <= 0) throw problem;
    }
    return this.#token;
  }

  /** The token is refused: get another. */
  drop() {
    this.#token = null;
  }

  /** Be who a login says from now on. */
  adopt({ player, refresh_token: refresh, ...access }) {
    this.renew(access);
    if (player) this.player = player;
    if (!this.player?.registered) return;
    keep(LOGIN, refresh);
    keep(KEY, null); // it opens nothing any more if this guest became the account
  }

  /** Another access token of the same login. */
  renew({ access_token: token, expires_in: seconds }) {
    this.#token = token;
    this.#expires = performance.now() + seconds * 1000;
  }

  /** Be another guest from now on. */
  forget() {
    this.#token = null;
    this.player = null;
    keep(LOGIN, null);
    keep(KEY, null);
  }

  async #enter() {
    if (kept(LOGIN) && (await this.#refresh())) return;
    this.adopt(await this.#send("POST", "/v1/players", { device_key: kept(KEY) ?? keep(KEY, fresh()) }));
  }

  /** Whether the login goes on; one that has ended is forgotten. */
  async #refresh() {
    try {
      const login = await this.#send("POST", "/v1/auth/refresh", { refresh_token: kept(LOGIN) });
      // Kept before anything else can go wrong: the token that was sent is good no more.
      keep(LOGIN, login.refresh_token);
      this.adopt({ ...login, player: this.player ?? (await this.#send("GET", "/v1/me", undefined, login.access_token)) });
      return true;
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      this.forget();
      return false;
    }
  }
}

function fresh() {
  return Array.from(crypto.getRandomValues(new Uint8Array(20)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
