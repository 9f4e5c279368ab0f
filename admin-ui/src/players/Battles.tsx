/** A player's battles, each with the way to its page, where it is replayed round by round. */

import MuiLink from "@mui/material/Link";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Fighter, StateMark } from "../battles/marks";
import { BATTLES, battlesOf, type Line } from "../battles/types";
import { Card } from "../parts/Card";
import { Time } from "../parts/Time";
import { Paged } from "./Paged";

export function Battles({ id }: { id: string }) {
  const t = useTranslate();
  const all = (
    <MuiLink component={Link} to={battlesOf(id)}>
      {t("players.battles_filter")}
    </MuiLink>
  );
  return (
    <Paged<Line> name="battles" player={id} path={BATTLES} query={{ player_id: id }} empty={t("players.no_battles")}>
      {(battles, more) => (
        <Card title={t("nav.battles")} actions={all} flush>
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>{t("players.against")}</TableCell>
                <TableCell>{t("battles.state")}</TableCell>
                <TableCell>{t("battles.mode")}</TableCell>
                <TableCell>{t("battles.started")}</TableCell>
                <TableCell>{t("players.replay")}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {battles.map((one) => (
                <TableRow key={one.id}>
                  <TableCell>
                    {one.players
                      .filter((other) => other.id !== id || other.ghost)
                      .map((other) => (
                        <div key={`${other.id}${other.ghost}`}>
                          <Fighter of={other} />
                        </div>
                      ))}
                  </TableCell>
                  <TableCell>
                    <StateMark state={one.state} />
                  </TableCell>
                  <TableCell>
                    {t(`battles.modes.${one.mode}`)} · {t(one.ranked ? "battles.ranked" : "battles.unranked")}
                  </TableCell>
                  <TableCell>
                    <Time at={one.started_at} />
                  </TableCell>
                  <TableCell>
                    <MuiLink component={Link} to={`/battles/${one.id}`}>
                      {t("players.replay_it")}
                    </MuiLink>
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
          {more}
        </Card>
      )}
    </Paged>
  );
}
