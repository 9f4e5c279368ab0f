import { useTranslate } from "ra-core";
import { NEEDS } from "../auth/needs";
import { Editor } from "../parts/Editor";
import { Page } from "../parts/Page";
import { Fields } from "./Fields";

const NONE = { title: "", body: "" };
const DEFAULTS = { name: "", category: "news", variables: [], texts: { en: NONE, es: NONE, ar: NONE } };

export function TemplateCreate() {
  const t = useTranslate();
  return (
    <Page title={t("templates.create")} lead={t("templates.create_lead")} needs={NEEDS.templates.write}>
      <Editor resource="templates" defaults={DEFAULTS}>
        <Fields />
      </Editor>
    </Page>
  );
}
