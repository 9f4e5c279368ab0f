/** What was written in a thread, and the answer to it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { type UseInfiniteQueryResult, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { type Ref, useState } from "react";
import { ask } from "../api/http";
import { makeOnce } from "../data/once";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { More } from "../parts/More";
import { useSending } from "../parts/sending";
import { Time } from "../parts/Time";
import { THREADS, type Thread, type Word } from "./types";

/** A player may write while one reads. */
const OFTEN_MS = 15_000;

interface Words {
  thread: Thread;
  items: Word[];
  next: string | null;
}

export function useWritten(id: string) {
  return useInfiniteQuery({
    queryKey: ["threads", id, "messages"],
    queryFn: ({ pageParam }) =>
      ask<Words>(`${THREADS}/${encodeURIComponent(id)}/messages`, {
        query: { limit: 50, cursor: pageParam },
        poll: true,
      }),
    refetchInterval: OFTEN_MS,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function Written({
  query,
  thread,
}: {
  query: UseInfiniteQueryResult<{ pages: Words[] }, Error>;
  thread: Thread;
}) {
  const t = useTranslate();
  return (
    <Card title={t("threads.written")}>
      <Box component="ol" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1.5 }}>
        {query.data?.pages
          .flatMap((page) => page.items)
          .map((one) => (
            <Said key={one.id} word={one} player={thread.player} />
          ))}
      </Box>
      <More of={query} />
    </Card>
  );
}

/** What the team wrote stands in from the side, on another ground. */
function Said({ word, player }: { word: Word; player: string }) {
  const t = useTranslate();
  const own = word.by_staff;
  return (
    <Box
      component="li"
      sx={({ colours: c }) => ({
        p: 1.25,
        border: `1px solid ${c.line}`,
        borderRadius: 1,
        marginInlineStart: own ? { xs: 2, sm: 6 } : 0,
        marginInlineEnd: own ? 0 : { xs: 2, sm: 6 },
        background: own ? c.sunk : "transparent",
      })}
    >
      <Box sx={{ color: "text.secondary", fontSize: "0.85rem", mb: 0.25 }}>
        <b>{own ? (word.author ?? t("threads.team")) : <bdi dir="auto">{player}</bdi>}</b> ·{" "}
        <Time at={word.created_at} />
      </Box>
      <Box dir="auto" sx={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {word.text}
      </Box>
    </Box>
  );
}

interface AnswerProps {
  thread: Thread;
  onAnswered?: () => void;
  field?: Ref<HTMLTextAreaElement>;
}

export function Answer({ thread, onAnswered, field }: AnswerProps) {
  const t = useTranslate();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const { busy, error, submit } = useSending(async () => {
    await makeOnce(`${THREADS}/${thread.id}/messages`, { text: text.trim() });
    setText("");
    onAnswered?.();
    await queries.invalidateQueries({ queryKey: ["threads"] });
  });
  return (
    <Card title={t("threads.answer")}>
      <Box component="form" onSubmit={submit} sx={{ display: "grid", gap: 1 }}>
        <TextField
          label={t("threads.answer_text")}
          helperText={t("threads.answer_help")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat;
            if (sends) (event.target as HTMLElement).closest("form")?.requestSubmit();
          }}
          multiline
          minRows={3}
          inputRef={field}
          slotProps={{ htmlInput: { maxLength: 2_000, dir: "auto", "aria-keyshortcuts": "Control+Enter" } }}
        />
        <Fault error={error} />
        <Box>
          <Button type="submit" variant="contained" disabled={busy || !text.trim()}>
            {t("threads.send")}
          </Button>
        </Box>
      </Box>
    </Card>
  );
}
