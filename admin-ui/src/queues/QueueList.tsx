/** The queues one works on, with what waits in each, and the decisions of late. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import Paper from "@mui/material/Paper";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";
import { CASES, type Line, QUEUES, type Queue } from "./types";

export function useQueues() {
  return useQuery({
    queryKey: ["queues"],
    queryFn: () => ask<{ items: Queue[] }>(QUEUES, { poll: true }),
    refetchInterval: 5_000,
  });
}

export function QueueList() {
  const t = useTranslate();
  const { data, error, refetch, isPending } = useQueues();
  return (
    <Page title={t("nav.queues")} lead={t("queues.lead")}>
      <Fault error={error} onRetry={refetch} />
      {isPending && !error && <Waiting rows={3} />}
      {data && !data.items.length && <Empty title={t("queues.none")}>{t("queues.none_help")}</Empty>}
      <Box
        sx={{ display: "grid", gap: 2, gridTemplateColumns: "repeat(auto-fill, minmax(min(100%, 20rem), 1fr))", mb: 2 }}
      >
        {data?.items.map((queue) => (
          <One key={queue.queue} queue={queue} />
        ))}
      </Box>
      {data?.items.length ? <Decided /> : null}
    </Page>
  );
}

function One({ queue }: { queue: Queue }) {
  const t = useTranslate();
  const name = t(`queues.names.${queue.queue}`);
  return (
    <Paper variant="outlined" component="section" aria-label={name} sx={{ p: 2, display: "grid", gap: 1 }}>
      <Typography variant="h2">{name}</Typography>
      <Box sx={{ color: "text.secondary" }}>{t(`queues.about.${queue.queue}`)}</Box>
      <Box sx={{ display: "flex", gap: 3, alignItems: "baseline" }}>
        <Box>
          <Box component="b" sx={{ fontSize: "1.7rem", letterSpacing: "-0.03em" }}>
            {queue.waiting.toLocaleString("en")}
          </Box>{" "}
          {t("queues.waiting")}
        </Box>
        {queue.mine > 0 && <Box>{t("queues.mine", { smart_count: queue.mine })}</Box>}
      </Box>
      <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>
        {queue.oldest_at ? (
          <>
            {t("queues.oldest")} <Time at={queue.oldest_at} style="ago" />
          </>
        ) : (
          t("queues.nothing")
        )}
      </Box>
      <Box>
        <Button
          component={Link}
          to={`/queues/${queue.queue}`}
          variant="contained"
          aria-label={t("queues.work_on", { name })}
        >
          {t("queues.work")}
        </Button>
      </Box>
    </Paper>
  );
}

/** What was decided of late: where a decision is looked up, and undone while it can be. */
function Decided() {
  const t = useTranslate();
  const { data, error } = useQuery({
    queryKey: ["cases", "decided"],
    queryFn: () => ask<{ items: Line[] }>(CASES, { query: { state: "decided", limit: 20 }, poll: true }),
    refetchInterval: 15_000,
  });
  if (!error && !data?.items.length) return null;
  return (
    <Card title={t("queues.decided")} flush>
      <Fault error={error} />
      <Table size="small">
        <TableHead>
          <TableRow>
            {["case", "decision", "decided_by", "when", "reason"].map((name) => (
              <TableCell key={name}>{t(`queues.${name}`)}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {data?.items.map((one) => (
            <TableRow key={one.id}>
              <TableCell>
                <MuiLink component={Link} to={`/queues/case/${one.id}`}>
                  {t(`queues.names.${one.queue}`)} …{one.subject_id.slice(-6)}
                </MuiLink>
              </TableCell>
              <TableCell>{one.decision ? t(`queues.decisions.${one.decision}`) : "–"}</TableCell>
              <TableCell>{one.decided_by?.name ?? "–"}</TableCell>
              <TableCell>
                <Time at={one.decided_at} style="ago" />
              </TableCell>
              <TableCell>
                <Words>{one.reason ?? ""}</Words>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
