/** Lines of a board that does not move. */

import { h, words } from "./dom.js";
import { number, t } from "./language.js";

/** A list of places; the visitor's own is marked, and has the name of now. `note(place)` may add something to a line. */
export function places(items, mine, note = () => null) {
  return h("ol.rows", {}, items.map((place) => h(
    "li",
    { class: `row${place.player_id === mine?.id ? " me" : ""}${place.rank === 1 ? " first" : ""}` },
    h("span.rank", {}, number(place.rank)),
    h("span.who", {}, words(place.player_id === mine?.id ? mine.name : place.name), you(), note(place)),
    h("span.points", {}, number(place.points)),
  )));
}

/** The mark of the visitor's own line; the look hides it on the others. */
export const you = () => h("span.you", {}, t("you"));
