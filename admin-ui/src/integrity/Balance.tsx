/** What was accepted, as the sum of what became of it. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Mark } from "../parts/Mark";
import { Stat } from "../parts/Stat";
import { Time } from "../parts/Time";
import { COUNTS, count, type Seen } from "./types";

export function Balance({ of }: { of: Seen }) {
  const t = useTranslate();
  const all = of.all;
  const shown = COUNTS.filter((name) => name !== "skipped" || all.skipped > 0);
  return (
    <Card
      title={
        <>
          {t("integrity.balance")}{" "}
          <Mark tone={all.adds_up ? "good" : "bad"}>{t(`integrity.${all.adds_up ? "adds_up" : "adds_not_up"}`)}</Mark>
        </>
      }
      actions={
        <Box sx={{ color: "text.secondary", fontSize: "0.82rem" }}>
          {t("home.at")} <Time at={of.at} style="time" />
        </Box>
      }
    >
      <Box sx={{ m: 0, display: "flex", flexWrap: "wrap", columnGap: 1.25, rowGap: 2, alignItems: "flex-start" }}>
        <Part name="accepted" value={all.accepted} />
        {shown.map((name, n) => (
          <Box key={name} sx={{ display: "flex", gap: 1.25 }}>
            <Box aria-hidden sx={{ fontSize: "1.4rem", color: "text.secondary" }}>
              {n ? "+" : "="}
            </Box>
            <Part name={name} value={all[name]} tone={name === "dead" && of.dead_letters ? "warn" : undefined} />
          </Box>
        ))}
      </Box>
      <Box sx={{ mt: 1.5, color: "text.secondary", fontSize: "0.85rem" }}>
        {all.accepted === null ? t("integrity.no_kafka") : t("integrity.balance_means")}{" "}
        {of.outbox_events ? t("integrity.outbox", { n: count(of.outbox_events) }) : null}
      </Box>
    </Card>
  );
}

function Part({ name, value, tone }: { name: string; value: number | null; tone?: "warn" | undefined }) {
  const t = useTranslate();
  return (
    <Box sx={{ minWidth: "4.5rem" }}>
      <Stat name={<b>{t(`integrity.counts.${name}`)}</b>} value={value} tone={tone} />
      <Box sx={{ color: "text.secondary", fontSize: "0.78rem", maxWidth: "8rem" }}>{t(`integrity.means.${name}`)}</Box>
    </Box>
  );
}
