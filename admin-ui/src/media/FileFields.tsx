/** A file for questions, looked at here first, and what it shows or says: on a page of its own and in the library. */

import Box from "@mui/material/Box";
import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { ask } from "../api/http";
import { Drop } from "../parts/Drop";
import { ACCEPTED, DESCRIPTION_MOST, FILE_MOST, MEDIA, type Medium } from "./types";

export interface Chosen {
  file: File | null;
  description: string;
  lang: string;
}

export const NOTHING: Chosen = { file: null, description: "", lang: "en" };
export const fits = ({ file }: Chosen): boolean => file !== null && file.size <= FILE_MOST;
export const isSaid = ({ description }: Chosen): boolean => description.trim() !== "";

/** Keep it on the server. Raises Problem. */
export function upload({ file, description, lang }: Chosen): Promise<Medium> {
  const form = new FormData();
  form.append("file", file as File);
  form.append("description", description.trim());
  form.append("lang", lang);
  return ask<Medium>(MEDIA, { method: "POST", form });
}

interface Props {
  value: Chosen;
  onChange: (value: Chosen) => void;
  /** Whether a description that is missing is told. */
  tried?: boolean;
}

export function FileFields({ value, onChange, tried = false }: Props) {
  const t = useTranslate();
  const { file, description, lang } = value;
  const missing = tried && !isSaid(value);
  return (
    <>
      <Drop file={file} onFile={(chosen) => onChange({ ...value, file: chosen })} accept={ACCEPTED} />
      <Box sx={{ fontSize: "0.82rem", color: "text.secondary" }}>{t("media.most")}</Box>
      {file && !fits(value) && (
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
        onChange={(event) => onChange({ ...value, description: event.target.value })}
        required
        multiline
        minRows={3}
        slotProps={{ htmlInput: { dir: "auto", lang, maxLength: DESCRIPTION_MOST } }}
      />
      <TextField
        label={t("media.lang")}
        value={lang}
        onChange={(event) => onChange({ ...value, lang: event.target.value })}
        required
        slotProps={{ htmlInput: { maxLength: 35 } }}
        sx={{ width: 220 }}
      />
    </>
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
