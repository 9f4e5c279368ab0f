/** Who brought a player, and whom they brought: as a table, and as a small picture. */

import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Columns } from "../parts/Columns";
import { Player } from "../parts/Player";
import { Time } from "../parts/Time";
import { StateMark } from "../referrals/marks";
import { type Line, REFERRALS } from "../referrals/types";
import { Graph } from "./Graph";
import { Paged } from "./Paged";
import type { Overview } from "./types";

export function Referrals({ player }: { player: Overview }) {
  const t = useTranslate();
  return (
    <Paged<Line>
      name="referrals"
      player={player.id}
      path={REFERRALS}
      query={{ player_id: player.id }}
      empty={t("players.no_referrals")}
    >
      {(lines, more) => (
        <>
          <Card title={t("players.tabs.referrals")} flush>
            <Columns
              rows={lines}
              columns={[
                { title: t("players.side"), cell: (one) => t(`players.sides.${sides(one, player.id).own}`) },
                { title: t("players.one"), cell: (one) => <Player {...sides(one, player.id).other} /> },
                { title: t("referrals.state"), cell: (one) => <StateMark state={one.state} /> },
                {
                  title: t("referrals.tokens"),
                  cell: (one) => sides(one, player.id).tokens.toLocaleString("en"),
                  align: "right",
                },
                { title: t("referrals.score"), cell: (one) => one.score, align: "right" },
                { title: t("referrals.claimed"), cell: (one) => <Time at={one.claimed_at} /> },
                {
                  title: t("referrals.one"),
                  cell: (one) => (
                    <MuiLink component={Link} to={`/referrals/${one.id}`}>
                      {t("players.look")}
                    </MuiLink>
                  ),
                },
              ]}
            />
            {more}
          </Card>
          <Card title={t("players.graph")} flush>
            <Graph player={player} lines={lines} />
          </Card>
        </>
      )}
    </Paged>
  );
}

/** Which side of a referral a player is, who is the other, and what the player's own is worth. */
const sides = (line: Line, player: string) =>
  line.referee_id === player
    ? { own: "referee", other: { id: line.referrer_id, name: line.referrer }, tokens: line.referee_tokens }
    : { own: "referrer", other: { id: line.referee_id, name: line.referee }, tokens: line.referrer_tokens };
