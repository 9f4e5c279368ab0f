import { useTranslate } from "ra-core";
import { NEEDS } from "../auth/needs";
import { Editor } from "../parts/Editor";
import { Page } from "../parts/Page";
import { nested } from "../questions/rules";
import { Fields } from "./Fields";
import { type Draft, faults } from "./rules";

const DEFAULTS = { texts: { en: "" }, category: null, takes: "any" };

export function PromptCreate() {
  const t = useTranslate();
  return (
    <Page title={t("prompts.create")} lead={t("prompts.create_lead")} needs={NEEDS.prompts.write}>
      <Editor resource="prompts" defaults={DEFAULTS} validate={(values) => nested(faults(values as unknown as Draft))}>
        <Fields />
      </Editor>
    </Page>
  );
}
