/** How the game does at this moment: each figure with what it means, asked for again every second. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import type { Now as Dashboard } from "../live/types";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { duration } from "../parts/moments";
import { Stat } from "../parts/Stat";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { type Behind, behind } from "./lag";
import { useNow } from "./now";

const filtered = (filter: object) => `/questions?filter=${encodeURIComponent(JSON.stringify(filter))}`;

export function Figures() {
  const t = useTranslate();
  const { data, error, refetch } = useNow();
  return (
    <>
      <Fault error={error} onRetry={refetch} />
      {!data && !error && (
        <Card title={t("home.now")}>
          <Waiting rows={2} />
        </Card>
      )}
      {data && <Now of={data} more />}
    </>
  );
}

/** The figures themselves; `more`: with the way to those of the past. */
export function Now({ of, more = false }: { of: Dashboard; more?: boolean }) {
  const t = useTranslate();
  return (
    <Card
      title={t("home.now")}
      actions={
        <Box sx={{ color: "text.secondary", fontSize: "0.82rem", display: "flex", gap: 2 }}>
          <span>
            {t("home.at")} <Time at={of.at} style="time" />
          </span>
          {more && (
            <MuiLink component={Link} to="/live">
              {t("home.more")}
            </MuiLink>
          )}
        </Box>
      }
    >
      <Told of={of} />
    </Card>
  );
}

function Told({ of }: { of: Dashboard }) {
  const t = useTranslate();
  const tones: Record<Behind, "warn" | "bad" | undefined> = { fine: undefined, slow: "warn", stuck: "bad" };
  const state = behind(of.lag_s);
  const ms = (value: number | null) => (value === null ? null : duration(value));
  return (
    <Box
      sx={{
        display: "grid",
        gap: 3,
        gridTemplateColumns: { xs: "1fr", sm: "1fr 1fr", md: "repeat(4, minmax(0, 1fr))" },
      }}
    >
      <Figure name="players_online" value={of.players_online} />
      <Figure name="events_per_s" value={of.events_per_s} />
      <Figure name="seen_p95_ms" value={ms(of.seen_p95_ms)} none={t("home.nothing_seen")} />
      <Figure name="lag_s" value={of.lag_s === null ? null : duration(of.lag_s * 1_000)} tone={tones[state]}>
        {t(`home.lag.${state}`)}
      </Figure>
      <Figure name="lag_events" value={of.lag_events} />
      <Figure name="outbox_events" value={of.outbox_events} tone={of.outbox_events ? "warn" : undefined} />
      <Figure name="tokens_in" value={of.tokens_in} />
      <Figure name="tokens_out" value={of.tokens_out} />
    </Box>
  );
}

interface FigureProps {
  name:
    | "players_online"
    | "events_per_s"
    | "seen_p95_ms"
    | "lag_s"
    | "lag_events"
    | "outbox_events"
    | "tokens_in"
    | "tokens_out";
  value: number | string | null;
  tone?: "bad" | "warn" | undefined;
  /** Why there is none, where that is not because a part is away. */
  none?: string;
  children?: string;
}

function Figure({ name, value, tone, none, children }: FigureProps) {
  const t = useTranslate();
  return (
    <Box>
      <Stat name={<b>{t(`home.figures.${name}`)}</b>} value={value} tone={tone} />
      <Box sx={{ mt: 0.5, color: "text.secondary", fontSize: "0.8rem" }}>
        {value === null ? (none ?? t("home.unknown")) : (children ?? t(`home.means.${name}`))}
      </Box>
    </Box>
  );
}

/** What of content waits for somebody, with where to go. */
export function ContentWaits() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const { data } = useNow();
  const may = (one: string) => permissions?.includes(one) ?? false;
  const lines = [
    { name: "flags", to: filtered({ flagged: "true" }), shown: may("content.read") },
    { name: "reports", to: filtered({ reported: "true" }), shown: may("content.read") },
    { name: "reviews", to: filtered({ state: "review" }), shown: may("content.read") },
    { name: "schedules_refused", to: "/questions", shown: may("content.read") },
    { name: "imports", to: "/imports", shown: may("content.write") },
  ] as const;
  return (
    <Card title={t("home.content")}>
      <Box
        component="ul"
        sx={{
          m: 0,
          p: 0,
          listStyle: "none",
          display: "grid",
          gap: 1.5,
          gridTemplateColumns: "repeat(auto-fill, minmax(280px, 1fr))",
        }}
      >
        {lines
          .filter(({ shown }) => shown)
          .map(({ name, to }) => (
            <Box component="li" key={name} sx={{ display: "flex", gap: 1.5, alignItems: "baseline" }}>
              <Box sx={{ minWidth: 48, textAlign: "end", fontWeight: 750, fontSize: "1.1rem" }}>
                {data ? data.waiting[name].toLocaleString("en") : "–"}
              </Box>
              <Box>
                <MuiLink component={Link} to={to} sx={{ fontWeight: 600 }}>
                  {t(`home.waiting.${name}`)}
                </MuiLink>
                <Box sx={{ color: "text.secondary", fontSize: "0.8rem" }}>{t(`home.waiting_means.${name}`)}</Box>
              </Box>
            </Box>
          ))}
      </Box>
    </Card>
  );
}
