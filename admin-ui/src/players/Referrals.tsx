/** Who brought a player, and whom they brought: as a table, and as a small picture. */

import MuiLink from "@mui/material/Link";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
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
            <Table size="small">
              <TableHead>
                <TableRow>
                  <TableCell>{t("players.side")}</TableCell>
                  <TableCell>{t("players.one")}</TableCell>
                  <TableCell>{t("referrals.state")}</TableCell>
                  <TableCell align="right">{t("referrals.tokens")}</TableCell>
                  <TableCell align="right">{t("referrals.score")}</TableCell>
                  <TableCell>{t("referrals.claimed")}</TableCell>
                  <TableCell>{t("referrals.one")}</TableCell>
                </TableRow>
              </TableHead>
              <TableBody>
                {lines.map((one) => (
                  <Row key={one.id} line={one} player={player.id} />
                ))}
              </TableBody>
            </Table>
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

function Row({ line, player }: { line: Line; player: string }) {
  const t = useTranslate();
  const side = line.referee_id === player ? "referee" : "referrer";
  const brought = side === "referrer";
  return (
    <TableRow>
      <TableCell>{t(`players.sides.${side}`)}</TableCell>
      <TableCell>
        <Player id={brought ? line.referee_id : line.referrer_id} name={brought ? line.referee : line.referrer} />
      </TableCell>
      <TableCell>
        <StateMark state={line.state} />
      </TableCell>
      <TableCell align="right">{(brought ? line.referrer_tokens : line.referee_tokens).toLocaleString("en")}</TableCell>
      <TableCell align="right">{line.score}</TableCell>
      <TableCell>
        <Time at={line.claimed_at} />
      </TableCell>
      <TableCell>
        <MuiLink component={Link} to={`/referrals/${line.id}`}>
          {t("players.look")}
        </MuiLink>
      </TableCell>
    </TableRow>
  );
}
