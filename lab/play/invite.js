/** Inviting friends: one's code and link, whom it brought and how far that has come; and claiming somebody's code. */

import { h, say } from "./dom.js";
import { form } from "./forms.js";
import { lasting, moment, number, t } from "./language.js";
import { field, shared } from "./link.js";
import { calm, tell } from "./trouble.js";

/** What gives no tokens, or no more. */
const NOTHING = new Set(["ineligible", "clawed_back"]);

export class Invite {
  #api;
  #line;
  #code = "";
  #sent = false;
  #given = h("div.stack");
  #claim = h("div.stack");
  #list = h("div.stack");
  #heard = ({ detail }) => { if (detail.type === "referral.changed") this.#draw().catch(tell); };
  // What came while the socket was away.
  #back = () => { if (this.#line.open) this.#draw().catch(tell); };

  constructor({ api, line }) {
    this.#api = api;
    this.#line = line;
    this.element = h(
      "div.boards.invite",
      {},
      h("header", {}, h("h1", { tabindex: -1 }, t("invite.title")), h("p", {}, t("invite.lead"))),
      h("div.columns", {}, h("div.stack", {}, this.#claim, this.#given), this.#list),
    );
  }

  enter(code = "") {
    this.#code = code;
    this.#line.addEventListener("frame", this.#heard);
    this.#line.addEventListener("change", this.#back);
    this.#draw().catch(tell);
  }

  leave() {
    this.#line.removeEventListener("frame", this.#heard);
    this.#line.removeEventListener("change", this.#back);
  }

  async #draw() {
    const { body: mine } = await this.#api.insist("GET", "/v1/referrals?limit=50");
    const fragment = mine.link.slice(2);
    const { terms } = mine;
    // In the demo a day of a referral is a minute.
    const long = (days) => (terms.day_seconds % 86_400 ? lasting(Math.ceil((days * terms.day_seconds) / 60), "minute") : lasting(days));
    this.#given.replaceChildren(
      h(
        "section.card.mine",
        { "aria-label": t("invite.mine") },
        h("h2", {}, t("invite.mine")),
        h("p", {}, h("b.code", { dir: "ltr" }, mine.code)),
        field(fragment),
        h("div.actions", {}, shared(fragment, t("link.copy"))),
        h("p.quiet", {}, t("invite.terms", { games: number(terms.games), days: long(terms.days), within: long(terms.within_days) })),
        h("p.quiet", {}, t("invite.rewards", { mine: number(terms.referrer_tokens), theirs: number(terms.referee_tokens), hold: long(terms.hold_days) })),
      ),
    );
    this.#list.replaceChildren(
      h(
        "section.card",
        { "aria-label": t("invite.brought") },
        h("h2", {}, t("invite.brought"), " ", h("span.tag", {}, number(mine.items.length))),
        mine.items.length ? h("ol.history", {}, mine.items.map((one) => line(one))) : h("p.quiet", {}, t("invite.none")),
        mine.items.some(({ why }) => why === "rules") ? h("p", {}, h("a", { href: "#appeals" }, t("appeals.way"))) : null,
      ),
    );
    // A form that is being filled in stays.
    if (!this.#claim.contains(document.activeElement) || mine.claimed) this.#claim.replaceChildren(...this.#own(mine));
  }

  #own({ claimed, claimable_until: until }) {
    if (claimed) return [h("section.card", { "aria-label": t("invite.own") }, h("h2", { tabindex: -1 }, t("invite.own")), h("ol.history", {}, line(claimed, "own_playing")))];
    if (this.#sent) return [h("p.card", { role: "status" }, t("invite.sent"))];
    if (!until) return [];
    const claim = form({
      title: t("invite.claim"),
      lead: t("invite.claim_means"),
      fields: [{ name: "code", label: t("invite.code"), autocomplete: "off", value: this.#code }],
      action: t("invite.go"),
      send: async (given) => {
        await this.#api.ask("POST", "/v1/referrals/claims", given);
        calm();
        say(t("invite.sent"));
        // The socket may have told of it by now.
        this.#sent = true;
        document.activeElement?.blur();
        await this.#draw();
      },
    });
    return [h("section.card", {}, claim)];
  }
}

function line({ id, state, why, tokens, claimed_at: at, due_at: due }, playing = "playing") {
  const means = why === "none" ? null : t(`invite.why.${why === "playing" ? playing : why}`);
  const when = due ? t("invite.due", { time: moment(due) }) : moment(at);
  return h("li", { "data-referral": id, "data-state": state }, h("div.line", {}, h("b", {}, t(`invite.state.${state}`)), h("small", {}, [means, when].filter(Boolean).join(" · ")), h("span", {}, NOTHING.has(state) ? "–" : t("rewards.price", { n: tokens }))));
}
