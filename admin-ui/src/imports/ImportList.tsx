import AddIcon from "@mui/icons-material/UploadFileOutlined";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { type RaRecord, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { List } from "../parts/List";
import { Mark, type Tone } from "../parts/Mark";
import { Time } from "../parts/Time";
import type { Job } from "./types";

const TONES: Record<Job["state"], Tone> = {
  checking: "info",
  checked: "warn",
  committing: "info",
  committed: "good",
  refused: "bad",
};

export function JobState({ state }: { state: Job["state"] }) {
  const t = useTranslate();
  return <Mark tone={TONES[state]}>{t(`imports.states.${state}`)}</Mark>;
}

export function ImportList() {
  const t = useTranslate();
  const make = (
    <Button component={Link} to="/imports/create" variant="contained" startIcon={<AddIcon />}>
      {t("imports.create")}
    </Button>
  );
  const count = (value: number | undefined) => (value === undefined ? "–" : value.toLocaleString("en"));
  return (
    <List<Job & RaRecord>
      resource="imports"
      exported="imports"
      title={t("nav.imports")}
      actions={make}
      columns={[
        {
          name: "created_at",
          title: t("imports.when"),
          cell: (row) => (
            <MuiLink component={Link} to={`/imports/${row.id}`} sx={{ fontWeight: 600 }}>
              <Time at={row.created_at} />
            </MuiLink>
          ),
        },
        { name: "format", title: t("imports.format"), cell: (row) => t(`imports.formats.${row.format}`) },
        { name: "state", title: t("imports.state"), cell: (row) => <JobState state={row.state} /> },
        { name: "rows", title: t("imports.rows"), align: "right", cell: (row) => count(row.rows) },
        { name: "new", title: t("imports.new"), align: "right", cell: (row) => count(row.new) },
        { name: "fatal", title: t("imports.fatal"), align: "right", cell: (row) => count(row.fatal) },
        { name: "duplicates", title: t("imports.duplicates"), align: "right", cell: (row) => count(row.duplicates) },
      ]}
      rowName={(row) => row.created_at}
      empty={{ title: t("imports.empty"), text: t("imports.empty_help"), action: make }}
    />
  );
}
