/** The card with a question: what is asked, how it is answered, and what was right. */

import { h, words, write } from "./dom.js";
import { freeze, inputs } from "./inputs.js";
import { t } from "./language.js";
import { mediaView } from "./media.js";

export class QuestionCard {
  #question = null;
  #eyebrow = h("p.eyebrow");
  #stem = h("h1", { tabindex: -1 });
  #medium = h("div.medium");
  #options = h("div.options", { role: "group", "aria-label": t("question.options") });
  #ask = null;
  #keys = (event) => this.#key(event);

  /** `below` is put under the options: verdict and what comes next. */
  constructor(below) {
    this.element = h("div.card.question", {}, this.#eyebrow, this.#stem, this.#medium, this.#options, below);
    document.addEventListener("keydown", this.#keys);
  }

  /** Ask; `send(response)` is called with the answer. */
  show(question, topic, send) {
    this.#question = question;
    this.#eyebrow.replaceChildren(words(topic), ` · ${t("question.of", { n: question.no + 1, of: question.of })}`);
    this.#stem.replaceChildren(words(question.stem));
    this.#medium.replaceChildren(...medium(question));
    for (const one of [this.#stem, this.#medium, this.#options]) Object.assign(one, { lang: question.lang, dir: question.dir });
    this.#options.className = `options ${question.kind}`;
    this.#ask = () => this.#options.replaceChildren(...inputs(question, send));
    this.#ask();
    this.focus();
  }

  /** Ask once more, as what was said can be no answer: what was typed stands there to be put right. */
  again() {
    const typed = this.#options.querySelector(".typed")?.value;
    this.#ask();
    const input = this.#options.querySelector(".typed");
    if (!input) return this.focus();
    input.value = typed;
    input.select();
  }

  /** To the question: a screen reader reads it, and keys answer it. */
  focus() {
    this.#stem.focus({ preventScroll: true });
    const above = parseFloat(getComputedStyle(this.element).scrollMarginTop);
    if (this.element.getBoundingClientRect().top < above) this.element.scrollIntoView();
  }

  /** Take options away that fifty-fifty found wrong. */
  hide(ids) {
    for (const id of ids) Object.assign(this.#option(id), { disabled: true, className: "option gone" });
  }

  /** Take no more answers, and mark what is known; `notes` adds words to an option, and a share of players. */
  mark(notes = {}) {
    freeze(this.#options);
    for (const option of this.#options.querySelectorAll(".option")) mark(option, this.#question, notes[option.dataset.id]);
  }

  /** Where the chosen option is: from there points fly. */
  get chosen() {
    return this.#options.querySelector(".option.right, .typed");
  }

  /** Take the keys away. */
  close() {
    document.removeEventListener("keydown", this.#keys);
  }

  #option(id) {
    return [...this.#options.querySelectorAll(".option")].find((option) => option.dataset.id === id);
  }

  #key(event) {
    const typing = event.target.matches?.("input, select, textarea");
    if (!this.element.isConnected || event.repeat || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const option = this.#options.querySelectorAll("button.option")[digit(event.key) - 1];
    const confirm = this.#options.querySelector(".confirm");
    if (option) option.click();
    else if (event.key === "Enter" && confirm && !confirm.disabled && !event.target.closest("a, button")) confirm.click();
  }
}

/** The digit on a key, of Latin, Arabic and Persian keyboards, whose codes all end in it; else NaN. */
const digit = (key) => (/^[0-9٠-٩۰-۹]$/.test(key) ? key.charCodeAt(0) & 15 : NaN);

/** What is to be seen or heard with a question: the one place where media are shown. */
function medium({ media }) {
  const view = mediaView(media);
  return view ? [view] : [];
}

/** An option's look once something was chosen, or the time is over: a shape, a sign and words beside the colour. */
function mark(element, question, { text = "", share } = {}) {
  const { id } = element.dataset;
  const { chosen, solution, state } = question;
  const isChosen = chosen.includes(id);
  const inPlace = solution.indexOf(id) === chosen.indexOf(id);
  const isRight = question.kind === "ordering" ? solution.length > 0 && inPlace : solution.includes(id);
  const known = solution.length > 0;
  const look = isRight ? "right" : isChosen && known ? "wrong" : isChosen ? "sent" : element.classList.contains("gone") ? "gone" : "rest";
  element.className = `option ${look}${look === "sent" && state !== "sent" ? " still" : ""}`;
  const sign = { right: "✓", wrong: "✕" }[look];
  const key = element.querySelector(".key");
  if (sign && key) write(key, sign);
  const said = isChosen && isRight ? t("mark.yours_right") : isChosen ? t("mark.yours") : isRight ? t("mark.right") : "";
  write(element.querySelector("small"), [said, text].filter(Boolean).join(" · "));
  if (share === undefined) return;
  const bar = h("span.share", { "aria-hidden": "true" });
  bar.style.transform = `scaleX(${share})`;
  element.append(bar);
}
