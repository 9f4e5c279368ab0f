import { type RaRecord, useTranslate } from "ra-core";
import type { components } from "../api/schema";
import { ExportAction } from "../exports/ExportAction";
import { List } from "../parts/List";
import { Mark, type Tone } from "../parts/Mark";

type Achievement = components["schemas"]["DeclaredAchievement"] & RaRecord;

const TONES: Record<Achievement["tier"], Tone> = { bronze: "plain", silver: "info", gold: "warn" };

export function AchievementList() {
  const t = useTranslate();
  return (
    <List<Achievement>
      resource="achievements"
      title={t("nav.achievements")}
      lead={t("achievements.lead")}
      actions={<ExportAction subject="achievements" />}
      columns={[
        { name: "name", title: t("achievements.name"), cell: (row) => <b>{row.name}</b> },
        { name: "description", title: t("achievements.description"), cell: (row) => row.description },
        {
          name: "metric",
          title: t("achievements.asks"),
          cell: (row) =>
            t(`achievements.metrics.${row.metric}`, {
              smart_count: row.threshold,
              n: row.threshold.toLocaleString("en"),
            }),
        },
        {
          name: "tier",
          title: t("achievements.tier"),
          cell: (row) => <Mark tone={TONES[row.tier]}>{t(`achievements.tiers.${row.tier}`)}</Mark>,
        },
        { name: "code", title: t("achievements.code"), cell: (row) => <code>{row.code}</code> },
      ]}
      rowName={(row) => row.name}
      empty={{ title: t("achievements.empty") }}
      perPage={100}
    />
  );
}
