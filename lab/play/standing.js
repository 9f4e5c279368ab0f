/** Draws a board: rows glide to their new places, your own is marked and always there. */

import { h, still, words, write } from "./dom.js";
import { number, t } from "./language.js";
import { you } from "./places.js";

const LIGHTS = { live: "live-now", polled: "polled", away: "away", opening: "" };

export class Standing {
  #rows = new Map();
  #list = h("ol.rows");
  #light = h("span.live");
  #empty = h("p.empty", { hidden: true }, t("boards.empty"));
  #board = null;
  #redraw = () => this.#draw();

  /** `title`, an element, stands above the board; `me()` tells who the visitor is; `told(mine)` hears the visitor's rank and points. */
  constructor(title, me, told = () => {}) {
    this.me = me;
    this.told = told;
    this.element = h(
      "section.card.board",
      { "aria-label": t("boards.live") },
      h("header", {}, title, this.#light),
      this.#list,
      this.#empty,
      h("footer", {}),
    );
  }

  /** Show this board from now on. */
  show(board) {
    this.#board?.removeEventListener("change", this.#redraw);
    this.#board?.leave();
    this.#list.replaceChildren();
    this.#rows.clear();
    this.#board = board;
    board.addEventListener("change", this.#redraw);
    board.follow();
    this.#draw();
  }

  /** Stop following. */
  close() {
    this.#board?.removeEventListener("change", this.#redraw);
    this.#board?.leave();
  }

  #draw() {
    this.#light.className = `live ${LIGHTS[this.#board.source]}`;
    write(this.#light, t(`source.${this.#board.source}`));
    if (!this.#board.entries) return;
    const places = this.#places();
    this.#empty.hidden = places.length > 0;
    const before = new Map([...this.#rows].map(([id, row]) => [id, row.getBoundingClientRect().top]));
    const gone = new Set(this.#rows.keys());
    places.forEach((place, index) => {
      gone.delete(place.player_id);
      const row = this.#row(place);
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
    });
    for (const id of gone) {
      this.#rows.get(id).remove();
      this.#rows.delete(id);
    }
    glide(this.#rows, before);
    this.#foot();
    this.told(this.#board.me);
  }

  /** The rows to show: the top, and the visitor below it when they are not in it. */
  #places() {
    const mine = this.me();
    const { entries, me } = this.#board;
    if (!me || !mine || entries.some((entry) => entry.player_id === mine.id)) return entries;
    return [...entries, { ...me, player_id: mine.id, name: mine.name, apart: me.rank > entries.length + 1 }];
  }

  #row(place) {
    let row = this.#rows.get(place.player_id);
    if (!row) {
      row = h("li.row", {}, h("span.rank"), h("span.who", {}, words(""), you()), h("span.points"));
      this.#rows.set(place.player_id, row);
    }
    const points = Number(row.dataset.points ?? place.points);
    row.dataset.points = place.points;
    const mine = this.me();
    const isMine = place.player_id === mine?.id;
    row.classList.toggle("me", isMine);
    row.classList.toggle("first", place.rank === 1);
    row.classList.toggle("apart", Boolean(place.apart));
    if (place.points !== points) lift(row);
    write(row.children[0], number(place.rank));
    // Others may see a name of mine that is a minute old.
    write(row.querySelector("bdi"), isMine ? mine.name : place.name);
    write(row.children[2], number(place.points));
    return row;
  }

  #foot() {
    const foot = this.element.querySelector("footer");
    write(foot, this.#board.me ? "" : t("boards.nobody"));
    foot.hidden = !foot.textContent || !this.me();
  }
}

/** FLIP: let each row travel from where it was to where it is. */
function glide(rows, before) {
  if (still()) return;
  for (const [id, row] of rows) {
    const from = before.get(id);
    for (const animation of row.getAnimations()) if (animation.id === "glide") animation.cancel();
    const way = from === undefined ? null : from - row.getBoundingClientRect().top;
    if (way === null) row.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 300 });
    else if (Math.abs(way) > 1) {
      const options = { duration: 520, easing: "cubic-bezier(.2,.8,.2,1)", id: "glide" };
      row.animate([{ transform: `translateY(${way}px)` }, { transform: "none" }], options);
    }
  }
}

/** Points that just grew stand out for a moment. */
function lift(row) {
  row.classList.add("up");
  clearTimeout(row.lifted);
  row.lifted = setTimeout(() => row.classList.remove("up"), 1200);
}
