/** Who plays: a day, a week, from joining to redeeming, and who comes back. */

import Box from "@mui/material/Box";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Mark } from "../parts/Mark";
import { Page } from "../parts/Page";
import { Stat } from "../parts/Stat";
import { Waiting } from "../parts/Waiting";
import { Bars } from "./Bars";
import { Days, Funnel, Retention } from "./Tables";
import { ACTIVITY, type Activity, SPANS } from "./types";

export function ActivityPage() {
  const t = useTranslate();
  return (
    <Page title={t("nav.activity")} lead={t("activity.lead")} needs={NEEDS.activity.read}>
      <Content />
    </Page>
  );
}

function Content() {
  const t = useTranslate();
  const [days, setDays] = useState<number>(30);
  const { data, error, refetch } = useQuery({
    queryKey: ["activity", days],
    queryFn: () => ask<Activity>(ACTIVITY, { query: { days, weeks: 8 } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <TextField
        select
        label={t("activity.span")}
        value={days}
        onChange={(event) => setDays(Number(event.target.value))}
        sx={{ width: 200 }}
      >
        {SPANS.map((n) => (
          <MenuItem key={n} value={n}>
            {t("activity.days_n", { n })}
          </MenuItem>
        ))}
      </TextField>
      <Fault error={error} onRetry={refetch} />
      {!data && !error && <Waiting />}
      {data && <Told of={data} />}
    </Box>
  );
}

function Told({ of }: { of: Activity }) {
  const t = useTranslate();
  const today = of.days[of.days.length - 1];
  const top = of.days.reduce((best, one) => (one.active > best.active ? one : best));
  const weeks = of.weeks.map((one) => one.active);
  const words = (n: number) => n.toLocaleString("en");
  return (
    <>
      <Card>
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 4, alignItems: "flex-end" }}>
          <Stat name={t("activity.today")} value={today?.active ?? 0} />
          <Stat name={t("activity.week")} value={weeks[weeks.length - 1] ?? 0} />
          <Stat name={t("activity.joined_today")} value={today?.joined ?? 0} />
          {of.waiting > 0 && <Mark tone="warn">{t("activity.waiting", { n: words(of.waiting) })}</Mark>}
        </Box>
        <Box sx={{ color: "text.secondary", mt: 1, fontSize: "0.85rem" }}>{t("activity.active_means")}</Box>
      </Card>
      <Card title={t("activity.days")}>
        <Bars
          values={of.days.map((one) => one.active)}
          label={t("activity.days_chart", { most: words(top.active), day: top.day })}
          first={of.days[0]?.day ?? ""}
          last={today?.day ?? ""}
        />
        <Days days={of.days} />
      </Card>
      <Card title={t("activity.weeks")}>
        <Bars
          values={weeks}
          label={t("activity.weeks_chart", { most: words(Math.max(...weeks)) })}
          first={of.weeks[0]?.week ?? ""}
          last={of.weeks[of.weeks.length - 1]?.week ?? ""}
        />
      </Card>
      <Funnel cohorts={of.cohorts} />
      <Retention cohorts={of.cohorts} weeks={of.weeks} />
    </>
  );
}
