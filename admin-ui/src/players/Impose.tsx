import FormControl from "@mui/material/FormControl";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormLabel from "@mui/material/FormLabel";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import TextField from "@mui/material/TextField";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { makeOnce } from "../data/once";
import { Ask } from "../parts/Ask";
import { type Terms, TermsFields } from "./Terms";
import { type Overview, PLAYERS } from "./types";

const KINDS = ["warn", "hide_entry", "ban_redemption", "ban_ranked", "ban"] as const;
type Kind = (typeof KINDS)[number];
const TAKES: Record<Kind, readonly string[]> = {
  warn: ["ground", "message"],
  hide_entry: ["ground", "until"],
  ban_redemption: ["ground", "until"],
  ban_ranked: ["ground", "until"],
  ban: ["ground", "until"],
};

interface Props {
  player: Overview;
  onClose: () => void;
  onDone: () => Promise<unknown>;
}

export function Impose({ player, onClose, onDone }: Props) {
  const t = useTranslate();
  const notify = useNotify();
  const [kind, setKind] = useState<Kind>("warn");
  const [terms, setTerms] = useState<Terms>({ ground: "rules" });
  const [entry, setEntry] = useState("");
  const act = async (reason: string) => {
    await makeOnce(`${PLAYERS}/${player.id}/sanctions`, {
      kind,
      reason,
      ...terms,
      ...(kind === "hide_entry" && { entry_id: entry.trim() }),
    });
    await onDone();
    notify("players.imposed", { type: "success" });
  };
  return (
    <Ask
      open
      title={t("players.impose_on", { name: player.name })}
      verb={t(`players.do.${kind}`)}
      danger
      reason
      onClose={onClose}
      act={act}
    >
      <FormControl>
        <FormLabel id="kind">{t("players.what")}</FormLabel>
        <RadioGroup
          aria-labelledby="kind"
          value={kind}
          onChange={(_, value) => {
            setKind(value as Kind);
            setTerms({ ground: terms.ground ?? "rules" });
          }}
        >
          {KINDS.map((one) => (
            <FormControlLabel
              key={one}
              value={one}
              control={<Radio size="small" />}
              label={t(`players.kind_help.${one}`)}
            />
          ))}
        </RadioGroup>
      </FormControl>
      {kind === "hide_entry" && (
        <TextField
          label={t("players.entry")}
          helperText={t("players.entry_help")}
          value={entry}
          onChange={(event) => setEntry(event.target.value)}
          required
        />
      )}
      <TermsFields key={kind} takes={TAKES[kind]} value={terms} onChange={setTerms} />
    </Ask>
  );
}
