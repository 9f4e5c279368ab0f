/** What people do: have the partner asked now, or say what became of one that waits for them. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { tokenWords } from "../catalogue/rules";
import { Ask } from "../parts/Ask";
import { REDEMPTIONS, type Redemption } from "./types";

type Outcome = Redemption["decisions"][number];

interface Props {
  redemption: Redemption;
  onDone: (found: Redemption) => void;
}

export function LookUp({ redemption, onDone }: Props) {
  const t = useTranslate();
  const notify = useNotify();
  const [open, setOpen] = useState(false);
  const verb = t(redemption.state === "held" ? "redemptions.order_now" : "redemptions.ask_now");
  const act = async (reason: string) => {
    onDone(await ask<Redemption>(`${REDEMPTIONS}/${redemption.id}/retry`, { method: "POST", body: { reason } }));
    notify("redemptions.asked_now", { type: "success" });
  };
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        {verb}
      </Button>
      <Ask open={open} title={verb} verb={verb} reason onClose={() => setOpen(false)} act={act}>
        {t(redemption.state === "held" ? "redemptions.order_now_means" : "redemptions.ask_now_means")}
      </Ask>
    </>
  );
}

export function Decide({ outcome, redemption, onDone }: Props & { outcome: Outcome }) {
  const t = useTranslate();
  const notify = useNotify();
  const [open, setOpen] = useState(false);
  const act = async (reason: string) => {
    const body = { outcome, reason };
    const done = await ask<Redemption | components["schemas"]["Approval"]>(`${REDEMPTIONS}/${redemption.id}/resolve`, {
      method: "POST",
      body,
    });
    if ("action" in done) return notify("redemptions.second", { type: "success" });
    onDone(done);
    notify("redemptions.decided", { type: "success" });
  };
  const bad = ["decline", "failed"].includes(outcome);
  return (
    <>
      <Button variant="outlined" color={bad ? "error" : "primary"} onClick={() => setOpen(true)}>
        {t(`redemptions.outcomes.${outcome}`)}
      </Button>
      <Ask
        open={open}
        title={t(`redemptions.sure.${outcome}`)}
        verb={t(`redemptions.outcomes.${outcome}`)}
        danger={bad}
        reason
        onClose={() => setOpen(false)}
        act={act}
      >
        <Box>{t(`redemptions.means.${outcome}`, { tokens: tokenWords(redemption.tokens) })}</Box>
        {redemption.takes_two && <Box sx={{ fontWeight: 650 }}>{t("redemptions.takes_two")}</Box>}
      </Ask>
    </>
  );
}
