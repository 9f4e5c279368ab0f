/** Which questions a day to come asks. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useQueryClient } from "@tanstack/react-query";
import { Form, useNotify, useTranslate } from "ra-core";
import { useEffect, useRef, useState } from "react";
import { useFormContext, useFormState, useWatch } from "react-hook-form";
import { send } from "../api/http";
import { Problem } from "../api/problem";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Text } from "../parts/fields";
import { Picker } from "../quizzes/Picker";
import type { Picked } from "../quizzes/types";
import { COUNT, DAILY, type Day } from "./calls";
import { DayConflict } from "./DayConflict";

interface Props {
  day: string;
  category: string;
  made: Day | null;
  onChanged: () => Promise<unknown>;
}

interface Draft {
  lang: string;
  questions: Picked[];
}

export function PickForm({ day, category, made, onChanged }: Props) {
  const t = useTranslate();
  const notify = useNotify();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const put = async (draft: Draft, etag: string | null) => {
    setError(null);
    try {
      await send<Day>(`${DAILY}/${encodeURIComponent(day)}`, {
        method: "PUT",
        query: { category },
        body: { lang: draft.lang, question_ids: draft.questions.map(({ id }) => id) },
        headers: etag ? { "If-Match": etag } : { "If-None-Match": "*" },
      });
      notify("cms.saved", { type: "success" });
      await queries.invalidateQueries({ queryKey: ["daily"] });
    } catch (found) {
      setError(found);
    }
  };
  const conflict = error instanceof Problem && error.status === 412 ? error : null;
  return (
    <Form
      defaultValues={draftOf(made)}
      onSubmit={(draft: unknown) => put(draft as Draft, made && etagOf(made))}
      warnWhenUnsavedChanges
    >
      <Card title={made ? undefined : t("daily.by_chance")}>
        <Inner category={category} made={made} />
        {!conflict && <Fault error={error} />}
        <Buttons day={day} category={category} made={made} />
      </Card>
      {conflict && (
        <DayConflict
          problem={conflict}
          onClose={() => setError(null)}
          onTake={onChanged}
          onKeep={(draft, etag) => put(draft as Draft, etag)}
        />
      )}
    </Form>
  );
}

const etagOf = (made: Day) => `"e${made.edition}"`;
const draftOf = (made: Day | null): Draft => ({ lang: made?.langs[0] ?? "en", questions: made?.questions ?? [] });

function Inner({ category, made }: { category: string; made: Day | null }) {
  const t = useTranslate();
  const { setValue, reset } = useFormContext<Draft>();
  // What was saved, dropped or taken over is where the form begins from then on.
  const at = useRef(made);
  useEffect(() => {
    if (at.current?.id !== made?.id || at.current?.edition !== made?.edition) reset(draftOf(made));
    at.current = made;
  }, [made, reset]);
  const { questions, lang } = useWatch() as Draft;
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

function Buttons({ day, category, made }: Omit<Props, "onChanged">) {
  const t = useTranslate();
  const notify = useNotify();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const { isSubmitting } = useFormState();
  const { questions } = useWatch() as Draft;
  const unpick = async () => {
    await send(`${DAILY}/${encodeURIComponent(day)}`, {
      method: "DELETE",
      query: { category },
      headers: made ? { "If-Match": etagOf(made) } : {},
    });
    notify("daily.unpicked", { type: "success" });
    await queries.invalidateQueries({ queryKey: ["daily"] });
  };
  const enough = questions?.length === COUNT;
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center", mt: 2 }}>
      <Button type="submit" variant="contained" disabled={!enough || isSubmitting}>
        {t(isSubmitting ? "cms.saving" : "daily.save")}
      </Button>
      {!enough && <Box sx={{ color: "text.secondary" }}>{t("daily.need", { most: COUNT })}</Box>}
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
    </Box>
  );
}
