/** Correcting the year that a player told of their birth. */

import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import { type Overview, PLAYERS } from "./types";

const FIRST = 1900;

export function BirthYear({ player }: { player: Overview }) {
  const t = useTranslate();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const year = Number(typed);
  const last = new Date().getFullYear();
  const fits = Number.isInteger(year) && year >= FIRST && year <= last && year !== player.birth_year;
  const act = async (reason: string) => {
    await ask(`${PLAYERS}/${player.id}/birth-year`, { method: "PUT", body: { birth_year: year, reason } });
    setTyped("");
    await queries.invalidateQueries({ queryKey: ["players", player.id] });
  };
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-label={t("players.correct_year")} sx={{ minHeight: 24, py: 0 }}>
        {t("players.correct")}
      </Button>
      <Ask
        open={open}
        title={t("players.correct_year_of", { name: player.name })}
        verb={t("players.correct_do")}
        disabled={!fits}
        reason
        onClose={() => setOpen(false)}
        act={act}
      >
        {t("players.correct_year_means")}
        <TextField
          type="number"
          label={t("players.birth_year")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          required
          slotProps={{ htmlInput: { min: FIRST, max: last, step: 1 } }}
          sx={{ mt: 1 }}
        />
      </Ask>
    </>
  );
}
