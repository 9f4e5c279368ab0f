/** Undo a decision, as long as that is possible. */

import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import { CASES, type Case } from "./types";

export function Undo({ of, onUndone }: { of: Case; onUndone: (found: Case) => void }) {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  if (!of.undo_until) return null;
  const act = async (reason: string) =>
    onUndone(await ask<Case>(`${CASES}/${of.id}/undo`, { method: "POST", body: { reason } }));
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        {t("queues.undo")}
      </Button>
      <Ask
        open={open}
        title={t("queues.undo_title")}
        verb={t("queues.undo")}
        reason
        onClose={() => setOpen(false)}
        act={act}
      >
        {t("queues.undo_lead", { decision: t(`queues.decisions.${of.decision}`) })}
      </Ask>
    </>
  );
}
