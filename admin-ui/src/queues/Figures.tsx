/** What was decided today or this week, by queue and by person. */

import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { duration } from "../parts/moments";
import { type Figures as Found, INBOX } from "./types";

const PERIODS = ["today", "week"] as const;

export function Figures() {
  const t = useTranslate();
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>("today");
  const { data, error } = useQuery({
    queryKey: ["inbox", "figures", period],
    queryFn: () => ask<Found>(`${INBOX}/figures`, { query: { period }, poll: true }),
    refetchInterval: 30_000,
  });
  const choice = (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={period}
      onChange={(_, chosen) => chosen && setPeriod(chosen)}
      aria-label={t("queues.period")}
    >
      {PERIODS.map((one) => (
        <ToggleButton key={one} value={one}>
          {t(`queues.periods.${one}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
  return (
    <Card title={t("queues.figures")} actions={choice} flush>
      <Fault error={error} />
      {data && !data.items.length && <Box sx={{ px: 2, pb: 2, color: "text.secondary" }}>{t("queues.no_figures")}</Box>}
      {data?.items.length ? (
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{t("queues.queue")}</TableCell>
              <TableCell>{t("queues.person")}</TableCell>
              {["decided_n", "undone_n", "in_time", "waited", "took"].map((name) => (
                <TableCell key={name} align="right">
                  {t(`queues.${name}`)}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {data.items.map((one) => (
              <TableRow key={`${one.queue}${one.member?.id}`}>
                <TableCell sx={{ fontWeight: one.member ? 400 : 700 }}>{t(`queues.names.${one.queue}`)}</TableCell>
                <TableCell>{one.member?.name ?? t("queues.everybody")}</TableCell>
                <TableCell align="right">{one.decided.toLocaleString("en")}</TableCell>
                <TableCell align="right">{one.undone || "–"}</TableCell>
                <TableCell align="right">
                  {t("queues.in_time_of", { n: one.in_time, of: one.decided - one.undone })}
                </TableCell>
                <TableCell align="right">{seconds(one.waited_s)}</TableCell>
                <TableCell align="right">{seconds(one.took_s)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      ) : null}
    </Card>
  );
}

const seconds = (value: number | null) => (value === null ? "–" : duration(value * 1_000));
