/** One event's life, from its acceptance to its effects. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router-dom";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fact, Facts } from "../parts/Facts";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Mark, type Tone } from "../parts/Mark";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { EVENTS, type Life } from "./types";

export function EventPage() {
  const t = useTranslate();
  const [search] = useSearchParams();
  const id = search.get("id") ?? "";
  const { data, error, refetch } = useQuery({
    queryKey: ["events", id],
    queryFn: () => ask<Life>(`${EVENTS}/${encodeURIComponent(id)}`),
    enabled: id !== "",
  });
  return (
    <Page
      title={t("integrity.life")}
      lead={
        <MuiLink component={Link} to="/integrity">
          {t("integrity.back")}
        </MuiLink>
      }
      needs={NEEDS.players.read}
    >
      <Box sx={{ display: "grid", gap: 2 }}>
        <Box>{id ? <Id id={id} what={t("integrity.event_id")} whole /> : t("integrity.no_id_given")}</Box>
        <Fault error={error} onRetry={refetch} />
        {id && !data && !error && <Waiting />}
        {data && <Told of={data} />}
      </Box>
    </Page>
  );
}

const TONES: Record<string, Tone> = { applied: "good", refused: "plain", dead_lettered: "bad" };

function Told({ of }: { of: Life }) {
  const t = useTranslate();
  return (
    <>
      {of.names && (
        <Card title={t("integrity.names")}>
          <All of={of.names} />
        </Card>
      )}
      {!of.records.length && <Empty title={t("integrity.no_records")} />}
      {of.records.map((record, n) => {
        const { outcome, ...facts } = record;
        return (
          <Card
            key={n}
            title={
              <Mark tone={TONES[String(outcome)] ?? "info"}>
                {t(`integrity.outcomes.${String(outcome).replaceAll(/\W+/g, "_")}`, { _: String(outcome) })}
              </Mark>
            }
          >
            <All of={facts} />
          </Card>
        );
      })}
      {of.log.map((one) => (
        <Card key={`${one.topic}/${one.partition} ${one.offset}`} title={t("integrity.in_log")}>
          <All
            of={{
              place: `${one.topic}/${one.partition} ${one.offset}`,
              appended_at: one.appended_at_ms ? new Date(one.appended_at_ms).toISOString() : null,
              ...(typeof one.event === "object" ? (one.event as Record<string, unknown>) : { event: one.event }),
            }}
          />
        </Card>
      ))}
      {of.effects.map((one, n) => (
        <Card key={n} title={t("integrity.effect")}>
          <All of={one} />
        </Card>
      ))}
      {of.partitions.map((one) => (
        <Box key={`${one.topic}/${one.partition}`} sx={{ color: "text.secondary" }}>
          {t("integrity.applied_to", { place: `${one.topic}/${one.partition}`, n: one.applied.toLocaleString("en") })}
        </Box>
      ))}
    </>
  );
}

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/;
const PAGES: Record<string, string> = {
  player_id: "/players",
  referee_id: "/players",
  referrer_id: "/players",
  voter_id: "/players",
  battle_id: "/battles",
  redemption_id: "/redemptions",
  referral_id: "/referrals",
};

/** Whatever is known, by its name in the API. */
function All({ of }: { of: Record<string, unknown> }) {
  const t = useTranslate();
  return (
    <Facts>
      {Object.entries(of)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <Fact key={name} name={t(`integrity.facts.${name}`, { _: name.replaceAll("_", " ") })}>
            {said(name, value)}
          </Fact>
        ))}
    </Facts>
  );
}

function said(name: string, value: unknown): ReactNode {
  if (typeof value === "object") return <code>{JSON.stringify(value)}</code>;
  const text = String(value);
  if (MOMENT.test(text)) return <Time at={text} style="exact" />;
  if (!PAGES[name]) return text;
  return (
    <MuiLink component={Link} to={`${PAGES[name]}/${text}`}>
      {text}
    </MuiLink>
  );
}
