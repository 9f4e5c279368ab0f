import { type RaRecord, useTranslate } from "ra-core";
import type { components } from "../api/schema";
import { List } from "../parts/List";

type Achievement = components["schemas"]["DeclaredAchievement"] & RaRecord;

/** What players can earn; it is declared in the code, so here it is read. */
export function AchievementList() {
  const t = useTranslate();
  return (
    <List<Achievement>
      resource="achievements"
      title={t("nav.achievements")}
      lead={t("achievements.lead")}
      columns={[
        { name: "name", title: t("achievements.name"), cell: (row) => <b>{row.name}</b> },
        { name: "description", title: t("achievements.description"), cell: (row) => row.description },
        { name: "metric", title: t("achievements.metric"), cell: (row) => t(`achievements.metrics.${row.metric}`) },
        {
          name: "threshold",
          title: t("achievements.threshold"),
          align: "right",
          cell: (row) => row.threshold.toLocaleString("en"),
        },
        { name: "tier", title: t("achievements.tier"), cell: (row) => t(`achievements.tiers.${row.tier}`) },
        { name: "code", title: t("achievements.code"), cell: (row) => <code>{row.code}</code> },
      ]}
      rowName={(row) => row.name}
      empty={{ title: t("achievements.empty") }}
    />
  );
}
