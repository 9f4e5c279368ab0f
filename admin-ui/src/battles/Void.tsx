/** Having a battle not count: what that will do is told first. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { makeOnce } from "../data/once";
import { Ask } from "../parts/Ask";
import { consequences } from "./rules";
import { BATTLES, type Battle } from "./types";

export function Void({ battle, onVoided }: { battle: Battle; onVoided: (found: Battle) => void }) {
  const t = useTranslate();
  const notify = useNotify();
  const [open, setOpen] = useState(false);
  const act = async (reason: string) => {
    onVoided(await makeOnce<Battle>(`${BATTLES}/${battle.id}/void`, { reason }));
    notify("battles.void.done", { type: "success" });
  };
  return (
    <>
      <Button variant="outlined" color="error" onClick={() => setOpen(true)}>
        {t("battles.void.button")}
      </Button>
      <Ask
        open={open}
        title={t("battles.void.title")}
        verb={t("battles.void.verb")}
        danger
        reason
        onClose={() => setOpen(false)}
        act={act}
      >
        <Box>{t("battles.void.lead")}</Box>
        <Box component="ul" sx={{ m: 0, pl: 3 }}>
          {consequences(battle).map(({ key, args }) => (
            <li key={`${key}${args?.name ?? ""}`}>{t(key, args ?? {})}</li>
          ))}
        </Box>
      </Ask>
    </>
  );
}
