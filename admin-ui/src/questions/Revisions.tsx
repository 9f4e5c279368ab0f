/** What a question said before, what each revision changed, and the way back to one. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNotify, usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { ask, send } from "../api/http";
import type { Fields } from "../data/changes";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Compare } from "../parts/Compare";
import { Fault } from "../parts/Fault";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";
import { questions } from "./resource";
import type { Revision, Sheet } from "./types";

export function Revisions({ sheet }: { sheet: Sheet }) {
  const path = `${questions.path}/${sheet.id}/revisions`;
  const { data, error, refetch } = useQuery({
    queryKey: ["questions", "revisions", sheet.id, sheet.revision],
    queryFn: () => ask<{ items: Revision[] }>(path),
  });
  if (error) return <Fault error={error} onRetry={refetch} />;
  if (!data) return <Waiting />;
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      {data.items.map((one) => (
        <One key={one.revision} sheet={sheet} revision={one} />
      ))}
    </Box>
  );
}

function One({ sheet, revision }: { sheet: Sheet; revision: Revision }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const [asked, setAsked] = useState(false);
  const current = revision.revision === sheet.revision;
  const sides = (name: "before" | "after") =>
    Object.fromEntries(revision.changes.map((change) => [change.pointer, change[name]]));
  return (
    <Card
      title={
        <>
          {t("questions.revision_n", { n: revision.revision })}
          {current && ` · ${t("questions.current")}`}
        </>
      }
      actions={
        !current &&
        permissions?.includes("content.write") && (
          <Button variant="outlined" onClick={() => setAsked(true)}>
            {t("questions.restore")}
          </Button>
        )
      }
    >
      <Box sx={{ color: "text.secondary", mb: 1 }}>
        <Time at={revision.created_at} /> · {revision.author ?? t("questions.by_import")}
      </Box>
      {revision.changes.length ? (
        <Compare before={sides("before")} after={sides("after")} />
      ) : (
        <Words lang={revision.wordings[0]?.lang ?? ""}>{revision.wordings[0]?.stem}</Words>
      )}
      {asked && <Restore sheet={sheet} revision={revision} onClose={() => setAsked(false)} />}
    </Card>
  );
}

function Restore({ sheet, revision, onClose }: { sheet: Sheet; revision: Revision; onClose: () => void }) {
  const t = useTranslate();
  const queries = useQueryClient();
  const notify = useNotify();
  const act = async () => {
    const headers: Record<string, string> = sheet._etag ? { "If-Match": sheet._etag } : {};
    await send<Fields>(`${questions.path}/${sheet.id}/revisions/${revision.revision}/restore`, {
      method: "POST",
      headers,
    });
    await queries.invalidateQueries({ queryKey: ["questions"] });
    notify("questions.restored", { type: "success" });
  };
  return (
    <Ask
      open
      title={t("questions.restore_n", { n: revision.revision })}
      verb={t("questions.restore")}
      onClose={onClose}
      act={act}
    >
      {t("questions.restore_lead")}
    </Ask>
  );
}
