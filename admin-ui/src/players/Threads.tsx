/** What a player wrote to us, and whether it waits for an answer. */

import MuiLink from "@mui/material/Link";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { StateMark } from "../threads/marks";
import { THREADS, type Thread } from "../threads/types";
import { Paged } from "./Paged";

export function Threads({ id }: { id: string }) {
  const t = useTranslate();
  return (
    <Paged<Thread> name="threads" player={id} path={THREADS} query={{ player_id: id }} empty={t("players.no_threads")}>
      {(threads, more) => (
        <Card title={t("players.threads")} flush>
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>{t("threads.subject")}</TableCell>
                <TableCell>{t("threads.state")}</TableCell>
                <TableCell>{t("threads.assignee")}</TableCell>
                <TableCell>{t("players.last_word")}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {threads.map((one) => (
                <TableRow key={one.id}>
                  <TableCell>
                    <MuiLink component={Link} to={`/threads/${one.id}`} sx={{ fontWeight: 600 }}>
                      <Words>{one.subject}</Words>
                    </MuiLink>
                  </TableCell>
                  <TableCell>
                    <StateMark of={one} />
                  </TableCell>
                  <TableCell>{one.assignee ?? "–"}</TableCell>
                  <TableCell>
                    <Time at={one.updated_at} style="ago" />
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
          {more}
        </Card>
      )}
    </Paged>
  );
}
