/** The calendar of the daily challenge: a month of one category; a day to come can be picked by hand. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { useCategories } from "../categories/tree";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Picker } from "../quizzes/Picker";
import type { Picked } from "../quizzes/types";
import { monthOf, shifted, today, weeks } from "./calendar";

type Day = components["schemas"]["Day"];

const DAILY = "/v1/admin/daily";
const COUNT = 10;

export function DailyPage() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const { data: known } = useCategories();
  const [chosen, setChosen] = useState<string | null>(null);
  const [month, setMonth] = useState(monthOf(today()));
  const [open, setOpen] = useState<string | null>(null);
  const category = chosen ?? known?.items[0]?.slug ?? "";
  const days = weeks(month);
  const [from, to] = [days[0]?.[0] ?? month, days.at(-1)?.at(-1) ?? month];
  const key = ["daily", category, month];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => ask<{ items: Day[] }>(DAILY, { query: { from, to, category } }),
    enabled: Boolean(category),
  });
  const made = new Map(data?.items.map((one) => [one.day, one]));
  const writes = permissions?.includes("content.write") ?? false;
  const name = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01`),
  );
  return (
    <Page title={t("nav.daily")} lead={t("daily.lead", { count: COUNT })}>
      <Card>
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, alignItems: "center", mb: 2 }}>
          <TextField
            select
            label={t("daily.category")}
            value={category}
            onChange={(event) => setChosen(event.target.value)}
            sx={{ width: 240 }}
          >
            {known?.items.map((one) => (
              <MenuItem key={one.slug} value={one.slug}>
                {one.name}
              </MenuItem>
            ))}
          </TextField>
          <Button variant="outlined" onClick={() => setMonth(shifted(month, -1))}>
            {t("daily.before")}
          </Button>
          <Box sx={{ fontWeight: 700, minWidth: 140, textAlign: "center" }} aria-live="polite">
            {name}
          </Box>
          <Button variant="outlined" onClick={() => setMonth(shifted(month, 1))}>
            {t("daily.after")}
          </Button>
        </Box>
        <Fault error={error} onRetry={refetch} />
        <Box
          component="ul"
          aria-label={name}
          sx={{
            m: 0,
            p: 0,
            listStyle: "none",
            display: "grid",
            gap: 1,
            gridTemplateColumns: { xs: "repeat(2, 1fr)", sm: "repeat(7, minmax(0, 1fr))" },
          }}
        >
          {days.flat().map((day) => (
            <One
              key={day}
              day={day}
              inside={day.startsWith(month)}
              made={made.get(day)}
              writes={writes}
              onOpen={() => setOpen(day)}
            />
          ))}
        </Box>
      </Card>
      {open && (
        <Pick day={open} category={category} made={made.get(open)} onClose={() => setOpen(null)} queryKey={key} />
      )}
    </Page>
  );
}

interface OneProps {
  day: string;
  inside: boolean;
  made: Day | undefined;
  writes: boolean;
  onOpen: () => void;
}

function One({ day, inside, made, writes, onOpen }: OneProps) {
  const t = useTranslate();
  const ahead = day > today();
  return (
    <Box
      component="li"
      sx={({ colours: c }) => ({
        border: `1px solid ${c.line}`,
        borderRadius: "8px",
        p: 1,
        minHeight: 92,
        background: day === today() ? c.markWash : inside ? c.card : c.sunk,
      })}
    >
      <Box sx={{ fontWeight: 700 }}>
        {new Intl.DateTimeFormat("en-GB", {
          weekday: "short",
          day: "numeric",
          month: inside ? undefined : "short",
          timeZone: "UTC",
        }).format(new Date(day))}
      </Box>
      <Box sx={{ fontSize: "0.82rem", color: made ? "text.primary" : "text.secondary" }}>
        {made
          ? t(ahead ? "daily.picked" : "daily.played", { smart_count: made.players })
          : t(ahead ? "daily.by_chance" : "daily.nobody")}
      </Box>
      {ahead && writes && (
        <Button onClick={onOpen} aria-label={t("daily.pick_day", { day })} sx={{ px: 0.5, ml: -0.5 }}>
          {t(made ? "daily.change" : "daily.pick")}
        </Button>
      )}
    </Box>
  );
}

interface PickProps {
  day: string;
  category: string;
  made: Day | undefined;
  onClose: () => void;
  queryKey: unknown[];
}

function Pick({ day, category, made, onClose, queryKey }: PickProps) {
  const t = useTranslate();
  const queries = useQueryClient();
  const [lang, setLang] = useState(made?.langs[0] ?? "en");
  const [picked, setPicked] = useState<Picked[]>(made?.questions.map(({ id, stem }) => ({ id, stem })) ?? []);
  const [error, setError] = useState<unknown>(null);
  const path = `${DAILY}/${day}`;
  const run = async (work: () => Promise<unknown>) => {
    setError(null);
    try {
      await work();
      await queries.invalidateQueries({ queryKey });
      onClose();
    } catch (found) {
      setError(found);
    }
  };
  const headers: Record<string, string> = made ? { "If-Match": `"e${made.edition}"` } : {};
  const body = { question_ids: picked.map(({ id }) => id), lang };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby="pick">
      <DialogTitle id="pick">{t("daily.pick_day", { day })}</DialogTitle>
      <DialogContent sx={{ display: "grid", gap: 2 }}>
        <TextField
          label={t("quizzes.lang")}
          value={lang}
          onChange={(event) => setLang(event.target.value)}
          sx={{ width: 140, mt: 1 }}
          slotProps={{ htmlInput: { maxLength: 35 } }}
        />
        <Picker category={category} lang={lang} value={picked} onChange={setPicked} />
        <Fault error={error} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("cms.cancel")}</Button>
        {made && (
          <Button color="error" onClick={() => run(() => ask(path, { method: "DELETE", query: { category } }))}>
            {t("daily.unpick")}
          </Button>
        )}
        <Button
          variant="contained"
          disabled={picked.length !== COUNT}
          onClick={() => run(() => ask(path, { method: "PUT", query: { category }, body, headers }))}
        >
          {t("daily.take", { count: picked.length, of: COUNT })}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
