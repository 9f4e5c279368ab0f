/** The figures of this moment; one that nobody can tell is a dash. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { type ReactNode, useEffect, useState } from "react";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { duration } from "../parts/moments";
import { Stat } from "../parts/Stat";
import { Time } from "../parts/Time";

type Dashboard = components["schemas"]["Dashboard"];

const EVERY_MS = 3_000;
const KEPT = 60;
const LATE_S = 10;

export function Figures() {
  const t = useTranslate();
  const { data, error, refetch } = useQuery({
    queryKey: ["dashboard"],
    queryFn: () => ask<Dashboard>("/v1/admin/dashboard"),
    refetchInterval: EVERY_MS,
  });
  const speeds = useHistory(data);
  if (error) return <Fault error={error} onRetry={refetch} />;
  const late = (data?.lag_s ?? 0) > LATE_S;
  return (
    <>
      <Card
        title={t("home.now")}
        actions={
          data && (
            <Box sx={{ color: "text.secondary", fontSize: "0.82rem" }}>
              <Time at={data.at} style="time" />
            </Box>
          )
        }
      >
        <Row>
          <Stat name={t("home.players_online")} value={data?.players_online ?? null} />
          <Box sx={{ display: "flex", gap: 1.5, alignItems: "center" }}>
            <Stat name={t("home.events_per_s")} value={data?.events_per_s ?? null} />
            <Curve figures={speeds} />
          </Box>
          <Stat
            name={t("home.lag")}
            value={data?.lag_s == null ? null : duration(data.lag_s * 1000)}
            tone={late ? "bad" : undefined}
          />
          <Stat name={t("home.lag_events")} value={data?.lag_events ?? null} />
          <Stat
            name={t("home.outbox")}
            value={data?.outbox_events ?? null}
            tone={data?.outbox_events ? "warn" : undefined}
          />
        </Row>
      </Card>
      <Card title={t("home.waiting")}>
        <Row>
          <Wait to={filtered({ flagged: "true" })} name={t("home.flags")} value={data?.waiting.flags} />
          <Wait to={filtered({ reported: "true" })} name={t("home.reports")} value={data?.waiting.reports} />
          <Wait to={filtered({ state: "review" })} name={t("home.in_review")} value={data?.waiting.reviews} />
          <Wait to="/imports" name={t("home.imports")} value={data?.waiting.imports} />
          <Wait name={t("home.schedules_refused")} value={data?.waiting.schedules_refused} bad />
        </Row>
      </Card>
    </>
  );
}

const filtered = (filter: object) => `/questions?filter=${encodeURIComponent(JSON.stringify(filter))}`;

function Row({ children }: { children: ReactNode }) {
  return <Box sx={{ display: "flex", flexWrap: "wrap", columnGap: 5, rowGap: 2 }}>{children}</Box>;
}

function Wait({
  to,
  name,
  value,
  bad = false,
}: {
  to?: string;
  name: string;
  value: number | undefined;
  bad?: boolean;
}) {
  const label = to ? (
    <MuiLink component={Link} to={to}>
      {name}
    </MuiLink>
  ) : (
    name
  );
  return <Stat name={label} value={value ?? null} tone={value ? (bad ? "bad" : "warn") : undefined} />;
}

/** Events a second, each time they were told, oldest first. */
function useHistory(data: Dashboard | undefined): (number | null)[] {
  const [figures, setFigures] = useState<(number | null)[]>([]);
  useEffect(() => {
    if (data) setFigures((before) => [...before, data.events_per_s].slice(-KEPT));
  }, [data]);
  return figures;
}

/** The curve of what stands beside it in figures. */
function Curve({ figures }: { figures: (number | null)[] }) {
  const most = Math.max(1, ...figures.map((one) => one ?? 0));
  const points = figures.map((one, at) => `${(at / (KEPT - 1)) * 120},${30 - ((one ?? 0) / most) * 26}`).join(" ");
  return (
    <Box
      component="svg"
      viewBox="0 0 120 32"
      aria-hidden
      sx={({ colours: c }) => ({ width: 120, height: 32, color: c.link })}
    >
      <polyline
        points={points}
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </Box>
  );
}
