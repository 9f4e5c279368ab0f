/** Seasons: their days, their prizes, and how those that are over ended. */

import { h, words } from "./dom.js";
import { date, number, t } from "./language.js";
import { places } from "./places.js";

const SHOWN = 3;

/** The latest seasons, from the API. */
export async function seasons(api) {
  const { body } = await api.ask("GET", "/v1/seasons");
  const shown = body.items.slice(0, SHOWN);
  const finals = await Promise.all(shown.map((season) => (season.phase === "sealed" ? final(api, season) : null)));
  return h("div.stack", {}, shown.map((season, at) => card(season, finals[at], api.player)));
}

async function final(api, { id }) {
  const { body } = await api.ask("GET", `/v1/seasons/${id}?limit=5`);
  const { standings, me } = body;
  return me && !standings.some((line) => line.rank === me.rank) ? [...standings, me] : standings;
}

function card({ name, first, last, phase, prizes }, standings, mine) {
  const ranks = (prize) => (prize.first === prize.last ? number(prize.first) : `${number(prize.first)}–${number(prize.last)}`);
  return h(
    "section.card.board.season",
    {},
    h("header", {}, h("h2", {}, words(name)), h("span.tag", {}, t(`season.${phase}`))),
    h("p.quiet.days", {}, t("season.days", { first: date(first), last: date(last) })),
    prizes.length ? h("ul.prizes", {}, prizes.map((prize) => h("li", {}, h("b", {}, t("season.rank", { rank: ranks(prize) })), h("span", {}, t("season.tokens", { n: prize.tokens }))))) : null,
    standings?.length ? places(standings, mine) : null,
  );
}
