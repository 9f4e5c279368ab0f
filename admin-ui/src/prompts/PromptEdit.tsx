import Box from "@mui/material/Box";
import { useGetOne, usePermissions, useTranslate } from "ra-core";
import { useParams } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { Delete } from "../parts/Delete";
import { Editor } from "../parts/Editor";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { nested } from "../questions/rules";
import { Fields } from "./Fields";
import { StateMark } from "./marks";
import { type Draft, faults, named } from "./rules";
import { States } from "./States";
import type { Prompt } from "./types";

export function PromptEdit() {
  const { id = "" } = useParams();
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const { data: prompt, error, refetch } = useGetOne<Prompt>("prompts", { id });
  if (!prompt)
    return (
      <Page title={t("prompts.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const writes = NEEDS.prompts.write.some((one) => permissions?.includes(one));
  const { lang, text } = named(prompt.texts);
  return (
    <Page
      title={
        <bdi dir="auto" lang={lang}>
          {text}
        </bdi>
      }
      name={text}
      lead={<About prompt={prompt} />}
    >
      <Editor
        resource="prompts"
        id={String(prompt.id)}
        readOnly={!writes}
        validate={(values) => nested(faults(values as unknown as Draft))}
        buttons={
          !prompt.published_at && (
            <>
              <Box sx={{ flex: 1 }} />
              <Delete resource="prompts" record={prompt} />
            </>
          )
        }
      >
        <Fields readOnly={!writes} side={<States prompt={prompt} readOnly={!writes} />} />
      </Editor>
    </Page>
  );
}

function About({ prompt }: { prompt: Prompt }) {
  const t = useTranslate();
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
      <StateMark state={prompt.state} />
      <span>
        {t("prompts.battles")} {t("prompts.battles_n", { smart_count: prompt.battles })}
      </span>
      <span>
        {t("prompts.changed")} <Time at={prompt.updated_at} style="ago" />
      </span>
      {prompt.published_at && (
        <span>
          {t("prompts.published_at")} <Time at={prompt.published_at} style="date" />
        </span>
      )}
      <Id id={String(prompt.id)} />
    </Box>
  );
}
