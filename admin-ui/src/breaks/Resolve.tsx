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
import { tokenWords } from "../catalogue/rules";
import { Ask } from "../parts/Ask";
import { Fact, Facts } from "../parts/Facts";
import { Words } from "../parts/Words";
import { Subject } from "./Subject";
import { BREAKS, type Break, RESOLUTIONS } from "./types";

type Done = components["schemas"]["Break"] | components["schemas"]["Approval"];

export function Resolve({ found, onClose }: { found: Break; onClose: () => void }) {
  const t = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const [resolution, setResolution] = useState<(typeof RESOLUTIONS)[number]>("explained");
  const act = async (reason: string) => {
    const body = { resolution, reason };
    const done = await ask<Done>(`${BREAKS}/${found.id}/resolve`, { method: "POST", body });
    refresh();
    notify("action" in done ? "breaks.second" : "breaks.done", { type: "success" });
  };
  return (
    <Ask open title={t("breaks.what_became")} verb={t("breaks.resolve")} reason onClose={onClose} act={act}>
      <Facts>
        <Fact name={t("breaks.kind")}>{t(`breaks.means.${found.kind}`)}</Fact>
        <Fact name={t("breaks.subject")}>
          <Subject of={found} />
        </Fact>
        <Fact name={t("breaks.theirs")}>
          <Words>{found.theirs || "–"}</Words>
        </Fact>
        <Fact name={t("breaks.ours")}>
          <Words>{found.ours || "–"}</Words>
        </Fact>
        <Fact name={t("breaks.tokens")}>{tokenWords(found.tokens)}</Fact>
      </Facts>
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
