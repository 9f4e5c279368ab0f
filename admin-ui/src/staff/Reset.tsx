/** A member who lost a password or an authenticator is mailed a link to set both up anew. */

import Button from "@mui/material/Button";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import type { Member } from "./StaffList";

export function Reset({ member }: { member: Member }) {
  const t = useTranslate();
  const notify = useNotify();
  const [open, setOpen] = useState(false);
  const reset = async (reason: string) => {
    await ask(`/v1/admin/staff/${member.id}/resets`, { method: "POST", body: reason ? { reason } : undefined });
    notify(t("staff.reset_done", { email: member.email }), { type: "success" });
  };
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        {t("staff.reset")}
      </Button>
      <Ask
        open={open}
        title={t("staff.reset_of", { email: member.email })}
        verb={t("staff.reset_verb")}
        reason="optional"
        onClose={() => setOpen(false)}
        act={reset}
      >
        {t("staff.reset_lead")}
      </Ask>
    </>
  );
}
