/** A thread of the inbox: what was written, and the keys to answer it, to close it, or to leave it. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { useRef, useState } from "react";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Waiting } from "../parts/Waiting";
import { Answer, useWritten, Written } from "../threads/Talk";
import { THREADS } from "../threads/types";
import { Due } from "./Due";
import { Panes } from "./Panes";
import { type Decided, pathOf } from "./taken";
import type { Work } from "./types";
import { Ways } from "./Ways";

interface Props {
  work: Work;
  onDecided: (found: Decided) => void;
  onLeft: () => void;
}

export function ThreadWork({ work, onDecided, onLeft }: Props) {
  const t = useTranslate();
  const query = useWritten(work.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const [closing, setClosing] = useState(false);
  const thread = query.data?.pages[0]?.thread;
  const done = (what: string) => onDecided({ path: null, what: t(`queues.${what}`) });
  const close = async () => {
    await ask(`${THREADS}/${work.id}/close`, { method: "POST" });
    done("closed");
  };
  return (
    <Panes
      beside={
        <Card title={t("queues.decide")}>
          <Due of={work} />
          {thread && (
            <Box sx={{ mt: 1 }}>
              <MuiLink component={Link} to={`/players/${thread.player_id}`}>
                {t("queues.player_page")}
              </MuiLink>
            </Box>
          )}
          <Ways
            path={pathOf({ kind: "thread", work })}
            queue={work.queue}
            ways={[t("queues.answer"), t("queues.close_thread")]}
            busy={closing}
            onChoose={(at) => (at === 0 ? field.current?.focus() : setClosing(true))}
            onLeft={onLeft}
          />
        </Card>
      }
    >
      <Card title={<bdi dir="auto">{work.about}</bdi>}>{t("queues.thread_lead")}</Card>
      <Fault error={query.error} onRetry={query.refetch} />
      {thread ? (
        <>
          <Answer thread={thread} field={field} onAnswered={() => done("answered")} />
          <Written query={query} thread={thread} />
        </>
      ) : (
        !query.error && <Waiting rows={3} />
      )}
      <Ask
        open={closing}
        title={t("queues.close_thread")}
        verb={t("threads.close")}
        onClose={() => setClosing(false)}
        act={close}
      >
        {t("queues.close_lead")}
      </Ask>
    </Panes>
  );
}
