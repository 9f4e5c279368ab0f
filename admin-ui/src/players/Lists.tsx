import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Columns } from "../parts/Columns";
import { Empty } from "../parts/Empty";
import { Mark } from "../parts/Mark";
import { Markup } from "../parts/Markup";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Logins } from "./Logins";
import { RedemptionTable } from "./Redemptions";
import type { Seen } from "./types";

/** What a player's app lists for them. */
export function Lists({ seen }: { seen: Seen }) {
  const t = useTranslate();
  return (
    <>
      <Card title={t("nav.redemptions")} flush>
        {seen.redemptions.length ? (
          <RedemptionTable redemptions={seen.redemptions} plain />
        ) : (
          <Empty title={t("players.no_redemptions")} />
        )}
      </Card>
      <Card title={t("players.view.inbox", { unread: seen.unread })}>
        <Inbox messages={seen.inbox} />
      </Card>
      <Card title={t("players.view.games")} flush>
        <Games sessions={seen.sessions} />
      </Card>
      <Card title={t("players.tabs.devices")} flush>
        <Logins devices={seen.devices} />
      </Card>
    </>
  );
}

function Inbox({ messages }: { messages: Seen["inbox"] }) {
  const t = useTranslate();
  if (!messages.length) return <Empty title={t("players.view.no_inbox")} />;
  return (
    <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1.5 }}>
      {messages.map((one) => (
        <li key={one.id}>
          <Box sx={{ display: "flex", gap: 1, color: "text.secondary", fontSize: "0.85rem" }}>
            <Time at={one.created_at} />
            {!one.read_at && <Mark tone="info">{t("players.view.unread")}</Mark>}
          </Box>
          <b lang={one.lang} dir={one.dir}>
            {one.title}
          </b>
          {one.markup ? (
            <Markup html={one.markup} lang={one.lang} dir={one.dir} />
          ) : (
            <div>
              <Words lang={one.lang}>{one.body}</Words>
            </div>
          )}
        </li>
      ))}
    </Box>
  );
}

function Games({ sessions }: { sessions: Seen["sessions"] }) {
  const t = useTranslate();
  if (!sessions.length) return <Empty title={t("players.view.no_games")} />;
  return (
    <Columns
      rows={sessions}
      columns={[
        {
          title: t("players.view.game"),
          cell: (one) => (
            <>
              {t(`players.modes.${one.mode}`, { _: one.mode })} · <bdi>{one.category}</bdi>
            </>
          ),
        },
        { title: t("players.begun"), cell: (one) => <Time at={one.started_at} /> },
        {
          title: t("players.view.answered"),
          cell: (one) => t("players.view.of", { n: one.answered, all: one.count }),
          align: "right",
        },
        { title: t("players.view.right"), cell: (one) => one.correct ?? t("players.view.later"), align: "right" },
        {
          title: t("players.view.points"),
          cell: (one) => one.points?.toLocaleString("en") ?? t("players.view.later"),
          align: "right",
        },
      ]}
    />
  );
}
