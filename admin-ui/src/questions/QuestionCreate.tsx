import { useTranslate } from "ra-core";
import { useLocation } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { Editor } from "../parts/Editor";
import { Page } from "../parts/Page";
import { Fields } from "./Fields";
import { blank, faults, nested, type Question } from "./rules";

export function QuestionCreate() {
  const t = useTranslate();
  const { state } = useLocation() as { state: { category_id?: number } | null };
  const defaults = {
    ...blank("single_choice"),
    category_id: state?.category_id ?? null,
    difficulty: "medium",
    tags: [],
    source: "",
    licence: "",
    time_limit_ms: 15_000,
    media_id: null,
  };
  return (
    <Page title={t("questions.create")} lead={t("questions.create_lead")} needs={NEEDS.questions.write}>
      <Editor
        resource="questions"
        defaults={defaults}
        validate={(values) => nested(faults(values as unknown as Question))}
      >
        <Fields missing={[]} />
      </Editor>
    </Page>
  );
}
