/** A file for questions: looked at here first, described, then kept by the server in its own encoding. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import TextField from "@mui/material/TextField";
import { useNotify, useTranslate } from "ra-core";
import { type FormEvent, useEffect, useState } from "react";
import { useNavigate } from "react-router-dom";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Drop } from "../parts/Drop";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { ACCEPTED, FILE_MOST, MEDIA, type Medium } from "./types";

export function MediumCreate() {
  const t = useTranslate();
  const navigate = useNavigate();
  const notify = useNotify();
  const [file, setFile] = useState<File | null>(null);
  const [description, setDescription] = useState("");
  const [lang, setLang] = useState("en");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const tooBig = file !== null && file.size > FILE_MOST;
  const missing = tried && !description.trim();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!file || tooBig || busy || !description.trim()) return;
    setBusy(true);
    setError(null);
    try {
      const made = await ask<Medium>(MEDIA, {
        method: "POST",
        query: { description: description.trim(), lang },
        file: { data: file, type: "application/octet-stream" },
      });
      notify("media.saved", { type: "success" });
      navigate(`/media/${made.id}`);
    } catch (found) {
      setError(found);
      setBusy(false);
    }
  };
  return (
    <Page title={t("media.create")} lead={t("media.create_lead")}>
      <Card>
        <Box component="form" noValidate onSubmit={submit} sx={{ display: "grid", gap: 2, maxWidth: 720 }}>
          <Drop file={file} onFile={setFile} accept={ACCEPTED} />
          {tooBig && (
            <Box role="alert" sx={{ color: "error.main" }}>
              {t("media.too_big")}
            </Box>
          )}
          <Seen file={file} />
          <TextField
            label={t("media.description")}
            helperText={t(missing ? "media.description_missing" : "media.description_help")}
            error={missing}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
            required
            multiline
            minRows={3}
            slotProps={{ htmlInput: { dir: "auto", lang, maxLength: 5_000 } }}
          />
          <TextField
            label={t("media.lang")}
            value={lang}
            onChange={(event) => setLang(event.target.value)}
            required
            slotProps={{ htmlInput: { maxLength: 35 } }}
            sx={{ width: 220 }}
          />
          <Fault error={error} />
          {busy && <LinearProgress aria-label={t("media.sending")} />}
          <Box>
            <Button type="submit" variant="contained" disabled={!file || tooBig || busy}>
              {t("media.upload")}
            </Button>
          </Box>
        </Box>
      </Card>
    </Page>
  );
}

/** An image before it is sent; what the browser cannot draw is not shown. */
function Seen({ file }: { file: File | null }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!file?.type.startsWith("image/")) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [file]);
  return url && <img src={url} alt={file?.name ?? ""} style={{ maxWidth: "100%", maxHeight: 240, height: "auto" }} />;
}
