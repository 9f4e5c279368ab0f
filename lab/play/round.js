/** A session on the screen: one question after the other, timer, verdict, score. */

import { button, h, say, still, write } from "./dom.js";
import { number, signed, t } from "./language.js";
import { Lifelines } from "./lifelines.js";
import { QuestionCard } from "./question.js";
import { Timer } from "./timer.js";
import { tell } from "./trouble.js";
import { look, verdict } from "./verdict.js";

const SIGNS = { right: "✓", wrong: "✕", missed: "–", kept: "●" };

export class RoundView {
  #game;
  #title;
  #finish;
  #round = null;
  #steps = h("ol.steps");
  #score = h("b", {}, "0");
  #streak = h("span.streak", { hidden: true });
  #timer = new Timer();
  #told = h("p");
  #next = h("button.button", { type: "button", hidden: true, onclick: () => this.#go() });
  #lifelines = new Lifelines((kind) => this.#help(kind));
  #card = new QuestionCard([this.#lifelines.element, h("div.verdict", {}, this.#told, this.#next)]);
  #keys = (event) => this.#key(event);

  /** Plays `game` through; `rank` is shown beside the score; `finish()` is called after the last question, or earlier. */
  constructor(game, title, rank, finish) {
    this.#game = game;
    this.#title = title;
    this.#finish = finish;
    const score = h("span", {}, this.#score, " ", h("span.quiet", {}, t("points")));
    this.element = h(
      "section",
      { "aria-label": t("question") },
      h("div.round-top", {}, this.#steps, h("div.score", {}, ...(game.shared ? [] : [rank, this.#streak, score]))),
      this.#timer.element,
      this.#card.element,
      h("p.leave", {}, button(t("round.end"), finish, "plain small")),
    );
    game.addEventListener("turn", ({ detail }) => this.#turn(detail));
    document.addEventListener("keydown", this.#keys);
  }

  /** Put a question on the screen and start its clock. */
  show(round) {
    this.#round = round;
    this.#told.className = "";
    this.#told.replaceChildren();
    this.#next.hidden = true;
    this.#card.show(round, this.#title, (response) => this.#game.answer(round, response));
    this.#card.hide(round.hidden);
    this.#lifelines.show(round, this.#game);
    this.#drawSteps();
    this.#drawScore();
    this.#count(round);
  }

  /** Take keys and clock away. */
  close() {
    document.removeEventListener("keydown", this.#keys);
    this.#card.close();
    this.#timer.stop();
  }

  #key(event) {
    const free = this.element.isConnected && !event.repeat && !event.target.closest?.("a, button, input, select");
    if (event.key === "Enter" && free && !this.#next.hidden) this.#next.click();
  }

  #turn(round) {
    this.#drawSteps();
    this.#drawScore();
    if (round !== this.#round) return;
    if (round.state === "asked") return round.refusal ? this.#again(round) : this.#helped(round);
    this.#lifelines.show(round, this.#game);
    this.#timer.done();
    this.#card.mark();
    this.#tell(round);
    if (round.state === "right") this.#fly(round.points);
    if (round.state === "sent") return;
    say(this.#told.innerText);
    this.#next.replaceChildren(round.no + 1 < round.of ? t("next") : t("round.result"), h("kbd.hint", { "aria-hidden": "true" }, "Enter"));
    this.#next.hidden = false;
    this.#next.focus({ preventScroll: true });
    this.#next.parentElement.scrollIntoView({ block: "nearest" });
  }

  #tell(round) {
    const [headline, means] = verdict(round, this.#game.streak);
    this.#told.className = look(round);
    this.#told.replaceChildren(h("b", {}, headline), ...means);
  }

  #count(round) {
    if (round.limited) this.#timer.start(round.leftMs, round.time_limit_ms, () => this.#game.miss(round));
    else this.#timer.hide();
  }

  /** What was said can be no answer: its clock runs on. */
  #again(round) {
    this.#card.again();
    this.#lifelines.show(round, this.#game);
    this.#count(round);
    this.#tell(round);
    say(this.#told.innerText);
  }

  async #help(kind) {
    try {
      await this.#game.help(this.#round, kind);
    } catch (problem) {
      tell(problem);
    }
  }

  #helped(round) {
    this.#card.hide(round.hidden);
    this.#lifelines.show(round, this.#game);
    this.#card.focus();
    say(t("lifeline.helped", { n: round.hidden.length }));
  }

  async #go() {
    if (this.#next.getAttribute("aria-disabled")) return;
    if (this.#round.no + 1 >= this.#round.of) return this.#finish();
    this.#next.setAttribute("aria-disabled", "true");
    try {
      this.show(await this.#game.next());
    } catch (problem) {
      if (problem.name !== "AbortError") this.#finish();
    } finally {
      this.#next.removeAttribute("aria-disabled");
    }
  }

  #drawSteps() {
    const { of } = this.#round;
    this.#steps.classList.toggle("many", of > 12);
    this.#steps.replaceChildren(...Array.from({ length: of }, (_, no) => {
      const round = this.#game.rounds[no];
      const kind = !round ? "" : round.state === "asked" ? "here" : round.decided ? look(round) : "waiting";
      const label = `${t("question.number", { n: no + 1 })}${round?.decided ? `: ${t(`state.${look(round)}`)}` : ""}`;
      return h("li", { class: kind }, h("span.spoken", {}, label), h("span", { "aria-hidden": "true" }, SIGNS[kind] ?? (kind === "here" ? no + 1 : "")));
    }));
  }

  #drawScore() {
    write(this.#score, number(this.#game.points));
    const { streak } = this.#game;
    this.#streak.hidden = streak < 2;
    write(this.#streak, t("streak.now", { n: streak }));
  }

  /** The points travel from the chosen option to the score. */
  #fly(points) {
    const { chosen } = this.#card;
    if (still() || !chosen || !points) return;
    const from = chosen.getBoundingClientRect();
    const to = this.#score.getBoundingClientRect();
    const flying = h("span.fly", { "aria-hidden": "true" }, signed(points));
    flying.style.left = `${from.right - 90}px`;
    flying.style.top = `${from.top + 8}px`;
    document.body.append(flying);
    const way = `translate(${to.left - from.right + 90}px, ${to.top - from.top - 8}px)`;
    const frames = [{ transform: "scale(.7)", opacity: 0 }, { transform: "scale(1.2)", opacity: 1, offset: 0.25 }, { transform: `${way} scale(.7)`, opacity: 0 }];
    flying.animate(frames, { duration: 900, easing: "cubic-bezier(.5,0,.3,1)" }).finished.finally(() => flying.remove());
  }
}
