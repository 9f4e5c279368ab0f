import { useTranslate } from "ra-core";
import { Editor } from "../parts/Editor";
import { Page } from "../parts/Page";
import { SeasonFields } from "./SeasonFields";

export function SeasonCreate() {
  const t = useTranslate();
  return (
    <Page title={t("seasons.create")} lead={t("seasons.create_lead")}>
      <Editor resource="seasons" defaults={{ name: "", first: null, last: null, prizes: [] }}>
        <SeasonFields />
      </Editor>
    </Page>
  );
}
