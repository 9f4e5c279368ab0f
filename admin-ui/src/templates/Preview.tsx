/** A message as a player reads it, in each language. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";
import { type FormEvent, useState } from "react";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Mark } from "../parts/Mark";
import { Markup } from "../parts/Markup";
import { languageName } from "../questions/languages";
import type { Template, Written } from "./types";
import { type Given, Values } from "./Values";

/** `given`: the values of a campaign; without them they are typed here. */
export function Preview({ template, given }: { template: Template; given?: Given }) {
  const t = useTranslate();
  const [typed, setTyped] = useState<Given>({});
  const [player, setPlayer] = useState("");
  const [found, setFound] = useState<Written[]>([]);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    try {
      const body = { values: given ?? typed, ...(player.trim() ? { player_id: player.trim() } : {}) };
      const path = `/v1/admin/templates/${template.id}/preview`;
      setFound((await ask<{ items: Written[] }>(path, { method: "POST", body })).items);
    } catch (problem) {
      setFound([]);
      setError(problem);
    }
  };
  return (
    <Card title={t("templates.preview")}>
      <Box component="form" onSubmit={submit} sx={{ display: "grid", gap: 1.5, mb: 2 }}>
        {!given && <Values variables={template.variables} values={typed} onChange={setTyped} />}
        <TextField
          label={t("templates.as_player")}
          helperText={t("templates.as_player_help")}
          value={player}
          onChange={(event) => setPlayer(event.target.value)}
        />
        <Fault error={error} />
        <Box>
          <Button type="submit" variant="outlined">
            {t("templates.show_preview")}
          </Button>
        </Box>
      </Box>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1.5 }}>
        {found.map((one) => (
          <Box component="li" key={one.wanted} sx={{ border: 1, borderColor: "divider", borderRadius: 1, p: 1.5 }}>
            <Box sx={{ display: "flex", gap: 1, color: "text.secondary", fontSize: "0.85rem", mb: 0.5 }}>
              {languageName(one.wanted)}
              {one.lang !== one.wanted && <Mark>{t("templates.falls_back", { name: languageName(one.lang) })}</Mark>}
              {one.players && <Mark tone="info">{t("templates.players_own")}</Mark>}
            </Box>
            <div lang={one.lang} dir={one.dir}>
              <b>{one.title}</b>
            </div>
            <Markup html={one.markup} lang={one.lang} dir={one.dir} />
          </Box>
        ))}
      </Box>
    </Card>
  );
}
