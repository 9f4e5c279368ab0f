/** Sanctions: for a time or for ever, each with its reason, and lifted again. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useQueryClient } from "@tanstack/react-query";
import { useNotify, usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Mark } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { type Overview, PLAYERS, type Sanction } from "./types";

export function Sanctions({ player }: { player: Overview }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const queries = useQueryClient();
  const notify = useNotify();
  const [lifting, setLifting] = useState<Sanction | null>(null);
  const may = permissions?.includes("players.sanction") ?? false;
  const lift = async (reason: string) => {
    await ask(`${PLAYERS}/${player.id}/sanctions/${lifting?.id}`, { method: "DELETE", body: { reason } });
    await queries.invalidateQueries({ queryKey: ["players", player.id] });
    notify("players.lifted", { type: "success" });
  };
  return (
    <Card title={t("players.tabs.sanctions")}>
      {!player.sanctions.length && <Empty title={t("players.no_sanctions")} />}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1.5 }}>
        {player.sanctions.map((one) => (
          <Box
            component="li"
            key={one.id}
            sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "baseline" }}
          >
            <Mark tone={one.active ? "bad" : "plain"}>{t(`players.kinds.${one.kind}`)}</Mark>
            <Box sx={{ flex: "1 1 18rem", minWidth: 0 }}>
              <Words>{one.reason}</Words>
              <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>
                {t(`players.grounds.${one.ground}`)} · {one.imposed_by ?? t("players.by_command")} ·{" "}
                <Time at={one.since} />
                {one.kind !== "warn" && (
                  <>
                    {" – "}
                    <Time at={one.lifted_at ?? one.until} none={t("players.for_ever")} />
                  </>
                )}
                {one.lifted_at &&
                  ` · ${t("players.lifted_by", { name: one.lifted_by ?? "–", reason: one.lift_reason ?? "" })}`}
                {one.kind === "warn" && ` · ${t(one.seen_at ? "players.seen" : "players.unseen")}`}
              </Box>
              {one.message && <Words>{one.message}</Words>}
            </Box>
            {may && one.active && one.kind !== "hide" && (
              <Button variant="outlined" onClick={() => setLifting(one)}>
                {t("players.lift")}
              </Button>
            )}
          </Box>
        ))}
      </Box>
      <Ask
        open={Boolean(lifting)}
        title={t("players.lift_of", { name: player.name })}
        verb={t("players.lift")}
        reason
        onClose={() => setLifting(null)}
        act={lift}
      >
        {lifting && t(`players.lift_means.${lifting.kind}`)}
      </Ask>
    </Card>
  );
}
