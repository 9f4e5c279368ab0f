/** Deletes a record once asked; the words are the resource's `delete`, `delete_lead` and `deleted`. */

import Button from "@mui/material/Button";
import { type Identifier, useDelete, useNotify, useRedirect, useTranslate } from "ra-core";
import { useState } from "react";
import { Ask } from "./Ask";

interface Props {
  resource: "campaigns" | "categories" | "prompts" | "questions" | "quizzes" | "seasons" | "segments" | "templates";
  record: { id: Identifier };
  onDeleted?: () => Promise<void>;
}

export function Delete({ resource, record, onDeleted }: Props) {
  const t = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const [open, setOpen] = useState(false);
  const [remove] = useDelete();
  const act = async (reason: string) => {
    const options = { returnPromise: true, mutationMode: "pessimistic" } as const;
    await remove(resource, { id: record.id, previousData: record, meta: { reason } }, options);
    await onDeleted?.();
    notify(`${resource}.deleted`, { type: "success" });
    redirect("list", resource);
  };
  return (
    <>
      <Button color="error" onClick={() => setOpen(true)}>
        {t("cms.remove")}
      </Button>
      <Ask
        open={open}
        title={t(`${resource}.delete`)}
        verb={t("cms.remove")}
        danger
        reason="optional"
        onClose={() => setOpen(false)}
        act={act}
      >
        {t(`${resource}.delete_lead`)}
      </Ask>
    </>
  );
}
