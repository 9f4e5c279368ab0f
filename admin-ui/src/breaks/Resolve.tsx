/** Saying what became of a break; it moves no tokens. */

import FormControl from "@mui/material/FormControl";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormLabel from "@mui/material/FormLabel";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import { useNotify, useRefresh, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { Ask } from "../parts/Ask";
import { Said } from "./Said";
import { BREAKS, type Break, RESOLUTIONS } from "./types";

type Done = components["schemas"]["Break"] | components["schemas"]["Approval"];

interface Props {
  found: Break;
  /** What is chosen at first. */
  first?: (typeof RESOLUTIONS)[number];
  onClose: () => void;
  /** Null: another member has to approve it. */
  onResolved?: (found: Break | null) => void;
}

export function Resolve({ found, first = "explained", onClose, onResolved }: Props) {
  const t = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const [resolution, setResolution] = useState<(typeof RESOLUTIONS)[number]>(first);
  const act = async (reason: string) => {
    const body = { resolution, reason };
    const done = await ask<Done>(`${BREAKS}/${found.id}/resolve`, { method: "POST", body });
    const second = "action" in done;
    if (onResolved) return onResolved(second ? null : done);
    refresh();
    notify(second ? "breaks.second" : "breaks.done", { type: "success" });
  };
  return (
    <Ask open title={t("breaks.what_became")} verb={t("breaks.resolve")} reason onClose={onClose} act={act}>
      <Said of={found} />
      <FormControl>
        <FormLabel id="break-resolution">{t("breaks.outcome")}</FormLabel>
        <RadioGroup
          aria-labelledby="break-resolution"
          value={resolution}
          onChange={(_, value) => setResolution(value as (typeof RESOLUTIONS)[number])}
        >
          {RESOLUTIONS.map((one) => (
            <FormControlLabel
              key={one}
              value={one}
              control={<Radio size="small" />}
              label={t(`breaks.resolutions_help.${one}`)}
            />
          ))}
        </RadioGroup>
      </FormControl>
      {t("breaks.no_tokens")}
    </Ask>
  );
}
