/** A file for questions: looked at here first, described, then kept by the server in its own encoding. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import { useNotify, useTranslate } from "ra-core";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { FileFields, fits, isSaid, NOTHING, upload } from "./FileFields";

export function MediumCreate() {
  const t = useTranslate();
  const navigate = useNavigate();
  const notify = useNotify();
  const [chosen, setChosen] = useState(NOTHING);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!fits(chosen) || busy || !isSaid(chosen)) return;
    setBusy(true);
    setError(null);
    try {
      const made = await upload(chosen);
      notify("media.saved", { type: "success" });
      navigate(`/media/${made.id}`);
    } catch (found) {
      setError(found);
      setBusy(false);
    }
  };
  return (
    <Page title={t("media.create")} lead={t("media.create_lead")} needs={NEEDS.media.write}>
      <Card>
        <Box component="form" noValidate onSubmit={submit} sx={{ display: "grid", gap: 2, maxWidth: 720 }}>
          <FileFields value={chosen} onChange={setChosen} tried={tried} />
          <Fault error={error} />
          {busy && <LinearProgress aria-label={t("media.sending")} />}
          <Box>
            <Button type="submit" variant="contained" disabled={!fits(chosen) || busy}>
              {t("media.upload")}
            </Button>
          </Box>
        </Box>
      </Card>
    </Page>
  );
}
