/** Whether every event that was accepted has one outcome; what audits found; what could not be applied. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import TextField from "@mui/material/TextField";
import { useQuery } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { type FormEvent, useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { EVERY_MS } from "../live/types";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { Audits } from "./Audits";
import { Balance } from "./Balance";
import { Letters } from "./Letters";
import { Partitions } from "./Partitions";
import { INTEGRITY, lifeOf, type Seen } from "./types";

export function IntegrityPage() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const may = permissions?.includes("settings.manage");
  return (
    <Page
      title={t("nav.integrity")}
      lead={t("integrity.lead")}
      needs={NEEDS.integrity.read}
      actions={
        may && (
          <MuiLink component={Link} to="/settings">
            {t("integrity.to_settings")}
          </MuiLink>
        )
      }
    >
      <Content letters={NEEDS.integrity.write.some((one) => permissions?.includes(one))} />
    </Page>
  );
}

function Content({ letters }: { letters: boolean }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["integrity"],
    queryFn: () => ask<Seen>(INTEGRITY, { poll: true }),
    refetchInterval: EVERY_MS,
  });
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Fault error={error} onRetry={refetch} />
      {!data && !error && <Waiting rows={3} />}
      {data && <Balance of={data} />}
      <Find />
      {letters && <Letters waiting={data?.dead_letters} />}
      {data && <Audits of={data} />}
      {data && <Partitions of={data.partitions} />}
    </Box>
  );
}

/** One event's life, by its id. */
function Find() {
  const t = useTranslate();
  const navigate = useNavigate();
  const [id, setId] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (id.trim()) navigate(lifeOf(id.trim()));
  };
  return (
    <Card title={t("integrity.event")}>
      <Box
        component="form"
        onSubmit={submit}
        sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, alignItems: "flex-start" }}
      >
        <TextField
          label={t("integrity.event_id")}
          helperText={t("integrity.event_help")}
          value={id}
          onChange={(event) => setId(event.target.value)}
          slotProps={{ htmlInput: { maxLength: 64, spellCheck: false, dir: "ltr" } }}
          sx={{ flex: "1 1 20rem", maxWidth: 480 }}
        />
        <Button type="submit" variant="outlined" disabled={!id.trim()} sx={{ mt: 0.25 }}>
          {t("integrity.show")}
        </Button>
      </Box>
    </Card>
  );
}
