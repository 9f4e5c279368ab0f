/** All that waits for one: by queue with its target, what is due first, who decided how much, and the decisions of late. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
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
import { Figures } from "./Figures";
import { First } from "./First";
import { QueueTable } from "./QueueTable";
import { ALL } from "./taken";
import { CASES, INBOX, type Inbox, type Line } from "./types";

export function QueueList() {
  const t = useTranslate();
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ["inbox"],
    queryFn: () => ask<Inbox>(INBOX, { query: { limit: 20 }, poll: true }),
    refetchInterval: 5_000,
  });
  const work = (
    <Button component={Link} to={`/queues/${ALL}`} variant="contained">
      {t("queues.work_all")}
    </Button>
  );
  return (
    <Page
      title={t("nav.queues")}
      lead={t("queues.lead")}
      actions={data?.queues.some(({ waiting, mine }) => waiting || mine) && work}
    >
      <Fault error={error} onRetry={refetch} />
      {isPending && !error && <Waiting rows={3} />}
      {data && !data.queues.length && <Empty title={t("queues.none")}>{t("queues.none_help")}</Empty>}
      {data?.queues.length ? (
        <Box sx={{ display: "grid", gap: 2 }}>
          <QueueTable queues={data.queues} />
          {data.items.length > 0 && <First items={data.items} more={data.next !== null} />}
          <Figures />
          <Decided />
        </Box>
      ) : null}
    </Page>
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
