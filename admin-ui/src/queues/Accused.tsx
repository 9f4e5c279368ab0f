/** The player whom others report: what is said, what it is about, and what was before. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Fact } from "../parts/Facts";
import { Mark } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Score } from "../players/PlayerList";
import { Person } from "./Person";
import { Submitted } from "./Submitted";
import type { Accusation, Case } from "./types";

export function Accused({ player }: { player: NonNullable<Case["accused"]> }) {
  const t = useTranslate();
  return (
    <>
      <Person player={player}>
        <Fact name={t("players.suspicion")}>
          <Score score={player.score} />
        </Fact>
      </Person>
      <Card title={t("queues.reports")}>
        <Accusations items={player.reports} />
      </Card>
      {player.entries.map((entry) => (
        <Submitted key={entry.id} entry={entry} />
      ))}
      {player.past.length > 0 && (
        <Card title={t("queues.past_reports")}>
          <Accusations items={player.past} />
        </Card>
      )}
      {player.sanctions.length > 0 && (
        <Card title={t("players.tabs.sanctions")}>
          <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1 }}>
            {player.sanctions.map((one) => (
              <li key={one.id}>
                <Mark tone={one.active ? "bad" : "plain"}>{t(`players.kinds.${one.kind}`)}</Mark>{" "}
                <Time at={one.since} style="ago" />
                <Box>
                  <Words>{one.reason}</Words>
                </Box>
              </li>
            ))}
          </Box>
        </Card>
      )}
    </>
  );
}

/** What is said of a player, and by whom: how often a reporter was right before says what their word is worth. */
export function Accusations({ items }: { items: Accusation[] }) {
  const t = useTranslate();
  return (
    <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1.25 }}>
      {items.map((one) => (
        <li key={one.id}>
          <Mark tone="bad">{t(`queues.accusations.${one.kind}`)}</Mark> {t(`queues.accused_of.${one.ground}`)} ·{" "}
          <Time at={one.updated_at} style="ago" />
          {one.acted !== null && ` · ${t(one.acted ? "queues.acted" : "queues.not_acted")}`}
          {one.shown && (
            <Box component="blockquote" sx={{ m: 0, my: 0.5, pl: 1.5, borderLeft: 3, borderColor: "divider" }}>
              <Words>{one.shown}</Words>
            </Box>
          )}
          {one.text && (
            <Box>
              <Words>{one.text}</Words>
            </Box>
          )}
          <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>
            {one.reporter ? (
              <>
                <MuiLink component={Link} to={`/players/${one.reporter.id}`}>
                  <Words>{one.reporter.name}</Words>
                </MuiLink>{" "}
                ·{" "}
                {one.reporter.closed
                  ? t("queues.worth", { acted: one.reporter.acted, closed: one.reporter.closed })
                  : t("queues.worth_none")}
              </>
            ) : (
              t("queues.by_machine")
            )}
            {one.battle_id && (
              <>
                {" · "}
                <MuiLink component={Link} to={`/battles/${one.battle_id}`}>
                  {t("queues.battle_page")}
                </MuiLink>
              </>
            )}
          </Box>
        </li>
      ))}
    </Box>
  );
}
