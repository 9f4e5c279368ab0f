/** What a player sees of their account: asked for with a reason, under a banner, and with nothing that could be done. */

import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { excess } from "../parts/excess";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Reason } from "../parts/Reason";
import { useSending } from "../parts/sending";
import { Time } from "../parts/Time";
import { Account } from "./Account";
import { Lists } from "./Lists";
import { PLAYERS, type Seen } from "./types";

interface Look {
  seen: Seen;
  reason: string;
  at: string;
}

export function SeenPage() {
  const { id = "" } = useParams();
  return <One key={id} id={id} />;
}

function One({ id }: { id: string }) {
  const t = useTranslate();
  const [look, setLook] = useState<Look | null>(null);
  const see = async (reason: string) => {
    const seen = await ask<Seen>(`${PLAYERS}/${encodeURIComponent(id)}/view`, { method: "POST", body: { reason } });
    setLook({ seen, reason, at: new Date().toISOString() });
  };
  const back = (
    <Button component={Link} to={`/players/${id}`} variant="outlined">
      {t("players.view.leave")}
    </Button>
  );
  const name = look?.seen.me.name;
  return (
    <Page
      title={name ? <bdi dir="auto">{name}</bdi> : t("players.view.title")}
      name={name ?? t("players.view.title")}
      needs={["players.view"]}
      actions={back}
    >
      {look ? <Shown look={look} onAgain={() => see(look.reason)} /> : <Why see={see} />}
    </Page>
  );
}

function Why({ see }: { see: (reason: string) => Promise<void> }) {
  const t = useTranslate();
  const [reason, setReason] = useState("");
  const { busy, error, submit } = useSending(() => see(reason.trim()));
  const fits = reason.trim() && !excess(reason);
  return (
    <Card title={t("players.view.why")}>
      <Box component="form" onSubmit={submit} sx={{ display: "grid", gap: 1.5, maxWidth: 640 }}>
        <Box sx={{ color: "text.secondary" }}>{t("players.view.lead")}</Box>
        <Reason label={t("cms.reason")} value={reason} onChange={setReason} required autoFocus />
        <Fault error={error} />
        <Box>
          <Button type="submit" variant="contained" disabled={busy || !fits}>
            {t("players.view.see")}
          </Button>
        </Box>
      </Box>
    </Card>
  );
}

function Shown({ look: { seen, reason, at }, onAgain }: { look: Look; onAgain: () => Promise<void> }) {
  const t = useTranslate();
  const { busy, error, submit } = useSending(onAgain);
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Box component="form" onSubmit={submit} sx={{ position: "sticky", top: 64, zIndex: 2 }}>
        <Alert
          role="note"
          severity="warning"
          variant="outlined"
          sx={{ bgcolor: "background.paper" }}
          action={
            <Button type="submit" disabled={busy}>
              {t("players.view.again")}
            </Button>
          }
        >
          <b>{t("players.view.banner", { name: seen.me.name })}</b> {t("players.view.nothing")} <Time at={at} /> ·{" "}
          <bdi dir="auto">{reason}</bdi>
        </Alert>
      </Box>
      <Fault error={error} />
      {seen.blocked && <Alert severity="error">{t("players.view.blocked")}</Alert>}
      <Account seen={seen} />
      <Lists seen={seen} />
    </Box>
  );
}
