import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
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
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell>{t("players.view.game")}</TableCell>
          <TableCell>{t("players.begun")}</TableCell>
          <TableCell align="right">{t("players.view.answered")}</TableCell>
          <TableCell align="right">{t("players.view.right")}</TableCell>
          <TableCell align="right">{t("players.view.points")}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {sessions.map((one) => (
          <TableRow key={one.id}>
            <TableCell>
              {t(`players.modes.${one.mode}`, { _: one.mode })} · <bdi>{one.category}</bdi>
            </TableCell>
            <TableCell>
              <Time at={one.started_at} />
            </TableCell>
            <TableCell align="right">{t("players.view.of", { n: one.answered, all: one.count })}</TableCell>
            <TableCell align="right">{one.correct ?? t("players.view.later")}</TableCell>
            <TableCell align="right">{one.points?.toLocaleString("en") ?? t("players.view.later")}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
