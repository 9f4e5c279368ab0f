/** A player: who they are, how they stand, what they did, and what can be done about it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { useQuery } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import { ask } from "../api/http";
import { Problem } from "../api/problem";
import { NEEDS } from "../auth/needs";
import { battlesOf } from "../battles/types";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Mark } from "../parts/Mark";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { redemptionsOf } from "../redemptions/types";
import { Devices } from "./Devices";
import { Messages } from "./Messages";
import { Notes } from "./Notes";
import { OverviewPanel } from "./OverviewPanel";
import { Presence } from "./Presence";
import { Sanctions } from "./Sanctions";
import { Tags } from "./Tags";
import { Timeline } from "./Timeline";
import { type Overview, PLAYERS } from "./types";
import { Wallet } from "./Wallet";

const TABS = ["overview", "timeline", "sanctions", "wallet", "devices", "messages", "notes"] as const;
/** Whether they are there. */
const OFTEN_MS = 10_000;
type View = (typeof TABS)[number];

export function PlayerPage() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const { permissions } = usePermissions<string[]>();
  const [view, setView] = useState<View>("overview");
  // Half a note stays while one looks at another tab.
  const [note, setNote] = useState("");
  const { data, error, refetch } = useQuery({
    queryKey: ["players", id, "overview"],
    queryFn: () => ask<Overview>(`${PLAYERS}/${encodeURIComponent(id)}`, { poll: true }),
    refetchInterval: OFTEN_MS,
  });
  if (error && (!data || (error instanceof Problem && error.status === 404)))
    return (
      <Page title={t("players.one")}>
        <Fault error={error} onRetry={refetch} />
      </Page>
    );
  if (!data)
    return (
      <Page title={t("players.one")}>
        <Waiting />
      </Page>
    );
  const writes = permissions?.includes("players.message");
  const tabs = TABS.filter((one) => one !== "messages" || writes);
  const held = data.sanctions.filter((one) => one.active);
  return (
    <Page
      title={<bdi dir="auto">{data.name}</bdi>}
      name={data.name}
      lead={
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
          {held.map((one) => (
            <Mark key={one.id} tone="bad">
              {t(`players.kinds.${one.kind}`)}
            </Mark>
          ))}
          <Presence of={data.presence} />
          <span>{t(data.registered ? "players.registered" : "players.guest")}</span>
          <span>
            {t("players.since")} <Time at={data.created_at} style="date" />
          </span>
          <Id id={data.id} whole />
        </Box>
      }
      actions={
        <>
          <Button component={Link} to={battlesOf(data.id)} variant="outlined">
            {t("nav.battles")}
          </Button>
          {NEEDS.redemptions.read.some((one) => permissions?.includes(one)) && (
            <Button component={Link} to={redemptionsOf({ player_id: data.id })} variant="outlined">
              {t("nav.redemptions")}
            </Button>
          )}
        </>
      }
    >
      <Tabs
        value={view}
        onChange={(_, chosen) => setView(chosen)}
        variant="scrollable"
        aria-label={t("players.views")}
        sx={{ mb: 2, borderBottom: 1, borderColor: "divider" }}
      >
        {tabs.map((one) => (
          <Tab
            key={one}
            value={one}
            id={`tab-${one}`}
            aria-controls={`panel-${one}`}
            label={t(`players.tabs.${one}`)}
          />
        ))}
      </Tabs>
      <Box role="tabpanel" id={`panel-${view}`} aria-labelledby={`tab-${view}`}>
        {view === "overview" && (
          <Box sx={{ display: "grid", gap: 2 }}>
            <OverviewPanel player={data} />
            <Tags id={data.id} />
          </Box>
        )}
        {view === "timeline" && <Timeline id={data.id} />}
        {view === "sanctions" && <Sanctions player={data} />}
        {view === "wallet" && <Wallet player={data} />}
        {view === "devices" && <Devices id={data.id} />}
        {view === "messages" && <Messages id={data.id} />}
        {view === "notes" && <Notes id={data.id} text={note} setText={setNote} />}
      </Box>
    </Page>
  );
}
