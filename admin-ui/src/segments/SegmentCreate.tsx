import { useTranslate } from "ra-core";
import { NEEDS } from "../auth/needs";
import { Editor } from "../parts/Editor";
import { Page } from "../parts/Page";
import { Fields } from "./Fields";

export function SegmentCreate() {
  const t = useTranslate();
  return (
    <Page title={t("segments.create")} lead={t("segments.create_lead")} needs={NEEDS.segments.write}>
      <Editor resource="segments" defaults={{ name: "", filter: {} }}>
        <Fields />
      </Editor>
    </Page>
  );
}
