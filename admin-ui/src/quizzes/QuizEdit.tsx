import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useQuery } from "@tanstack/react-query";
import { useDelete, useGetOne, usePermissions, useRedirect, useTranslate } from "ra-core";
import { useState } from "react";
import { useParams } from "react-router-dom";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Editor } from "../parts/Editor";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { QuizFields } from "./QuizFields";
import { QuizState } from "./QuizList";
import { TryView } from "./TryView";
import { QUIZZES, type Quiz, type Tried } from "./types";

export function QuizEdit() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const { permissions } = usePermissions<string[]>();
  const { data: quiz, error, refetch } = useGetOne<Quiz>("quizzes", { id });
  if (!quiz)
    return <Page title={t("quizzes.one")}>{error ? <Fault error={error} onRetry={refetch} /> : <Waiting />}</Page>;
  const writes = (permissions?.includes("content.write") && quiz.changeable) ?? false;
  return (
    <Page
      title={<bdi dir="auto">{quiz.title}</bdi>}
      name={quiz.title}
      lead={
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25 }}>
          <QuizState state={quiz.state} /> {t(`quizzes.modes.${quiz.mode}`)} <Time at={quiz.opens_at} /> –{" "}
          <Time at={quiz.closes_at} />
          <span>{t("quizzes.players_n", { smart_count: quiz.players })}</span>
          {!quiz.changeable && <span>{t("quizzes.fixed")}</span>}
        </Box>
      }
    >
      <Editor resource="quizzes" id={id} readOnly={!writes} buttons={writes && <Delete quiz={quiz} />}>
        <Box
          sx={{
            display: "grid",
            gap: 2,
            gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "minmax(0, 1fr) 380px" },
            alignItems: "start",
          }}
        >
          <Box sx={{ display: "grid", gap: 2 }}>
            <QuizFields made />
          </Box>
          <TryMade quiz={quiz} />
        </Box>
      </Editor>
    </Page>
  );
}

function TryMade({ quiz }: { quiz: Quiz }) {
  const t = useTranslate();
  const { data, error } = useQuery({
    queryKey: ["quizzes", "try", quiz.id, quiz.edition],
    queryFn: () => ask<Tried>(`${QUIZZES}/${quiz.id}/try`),
  });
  return (
    <Card title={t("quizzes.try")}>
      <Fault error={error} />
      {data && <TryView tried={data} category={quiz.category} />}
    </Card>
  );
}

function Delete({ quiz }: { quiz: Quiz }) {
  const t = useTranslate();
  const redirect = useRedirect();
  const [open, setOpen] = useState(false);
  const [remove] = useDelete();
  const act = async () => {
    await remove("quizzes", { id: quiz.id, previousData: quiz }, { returnPromise: true, mutationMode: "pessimistic" });
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
