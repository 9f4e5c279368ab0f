/** A thread: what was written, and answering, taking and closing it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useGetIdentity, useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { useParams } from "react-router-dom";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { makeOnce } from "../data/once";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { More } from "../parts/More";
import { Page } from "../parts/Page";
import { Player } from "../parts/Player";
import { useSending } from "../parts/sending";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { StateMark } from "./marks";
import { THREADS, type Thread, type Word } from "./types";

/** A player may write while one reads. */
const OFTEN_MS = 15_000;

interface Words {
  thread: Thread;
  items: Word[];
  next: string | null;
}

export function ThreadPage() {
  const { id = "" } = useParams();
  const t = useTranslate();
  const query = useInfiniteQuery({
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
  const thread = query.data?.pages[0]?.thread;
  if (!thread)
    return (
      <Page title={t("threads.one")} needs={NEEDS.threads.read}>
        <Fault error={query.error} onRetry={query.refetch} />
        {!query.error && <Waiting />}
      </Page>
    );
  return (
    <Page
      title={<bdi dir="auto">{thread.subject}</bdi>}
      name={thread.subject}
      lead={
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
          <StateMark of={thread} />
          <Player id={thread.player_id} name={thread.player} />
          <span>
            {t("threads.assignee")}: {thread.assignee ?? "–"}
          </span>
          <Id id={thread.id} />
        </Box>
      }
      actions={<Deeds thread={thread} />}
    >
      <Box sx={{ display: "grid", gap: 2 }}>
        {thread.state === "open" && <Answer thread={thread} />}
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
      </Box>
    </Page>
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

function Deeds({ thread }: { thread: Thread }) {
  const t = useTranslate();
  const notify = useNotify();
  const queries = useQueryClient();
  const { identity } = useGetIdentity();
  const [busy, setBusy] = useState(false);
  const act = async (verb: "assign" | "close", body?: object) => {
    setBusy(true);
    try {
      await ask(`${THREADS}/${thread.id}/${verb}`, { method: "POST", body });
      await queries.invalidateQueries({ queryKey: ["threads"] });
      notify("cms.saved", { type: "success" });
    } catch (found) {
      notify(found instanceof Error ? found.message : String(found), { type: "error" });
    } finally {
      setBusy(false);
    }
  };
  const own = identity !== undefined && thread.assigned_to === identity.id;
  return (
    <>
      <Button
        variant="outlined"
        disabled={busy || identity === undefined}
        onClick={() => act("assign", { staff_id: own ? null : identity?.id })}
      >
        {t(own ? "threads.give_back" : "threads.take")}
      </Button>
      {thread.state === "open" && (
        <Button variant="outlined" disabled={busy} onClick={() => act("close")}>
          {t("threads.close")}
        </Button>
      )}
    </>
  );
}

function Answer({ thread }: { thread: Thread }) {
  const t = useTranslate();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const { busy, error, submit } = useSending(async () => {
    await makeOnce(`${THREADS}/${thread.id}/messages`, { text: text.trim() });
    setText("");
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
          multiline
          minRows={3}
          slotProps={{ htmlInput: { maxLength: 2_000, dir: "auto" } }}
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
