/** Every move that was applied, of all lives, with its place in Kafka: for operations, and folded away. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Card } from "../parts/Card";
import { type Life, lives } from "./rules";
import type { Battle, Move } from "./types";

export function Moves({ battle }: { battle: Battle }) {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  if (!battle.moves.length) return null;
  return (
    <Card
      title={t("battles.moves")}
      actions={
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t("battles.hide_moves") : t("battles.show_moves", { smart_count: battle.moves.length })}
        </Button>
      }
    >
      <Box sx={{ color: "text.secondary" }}>{t("battles.moves_lead")}</Box>
      {open && lives(battle.moves).map((life) => <One key={life.life} life={life} battle={battle} />)}
    </Card>
  );
}

function One({ life: { life, moves, lost }, battle }: { life: Life; battle: Battle }) {
  const t = useTranslate();
  const name = lost ? t("battles.life_lost", { n: life, smart_count: lost }) : t("battles.life", { n: life });
  const columns = ["seq", "move", "by", "said", "at_utc", "counts", "kafka"];
  return (
    <Box sx={{ mt: 2 }}>
      <Typography component="h3" sx={{ fontWeight: 650, mb: 0.5 }}>
        {name}
      </Typography>
      <Box tabIndex={0} role="region" aria-label={name} sx={{ overflowX: "auto" }}>
        <Table size="small">
          <TableHead>
            <TableRow>
              {columns.map((column) => (
                <TableCell key={column}>{t(`battles.${column}`)}</TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {moves.map((move) => (
              <TableRow key={move.seq}>
                <TableCell>{move.seq}</TableCell>
                <TableCell>
                  <code>{move.kind}</code> {move.over && <b>{t("battles.over")}</b>}
                </TableCell>
                <TableCell>
                  <bdi dir="auto">{move.side === null ? "–" : battle.players[move.side]?.name}</bdi>
                </TableCell>
                <TableCell>
                  <code>{said(move)}</code>
                </TableCell>
                <TableCell>
                  {/* To the millisecond, as logs have it. */}
                  <code>{new Date(move.at).toISOString().slice(11, 23)}</code>
                </TableCell>
                <TableCell>{t(move.counts ? "cms.yes" : "cms.no")}</TableCell>
                <TableCell>
                  <code>
                    {move.kafka_partition}:{move.kafka_offset}
                  </code>
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Box>
  );
}

function said({ round, response, emote }: Move): string {
  return [round === null ? "" : `${round + 1}`, response, emote].filter(Boolean).join(" ");
}
