/** A player's tags, which segments go by. */

import Autocomplete from "@mui/material/Autocomplete";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { PLAYERS } from "./types";

interface Stored {
  tags: string[];
}

export function Tags({ id }: { id: string }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const queries = useQueryClient();
  const key = ["players", id, "tags"];
  const { data, error: unread } = useQuery({ queryKey: key, queryFn: () => ask<Stored>(`${PLAYERS}/${id}/tags`) });
  const known = useQuery({
    queryKey: ["tags"],
    queryFn: () => ask<{ items: { tag: string }[] }>("/v1/admin/tags"),
  });
  const [typed, setTyped] = useState<string[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setError(null);
    try {
      queries.setQueryData(key, await ask<Stored>(`${PLAYERS}/${id}/tags`, { method: "PUT", body: { tags: typed } }));
      setTyped(null);
      await queries.invalidateQueries({ queryKey: ["tags"] });
    } catch (found) {
      setError(found);
    }
  };
  return (
    <Card title={t("players.tags")}>
      <Autocomplete
        multiple
        freeSolo
        autoSelect
        disabled={!data || !permissions?.includes("players.note")}
        options={known.data?.items.map(({ tag }) => tag) ?? []}
        value={typed ?? data?.tags ?? []}
        onChange={(_, tags) => setTyped(tags)}
        renderInput={(params) => (
          <TextField {...(params as object)} label={t("players.tags")} helperText={t("players.tags_help")} />
        )}
      />
      <Fault error={error ?? unread} />
      {typed && (
        <Box sx={{ mt: 1 }}>
          <Button variant="outlined" onClick={save}>
            {t("players.save_tags")}
          </Button>
        </Box>
      )}
    </Card>
  );
}
