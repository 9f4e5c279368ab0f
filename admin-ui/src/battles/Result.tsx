/** Both sides with what came of the battle for each. */

import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Mark } from "../parts/Mark";
import { Fighter } from "./marks";
import { signed } from "./rules";
import type { Battle } from "./types";

export function Result({ battle }: { battle: Battle }) {
  const t = useTranslate();
  const { result, creative } = battle;
  const points = result?.points ?? (creative ? creative.votes : battle.points);
  return (
    <Card title={t("battles.result")} flush>
      <Box sx={{ px: 2, pb: 1, color: "text.secondary" }}>
        {battle.state === "void" && result && <>{t("battles.was")} </>}
        {result ? (
          <>
            {t(`battles.reasons.${result.reason}`, { _: result.reason })}. {result.winner === null && t("battles.tie")}
          </>
        ) : (
          t(battle.state === "running" ? "battles.still_running" : "battles.no_result")
        )}
      </Box>
      <Table size="small" aria-label={t("battles.result")}>
        <TableHead>
          <TableRow>
            <TableCell>{t("battles.player")}</TableCell>
            <TableCell align="right">{t(creative ? "battles.votes" : "battles.points")}</TableCell>
            <TableCell align="right">{t("battles.rating")}</TableCell>
            <TableCell align="right">{t("battles.xp")}</TableCell>
            <TableCell align="right">{t("battles.tokens")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {battle.players.map((player, side) => {
            const reward = result?.rewards[side];
            return (
              <TableRow key={player.id}>
                <TableCell>
                  <Fighter of={player} /> {result?.winner === side && <Mark tone="good">{t("battles.winner")}</Mark>}
                </TableCell>
                <TableCell align="right">{points[side] ?? "–"}</TableCell>
                <TableCell align="right">{reward ? rating(reward) : "–"}</TableCell>
                <TableCell align="right">{reward?.xp ?? "–"}</TableCell>
                <TableCell align="right">{reward?.tokens ?? "–"}</TableCell>
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
    </Card>
  );
}

function rating({
  rating_before: before,
  rating_after: after,
}: {
  rating_before: number | null;
  rating_after: number | null;
}) {
  if (before === null || after === null) return "–";
  return `${Math.round(before)} → ${Math.round(after)} (${signed(after - before)})`;
}
