import FormControl from "@mui/material/FormControl";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormLabel from "@mui/material/FormLabel";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import TextField from "@mui/material/TextField";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import type { components } from "../api/schema";
import { makeOnce } from "../data/once";
import { Ask } from "../parts/Ask";
import { type Overview, PLAYERS } from "./types";

type Done = components["schemas"]["Credit"] | components["schemas"]["Approval"];

const KINDS = ["credit", "debit", "claw_back"] as const;
const MOST = 1_000_000;

interface Props {
  player: Overview;
  onClose: () => void;
  onDone: () => Promise<unknown>;
}

export function Credit({ player, onClose, onDone }: Props) {
  const t = useTranslate();
  const notify = useNotify();
  const [kind, setKind] = useState<(typeof KINDS)[number]>("credit");
  const [amount, setAmount] = useState("");
  const [message, setMessage] = useState("");
  const count = Number(amount);
  const fits = Number.isInteger(count) && count >= 1 && count <= MOST;
  const act = async (reason: string) => {
    const body = { kind, amount: count, reason, message: message.trim() || null };
    const done = await makeOnce<Done>(`${PLAYERS}/${player.id}/credits`, body);
    await onDone();
    notify("action" in done ? "players.credit_asked" : "players.credited", { type: "success" });
  };
  return (
    <Ask
      open
      title={t("players.credit_to", { name: player.name })}
      verb={t(`players.credit_do.${kind}`)}
      danger={kind !== "credit"}
      disabled={!fits}
      reason
      onClose={onClose}
      act={act}
    >
      <FormControl>
        <FormLabel id="credit-kind">{t("players.what")}</FormLabel>
        <RadioGroup
          aria-labelledby="credit-kind"
          value={kind}
          onChange={(_, value) => setKind(value as (typeof KINDS)[number])}
        >
          {KINDS.map((one) => (
            <FormControlLabel
              key={one}
              value={one}
              control={<Radio size="small" />}
              label={t(`players.credit_help.${one}`)}
            />
          ))}
        </RadioGroup>
      </FormControl>
      <TextField
        type="number"
        label={t("ledger.amount")}
        helperText={t("players.credit_two")}
        value={amount}
        onChange={(event) => setAmount(event.target.value)}
        required
        slotProps={{ htmlInput: { min: 1, max: MOST, step: 1 } }}
      />
      <TextField
        label={t("players.message")}
        helperText={t("players.credit_message_help")}
        value={message}
        onChange={(event) => setMessage(event.target.value)}
        multiline
        slotProps={{ htmlInput: { maxLength: 400, dir: "auto" } }}
      />
    </Ask>
  );
}
