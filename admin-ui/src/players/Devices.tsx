/** Where a player is logged in, and ending it for them. */

import Button from "@mui/material/Button";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Waiting } from "../parts/Waiting";
import { Logins } from "./Logins";
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
      <Logins
        devices={data.items}
        act={
          may
            ? (one) => (
                <Button
                  sx={{ whiteSpace: "nowrap" }}
                  onClick={() => setEnding(one)}
                  aria-label={t("players.end_of", { agent: one.agent })}
                >
                  {t("players.end")}
                </Button>
              )
            : undefined
        }
      />
      <Ask
        open={Boolean(ending)}
        title={t(ending === "all" ? "players.end_all_title" : "players.end_title")}
        verb={t("players.end")}
        reason
        onClose={() => setEnding(null)}
        act={end}
      >
        {t(ending === "all" ? "players.end_all_means" : "players.end_means")}
      </Ask>
    </Card>
  );
}
