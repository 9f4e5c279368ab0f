/** What a battle made of ratings, in the order in which it was applied. */

import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Time } from "../parts/Time";
import { Fighter } from "./marks";
import { signed } from "./rules";
import type { Battle } from "./types";

export function Ratings({ battle }: { battle: Battle }) {
  const t = useTranslate();
  const columns = ["position", "player", "change_of", "rating", "deviation", "games", "season", "at"];
  return (
    <Card title={t("battles.ratings")} flush>
      <Table size="small" aria-label={t("battles.ratings")}>
        <TableHead>
          <TableRow>
            {columns.map((name) => (
              <TableCell key={name}>{t(`battles.${name}`)}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {battle.rating_changes.map((one) => {
            const player = battle.players.find(({ id }) => id === one.player_id);
            return (
              <TableRow key={one.position}>
                <TableCell>{one.position}</TableCell>
                <TableCell>{player ? <Fighter of={player} /> : one.player_id}</TableCell>
                <TableCell>{t(`battles.change_kinds.${one.kind}`)}</TableCell>
                <TableCell>
                  {Math.round(one.rating_before)} → {Math.round(one.rating_after)} (
                  {signed(one.rating_after - one.rating_before)})
                </TableCell>
                <TableCell>
                  {Math.round(one.deviation_before)} → {Math.round(one.deviation_after)}
                </TableCell>
                <TableCell>{one.games}</TableCell>
                <TableCell>{one.season_id}</TableCell>
                <TableCell>
                  <Time at={one.changed_at} />
                </TableCell>
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
    </Card>
  );
}
