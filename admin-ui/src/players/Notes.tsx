/** What the team notes about a player, for one another. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { ask } from "../api/http";
import { makeOnce } from "../data/once";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { useSending } from "../parts/sending";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { type Note, PLAYERS } from "./types";

interface Pages {
  items: Note[];
  next: string | null;
}

interface Props {
  id: string;
  /** Of the note that is being written. */
  text: string;
  setText: (text: string) => void;
}

export function Notes({ id, text, setText }: Props) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const key = ["players", id, "notes"];
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => ask<Pages>(`${PLAYERS}/${id}/notes`, { query: { limit: 30, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const notes = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t("players.tabs.notes")}>
      {permissions?.includes("players.note") && <Add id={id} text={text} setText={setText} />}
      <Fault error={query.error} onRetry={() => query.refetch()} />
      {query.data && !notes.length && <Empty title={t("players.no_notes")} />}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1.5 }}>
        {notes.map((one) => (
          <li key={one.id}>
            <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>
              {one.author ?? "–"} · <Time at={one.created_at} />
            </Box>
            <Words>{one.text}</Words>
          </li>
        ))}
      </Box>
      {query.hasNextPage && (
        <Button variant="outlined" onClick={() => query.fetchNextPage()} disabled={query.isFetchingNextPage}>
          {t("cms.more")}
        </Button>
      )}
    </Card>
  );
}

function Add({ id, text, setText }: Props) {
  const t = useTranslate();
  const queries = useQueryClient();
  const { busy, error, submit } = useSending(async () => {
    await makeOnce(`${PLAYERS}/${id}/notes`, { text: text.trim() });
    setText("");
    await queries.invalidateQueries({ queryKey: ["players", id] });
  });
  return (
    <Box component="form" onSubmit={submit} sx={{ display: "grid", gap: 1, mb: 2 }}>
      <TextField
        label={t("players.new_note")}
        helperText={t("players.new_note_help")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        multiline
        minRows={2}
        slotProps={{ htmlInput: { maxLength: 2_000, dir: "auto" } }}
      />
      <Fault error={error} />
      <Box>
        <Button type="submit" variant="outlined" disabled={busy || !text.trim()}>
          {t("players.add_note")}
        </Button>
      </Box>
    </Box>
  );
}
