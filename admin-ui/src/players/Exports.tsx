/** All that is kept about a player, made into a file for them. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Columns } from "../parts/Columns";
import { Download } from "../parts/Download";
import { Fault } from "../parts/Fault";
import { Mark, type Tone } from "../parts/Mark";
import { format } from "../parts/moments";
import { Time } from "../parts/Time";
import { useZone } from "../parts/zone";
import { type Overview, PLAYERS } from "./types";

type Job = components["schemas"]["OwnExport"];

const TONES: Record<Job["state"], Tone> = { waiting: "info", ready: "good", failed: "bad" };
const EVERY_MS = 3_000;

export function Exports({ player }: { player: Overview }) {
  const t = useTranslate();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const key = ["players", player.id, "exports"];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => ask<{ items: Job[] }>(`${PLAYERS}/${player.id}/exports`, { poll: true }),
    refetchInterval: ({ state }) => state.data?.items.some((one) => one.state === "waiting") && EVERY_MS,
  });
  const make = async (reason: string) => {
    await ask(`${PLAYERS}/${player.id}/export`, { method: "POST", body: { reason } });
    await queries.invalidateQueries({ queryKey: key });
  };
  return (
    <Card
      title={t("players.export")}
      actions={
        <Button variant="outlined" onClick={() => setAsking(true)}>
          {t("players.export_do")}
        </Button>
      }
    >
      <Box sx={{ color: "text.secondary", maxWidth: "72ch" }}>{t("players.export_lead")}</Box>
      <Fault error={error} onRetry={refetch} />
      {data && data.items.length > 0 && <Jobs player={player} jobs={data.items} />}
      <Ask
        open={asking}
        title={t("players.export_of", { name: player.name })}
        verb={t("players.export_verb")}
        reason
        onClose={() => setAsking(false)}
        act={make}
      >
        {t("players.export_means")}
      </Ask>
    </Card>
  );
}

function Jobs({ player, jobs }: { player: Overview; jobs: Job[] }) {
  const t = useTranslate();
  const zone = useZone();
  return (
    <Box sx={{ mt: 1 }}>
      <Columns
        rows={jobs}
        columns={[
          { title: t("players.export_asked"), cell: (one) => <Time at={one.created_at} /> },
          {
            title: t("players.export_state"),
            cell: (one) => <Mark tone={TONES[one.state]}>{t(`players.export_states.${one.state}`)}</Mark>,
          },
          {
            title: t("players.export_size"),
            cell: (one) => (one.size === null ? "–" : `${Math.ceil(one.size / 1_000)} kB`),
            align: "right",
          },
          { title: t("players.export_gone"), cell: (one) => <Time at={one.expires_at} none="–" /> },
          {
            title: t("players.export_file"),
            cell: (one) =>
              one.state === "ready" ? (
                <Download
                  path={`${PLAYERS}/${player.id}/exports/${one.id}/file`}
                  name="buzzline-player.zip"
                  label={t("players.download_of", { at: format(one.created_at, "full", zone) })}
                >
                  {t("exports.download")}
                </Download>
              ) : (
                "–"
              ),
          },
        ]}
      />
    </Box>
  );
}
