/** A live quiz on the screen: lobby, question, reveal, end. */

import { button, h, say, words, write } from "./dom.js";
import { fact } from "./facts.js";
import { number, parts, percent, t } from "./language.js";
import { Lobby } from "./lobby.js";
import { places } from "./places.js";
import { QuestionCard } from "./question.js";
import { Timer } from "./timer.js";
import { look, verdict } from "./verdict.js";

export class LiveView {
  #api;
  #show;
  #home;
  #lobby;
  #timer = new Timer();
  #card = null;
  #told = h("p");
  #reveal = h("section.reveal", { "aria-label": t("reveal") });
  element = h("div.live-quiz");

  /** Follows `show`; `home()` leads away. */
  constructor({ api, show, home }) {
    this.#api = api;
    this.#show = show;
    this.#home = home;
    const { quiz } = show;
    this.#lobby = new Lobby({ title: quiz.title, lang: quiz.langs[0], count: quiz.count, opensAt: quiz.opens_at, leave: home });
    this.heading = this.#lobby.heading;
    this.element.append(this.#lobby.element);
    for (const name of ["lobby", "question", "order", "turn", "reveal", "ended", "watching"]) show.addEventListener(name, () => this[name]());
  }

  close() {
    this.#timer.stop();
    this.#card?.close();
    this.#show.leave();
  }

  lobby() {
    this.#lobby.show(this.#show.lobby.players);
  }

  question() {
    const { question } = this.#show;
    this.#card?.close();
    this.#card = new QuestionCard(h("div.verdict", {}, this.#told));
    this.#reveal.replaceChildren();
    this.#told.className = "";
    this.#told.replaceChildren();
    this.element.replaceChildren(this.#timer.element, this.#card.element, this.#reveal);
    this.order();
    this.#timer.start(question.leftMs, question.time_limit_ms, () => this.#show.miss());
    this.watching();
  }

  /** The question, or the player's own order of its options: that comes right behind it. */
  order() {
    const { question, quiz } = this.#show;
    this.#card.show(question, quiz.title, (response) => this.#show.answer(response));
  }

  /** Whether this player answers or watches on may be known a moment after the question. */
  watching() {
    const watches = this.#show.out || (!this.#show.playing && this.#show.question.no > 0);
    if (this.#show.question.state === "asked") write(this.#told, watches ? t(this.#show.out ? "live.out" : "live.watching") : "");
  }

  turn() {
    const { question } = this.#show;
    const { state } = question;
    if (state === "asked") this.#card.again();
    else this.#card.mark();
    this.#told.className = look(question);
    const kept = [t("live.kept"), [t("live.wait")]];
    const [headline, means] = state === "kept" ? kept : ["asked", "refused"].includes(state) ? verdict(question) : [t(`verdict.${state}`), []];
    this.#told.replaceChildren(h("b", {}, headline), ...means);
    if (state !== "sent") say(this.#told.innerText);
  }

  reveal() {
    const { reveal, question } = this.#show;
    this.#timer.done();
    if (question?.no !== reveal.no) this.element.replaceChildren(this.#reveal);
    else this.#card.mark(notes(reveal));
    const heading = h("h2", { tabindex: -1 }, ...this.#headline());
    if (this.#told.parentElement) this.#told.parentElement.hidden = true;
    this.#reveal.replaceChildren(
      h(
        "div.card",
        {},
        heading,
        question?.no === reveal.no && question.solution.length ? h("p", {}, ...parts("verdict.solution", { solution: words(question.told, question.lang) })) : null,
        reveal.explanation ? h("p.why", { lang: question?.lang, dir: question?.dir }, reveal.explanation) : null,
        h("dl.facts", {}, fact(t("reveal.answered"), number(reveal.answered)), fact(t("reveal.right"), number(reveal.right)), fact(t("reveal.total"), number(reveal.me?.total ?? 0)), fact(t("reveal.rank"), number(reveal.me?.rank))),
        reveal.complete ? null : h("p.quiet", {}, t("reveal.incomplete")),
        this.#show.out ? h("p.out", {}, t("live.out")) : null,
      ),
      h("section.card.board", { "aria-label": t("reveal.top") }, h("header", {}, h("h2", {}, t("reveal.top"))), places(reveal.top, this.#api.player)),
    );
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "nearest" });
  }

  #headline() {
    const { reveal } = this.#show;
    if (reveal.me?.correct) return [h("span.right", {}, "✓ ", t("verdict.right", { points: number(reveal.me.points) }))];
    if (reveal.me?.correct === false) return [h("span.wrong", {}, "✕ ", t("verdict.wrong"))];
    return [t("live.unanswered")];
  }

  ended() {
    const { ended, quiz } = this.#show;
    this.#timer.stop();
    this.#card?.close();
    const heading = h("h1.eyebrow", { tabindex: -1 }, words(quiz.title, quiz.langs[0]), ` · ${t("live.over")}`);
    this.element.replaceChildren(
      h(
        "div.card.total",
        {},
        heading,
        h("p.sum", {}, ended.me ? t("live.rank", { n: ended.me.rank }) : "–"),
        h("p.quiet", {}, ended.me ? t("live.points", { n: ended.me.points }) : t("live.no_points")),
        h("dl.facts", {}, fact(t("lobby.players"), number(ended.players))),
        h("div.go", {}, this.#show.session ? h("a.button", { href: `#history/${this.#show.session.id}` }, t("review.open_it")) : null, button(t("summary.home"), this.#home, "plain")),
      ),
      h("section.card.board", { "aria-label": t("reveal.top") }, h("header", {}, h("h2", {}, t("reveal.top"))), places(ended.top, this.#api.player)),
    );
    heading.focus({ preventScroll: true });
  }
}

/** How many chose each option, in words and as a share of those who answered. */
function notes({ distribution, answered }) {
  return Object.fromEntries(Object.entries(distribution).map(([id, n]) => {
    const share = answered ? Math.min(1, n / answered) : 0;
    return [id, { text: t("reveal.chose", { n, share: percent(share) }), share }];
  }));
}
