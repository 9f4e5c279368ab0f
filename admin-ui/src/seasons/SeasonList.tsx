import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { type RaRecord, usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import type { components } from "../api/schema";
import { List } from "../parts/List";
import { Mark, type Tone } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";

export type Season = components["schemas"]["SeasonSheet"] & RaRecord;

const TONES: Record<string, Tone> = { upcoming: "info", open: "good", closing: "warn", sealed: "plain" };

export function Phase({ phase }: { phase: string }) {
  const t = useTranslate();
  return <Mark tone={TONES[phase] ?? "plain"}>{t(`seasons.phases.${phase}`)}</Mark>;
}

export function SeasonList() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const make = permissions?.includes("content.write") && (
    <Button component={Link} to="/seasons/create" variant="contained" startIcon={<AddIcon />}>
      {t("seasons.create")}
    </Button>
  );
  return (
    <List<Season>
      resource="seasons"
      title={t("nav.seasons")}
      actions={make}
      columns={[
        {
          name: "name",
          title: t("seasons.name"),
          cell: (row) => (
            <MuiLink component={Link} to={`/seasons/${row.id}`} underline="hover" sx={{ fontWeight: 600 }}>
              <Words>{row.name}</Words>
            </MuiLink>
          ),
        },
        { name: "phase", title: t("seasons.phase"), cell: (row) => <Phase phase={row.phase} /> },
        { name: "first", title: t("seasons.first"), cell: (row) => row.first },
        { name: "last", title: t("seasons.last"), cell: (row) => row.last },
        { name: "prizes", title: t("seasons.prizes"), align: "right", cell: (row) => row.prizes.length },
        { name: "sealed_at", title: t("seasons.sealed"), cell: (row) => <Time at={row.sealed_at} none="–" /> },
      ]}
      rowName={(row) => row.name}
      empty={{ title: t("seasons.empty"), action: make }}
    />
  );
}
