/** How a battle ended, what it gave, and where to go from there. */

import { button, h, say } from "./dom.js";
import { fact } from "./facts.js";
import { number, signed, t } from "./language.js";
import { report } from "./report.js";
import { tell } from "./trouble.js";

/** `settle()` shows what the fight gave by now, `rematch()` that the opponent asks for another. */
export function ending(fight, { api, again, home }) {
  const { result, players, side, watching, opponent } = fight;
  const rival = watching || fight.ghost ? null : fight.battle.players[1 - side]?.id;
  const heading = h("h1", { tabindex: -1 }, headline(fight));
  const facts = watching ? null : h("dl.facts");
  const waiting = h("p.quiet", { role: "status" }, watching ? "" : t("battle.settling"));
  const want = watching || fight.ghost ? null : button(t("battle.rematch"), () => ask(), "");
  const asked = want && h("p.asked", { role: "status" });
  const ask = async () => {
    want.disabled = true;
    try {
      await fight.rematch();
      asked.textContent = t("battle.rematch_sent", { name: opponent.name });
    } catch (refusal) {
      tell(refusal);
      asked.textContent = "";
    }
  };
  const points = watching || side === 0 ? players : [players[1], players[0]];
  const element = h(
    "div.card.total.ending",
    { "data-outcome": outcome(fight) },
    heading,
    h("p.sum", {}, number(points[0].points), " : ", number(points[1].points)),
    h("p.quiet", {}, result.reason === "points" ? "" : t(`battle.reason_${result.reason}`)),
    facts,
    waiting,
    asked,
    h("div.go", {}, want, watching ? null : button(t("battle.again"), again, want ? "plain" : ""), watching ? null : h("a.button.plain", { href: `#battle/${fight.id}/replay` }, t("battle.replay")), button(t("battle.home"), home, "plain")),
    rival ? report(api, { behaviour: rival, name: rival }, fight.id) : null,
  );

  const settle = () => {
    if (fight.voided) return void (waiting.textContent = t("battle.void"));
    if (!fight.reward || watching) return;
    waiting.textContent = "";
    facts.replaceChildren(...gains(fight.reward));
    say(facts.innerText);
  };
  const rematch = () => {
    if (!want) return;
    asked.textContent = t("battle.rematch_asked", { name: opponent.name });
    want.textContent = t("battle.rematch_accept");
  };
  settle();
  if (fight.asksRematch) rematch();
  return { element, heading, settle, rematch };
}

/** A battle that was made void while it ran: nobody has won, and its players may look for another at once. */
export function annulled({ watching }, { again, home }) {
  const heading = h("h1", { tabindex: -1 }, t("battle.void_title"));
  const go = h("div.go", {}, watching ? null : button(t("battle.again"), again, ""), button(t("battle.home"), home, "plain"));
  return { element: h("div.card.total.ending", { "data-outcome": "void" }, heading, h("p", {}, t("battle.void_running")), go), heading };
}

/** What a battle gave, as facts. */
export function gains({ rating_before: before, rating_after: after, provisional, xp, tokens }) {
  const change = after === null || before === null ? null : after - before;
  return [
    change === null ? null : fact(t("battle.rating_name"), h("span", {}, number(after), " ", h("small", { class: change < 0 ? "wrong" : "right" }, signed(change)), provisional ? h("small.quiet", {}, ` ${t("battle.provisional")}`) : null)),
    fact(t("battle.xp"), signed(xp)),
    fact(t("battle.tokens"), signed(tokens)),
  ].filter(Boolean);
}

/** "won", "lost", "tied", or "over" for who only watched. */
export const outcome = ({ result, side }) => (side === null ? "over" : result.winner === null ? "tied" : result.winner === side ? "won" : "lost");

function headline(fight) {
  const { result, players, watching } = fight;
  if (!watching) return t(`battle.${outcome(fight)}`);
  return result.winner === null ? t("battle.tied") : t("battle.winner", { name: players[result.winner].name });
}
