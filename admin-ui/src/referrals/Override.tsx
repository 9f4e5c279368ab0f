/** What people do with a referral, whatever the rules say. */

import Button from "@mui/material/Button";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import { REFERRALS, type Referral } from "./types";

interface Props {
  decision: Referral["decisions"][number];
  referral: Referral;
  onDone: (found: Referral) => void;
}

export function Override({ decision, referral, onDone }: Props) {
  const t = useTranslate();
  const notify = useNotify();
  const [open, setOpen] = useState(false);
  const act = async (reason: string) => {
    const body = { decision, reason };
    onDone(await ask<Referral>(`${REFERRALS}/${referral.id}/override`, { method: "POST", body }));
    notify("referrals.decided", { type: "success" });
  };
  const bad = decision !== "pass";
  return (
    <>
      <Button variant="outlined" color={bad ? "error" : "primary"} onClick={() => setOpen(true)}>
        {t(`referrals.decisions.${decision}`)}
      </Button>
      <Ask
        open={open}
        title={t(`referrals.sure.${decision}`)}
        verb={t(`referrals.decisions.${decision}`)}
        danger={bad}
        reason
        onClose={() => setOpen(false)}
        act={act}
      >
        {t(`referrals.means.${decision}`)}
      </Ask>
    </>
  );
}
