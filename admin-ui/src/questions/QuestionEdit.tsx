/** A question: its form with the preview beside it, its state, what players' answers say, and what it said before. */

import Box from "@mui/material/Box";
import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { useGetOne, usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { useParams } from "react-router-dom";
import { Delete } from "../parts/Delete";
import { Editor } from "../parts/Editor";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Fields } from "./Fields";
import { Findings } from "./Findings";
import { Languages, StateMark } from "./marks";
import { keptTexts } from "./played";
import { Revisions } from "./Revisions";
import { faults, nested, type Question } from "./rules";
import { States } from "./States";
import type { Sheet } from "./types";

export function QuestionEdit() {
  const { id = "" } = useParams();
  const t = useTranslate();
  const { data: sheet, error, refetch } = useGetOne<Sheet>("questions", { id });
  const [tab, setTab] = useState("edit");
  if (error)
    return (
      <Page title={t("questions.one")}>
        <Fault error={error} onRetry={refetch} />
      </Page>
    );
  if (!sheet)
    return (
      <Page title={t("questions.one")}>
        <Waiting />
      </Page>
    );
  return (
    <Page
      title={<bdi dir="auto">{sheet.stem}</bdi>}
      name={sheet.stem}
      lead={
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
          <StateMark state={sheet.state} />
          <Languages of={sheet.translations} />
          <span>{t("questions.revision_n", { n: sheet.revision })}</span>
          <span>
            {t("questions.changed")} <Time at={sheet.updated_at} style="ago" />
          </span>
          <Id id={sheet.id} />
        </Box>
      }
    >
      <Tabs
        value={tab}
        onChange={(_, chosen) => setTab(chosen)}
        aria-label={t("questions.views")}
        sx={{ mb: 2, borderBottom: 1, borderColor: "divider" }}
      >
        <Tab value="edit" label={t("questions.edit")} id="tab-edit" aria-controls="panel-edit" />
        <Tab value="revisions" label={t("questions.revisions")} id="tab-revisions" aria-controls="panel-revisions" />
      </Tabs>
      {/* The form stays while another view is open: nothing typed is lost. */}
      <Box role="tabpanel" id="panel-edit" aria-labelledby="tab-edit" hidden={tab !== "edit"}>
        <Edit sheet={sheet} />
      </Box>
      {tab === "revisions" && (
        <Box role="tabpanel" id="panel-revisions" aria-labelledby="tab-revisions">
          <Revisions sheet={sheet} />
        </Box>
      )}
    </Page>
  );
}

function Edit({ sheet }: { sheet: Sheet }) {
  const { permissions } = usePermissions<string[]>();
  const writes = permissions?.includes("content.write") ?? false;
  const deletable = writes && sheet.state === "draft" && !sheet.published_at;
  return (
    <Editor
      resource="questions"
      id={String(sheet.id)}
      validate={(values) => nested(faults(values as unknown as Question, keptTexts(sheet)))}
      readOnly={!writes}
      buttons={deletable && <Delete resource="questions" record={sheet} />}
    >
      <Fields
        missing={sheet.missing}
        side={
          <>
            <States sheet={sheet} readOnly={!writes} />
            <Findings sheet={sheet} />
          </>
        }
      />
    </Editor>
  );
}
