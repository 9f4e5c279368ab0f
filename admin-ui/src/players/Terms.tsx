/** What a sanction says: how long, on which ground, and a warning's words. Used on a player's page and in cases. */

import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { fromLocal } from "../parts/moments";
import { useZone } from "../parts/zone";

export const GROUNDS = ["cheating", "conduct", "accounts", "rules"] as const;
const LASTS = { day: 1, week: 7, month: 30, ever: null, until: null } as const;
type Lasting = keyof typeof LASTS;

export interface Terms {
  ground?: string;
  until?: string | null;
  message?: string | null;
}

interface Props {
  takes: readonly string[];
  value: Terms;
  onChange: (terms: Terms) => void;
}

export function TermsFields({ takes, value, onChange }: Props) {
  const t = useTranslate();
  const zone = useZone();
  const [lasting, setLasting] = useState<Lasting>("ever");
  const last = (chosen: Lasting) => {
    const days = LASTS[chosen];
    setLasting(chosen);
    onChange({ ...value, until: days ? new Date(Date.now() + days * 86_400_000).toISOString() : null });
  };
  return (
    <>
      {takes.includes("until") && (
        <TextField
          select
          label={t("players.lasts")}
          value={lasting}
          onChange={(event) => last(event.target.value as Lasting)}
        >
          {Object.keys(LASTS).map((one) => (
            <MenuItem key={one} value={one}>
              {t(`players.lasting.${one}`)}
            </MenuItem>
          ))}
        </TextField>
      )}
      {takes.includes("until") && lasting === "until" && (
        <TextField
          label={t("players.until")}
          helperText={zone}
          type="datetime-local"
          required
          onChange={(event) => onChange({ ...value, until: fromLocal(event.target.value, zone) })}
          slotProps={{ inputLabel: { shrink: true } }}
        />
      )}
      {takes.includes("ground") && (
        <TextField
          select
          label={t("players.ground")}
          helperText={t("players.ground_help")}
          value={value.ground ?? "rules"}
          onChange={(event) => onChange({ ...value, ground: event.target.value })}
        >
          {GROUNDS.map((one) => (
            <MenuItem key={one} value={one}>
              {t(`players.grounds.${one}`)}
            </MenuItem>
          ))}
        </TextField>
      )}
      {takes.includes("message") && (
        <TextField
          label={t("players.message")}
          helperText={t("players.message_help")}
          value={value.message ?? ""}
          onChange={(event) => onChange({ ...value, message: event.target.value || null })}
          multiline
          minRows={2}
          slotProps={{ htmlInput: { maxLength: 400, dir: "auto" } }}
        />
      )}
    </>
  );
}
