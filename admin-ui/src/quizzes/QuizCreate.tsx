import { useTranslate } from "ra-core";
import { useState } from "react";
import { NEEDS } from "../auth/needs";
import { Editor } from "../parts/Editor";
import { Page } from "../parts/Page";
import { Fields } from "./Fields";
import { faults, PACE, proposed } from "./rules";
import { TryDraft } from "./TryDraft";
import type { Draft } from "./types";

export function QuizCreate() {
  const t = useTranslate();
  const [defaults] = useState(() => ({
    mode: "scheduled",
    title: "",
    category: null,
    lang: "en",
    ...proposed(Date.now()),
    pace: PACE,
    draw: 10,
    questions: [],
  }));
  return (
    <Page title={t("quizzes.create")} lead={t("quizzes.create_lead")} needs={NEEDS.quizzes.write}>
      <Editor
        resource="quizzes"
        defaults={defaults}
        validate={(values) => faults(values as unknown as Draft, Date.now())}
        buttons={<TryDraft />}
      >
        <Fields />
      </Editor>
    </Page>
  );
}
