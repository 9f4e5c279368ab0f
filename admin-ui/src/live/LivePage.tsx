/** How the game does: at this moment, and over the time that stands in the address. */

import Box from "@mui/material/Box";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useSearchParams } from "react-router-dom";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { useNow } from "../home/now";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { Charts } from "./Charts";
import { Now } from "./Now";
import { DASHBOARD, type Past, SPANS, type Span, spanOf } from "./types";

const PAST_MS = 10_000;

export function LivePage() {
  const t = useTranslate();
  return (
    <Page title={t("nav.live")} lead={t("live.lead")} needs={NEEDS.live.read}>
      <Content />
    </Page>
  );
}

function Content() {
  const [search, setSearch] = useSearchParams();
  const span = spanOf(search.get("span"));
  const now = useNow();
  const past = useQuery({
    queryKey: ["dashboard", "past", span],
    queryFn: () => ask<Past>(`${DASHBOARD}/past`, { query: { span }, poll: true }),
    refetchInterval: PAST_MS,
    placeholderData: keepPreviousData,
  });
  const choose = (chosen: string) => setSearch({ span: chosen }, { replace: true });
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Fault error={now.error} onRetry={now.refetch} />
      {!now.data && !now.error && <Waiting rows={3} />}
      {now.data && <Now of={now.data} />}
      <Choice span={span} onChoose={choose} />
      <Fault error={past.error} onRetry={past.refetch} />
      {!past.data && !past.error && <Waiting />}
      {past.data && <Charts past={past.data} />}
    </Box>
  );
}

function Choice({ span, onChoose }: { span: Span; onChoose: (span: string) => void }) {
  const t = useTranslate();
  return (
    <TextField
      select
      label={t("live.span")}
      value={span}
      onChange={(event) => onChoose(event.target.value)}
      sx={{ width: 200, mt: 1 }}
    >
      {Object.keys(SPANS).map((one) => (
        <MenuItem key={one} value={one}>
          {t(`live.spans.${one}`)}
        </MenuItem>
      ))}
    </TextField>
  );
}
