/** The queues, those whose target is breached first at first. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Mark } from "../parts/Mark";
import { Time } from "../parts/Time";
import type { Inbox } from "./types";

type Queue = Inbox["queues"][number];

/** Where one works on what is no case. */
const PAGES: Record<string, string> = {
  threads: `/threads?filter=${encodeURIComponent('{"waiting":"true"}')}`,
  breaks: `/breaks?filter=${encodeURIComponent('{"state":"open"}')}`,
};

export function QueueTable({ queues }: { queues: readonly Queue[] }) {
  const t = useTranslate();
  return (
    <Card title={t("queues.all_queues")} flush>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t("queues.queue")}</TableCell>
            {["waiting_n", "mine_n", "late_n"].map((name) => (
              <TableCell key={name} align="right">
                {t(`queues.${name}`)}
              </TableCell>
            ))}
            <TableCell>{t("queues.oldest_n")}</TableCell>
            <TableCell>{t("queues.target")}</TableCell>
            <TableCell>{t("queues.to_do")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {queues.map((queue) => (
            <Row key={queue.queue} queue={queue} />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

function Row({ queue }: { queue: Queue }) {
  const t = useTranslate();
  const name = t(`queues.names.${queue.queue}`);
  return (
    <TableRow>
      <TableCell component="th" scope="row" sx={{ minWidth: 220 }}>
        <b>{name}</b>
        <Box sx={{ color: "text.secondary", fontSize: "0.82rem", fontWeight: 400 }}>
          {t(`queues.about.${queue.queue}`)}
        </Box>
      </TableCell>
      <TableCell align="right">{queue.waiting.toLocaleString("en")}</TableCell>
      <TableCell align="right">{queue.mine || "–"}</TableCell>
      <TableCell align="right">
        {queue.late ? <Mark tone="bad">{queue.late.toLocaleString("en")}</Mark> : "–"}
      </TableCell>
      <TableCell>{queue.oldest_at ? <Time at={queue.oldest_at} style="ago" /> : t("queues.nothing")}</TableCell>
      <TableCell sx={{ whiteSpace: "nowrap" }}>
        {t("settings.units.hours", { smart_count: queue.target_hours, n: queue.target_hours })}
      </TableCell>
      <TableCell>
        <Button
          component={Link}
          to={PAGES[queue.queue] ?? `/queues/${queue.queue}`}
          variant="outlined"
          aria-label={t("queues.work_on", { name })}
        >
          {t("queues.work")}
        </Button>
      </TableCell>
    </TableRow>
  );
}
