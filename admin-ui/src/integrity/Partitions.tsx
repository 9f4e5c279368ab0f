/** Each partition of each topic: how far it is applied, and why it stands if it does. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Mark } from "../parts/Mark";
import { Line, Table } from "../parts/Table";
import { Time } from "../parts/Time";
import { type Carried, COUNTS, count } from "./types";

export function Partitions({ of }: { of: readonly Carried[] }) {
  const t = useTranslate();
  return (
    <Card title={t("integrity.partitions")}>
      <Box sx={{ color: "text.secondary", mb: 1, fontSize: "0.85rem" }}>{t("integrity.partitions_means")}</Box>
      {of
        .filter((one) => one.halted)
        .map((one) => (
          <Box key={`${one.topic_id}/${one.partition}`} sx={{ mb: 1 }}>
            <Mark tone="bad">{t("integrity.halted")}</Mark> <b>{`${one.topic}/${one.partition}`}</b> {one.halted}
          </Box>
        ))}
      <Table
        label={t("integrity.partitions")}
        head={[
          t("integrity.partition"),
          t("integrity.state"),
          t("integrity.offset"),
          ...COUNTS.map((name) => t(`integrity.counts.${name}`)),
          t("integrity.moved"),
        ]}
      >
        {of.map((one) => (
          <Line
            key={`${one.topic_id}/${one.partition}`}
            name={`${one.topic}/${one.partition}`}
            cells={[
              <State key="state" of={one} />,
              count(one.offset),
              ...COUNTS.map((name) => count(one[name])),
              <Time key="moved" at={one.moved_at} style="ago" />,
            ]}
          />
        ))}
      </Table>
    </Card>
  );
}

function State({ of }: { of: Carried }) {
  const t = useTranslate();
  if (of.halted) return <Mark tone="bad">{t("integrity.halted")}</Mark>;
  if (!of.adds_up) return <Mark tone="bad">{t("integrity.adds_not_up")}</Mark>;
  if (of.tried > 1) return <Mark tone="warn">{t("integrity.tried", { n: of.tried })}</Mark>;
  return <Mark tone={of.waiting ? "info" : "good"}>{t(`integrity.${of.waiting ? "behind" : "done"}`)}</Mark>;
}
