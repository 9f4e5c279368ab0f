/** Voting: two entries of a creative battle, one is chosen; how it stands is told after that. */

import { pause } from "./clock.js";
import { entry } from "./creative.js";
import { button, h, say, words } from "./dom.js";
import { meter } from "./facts.js";
import { percent, t } from "./language.js";
import { report } from "./report.js";
import { calm, tell } from "./trouble.js";

const WAIT = { Prefer: "wait=2" };
const AGAIN_MS = 5000;
const COUNT_TRIES = 5;
const COUNT_MS = 700;

export class Vote {
  #api;
  #place = h("div.stack");
  #heading = h("h1", { tabindex: -1 }, t("vote.title"));
  #away = new AbortController();
  #ballot = null;

  constructor({ api }) {
    this.#api = api;
    this.element = h("section.vote", {}, h("header", {}, this.#heading, h("p", {}, t("vote.lead"))), this.#place);
  }

  enter() {
    this.#away = new AbortController();
    if (!this.#ballot) this.#next().catch(tell);
  }

  leave() {
    this.#away.abort();
  }

  async #next() {
    const { signal } = this.#away;
    this.#ballot = null;
    for (;;) {
      try {
        this.#ballot = (await this.#api.insist("GET", "/v1/votes/next", undefined, { signal })).body;
        break;
      } catch (problem) {
        if (signal.aborted) return;
        if (problem.code !== "nothing_to_vote_on") throw problem;
        this.#nothing();
        await pause(Math.max(problem.retryAfterMs, AGAIN_MS), signal).catch(() => {});
        if (signal.aborted) return;
      }
    }
    calm();
    this.#ask();
  }

  #nothing() {
    if (this.#place.querySelector(".none")) return;
    const acted = this.#place.contains(document.activeElement);
    this.#place.replaceChildren(h("p.card.quiet.none", { role: "status" }, t("vote.none")));
    if (acted) this.#heading.focus({ preventScroll: true });
  }

  #ask() {
    const { prompt, entries } = this.#ballot;
    const heading = h("h2", { tabindex: -1, lang: prompt.lang, dir: prompt.dir }, words(prompt.text));
    const one = (shown, at) => h("section.card", { "data-entry": shown.id }, entry(shown, t("vote.entry", { n: at + 1 })), h("div.actions", {}, button(t("vote.choose", { n: at + 1 }), () => this.#cast(shown.id).catch((problem) => this.#fail(problem)))), report(this.#api, { entry: shown.id }));
    this.#place.replaceChildren(h("div.card.total", {}, h("p.eyebrow", {}, t("vote.prompt")), heading), h("div.columns", {}, entries.map(one)));
    heading.focus({ preventScroll: true });
  }

  async #cast(chosen) {
    const { battle_id: battle, token } = this.#ballot;
    for (const go of this.#place.querySelectorAll(".actions > button:not([type=submit])")) go.disabled = true;
    await this.#api.insist("POST", "/v1/votes", { token, entry_id: chosen }, { headers: WAIT });
    calm();
    await this.#counts(battle, chosen);
  }

  /** How it stands: told once the own vote is counted. */
  async #counts(battle, chosen) {
    let found = null;
    for (let attempt = 0; attempt < COUNT_TRIES && !found; attempt += 1) {
      found = await this.#api.ask("GET", `/v1/battles/${battle}`).then(({ body }) => body.creative, () => null);
      if (!found) await pause(COUNT_MS);
    }
    const sum = found ? found.votes[0] + found.votes[1] : 0;
    for (const card of this.#place.querySelectorAll("[data-entry]")) {
      const { entry: id } = card.dataset;
      const side = found?.entries.find((one) => one.id === id)?.side;
      const votes = side === undefined ? null : found.votes[side];
      const yours = id === chosen ? h("span.tag", {}, t("vote.yours")) : null;
      const said = votes === null ? h("p.quiet", {}, t("vote.counted")) : h("p", {}, t("creative.share", { n: votes, share: percent(sum ? votes / sum : 0) }));
      card.classList.toggle("chosen", id === chosen);
      card.querySelector(".actions").replaceChildren(...[yours, said].filter(Boolean));
      if (votes !== null) card.append(meter(votes, sum, t("vote.share")));
    }
    const next = button(t("vote.next"), () => this.#next().catch(tell));
    this.#place.append(h("div.go", {}, next));
    say(t("vote.thanks"));
    next.focus();
  }

  /** Why the vote does not count is told beside the next one: that is there at once. */
  #fail(problem) {
    tell(problem);
    this.#next().then(() => tell(problem), tell);
  }
}
