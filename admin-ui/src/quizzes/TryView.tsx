/** A quiz as a player would meet it, one question after the other; nothing counts. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Preview } from "../questions/Preview";
import type { Question } from "../questions/rules";
import type { Tried } from "./types";

export function TryView({ tried, category }: { tried: Tried; category: string }) {
  const t = useTranslate();
  const [at, setAt] = useState(0);
  const one = tried.items[at];
  if (!one) return null;
  const wording = {
    lang: one.lang,
    stem: one.stem,
    options: one.options.map(({ text }) => text),
    accepted: one.right,
    explanation: one.explanation,
    description: one.media?.alt ?? one.media?.transcript ?? "",
  };
  const question: Question = {
    kind: one.kind,
    category_id: null,
    difficulty: "medium",
    tags: [],
    source: "",
    licence: "",
    time_limit_ms: one.time_limit_ms,
    wordings: [wording],
    correct: one.options.flatMap(({ id }, index) => (one.right.includes(id) ? [index] : [])),
    spans: one.spans,
    media_id: null,
  };
  return (
    <Box>
      <Preview question={question} at={0} category={category} medium={one.media} />
      <Box sx={{ display: "flex", gap: 1, alignItems: "center", mt: 1 }}>
        <Button variant="outlined" disabled={at === 0} onClick={() => setAt(at - 1)}>
          {t("cms.list.previous")}
        </Button>
        <Box sx={{ flex: 1, textAlign: "center" }} aria-live="polite">
          {t("quizzes.question_of", { n: at + 1, of: tried.items.length })}
        </Box>
        <Button variant="outlined" disabled={at === tried.items.length - 1} onClick={() => setAt(at + 1)}>
          {t("cms.list.next")}
        </Button>
      </Box>
    </Box>
  );
}
