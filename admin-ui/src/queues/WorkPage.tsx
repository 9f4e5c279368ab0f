/** Working through a queue: the next case comes by itself, and keys suffice. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useNotify, useTranslate } from "ra-core";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link, useParams } from "react-router-dom";
import { ask } from "../api/http";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { lead } from "../parts/focus";
import { Page } from "../parts/Page";
import { useShortcutsOn } from "../parts/shortcuts";
import { Waiting } from "../parts/Waiting";
import { CaseView } from "./CaseView";
import { type Case, QUEUES } from "./types";
import { Undo } from "./Undo";

export function WorkPage() {
  const { id: queue = "" } = useParams();
  return <Work key={queue} queue={queue} />;
}

function Work({ queue }: { queue: string }) {
  const t = useTranslate();
  const notify = useNotify();
  const [keys] = useShortcutsOn();
  const [current, setCurrent] = useState<Case | null | undefined>(undefined);
  const [last, setLast] = useState<Case | null>(null);
  const [error, setError] = useState<unknown>(null);
  const next = useCallback(async () => {
    setError(null);
    setCurrent(undefined);
    try {
      setCurrent((await ask<Case | null>(`${QUEUES}/${encodeURIComponent(queue)}/claim`, { method: "POST" })) ?? null);
    } catch (found) {
      setError(found);
    }
  }, [queue]);
  useEffect(() => {
    next();
  }, [next]);
  const place = useLed(current);
  const decided = (found: Case) => {
    setLast(found);
    notify(t("queues.done", { decision: t(`queues.decisions.${found.decision}`) }), { type: "success" });
    next();
  };
  return (
    <Page
      title={t(`queues.names.${queue}`)}
      lead={keys && t("queues.keys")}
      actions={
        <>
          {last && (
            <Undo
              of={last}
              onUndone={(found) => {
                setLast(null);
                setCurrent(found);
              }}
            />
          )}
          <Button component={Link} to="/queues" variant="outlined">
            {t("queues.leave")}
          </Button>
        </>
      }
    >
      <Fault error={error} onRetry={next} />
      {current === undefined && !error && <Waiting />}
      {current === null && (
        <Empty
          title={t("queues.nothing")}
          action={
            <Button variant="outlined" onClick={next}>
              {t("queues.look_again")}
            </Button>
          }
        >
          {t("queues.nothing_help")}
        </Empty>
      )}
      {current && (
        <Box key={`${current.id}${current.updated_at}`} ref={place}>
          <CaseView found={current} onDecided={decided} onReleased={next} />
        </Box>
      )}
    </Page>
  );
}

/** The heading of each case but the first takes the focus: what had it went with the case before. */
function useLed(current: Case | null | undefined) {
  const place = useRef<HTMLElement>(null);
  const before = useRef<Case | null>(null);
  useEffect(() => {
    const elsewhere = document.activeElement !== document.body && !document.activeElement?.closest("main");
    if (current && before.current && !elsewhere) lead(place.current?.querySelector("h2"));
    if (current) before.current = current;
  }, [current]);
  return place;
}
