/** The player's own battles, latest first, page by page. */

import { button, h, words } from "./dom.js";
import { moment, number, t } from "./language.js";
import { nameOf } from "./topics.js";
import { tell } from "./trouble.js";

/** A list that grows on demand; `topics` is a promise of categories. */
export async function fights(api, topics) {
  const names = new Map((await topics).map((category) => [category.slug, nameOf(category)]));
  const list = h("ol.history");
  const place = h("div", {}, list);
  const read = async (cursor) => {
    const { body } = await api.insist("GET", `/v1/battles?limit=10${cursor ? `&cursor=${cursor}` : ""}`);
    list.append(...body.items.map((battle) => item(battle, names)));
    place.querySelector(".more")?.remove();
    if (body.next) place.append(button(t("battles.more"), () => read(body.next).catch(tell), "plain small more"));
    if (!list.childElementCount) place.replaceChildren(h("p.quiet", {}, t("battles.none")));
  };
  await read();
  return place;
}

function item(battle, names) {
  const { id, side, players, mode, ranked, kind, started_at: at } = battle;
  const about = mode === "creative" ? t("creative.title") : names.get(battle.category) ?? t("battle.any");
  const how = kind === "ghost" ? t("battle.ghost") : t(ranked ? "battle.ranked" : "battle.casual");
  return h("li", {}, h("a", { href: `#battle/${id}` }, h("b", {}, words(players[1 - side].name)), h("small", {}, words(about), ` · ${how} · ${moment(at)}`), h("span", {}, result(battle))));
}

function result({ state, side, points, result: found }) {
  if (state === "void") return t("battle.void_short");
  if (!found) return t("battles.runs");
  const how = found.winner === null ? t("battle.tied") : t(found.winner === side ? "battle.won" : "battle.lost");
  return points ? `${how} · ${number(points[side])} : ${number(points[1 - side])}` : how;
}
