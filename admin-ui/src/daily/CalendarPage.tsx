/** A month of daily challenges: which were picked, which were played, and a way to pick for a day to come. */

import PreviousIcon from "@mui/icons-material/ChevronLeft";
import NextIcon from "@mui/icons-material/ChevronRight";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import LinearProgress from "@mui/material/LinearProgress";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";
import { useSearchParams } from "react-router-dom";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { useSlugs } from "../quizzes/categories";
import { useDays } from "./calls";
import { DayCell } from "./DayCell";
import { beside, isMonth, monthName, today, weeks } from "./month";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export function CalendarPage() {
  const t = useTranslate();
  const [search, setSearch] = useSearchParams();
  const { choices, nameOf } = useSlugs();
  const now = Date.now();
  const asked = search.get("month") ?? "";
  const month = isMonth(asked) ? asked : today(now).slice(0, 7);
  const category = search.get("category") ?? "";
  const rows = weeks(month);
  const { data, error, refetch, isPending } = useDays(rows[0]?.[0] ?? "", rows.at(-1)?.[6] ?? "", category);
  const set = (changes: Record<string, string>) => setSearch({ month, category, ...changes }, { replace: true });
  return (
    <Page title={t("nav.daily")} lead={t("daily.lead")}>
      <Fault error={error} onRetry={refetch} />
      <Card flush>
        <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1, p: 1.5 }}>
          <IconButton aria-label={t("daily.previous")} onClick={() => set({ month: beside(month, -1) })}>
            <PreviousIcon />
          </IconButton>
          <Box
            component="h2"
            aria-live="polite"
            sx={{ m: 0, fontSize: "1.05rem", minWidth: "9.5rem", textAlign: "center" }}
          >
            {monthName(month)}
          </Box>
          <IconButton aria-label={t("daily.next")} onClick={() => set({ month: beside(month, 1) })}>
            <NextIcon />
          </IconButton>
          <Button variant="outlined" onClick={() => set({ month: today(now).slice(0, 7) })}>
            {t("daily.this_month")}
          </Button>
          <Box sx={{ flex: 1 }} />
          <TextField
            select
            label={t("daily.category")}
            value={choices.length ? category : ""}
            onChange={(event) => set({ category: event.target.value })}
            sx={{ width: 220 }}
          >
            <MenuItem value="">{t("cms.list.any")}</MenuItem>
            {choices.map(({ id, name }) => (
              <MenuItem key={id} value={id}>
                {name}
              </MenuItem>
            ))}
          </TextField>
        </Box>
        {isPending && !error ? <LinearProgress aria-label={t("cms.loading")} /> : <Box sx={{ height: 4 }} />}
        <Box
          component="table"
          aria-label={monthName(month)}
          sx={({ colours: c }) => ({
            width: "100%",
            tableLayout: "fixed",
            borderCollapse: "collapse",
            "& th": { p: 0.75, textAlign: "start", fontSize: "0.78rem", color: c.soft, background: c.sunk },
            "& td": { verticalAlign: "top", height: 96, p: 0.75, border: `1px solid ${c.line}` },
          })}
        >
          <thead>
            <tr>
              {WEEKDAYS.map((one) => (
                <th key={one} scope="col">
                  {t(`daily.weekdays.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((days) => (
              <tr key={days[0]}>
                {days.map((day) => (
                  <DayCell
                    key={day}
                    day={day}
                    faint={!day.startsWith(month)}
                    made={data?.items.filter((one) => one.day === day) ?? []}
                    category={category}
                    nameOf={nameOf}
                    now={now}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </Box>
      </Card>
    </Page>
  );
}
