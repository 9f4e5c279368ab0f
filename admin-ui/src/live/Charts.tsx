/** The past, a chart and a table for each figure. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Chart, type Series } from "../parts/Chart";
import { filled } from "../parts/lines";
import { duration } from "../parts/moments";
import { forPeople, type Past, SPANS, type Step, underWay } from "./types";

const count = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 1 });
const ms = (value: number | null) => (value === null ? null : value * 1_000);

interface Shown {
  name: string;
  words: (value: number) => string;
  series: Record<string, (step: Step) => number | null>;
}

const SHOWN: readonly Shown[] = [
  { name: "players", words: count, series: { players_online: (step) => step.players_online } },
  { name: "events", words: count, series: { events_per_s: (step) => step.events_per_s } },
  {
    name: "seen",
    words: duration,
    series: { seen_p50: (step) => step.seen_p50_ms, seen_p95: (step) => step.seen_p95_ms },
  },
  { name: "lag", words: duration, series: { lag: (step) => ms(step.lag_s) } },
  {
    name: "waits",
    words: count,
    series: { lag_events: (step) => step.lag_events, outbox_events: (step) => step.outbox_events },
  },
  { name: "cases", words: count, series: { cases: (step) => step.cases } },
  {
    name: "tokens",
    words: count,
    series: { tokens_in: (step) => step.tokens_in, tokens_out: (step) => step.tokens_out },
  },
  {
    name: "redemptions",
    words: count,
    series: {
      under_way: (step) => underWay(step.redemptions),
      for_people: (step) => forPeople(step.redemptions),
    },
  },
];

export function Charts({ past }: { past: Past }) {
  const t = useTranslate();
  const steps = filled(past.items, past.step_s, SPANS[past.span] / past.step_s);
  const last = Date.parse(past.items[past.items.length - 1]?.at ?? "");
  const at = steps.map((_, n) => new Date(last - (steps.length - 1 - n) * past.step_s * 1_000).toISOString());
  if (!steps.length) return <Card>{t("live.no_past")}</Card>;
  return (
    <Box
      sx={{
        display: "grid",
        gap: 2,
        gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "repeat(2, minmax(0, 1fr))" },
      }}
    >
      {SHOWN.map(({ name, words, series }) => (
        <Card key={name} title={t(`live.charts.${name}`)}>
          <Box sx={{ color: "text.secondary", fontSize: "0.85rem", mb: 1 }}>{t(`live.means.${name}`)}</Box>
          <Chart
            name={t(`live.charts.${name}`)}
            at={at}
            words={words}
            series={Object.entries(series).map(
              ([one, value]): Series => ({
                name: t(`live.series.${one}`),
                values: steps.map((step) => step && value(step)),
              }),
            )}
          />
        </Card>
      ))}
    </Box>
  );
}
