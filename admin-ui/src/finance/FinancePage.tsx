/** What a time did to tokens and to money, and the months that are closed. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { type FormEvent, useState } from "react";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { ClosedMonths } from "./ClosedMonths";
import { Figures } from "./Figures";
import { FINANCE, type Period, type Report, thisMonth } from "./types";

export function FinancePage() {
  const t = useTranslate();
  return (
    <Page title={t("nav.finance")} lead={t("finance.lead")} needs={NEEDS.finance.read}>
      <Content />
    </Page>
  );
}

function Content() {
  const [period, setPeriod] = useState(() => thisMonth(new Date()));
  const { data, error, refetch } = useQuery({
    queryKey: ["finance", "report", period],
    queryFn: () => ask<Report>(`${FINANCE}/report`, { query: { ...period } }),
  });
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Days key={`${period.from}${period.to}`} period={period} onChoose={setPeriod} />
      <Fault error={error} onRetry={refetch} />
      {!data && !error && <Waiting />}
      {data && <Figures report={data} />}
      <ClosedMonths onShow={setPeriod} />
    </Box>
  );
}

function Days({ period, onChoose }: { period: Period; onChoose: (period: Period) => void }) {
  const t = useTranslate();
  const [typed, setTyped] = useState(period);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChoose(typed);
  };
  return (
    <Box component="form" onSubmit={submit} sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
      {(["from", "to"] as const).map((name) => (
        <TextField
          key={name}
          type="date"
          label={t(`finance.${name}`)}
          value={typed[name]}
          onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
          required
          slotProps={{ inputLabel: { shrink: true } }}
        />
      ))}
      <Button type="submit" variant="outlined">
        {t("finance.show")}
      </Button>
    </Box>
  );
}
