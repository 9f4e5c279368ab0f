import { useTranslate } from "ra-core";
import { NEEDS } from "../auth/needs";
import { Editor } from "../parts/Editor";
import { Page } from "../parts/Page";
import { nested } from "../questions/rules";
import { Fields } from "./Fields";
import { faults, type SeasonDraft } from "./rules";
import { today } from "./types";

export function SeasonCreate() {
  const t = useTranslate();
  const check = (values: unknown) => nested(faults(values as SeasonDraft, today()));
  return (
    <Page title={t("seasons.create")} lead={t("seasons.create_lead")} needs={NEEDS.seasons.write}>
      <Editor resource="seasons" defaults={{ name: "", first: null, last: null, prizes: [] }} validate={check}>
        <Fields />
      </Editor>
    </Page>
  );
}
