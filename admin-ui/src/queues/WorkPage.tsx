/** Working through a queue, or through all of them: the next comes by itself, and keys suffice. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useNotify, useTranslate } from "ra-core";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link, useParams } from "react-router-dom";
import { ExportButton } from "../exports/ExportAction";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { lead } from "../parts/focus";
import { Page } from "../parts/Page";
import { useShortcutsOn } from "../parts/shortcuts";
import { Waiting } from "../parts/Waiting";
import { BreakWork } from "./BreakWork";
import { CaseView } from "./CaseView";
import { ThreadWork } from "./ThreadWork";
import { ALL, type Decided, keyOf, type Taken, takeNext } from "./taken";
import { CASES, type Case } from "./types";
import { Undo } from "./Undo";

export function WorkPage() {
  const { id: queue = "" } = useParams();
  return <Work key={queue} queue={queue} />;
}

function Work({ queue }: { queue: string }) {
  const t = useTranslate();
  const notify = useNotify();
  const [keys] = useShortcutsOn();
  const [current, setCurrent] = useState<Taken | null | undefined>(undefined);
  const [last, setLast] = useState<Decided | null>(null);
  const [error, setError] = useState<unknown>(null);
  const next = useCallback(async () => {
    setError(null);
    setCurrent(undefined);
    try {
      setCurrent(await takeNext(queue));
    } catch (found) {
      setError(found);
    }
  }, [queue]);
  useEffect(() => {
    next();
  }, [next]);
  const place = useLed(current);
  const decided = (found: Decided) => {
    setLast(found);
    notify(t("queues.done", { decision: found.what }), { type: "success" });
    next();
  };
  const name = current?.kind === "case" ? current.found.queue : current?.work.queue;
  return (
    <Page
      title={t(`queues.names.${queue}`)}
      lead={
        <>
          {queue === ALL && name && <b>{t(`queues.names.${name}`)} </b>}
          {keys && t("queues.keys")}
        </>
      }
      actions={
        <>
          {last?.path && (
            <Undo
              path={last.path}
              what={last.what}
              onUndone={(found) => {
                setLast(null);
                setCurrent(found);
              }}
            />
          )}
          {queue !== ALL && <ExportButton subject="cases" filter={{ queue, state: "open" }} />}
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
        <Box key={keyOf(current)} ref={place}>
          <One taken={current} onDecided={decided} onLeft={next} />
        </Box>
      )}
    </Page>
  );
}

interface OneProps {
  taken: Taken;
  onDecided: (found: Decided) => void;
  onLeft: () => void;
}

function One({ taken, onDecided, onLeft }: OneProps) {
  const t = useTranslate();
  if (taken.kind === "thread") return <ThreadWork work={taken.work} onDecided={onDecided} onLeft={onLeft} />;
  if (taken.kind === "break") return <BreakWork work={taken.work} onDecided={onDecided} onLeft={onLeft} />;
  const decided = ({ id, decision, undo_until }: Case) =>
    onDecided({ path: undo_until ? `${CASES}/${id}` : null, what: t(`queues.decisions.${decision}`) });
  return <CaseView found={taken.found} onDecided={decided} onReleased={onLeft} />;
}

/** The heading of all but the first takes the focus: what had it went with the one before. */
function useLed(current: Taken | null | undefined) {
  const place = useRef<HTMLElement>(null);
  const before = useRef<Taken | null>(null);
  useEffect(() => {
    const elsewhere = document.activeElement !== document.body && !document.activeElement?.closest("main");
    if (current && before.current && !elsewhere) lead(place.current?.querySelector("h2"));
    if (current) before.current = current;
  }, [current]);
  return place;
}
