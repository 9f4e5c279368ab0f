/** The same figures as tables, the latest first. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Folded, Line, Table } from "../parts/Table";
import { type Activity, type Cohort, type Day, percent } from "./types";

const words = (n: number) => n.toLocaleString("en");
const latest = <T,>(all: readonly T[]) => [...all].reverse();

export function Days({ days }: { days: readonly Day[] }) {
  const t = useTranslate();
  return (
    <Folded title={t("cms.chart.table")}>
      <Table head={[t("activity.day"), t("activity.joined"), t("activity.active"), t("activity.redeemed")]}>
        {latest(days).map((one) => (
          <Line key={one.day} name={one.day} cells={[words(one.joined), words(one.active), words(one.redeemed)]} />
        ))}
      </Table>
    </Folded>
  );
}

export function Funnel({ cohorts }: { cohorts: readonly Cohort[] }) {
  const t = useTranslate();
  return (
    <Card title={t("activity.funnel")}>
      <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>{t("activity.funnel_means")}</Box>
      <Table head={[t("activity.cohort"), t("activity.players"), t("activity.played"), t("activity.redeemed")]}>
        {latest(cohorts).map((one) => (
          <Line
            key={one.week}
            name={one.week}
            cells={[words(one.joined), ...[one.played, one.redeemed].map((n) => share(n, one.joined))]}
          />
        ))}
      </Table>
    </Card>
  );
}

export function Retention({ cohorts, weeks }: { cohorts: readonly Cohort[]; weeks: Activity["weeks"] }) {
  const t = useTranslate();
  return (
    <Card title={t("activity.retention")}>
      <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>{t("activity.retention_means")}</Box>
      <Table head={[t("activity.cohort"), ...weeks.map((_, n) => t("activity.week_n", { n }))]}>
        {latest(cohorts).map((one) => (
          <Line
            key={one.week}
            name={one.week}
            cells={weeks.map((_, n) => (n < one.active.length ? share(one.active[n] ?? 0, one.joined) : ""))}
          />
        ))}
      </Table>
    </Card>
  );
}

const share = (part: number, all: number) => (all ? `${words(part)} (${percent(part, all)})` : "–");
