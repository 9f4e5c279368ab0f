import { useGetOne, usePermissions, useTranslate } from "ra-core";
import { useParams } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { Delete } from "../parts/Delete";
import { Editor } from "../parts/Editor";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { Fields } from "./Fields";
import { TagAll } from "./TagAll";
import type { Segment } from "./types";

export function SegmentEdit() {
  const { id = "" } = useParams();
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const { data: segment, error, refetch } = useGetOne<Segment>("segments", { id });
  if (!segment)
    return (
      <Page title={t("segments.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const writes = NEEDS.segments.write.some((one) => permissions?.includes(one));
  return (
    <Page
      title={<bdi dir="auto">{segment.name}</bdi>}
      name={segment.name}
      actions={permissions?.includes("players.note") && <TagAll segment={String(segment.id)} />}
    >
      <Editor
        resource="segments"
        id={String(segment.id)}
        readOnly={!writes}
        buttons={<Delete resource="segments" record={segment} />}
      >
        <Fields />
      </Editor>
    </Page>
  );
}
