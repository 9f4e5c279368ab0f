/** One case by its address: looked at, taken, decided, undone. */

import Button from "@mui/material/Button";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNotify, useTranslate } from "ra-core";
import { Link, useParams } from "react-router-dom";
import { ask } from "../api/http";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { CaseView } from "./CaseView";
import { CASES, type Case } from "./types";
import { Undo } from "./Undo";

export function CasePage() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const notify = useNotify();
  const queries = useQueryClient();
  const key = ["cases", id];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => ask<Case>(`${CASES}/${encodeURIComponent(id)}`),
  });
  const title = data ? t(`queues.names.${data.queue}`) : t("queues.case");
  const take = async () => {
    try {
      queries.setQueryData(key, await ask<Case>(`${CASES}/${id}/claim`, { method: "POST" }));
    } catch (found) {
      notify((found as Error).message, { type: "error" });
      refetch();
    }
  };
  const set = (found: Case) => queries.setQueryData(key, found);
  return (
    <Page
      title={title}
      actions={
        <>
          {data && !data.decided_at && !data.mine && (
            <Button variant="contained" onClick={take} disabled={Boolean(data.claimed_by)}>
              {t("queues.take")}
            </Button>
          )}
          {data?.undo_until && (
            <Undo
              path={`${CASES}/${id}`}
              what={t(`queues.decisions.${data.decision}`)}
              onUndone={(taken) => taken.kind === "case" && set(taken.found)}
            />
          )}
          <Button component={Link} to="/queues" variant="outlined">
            {t("nav.queues")}
          </Button>
        </>
      }
    >
      <Fault error={error} onRetry={refetch} />
      {!data && !error && <Waiting />}
      {data && <CaseView found={data} onDecided={set} onReleased={() => refetch()} />}
    </Page>
  );
}
