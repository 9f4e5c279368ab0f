/** What is due first, whatever its queue; each leads to its own page. */

import MuiLink from "@mui/material/Link";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import type { Translate } from "../data/resource";
import { Card } from "../parts/Card";
import { Time } from "../parts/Time";
import { DueTime } from "./Due";
import type { Work } from "./types";

export function First({ items, more }: { items: readonly Work[]; more: boolean }) {
  const t = useTranslate();
  const title = more ? t("queues.first_n", { smart_count: items.length }) : t("queues.first");
  return (
    <Card title={title} flush>
      <Table size="small">
        <TableHead>
          <TableRow>
            {["what", "queue", "due", "waits_since", "claimed"].map((name) => (
              <TableCell key={name}>{t(`queues.${name}`)}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map((one) => (
            <TableRow key={one.id}>
              <TableCell sx={{ overflowWrap: "anywhere" }}>
                <MuiLink component={Link} to={pageOf(one)} dir="auto">
                  {what(one, t)}
                </MuiLink>
              </TableCell>
              <TableCell>{t(`queues.names.${one.queue}`)}</TableCell>
              <TableCell>
                <DueTime at={one.due_at} late={one.late} />
              </TableCell>
              <TableCell>
                <Time at={one.since} style="ago" />
              </TableCell>
              <TableCell>{one.mine ? t("queues.yours") : (one.claimed_by?.name ?? "–")}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

const pageOf = ({ subject_kind, id }: Work) => {
  if (subject_kind === "thread") return `/threads/${id}`;
  return subject_kind === "break" ? "/breaks" : `/queues/case/${id}`;
};

function what({ subject_kind, about, id }: Work, t: Translate): string {
  if (subject_kind === "thread") return about;
  if (subject_kind === "break") return t(`breaks.kinds.${about}`);
  return `${t("queues.case")} …${id.slice(-6)}, ${t(`queues.opened_by.${about}`, { _: about })}`;
}
