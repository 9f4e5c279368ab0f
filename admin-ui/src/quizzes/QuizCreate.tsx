import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Editor } from "../parts/Editor";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { PACE, QuizFields, type Wish } from "./QuizFields";
import { quizzes } from "./resource";
import { TryView } from "./TryView";
import { QUIZZES, type Tried } from "./types";

export function QuizCreate() {
  const t = useTranslate();
  const defaults: Wish = {
    mode: "scheduled",
    title: "",
    category: null,
    lang: "en",
    opens_at: null,
    closes_at: null,
    by: "rule",
    count: 10,
    picked: [],
    pace: PACE,
  };
  return (
    <Page title={t("quizzes.create")} lead={t("quizzes.create_lead")}>
      <Editor resource="quizzes" defaults={defaults as unknown as Record<string, unknown>}>
        <Box
          sx={{
            display: "grid",
            gap: 2,
            gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "minmax(0, 1fr) 380px" },
            alignItems: "start",
          }}
        >
          <Box sx={{ display: "grid", gap: 2 }}>
            <QuizFields />
          </Box>
          <TryFirst />
        </Box>
      </Editor>
    </Page>
  );
}

/** What it would ask; of a rule the questions that were drawn can be kept. */
function TryFirst() {
  const t = useTranslate();
  const { getValues, setValue } = useFormContext();
  const [tried, setTried] = useState<Tried | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    setError(null);
    try {
      setTried(await ask<Tried>(`${QUIZZES}/preview`, { method: "POST", body: quizzes.give?.(getValues()) }));
    } catch (found) {
      setError(found);
    } finally {
      setBusy(false);
    }
  };
  const keep = () => {
    setValue(
      "picked",
      tried?.items.map(({ id, stem }) => ({ id, stem })),
      { shouldDirty: true },
    );
    setValue("by", "hand", { shouldDirty: true });
  };
  return (
    <Card title={t("quizzes.try")}>
      <Box sx={{ display: "grid", gap: 1.5 }}>
        <Box sx={{ display: "flex", gap: 1 }}>
          <Button variant="outlined" onClick={look} disabled={busy}>
            {t(tried ? "quizzes.try_again" : "quizzes.try_now")}
          </Button>
          {tried && <Button onClick={keep}>{t("quizzes.keep")}</Button>}
        </Box>
        <Fault error={error} />
        {tried ? (
          <TryView tried={tried} category={getValues("category")} />
        ) : (
          <Box sx={{ color: "text.secondary" }}>{t("quizzes.try_help")}</Box>
        )}
      </Box>
    </Card>
  );
}
