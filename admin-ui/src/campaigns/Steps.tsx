/** How far a campaign has come, and what can be done with it now. */

import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import TextField from "@mui/material/TextField";
import { useQueryClient } from "@tanstack/react-query";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { send } from "../api/http";
import type { Fields } from "../data/changes";
import { once } from "../data/once";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { useTyping } from "../parts/Draft";
import { fromLocal, toLocal } from "../parts/moments";
import { Stat } from "../parts/Stat";
import { Time } from "../parts/Time";
import { useZone } from "../parts/zone";
import { campaigns } from "./resource";
import type { Campaign, Verb } from "./types";

export function Steps({ campaign, readOnly }: { campaign: Campaign; readOnly: boolean }) {
  const t = useTranslate();
  const typing = useTyping();
  const [verb, setVerb] = useState<Verb | null>(null);
  const done = campaign.sent + campaign.skipped;
  return (
    <Card title={t("campaigns.progress")}>
      {campaign.scheduled_at && (
        <Box sx={{ mb: 1 }}>
          {t("campaigns.scheduled_at")} <Time at={campaign.scheduled_at} />
        </Box>
      )}
      {campaign.halted && (
        <Alert severity="warning" sx={{ mb: 1.5 }}>
          {t(`campaigns.halts.${campaign.halted}`)}
        </Alert>
      )}
      {campaign.begun_at && (
        <>
          <Box sx={{ display: "flex", flexWrap: "wrap", gap: 3, mb: 1 }}>
            <Stat name={t("campaigns.planned")} value={campaign.planned} />
            <Stat name={t("campaigns.sent")} value={campaign.sent} />
            <Stat name={t("campaigns.skipped")} value={campaign.skipped} />
            <Stat name={t("campaigns.delivered")} value={campaign.delivered} />
            <Stat name={t("campaigns.read")} value={campaign.read} />
          </Box>
          <LinearProgress
            variant={campaign.planned_at ? "determinate" : "indeterminate"}
            value={campaign.planned ? Math.round((100 * done) / campaign.planned) : 100}
            aria-label={t("campaigns.progress")}
            sx={{ mb: 1.5 }}
          />
        </>
      )}
      <Box role="status" sx={{ color: "text.secondary", mb: typing ? 1 : 0 }}>
        {typing && !readOnly && t("campaigns.save_first")}
      </Box>
      {!readOnly && (
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1 }}>
          {campaign.verbs.map((one) => (
            <Button
              key={one}
              variant={one === "schedule" ? "contained" : "outlined"}
              color={one === "cancel" ? "error" : "primary"}
              disabled={typing}
              onClick={() => setVerb(one)}
            >
              {t(`campaigns.verbs.${one}`)}
            </Button>
          ))}
        </Box>
      )}
      {verb && <Step campaign={campaign} verb={verb} onClose={() => setVerb(null)} />}
    </Card>
  );
}

function Step({ campaign, verb, onClose }: { campaign: Campaign; verb: Verb; onClose: () => void }) {
  const t = useTranslate();
  const notify = useNotify();
  const zone = useZone();
  const queries = useQueryClient();
  const [at, setAt] = useState<string | null>(null);
  const act = async () => {
    const path = `${campaigns.path}/${campaign.id}/${verb}`;
    const body = verb === "schedule" ? { at } : undefined;
    const guard: Record<string, string> = campaign._etag && verb === "schedule" ? { "If-Match": campaign._etag } : {};
    const call = (headers: Record<string, string>) =>
      send<Fields>(path, { method: "POST", body, headers: { ...headers, ...guard } });
    const { status } = verb === "schedule" ? await once(path, body, call) : await call({});
    await queries.invalidateQueries({ queryKey: ["campaigns"] });
    notify(status === 202 ? "campaigns.asked" : "cms.saved", { type: "success" });
  };
  return (
    <Ask
      open
      title={t(`campaigns.titles.${verb}`, { name: campaign.name })}
      verb={t(`campaigns.verbs.${verb}`)}
      danger={verb === "cancel"}
      onClose={onClose}
      act={act}
    >
      {t(`campaigns.helps.${verb}`)}
      {verb === "schedule" && (
        <TextField
          type="datetime-local"
          label={t("campaigns.begins")}
          helperText={t("campaigns.begins_help", { zone })}
          value={toLocal(at, zone)}
          onChange={(event) => setAt(fromLocal(event.target.value, zone))}
          slotProps={{ inputLabel: { shrink: true } }}
          sx={{ mt: 1 }}
        />
      )}
    </Ask>
  );
}
