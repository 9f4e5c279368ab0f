/** Where a player is logged in, and ending it for them. */

import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";
import { type Device, PLAYERS } from "./types";

export function Devices({ id }: { id: string }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const queries = useQueryClient();
  const may = permissions?.includes("players.note") ?? false;
  const [ending, setEnding] = useState<Device | "all" | null>(null);
  const key = ["players", id, "devices"];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => ask<{ items: Device[] }>(`${PLAYERS}/${id}/devices`),
  });
  const end = async (reason: string) => {
    if (ending === "all") await ask(`${PLAYERS}/${id}/logout`, { method: "POST", body: { reason } });
    else if (ending) await ask(`${PLAYERS}/${id}/devices/${ending.id}`, { method: "DELETE", body: { reason } });
    await queries.invalidateQueries({ queryKey: key });
  };
  if (error) return <Fault error={error} onRetry={refetch} />;
  if (!data) return <Waiting rows={3} />;
  const all = may && data.items.length > 0 && (
    <Button variant="outlined" onClick={() => setEnding("all")}>
      {t("players.log_out_everywhere")}
    </Button>
  );
  return (
    <Card title={t("players.tabs.devices")} actions={all} flush>
      {!data.items.length && <Empty title={t("players.no_devices")} />}
      {data.items.length > 0 && (
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{t("players.client")}</TableCell>
              <TableCell>{t("players.how")}</TableCell>
              <TableCell>{t("players.begun")}</TableCell>
              <TableCell>{t("players.used")}</TableCell>
              {may && <TableCell>{t("players.end")}</TableCell>}
            </TableRow>
          </TableHead>
          <TableBody>
            {data.items.map((one) => (
              <TableRow key={one.id}>
                <TableCell>
                  <Words>{one.agent || "–"}</Words>
                </TableCell>
                <TableCell>{one.how}</TableCell>
                <TableCell>
                  <Time at={one.created_at} />
                </TableCell>
                <TableCell>
                  <Time at={one.used_at} style="ago" />
                </TableCell>
                {may && (
                  <TableCell>
                    <Button
                      sx={{ whiteSpace: "nowrap" }}
                      onClick={() => setEnding(one)}
                      aria-label={t("players.end_of", { agent: one.agent })}
                    >
                      {t("players.end")}
                    </Button>
                  </TableCell>
                )}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      <Ask
        open={Boolean(ending)}
        title={t("players.end_title")}
        verb={t("players.end")}
        reason
        onClose={() => setEnding(null)}
        act={end}
      />
    </Card>
  );
}
