/** A creative battle: write or send a picture, wait while it is looked at and voted on, and see how it ended. */

import { until } from "./clock.js";
import { countdown } from "./countdown.js";
import { button, h, say, words, write } from "./dom.js";
import { gains } from "./ending.js";
import { fact } from "./facts.js";
import { has, percent, t } from "./language.js";
import { report } from "./report.js";
import { calm } from "./trouble.js";
import { send } from "./upload.js";

const LOOK_MS = 4000;
const GRAPHEMES_MOST = 500;
const PICTURES = "image/png,image/jpeg,image/webp,image/gif";

export class Creative {
  #api;
  #line;
  #home;
  #battle;
  #timer = null;
  #shown = "";
  #state = h("div.stack");
  #heard = ({ detail }) => { if ((detail.type?.startsWith("creative.") || detail.type === "battle.voided") && detail.battle_id === this.#battle.id) this.#look(); };
  heading = h("h1", { tabindex: -1 });
  element;

  constructor({ api, line, battle, home }) {
    this.#api = api;
    this.#line = line;
    this.#battle = battle;
    this.#home = home;
    const { prompt } = battle.creative;
    this.heading.append(h("span", { lang: prompt.lang, dir: prompt.dir }, words(prompt.text)));
    const rival = battle.players[1 - battle.side];
    this.element = h("section.creative", {}, h("header.card.total", {}, h("p.eyebrow", {}, t("creative.title"), rival ? [" · ", t("creative.against", { name: rival.name })] : ""), this.heading), this.#state);
    line.addEventListener("frame", this.#heard);
    this.#draw();
    this.#again();
  }

  close() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#line.removeEventListener("frame", this.#heard);
  }

  #again() {
    if (this.#timer === 0 || this.#battle.creative.phase === "closed") return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
  }

  async #look() {
    const { body } = await this.#api.insist("GET", `/v1/battles/${this.#battle.id}`).catch(() => ({ body: this.#battle }));
    if (this.#timer === 0) return;
    this.#battle = body;
    this.#draw();
    this.#again();
  }

  /** Anew only when something changed, so that no word is taken from under a pen. */
  #draw() {
    const { creative, result, state } = this.#battle;
    const now = JSON.stringify([creative, result, state]);
    if (now === this.#shown) return;
    const first = this.#shown === "" || JSON.parse(this.#shown)[0].phase !== creative.phase;
    this.#shown = now;
    const mine = creative.entries.find((entry) => entry.mine);
    if (creative.phase === "writing" && !first) return this.#note(mine);
    const scene = { writing: () => this.#writing(mine), moderating: () => this.#moderating(mine), voting: () => this.#voting(), closed: () => this.#closed() }[creative.phase];
    this.#state.replaceChildren(...scene());
    say(t(`creative.phase_${creative.phase}`));
  }

  #phase(time = null) {
    return h("div.phase", {}, h("h2", {}, t(`creative.phase_${this.#battle.creative.phase}`)), time && until(time) > 0 ? h("p", {}, t("creative.left"), " ", countdown(time)) : null);
  }

  #noted = h("p.noted", { role: "status" });

  #note(mine) {
    write(this.#noted, mine ? t(`creative.entry_${mine.state}`) : t("creative.entry_none"));
  }

  #writing(mine) {
    const { takes, writing_until: end } = this.#battle.creative;
    const parts = [h("section.card", {}, this.#phase(end), this.#noted, takes === "image" ? null : this.#text(mine), takes === "text" ? null : this.#picture())];
    this.#note(mine);
    return parts;
  }

  #text(mine) {
    const fault = h("p.fault", { role: "alert" });
    const count = h("span.quiet");
    const { lang, dir } = this.#battle.creative.prompt;
    const area = h("textarea", { id: "entry", rows: 6, lang, dir, "aria-describedby": "entry-count" });
    area.value = mine?.text ?? "";
    count.id = "entry-count";
    const fits = () => { const n = graphemes(area.value); return n > 0 && n <= GRAPHEMES_MOST; };
    const tally = () => {
      const n = graphemes(area.value);
      write(count, t("creative.count", { n, of: GRAPHEMES_MOST }));
      count.classList.toggle("over", n > GRAPHEMES_MOST);
      if (fits()) write(fault, "");
    };
    area.addEventListener("input", tally);
    tally();
    const go = button(t("creative.submit"), () => {
      if (fits()) return this.#submit(go, fault, { text: area.value });
      write(fault, t("creative.length", { of: GRAPHEMES_MOST }));
      area.focus();
    }, "");
    return h("div.write", {}, h("label", { for: "entry" }, t("creative.text")), area, count, fault, h("div.actions", {}, go));
  }

  #picture() {
    const fault = h("p.fault", { role: "alert" });
    const input = h("input", { id: "picture", type: "file", accept: PICTURES });
    const go = button(t("creative.submit_picture"), async () => {
      const [file] = input.files;
      if (!file) {
        write(fault, t("creative.picture_none"));
        return void input.focus();
      }
      go.disabled = true;
      write(fault, "");
      try {
        const medium = await send(this.#api, file);
        await this.#submit(go, fault, { media_id: medium });
      } catch (problem) {
        write(fault, meaning(problem));
        go.disabled = false;
      }
    }, "plain");
    return h("div.write", {}, h("label", { for: "picture" }, t("creative.picture")), input, h("p.quiet", {}, t("creative.picture_means")), fault, h("div.actions", {}, go));
  }

  async #submit(go, fault, body) {
    go.disabled = true;
    write(fault, "");
    try {
      await this.#api.insist("PUT", `/v1/battles/${this.#battle.id}/entry`, body);
      calm();
      say(t("creative.sent"));
      await this.#look();
    } catch (problem) {
      write(fault, meaning(problem));
    } finally {
      go.disabled = false;
    }
  }

