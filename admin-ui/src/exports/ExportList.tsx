/** Files of whole lists, written on the server; downloading takes the second factor again. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { type RaRecord, useListContext, useNotify, useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { ask, download } from "../api/http";
import type { components } from "../api/schema";
import { Ask } from "../parts/Ask";
import { List } from "../parts/List";
import { Mark, type Tone } from "../parts/Mark";
import { Time } from "../parts/Time";

type Export = components["schemas"]["Export"] & RaRecord;

const FORMATS: Record<string, readonly string[]> = {
  questions: ["csv", "gift", "opentdb"],
  categories: ["csv"],
  quizzes: ["csv"],
  media: ["csv"],
};
const TONES: Record<string, Tone> = { waiting: "info", done: "good", refused: "bad" };
export const EXPORTS = "/v1/admin/exports";

export function ExportList() {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  const make = (
    <Button variant="contained" onClick={() => setOpen(true)}>
      {t("exports.create")}
    </Button>
  );
  return (
    <List<Export>
      resource="exports"
      title={t("nav.exports")}
      lead={t("exports.lead")}
      actions={make}
      columns={[
        { name: "created_at", title: t("exports.when"), cell: (row) => <Time at={row.created_at} /> },
        { name: "subject", title: t("exports.subject"), cell: (row) => t(`nav.${row.subject}`) },
        {
          name: "filter",
          title: t("exports.filter"),
          cell: (row) => (
            <code>
              {Object.entries(row.filter)
                .map(([name, value]) => `${name}=${value}`)
                .join(" ") || "–"}
            </code>
          ),
        },
        { name: "format", title: t("exports.format"), cell: (row) => t(`imports.formats.${row.format}`) },
        {
          name: "state",
          title: t("exports.state"),
          cell: (row) => <Mark tone={TONES[row.state] ?? "plain"}>{t(`exports.states.${row.state}`)}</Mark>,
        },
        {
          name: "rows",
          title: t("exports.rows"),
          align: "right",
          cell: (row) => row.rows?.toLocaleString("en") ?? "–",
        },
        { name: "file", title: t("exports.file"), cell: (row) => <File row={row} /> },
      ]}
      rowName={(row) => `${row.subject} ${row.created_at}`}
      above={<Making open={open} onClose={() => setOpen(false)} />}
      empty={{ title: t("exports.empty"), action: make }}
    />
  );
}

function File({ row }: { row: Export }) {
  const t = useTranslate();
  const notify = useNotify();
  if (row.state === "refused") return <>{row.refused}</>;
  if (row.state !== "done") return <>–</>;
  const get = () =>
    download(`${EXPORTS}/${row.id}/file`).catch((error: Error) => notify(error.message, { type: "error" }));
  return (
    <Button onClick={get} aria-label={t("exports.download_of", { name: `${row.subject} ${row.created_at}` })}>
      {t("exports.download")}
    </Button>
  );
}

/** Looks again while one is being written, and asks for a new one. */
function Making({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { data, refetch } = useListContext<Export>();
  const busy = data?.some((one) => one.state === "waiting") ?? false;
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(refetch, 1_500);
    return () => clearInterval(timer);
  }, [busy, refetch]);
  return open ? <NewExport onClose={onClose} onDone={refetch} /> : null;
}

interface Props {
  onClose: () => void;
  onDone: () => void;
  /** Of a list that is exported as it is filtered. */
  subject?: string;
  filter?: Record<string, unknown>;
}

export function NewExport({ onClose, onDone, subject: given, filter = {} }: Props) {
  const t = useTranslate();
  const [subject, setSubject] = useState(given ?? "questions");
  const [format, setFormat] = useState("csv");
  const formats = FORMATS[subject] ?? ["csv"];
  const act = async () => {
    await ask(EXPORTS, {
      method: "POST",
      body: { subject, format: formats.includes(format) ? format : "csv", filter },
    });
    onDone();
  };
  return (
    <Ask open title={t("exports.create")} verb={t("exports.make")} onClose={onClose} act={act}>
      <Box sx={{ display: "grid", gap: 1.5, gridTemplateColumns: "1fr 1fr", mt: 1 }}>
        <TextField
          select
          label={t("exports.subject")}
          value={subject}
          disabled={Boolean(given)}
          onChange={(event) => setSubject(event.target.value)}
        >
          {Object.keys(FORMATS).map((one) => (
            <MenuItem key={one} value={one}>
              {t(`nav.${one}`)}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          select
          label={t("exports.format")}
          value={formats.includes(format) ? format : "csv"}
          onChange={(event) => setFormat(event.target.value)}
        >
          {formats.map((one) => (
            <MenuItem key={one} value={one}>
              {t(`imports.formats.${one}`)}
            </MenuItem>
          ))}
        </TextField>
      </Box>
      <Box sx={{ color: "text.secondary" }}>{t("exports.soon")}</Box>
    </Ask>
  );
}
