/** Takes back what was decided, while that can be. */

import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Ask } from "../parts/Ask";
import { useShortcuts } from "../parts/shortcuts";
import { type Taken, undo } from "./taken";

interface Props {
  /** Of the case or the break. */
  path: string;
  /** What was decided, in words. */
  what: string;
  onUndone: (taken: Taken) => void;
}

export function Undo({ path, what, onUndone }: Props) {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  const keys = useShortcuts(!open, ({ key }) => {
    if (key === "u") setOpen(true);
  });
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)} {...(keys ? { "aria-keyshortcuts": "u" } : {})}>
        {t("queues.undo")}
      </Button>
      <Ask
        open={open}
        title={t("queues.undo_title")}
        verb={t("queues.undo")}
        reason
        onClose={() => setOpen(false)}
        act={async (reason) => onUndone(await undo(path, reason))}
      >
        {t("queues.undo_lead", { decision: what })}
      </Ask>
    </>
  );
}