  #moderating(mine) {
    return [h("section.card", {}, this.#phase(), h("p.quiet", {}, t("creative.moderating_means")), mine ? entry(mine, t("creative.yours"), t(`creative.looked_${mine.state}`)) : h("p", {}, t("creative.entry_none")))];
  }

  #voting() {
    const { entries, voting_until: end } = this.#battle.creative;
    return [h("section.card", {}, this.#phase(end), h("p.quiet", {}, t("creative.voting_means"))), this.#both(entries)];
  }

  #both(entries, note = () => "") {
    const { players } = this.#battle;
    const sorted = [...entries].sort((a, b) => b.mine - a.mine);
    return h("div.columns", {}, sorted.map((one) => h("section.card", {}, entry(one, one.mine ? t("creative.yours") : players[one.side]?.name ?? t("creative.theirs"), note(one)), one.mine ? null : report(this.#api, { entry: one.id }))));
  }

  #closed() {
    const { creative: { result, entries }, result: settled, side } = this.#battle;
    const how = result.how === "void" ? t("creative.void") : result.winner === null ? t("battle.tied") : side === null ? t("battle.winner", { name: this.#battle.players[result.winner].name }) : t(result.winner === side ? "battle.won" : "battle.lost");
    const note = (one) => t("creative.share", { n: result.votes[one.side], share: percent(result.shares[one.side]) });
    return [
      h(
        "section.card.total",
        {},
        h("h2", {}, how),
        result.how === "default" ? h("p.quiet", {}, t("creative.default")) : null,
        h("dl.facts", {}, result.votes.map((n, at) => fact(this.#battle.players[at].name, t("creative.votes", { n }))), settled?.reward ? gains(settled.reward).slice(-1) : null),
        h("div.go", {}, button(t("battle.home"), this.#home)),
      ),
      this.#both(entries, note),
    ];
  }
}

/** An entry as it is shown: text as text, a picture once somebody has looked at it. */
export function entry({ kind, text, lang, dir, picture }, title, note = "") {
  const shown = kind === "text" ? h("blockquote", { lang, dir }, text) : picture ? h("img", { src: picture.url, alt: t("creative.picture_alt"), width: picture.width, height: picture.height }) : h("p.quiet", {}, t("creative.picture_hidden"));
  return h("div.entry", {}, h("h3", {}, words(title)), shown, note ? h("p.quiet", {}, note) : null);
}

const meaning = ({ code }) => t(code === "invalid" ? "creative.unfit" : has(`problem.${code}`) ? `problem.${code}` : "problem");

/** Characters as people count them, which the server does too. */
const graphemes = (text) => (Intl.Segmenter ? [...new Intl.Segmenter().segment(text.trim())].length : [...text.trim()].length);
