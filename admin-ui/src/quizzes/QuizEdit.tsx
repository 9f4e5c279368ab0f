/** A quiz: its form while nobody may enter it, else what it is; and a try of it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useDelete, useGetOne, useNotify, usePermissions, useRedirect, useTranslate } from "ra-core";
import { useState } from "react";
import { useParams } from "react-router-dom";
import { Ask } from "../parts/Ask";
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
          <Delete sheet={sheet} />
        </>
      }
    >
      <Fields saved />
    </Editor>
  );
}

function Delete({ sheet }: { sheet: Sheet }) {
  const t = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const [open, setOpen] = useState(false);
  const [remove] = useDelete();
  const act = async () => {
    const options = { returnPromise: true, mutationMode: "pessimistic" } as const;
    await remove("quizzes", { id: sheet.id, previousData: sheet }, options);
    notify("quizzes.deleted", { type: "success" });
    redirect("list", "quizzes");
  };
  return (
    <>
      <Button color="error" onClick={() => setOpen(true)}>
        {t("cms.remove")}
      </Button>
      <Ask
        open={open}
        title={t("quizzes.delete")}
        verb={t("cms.remove")}
        danger
        onClose={() => setOpen(false)}
        act={act}
      >
        {t("quizzes.delete_lead")}
      </Ask>
    </>
  );
}
