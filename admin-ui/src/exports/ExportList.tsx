import Button from "@mui/material/Button";
import { useListContext, useTranslate } from "ra-core";
import { useEffect } from "react";
import { Link } from "react-router-dom";
import { bytes } from "../parts/Drop";
import { List } from "../parts/List";
import { Mark, type Tone } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Download } from "./Download";
import { FilterWords } from "./FilterWords";
import { Notes } from "./Notes";
import type { Export } from "./types";

const TONES: Record<Export["state"], Tone> = { waiting: "info", done: "good", refused: "bad" };

export function ExportList() {
  const t = useTranslate();
  const count = (value: number | null) => (value === null ? "–" : value.toLocaleString("en"));
  const questions = (
    <Button component={Link} to="/questions" variant="contained">
      {t("exports.to_questions")}
    </Button>
  );
  return (
    <List<Export>
      resource="exports"
      title={t("nav.exports")}
      lead={t("exports.lead")}
      above={<Poll />}
      columns={[
        { name: "created_at", title: t("exports.when"), cell: (row) => <Time at={row.created_at} /> },
        { name: "subject", title: t("exports.what"), cell: (row) => t(`exports.subjects.${row.subject}`) },
        {
          name: "filter",
          title: t("exports.filter"),
          cell: (row) => (Object.keys(row.filter).length ? <FilterWords filter={row.filter} /> : t("exports.none")),
        },
        { name: "format", title: t("exports.format"), cell: (row) => t(`exports.formats.${row.format}`) },
        {
          name: "state",
          title: t("exports.state"),
          cell: (row) => (
            <>
              <Mark tone={TONES[row.state]}>{t(`exports.states.${row.state}`)}</Mark>{" "}
              {row.refused && <Words>{row.refused}</Words>}
            </>
          ),
        },
        { name: "rows", title: t("exports.rows"), align: "right", cell: (row) => count(row.rows) },
        {
          name: "bytes",
          title: t("exports.size"),
          align: "right",
          cell: (row) => (row.bytes === null ? "–" : bytes(row.bytes)),
        },
        {
          name: "file",
          title: t("exports.file"),
          cell: (row) => (
            <>
              {row.state === "done" && <Download of={row} />}
              {row.notes.length > 0 && <Notes notes={row.notes} />}
            </>
          ),
        },
      ]}
      rowName={(row) => row.created_at}
      empty={{ title: t("exports.empty"), text: t("exports.empty_help"), action: questions }}
    />
  );
}

/** Looks again while one is being written. */
function Poll() {
  const { data, refetch } = useListContext<Export>();
  const waiting = data?.some(({ state }) => state === "waiting") ?? false;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => refetch(), 1_500);
    return () => clearInterval(timer);
  }, [waiting, refetch]);
  return null;
}
