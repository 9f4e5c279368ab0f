/** The same figures as tables, the latest first. */

import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import type { ReactNode } from "react";
import { Card } from "../parts/Card";
import { type Activity, type Cohort, type Day, percent } from "./types";

const words = (n: number) => n.toLocaleString("en");
const latest = <T,>(all: readonly T[]) => [...all].reverse();

export function Days({ days }: { days: readonly Day[] }) {
  const t = useTranslate();
  return (
    <Box component="details" sx={{ mt: 1.5 }}>
      <Box component="summary" sx={{ cursor: "pointer" }}>
        {t("activity.table")}
      </Box>
      <Figures head={[t("activity.day"), t("activity.joined"), t("activity.active"), t("activity.redeemed")]}>
        {latest(days).map((one) => (
          <Line key={one.day} name={one.day} cells={[words(one.joined), words(one.active), words(one.redeemed)]} />
        ))}
      </Figures>
    </Box>
  );
}

export function Funnel({ cohorts }: { cohorts: readonly Cohort[] }) {
  const t = useTranslate();
  return (
    <Card title={t("activity.funnel")}>
      <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>{t("activity.funnel_means")}</Box>
      <Figures head={[t("activity.cohort"), t("activity.players"), t("activity.played"), t("activity.redeemed")]}>
        {latest(cohorts).map((one) => (
          <Line
            key={one.week}
            name={one.week}
            cells={[words(one.joined), ...[one.played, one.redeemed].map((n) => share(n, one.joined))]}
          />
        ))}
      </Figures>
    </Card>
  );
}

export function Retention({ cohorts, weeks }: { cohorts: readonly Cohort[]; weeks: Activity["weeks"] }) {
  const t = useTranslate();
  return (
    <Card title={t("activity.retention")}>
      <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>{t("activity.retention_means")}</Box>
      <Figures head={[t("activity.cohort"), ...weeks.map((_, n) => t("activity.week_n", { n }))]}>
        {latest(cohorts).map((one) => (
          <Line
            key={one.week}
            name={one.week}
            cells={weeks.map((_, n) => (n < one.active.length ? share(one.active[n] ?? 0, one.joined) : ""))}
          />
        ))}
      </Figures>
    </Card>
  );
}

const share = (part: number, all: number) => (all ? `${words(part)} (${percent(part, all)})` : "–");

function Figures({ head, children }: { head: readonly string[]; children: ReactNode }) {
  return (
    <Box sx={{ overflowX: "auto", mt: 1 }} tabIndex={0} role="group" aria-label={head[0]}>
      <Table size="small">
        <TableHead>
          <TableRow>
            {head.map((name, at) => (
              <TableCell key={name} align={at ? "right" : "left"}>
                {name}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>{children}</TableBody>
      </Table>
    </Box>
  );
}

function Line({ name, cells }: { name: string; cells: readonly string[] }) {
  return (
    <TableRow>
      <TableCell component="th" scope="row" sx={{ whiteSpace: "nowrap" }}>
        {name}
      </TableCell>
      {cells.map((cell, at) => (
        <TableCell key={at} align="right">
          {cell}
        </TableCell>
      ))}
    </TableRow>
  );
}
