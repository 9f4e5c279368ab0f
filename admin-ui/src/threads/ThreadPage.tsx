/** A thread: what was written, and answering, taking and closing it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useQueryClient } from "@tanstack/react-query";
import { useGetIdentity, useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { useParams } from "react-router-dom";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Page } from "../parts/Page";
import { Player } from "../parts/Player";
import { Waiting } from "../parts/Waiting";
import { StateMark } from "./marks";
import { Answer, useWritten, Written } from "./Talk";
import { THREADS, type Thread } from "./types";

export function ThreadPage() {
  const { id = "" } = useParams();
  const t = useTranslate();
  const query = useWritten(id);
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
        <Written query={query} thread={thread} />
      </Box>
    </Page>
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
