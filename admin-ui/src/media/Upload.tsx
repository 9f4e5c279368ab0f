/** A file into the library, with what it shows or says. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { Ask } from "../parts/Ask";

type Known = components["schemas"]["KnownMedium"];

const MOST = 5 * 1024 * 1024;

export function Upload({ onClose, onDone }: { onClose: () => void; onDone: (medium: Known) => void }) {
  const t = useTranslate();
  const [file, setFile] = useState<File | null>(null);
  const [description, setDescription] = useState("");
  const [lang, setLang] = useState("en");
  const tooBig = file !== null && file.size > MOST;
  const act = async () => {
    if (!file) return;
    const sent = { data: file, type: "application/octet-stream" };
    onDone(await ask<Known>("/v1/admin/media", { method: "POST", query: { description, lang }, file: sent }));
  };
  return (
    <Ask
      open
      title={t("media.add")}
      verb={t("media.keep")}
      disabled={!file || tooBig || !description.trim()}
      onClose={onClose}
      act={act}
    >
      <Box>
        <Button component="label" variant="outlined">
          {file ? <bdi>{file.name}</bdi> : t("media.choose")}
          <input
            type="file"
            accept="image/*,audio/*,video/*"
            aria-label={t("media.choose")}
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
            style={{ position: "absolute", inset: 0, opacity: 0 }}
          />
        </Button>
        <Box
          sx={{ mt: 0.5, fontSize: "0.82rem", color: tooBig ? "error.main" : "text.secondary" }}
          role={tooBig ? "alert" : undefined}
        >
          {t("media.most")}
        </Box>
      </Box>
      <TextField
        label={t("media.description")}
        helperText={t("media.description_help")}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
        required
        multiline
        minRows={2}
        slotProps={{ htmlInput: { dir: "auto", maxLength: 4000 } }}
      />
      <TextField
        label={t("media.lang")}
        value={lang}
        onChange={(event) => setLang(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 35 } }}
        sx={{ width: 140 }}
      />
    </Ask>
  );
}
