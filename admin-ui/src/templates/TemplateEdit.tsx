import { useGetOne, usePermissions, useTranslate } from "ra-core";
import { useParams } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { Delete } from "../parts/Delete";
import { Editor } from "../parts/Editor";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { Fields } from "./Fields";
import { Preview } from "./Preview";
import type { Template } from "./types";

export function TemplateEdit() {
  const { id = "" } = useParams();
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const { data: template, error, refetch } = useGetOne<Template>("templates", { id });
  if (!template)
    return (
      <Page title={t("templates.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const writes = NEEDS.templates.write.some((one) => permissions?.includes(one));
  return (
    <Page title={<bdi dir="auto">{template.name}</bdi>} name={template.name}>
      <Editor
        resource="templates"
        id={String(template.id)}
        readOnly={!writes}
        buttons={<Delete resource="templates" record={template} />}
      >
        <Fields readOnly={!writes} />
      </Editor>
      <Preview template={template} />
    </Page>
  );
}
