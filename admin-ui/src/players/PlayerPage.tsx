/** A player: who they are, how they stand, what they did, and what can be done about it. */

import Box from "@mui/material/Box";
import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { useQuery } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import { ask } from "../api/http";
import { Problem } from "../api/problem";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Mark } from "../parts/Mark";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Battles } from "./Battles";
import { Deeds } from "./Deeds";
import { Devices } from "./Devices";
import { Erase } from "./Erase";
import { Exports } from "./Exports";
import { Messages } from "./Messages";
import { Notes } from "./Notes";
import { OverviewPanel } from "./OverviewPanel";
import { Presence } from "./Presence";
import { Redemptions } from "./Redemptions";
import { Referrals } from "./Referrals";
import { Sanctions } from "./Sanctions";
import { Tags } from "./Tags";
import { Threads } from "./Threads";
import { Timeline } from "./Timeline";
import { tabsFor, type View, viewAt, viewOf } from "./tabs";
import { type Overview, PLAYERS } from "./types";
import { Wallet } from "./Wallet";

/** Whether they are there. */
const OFTEN_MS = 10_000;

export function PlayerPage() {
  const { id = "", "*": end } = useParams();
  // Another player is another page: half a note of one's is not the other's.
  return <One key={id} id={id} end={end} />;
}

function One({ id, end }: { id: string; end: string | undefined }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  // Half a note stays while one looks at another tab.
  const [note, setNote] = useState("");
  const { data, error, refetch } = useQuery({
    queryKey: ["players", id, "overview"],
    queryFn: () => ask<Overview>(`${PLAYERS}/${encodeURIComponent(id)}`, { poll: true }),
    refetchInterval: OFTEN_MS,
  });
  if (!data || (error instanceof Problem && error.status === 404))
    return (
      <Page title={t("players.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const tabs = tabsFor(permissions);
  const view = viewAt(end, tabs);
  return (
    <Page
      title={<bdi dir="auto">{data.name}</bdi>}
      name={data.name}
      lead={<Standing player={data} />}
      actions={<Deeds player={data} />}
    >
      <Fault error={error} onRetry={refetch} />
      <Tabs
        value={view}
        variant="scrollable"
        allowScrollButtonsMobile
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
            component={Link}
            to={viewOf(id, one)}
            sx={{ minWidth: 0, px: 1 }}
          />
        ))}
      </Tabs>
      <Box role="tabpanel" id={`panel-${view}`} aria-labelledby={`tab-${view}`} sx={{ display: "grid", gap: 2 }}>
        <Panel view={view} player={data} note={note} setNote={setNote} />
      </Box>
    </Page>
  );
}

function Standing({ player }: { player: Overview }) {
  const t = useTranslate();
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
      {player.sanctions
        .filter((one) => one.active)
        .map((one) => (
          <Mark key={one.id} tone="bad">
            {t(`players.kinds.${one.kind}`)}
          </Mark>
        ))}
      <Presence of={player.presence} />
      <span>{t(player.registered ? "players.registered" : "players.guest")}</span>
      <span>
        {t("players.since")} <Time at={player.created_at} style="date" />
      </span>
      <Id id={player.id} whole />
    </Box>
  );
}

interface PanelProps {
  view: View;
  player: Overview;
  note: string;
  setNote: (text: string) => void;
}

function Panel({ view, player, note, setNote }: PanelProps) {
  const { permissions } = usePermissions<string[]>();
  switch (view) {
    case "overview":
      return (
        <>
          <OverviewPanel player={player} />
          <Tags id={player.id} />
        </>
      );
    case "timeline":
      return <Timeline id={player.id} />;
    case "battles":
      return <Battles id={player.id} />;
    case "wallet":
      return <Wallet player={player} />;
    case "redemptions":
      return <Redemptions id={player.id} />;
    case "referrals":
      return <Referrals player={player} />;
    case "sanctions":
      return <Sanctions player={player} />;
    case "devices":
      return <Devices id={player.id} />;
    case "messages":
      return (
        <>
          <Threads id={player.id} />
          <Messages id={player.id} />
        </>
      );
    case "notes":
      return <Notes id={player.id} text={note} setText={setNote} />;
    case "data":
      return (
        <>
          {permissions?.includes("players.export") && <Exports player={player} />}
          {permissions?.includes("players.erase") && <Erase player={player} />}
        </>
      );
  }
}
