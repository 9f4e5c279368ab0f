/** All that is kept about a player, made into a file for them. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
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
    <Table size="small" sx={{ mt: 1 }}>
      <TableHead>
        <TableRow>
          <TableCell>{t("players.export_asked")}</TableCell>
          <TableCell>{t("players.export_state")}</TableCell>
          <TableCell align="right">{t("players.export_size")}</TableCell>
          <TableCell>{t("players.export_gone")}</TableCell>
          <TableCell>{t("players.export_file")}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {jobs.map((one) => (
          <TableRow key={one.id}>
            <TableCell>
              <Time at={one.created_at} />
            </TableCell>
            <TableCell>
              <Mark tone={TONES[one.state]}>{t(`players.export_states.${one.state}`)}</Mark>
            </TableCell>
            <TableCell align="right">{one.size === null ? "–" : `${Math.ceil(one.size / 1_000)} kB`}</TableCell>
            <TableCell>
              <Time at={one.expires_at} none="–" />
            </TableCell>
            <TableCell>
              {one.state === "ready" ? (
                <Download
                  path={`${PLAYERS}/${player.id}/exports/${one.id}/file`}
                  name="buzzline-player.zip"
                  label={t("players.download_of", { at: format(one.created_at, "full", zone) })}
                >
                  {t("exports.download")}
                </Download>
              ) : (
                "–"
              )}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
