/** A file is dropped or chosen; what it is checked as stands beside it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router-dom";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { once } from "../data/once";
import { Card } from "../parts/Card";
import { Drop } from "../parts/Drop";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { FILE_MOST, FORMATS, IMPORTS, type Job } from "./types";

const STATES = ["draft", "review", "published"];

export function ImportCreate() {
  const t = useTranslate();
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [wish, setWish] = useState({
    format: "auto",
    category: "",
    lang: "en",
    source: "",
    licence: "",
    state: "draft",
  });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const tooBig = file !== null && file.size > FILE_MOST;
  const set = (name: keyof typeof wish) => (event: { target: { value: string } }) =>
    setWish({ ...wish, [name]: event.target.value });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    setBusy(true);
    setError(null);
    try {
      const sent = { data: file, type: "application/octet-stream" };
      const same = { ...wish, name: file.name, size: file.size, changed: file.lastModified };
      const job = await once(IMPORTS, same, (headers) =>
        ask<Job>(IMPORTS, { method: "POST", query: wish, file: sent, headers }),
      );
      navigate(`/imports/${job.id}`);
    } catch (found) {
      setError(found);
      setBusy(false);
    }
  };
  return (
    <Page title={t("imports.create")} lead={t("imports.create_lead")} needs={NEEDS.imports.write}>
      <Card>
        <Box component="form" onSubmit={submit} sx={{ display: "grid", gap: 2, maxWidth: 820 }}>
          <Drop file={file} onFile={setFile} />
          {tooBig && (
            <Box role="alert" sx={{ color: "error.main" }}>
              {t("imports.too_big")}
            </Box>
          )}
          <Box sx={{ display: "grid", gap: 1.5, gridTemplateColumns: { xs: "1fr", sm: "repeat(3, minmax(0, 1fr))" } }}>
            <TextField select label={t("imports.format")} value={wish.format} onChange={set("format")}>
              {FORMATS.map((one) => (
                <MenuItem key={one} value={one}>
                  {t(`imports.formats.${one}`)}
                </MenuItem>
              ))}
            </TextField>
            <TextField
              label={t("imports.category")}
              helperText={t("imports.where_unsaid")}
              value={wish.category}
              onChange={set("category")}
              slotProps={{ htmlInput: { maxLength: 80, dir: "auto" } }}
            />
            <TextField
              label={t("imports.lang")}
              helperText={t("imports.where_unsaid")}
              value={wish.lang}
              onChange={set("lang")}
              slotProps={{ htmlInput: { maxLength: 35 } }}
            />
            <TextField
              label={t("imports.source")}
              helperText={t("imports.where_unsaid")}
              value={wish.source}
              onChange={set("source")}
              slotProps={{ htmlInput: { maxLength: 500, dir: "auto" } }}
            />
            <TextField
              label={t("imports.licence")}
              helperText={t("imports.where_unsaid")}
              value={wish.licence}
              onChange={set("licence")}
              slotProps={{ htmlInput: { maxLength: 80 } }}
            />
            <TextField select label={t("imports.as")} value={wish.state} onChange={set("state")}>
              {STATES.map((one) => (
                <MenuItem key={one} value={one}>
                  {t(`questions.states.${one}`)}
                </MenuItem>
              ))}
            </TextField>
          </Box>
          <Fault error={error} />
          {busy && <LinearProgress aria-label={t("imports.sending")} />}
          <Box>
            <Button type="submit" variant="contained" disabled={!file || busy || tooBig}>
              {t("imports.check")}
            </Button>
          </Box>
        </Box>
      </Card>
    </Page>
  );
}
