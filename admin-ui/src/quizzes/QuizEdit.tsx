/** A quiz: its form while nobody may enter it, else what it is; and a try of it. */

import Box from "@mui/material/Box";
import { useGetOne, usePermissions, useTranslate } from "ra-core";
import { useParams } from "react-router-dom";
import { Delete } from "../parts/Delete";
import { Editor } from "../parts/Editor";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Fields } from "./Fields";
import { QuizState } from "./QuizList";
import { QuizView } from "./QuizView";
import { faults, settledAt } from "./rules";
import { TryDraft } from "./TryDraft";
import type { Draft, Sheet } from "./types";

export function QuizEdit() {
  const { id = "" } = useParams();
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const { data: sheet, error, refetch } = useGetOne<Sheet>("quizzes", { id });
  if (!sheet)
    return (
      <Page title={t("quizzes.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const writable = sheet.changeable && sheet.mode !== "daily" && permissions?.includes("content.write");
  return (
    <Page
      title={<bdi dir="auto">{sheet.title}</bdi>}
      name={sheet.title}
      lead={
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
          <QuizState state={sheet.state} />
          <span>{t(`quizzes.modes.${sheet.mode}`)}</span>
          <span>
            {writable ? (
              <>
                {t("quizzes.settled")} <Time at={settledAt(sheet.mode, sheet.opens_at)} />
              </>
            ) : (
              !sheet.changeable && t("quizzes.settled_over")
            )}
          </span>
          <Id id={sheet.id} />
        </Box>
      }
    >
      {writable ? <Change sheet={sheet} /> : <QuizView sheet={sheet} />}
    </Page>
  );
}

function Change({ sheet }: { sheet: Sheet }) {
  return (
    <Editor
      resource="quizzes"
      id={sheet.id}
      validate={(values) => faults(values as unknown as Draft, Date.now())}
      buttons={
        <>
          <TryDraft />
          <Box sx={{ flex: 1 }} />
          <Delete resource="quizzes" record={sheet} />
        </>
      }
    >
      <Fields saved />
    </Editor>
  );
}
