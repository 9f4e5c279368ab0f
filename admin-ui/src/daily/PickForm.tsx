/** Which questions a day to come asks. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useQueryClient } from "@tanstack/react-query";
import { useNotify, useTranslate } from "ra-core";
import { useMemo, useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { send } from "../api/http";
import type { Problem } from "../api/problem";
import type { Fields } from "../data/changes";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Draft } from "../parts/Draft";
import { Text } from "../parts/fields";
import { Picker } from "../quizzes/Picker";
import type { Picked } from "../quizzes/types";
import { COUNT, DAILY, type Day } from "./calls";

interface Props {
  day: string;
  category: string;
  made: Day | null;
}

interface Picks extends Fields {
  lang: string;
  questions: Picked[];
  _etag: string | null;
}

export function PickForm({ day, category, made }: Props) {
  const t = useTranslate();
  const refresh = useRefresh();
  const record = useMemo(() => picksOf(made), [made]);
  const save = async (mine: Fields, seen: Fields) => {
    const { lang, questions, _etag } = { ...seen, ...mine } as Picks;
    const { data } = await send<Day>(`${DAILY}/${encodeURIComponent(day)}`, {
      method: "PUT",
      query: { category },
      body: { lang, question_ids: questions.map(({ id }) => id) },
      headers: _etag ? { "If-Match": _etag } : { "If-None-Match": "*" },
    });
    return picksOf(data);
  };
  return (
    <Draft
      record={record}
      verb="daily.save"
      validate={({ questions }) => (isEnough(questions) ? {} : { questions: "daily.need" })}
      buttons={<Buttons day={day} category={category} made={made} />}
      save={save}
      onSaved={refresh}
      theirs={async ({ members }: Problem) => picksOf((members.current as Day | undefined) ?? null)}
      onTake={refresh}
      shown={shown}
    >
      <Card title={made ? undefined : t("daily.by_chance")}>
        <Inner category={category} />
      </Card>
    </Draft>
  );
}

function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["daily"] });
}

const etagOf = (made: Day) => `"e${made.edition}"`;
const isEnough = (questions: unknown) => Array.isArray(questions) && questions.length === COUNT;

function picksOf(made: Day | null): Picks {
  if (!made) return { lang: "en", questions: [], _etag: null };
  return { lang: made.langs[0] ?? "en", questions: made.questions, _etag: etagOf(made) };
}

/** What people compare: the questions' words. */
function shown({ lang, questions = [] }: Fields): Fields {
  return { lang, questions: (questions as Picked[]).map(({ stem }) => stem) };
}

function Inner({ category }: { category: string }) {
  const t = useTranslate();
  const { setValue } = useFormContext<Picks>();
  const { questions, lang } = useWatch() as Picks;
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Box sx={{ maxWidth: 260 }}>
        <Text source="lang" label={t("daily.lang")} help={t("quizzes.lang_help")} most={35} required />
      </Box>
      <Picker
        value={questions ?? []}
        onChange={(value) => setValue("questions", value, { shouldDirty: true })}
        lang={lang}
        category={category}
        most={COUNT}
        exactly
      />
    </Box>
  );
}

function Buttons({ day, category, made }: Props) {
  const t = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const [open, setOpen] = useState(false);
  const { questions } = useWatch() as Picks;
  const unpick = async () => {
    try {
      await send(`${DAILY}/${encodeURIComponent(day)}`, {
        method: "DELETE",
        query: { category },
        headers: made ? { "If-Match": etagOf(made) } : {},
      });
      notify("daily.unpicked", { type: "success" });
    } finally {
      await refresh();
    }
  };
  return (
    <>
      {!isEnough(questions) && <Box sx={{ color: "text.secondary" }}>{t("daily.need", { most: COUNT })}</Box>}
      <Box sx={{ flex: 1 }} />
      {made && (
        <Button color="error" onClick={() => setOpen(true)}>
          {t("daily.unpick")}
        </Button>
      )}
      <Ask
        open={open}
        title={t("daily.unpick_title")}
        verb={t("daily.unpick")}
        danger
        onClose={() => setOpen(false)}
        act={unpick}
      >
        {t("daily.unpick_lead")}
      </Ask>
    </>
  );
}
