import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ExportAction } from "../exports/ExportAction";
import { List } from "../parts/List";
import { Mark, type Tone } from "../parts/Mark";
import { format } from "../parts/moments";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { PrizeWords } from "./PrizeWords";
import type { Season } from "./types";

const TONES: Record<Season["phase"], Tone> = { upcoming: "info", open: "good", closing: "warn", sealed: "plain" };

export function Phase({ phase }: { phase: Season["phase"] }) {
  const t = useTranslate();
  return <Mark tone={TONES[phase]}>{t(`seasons.phases.${phase}`)}</Mark>;
}

/** Days of a season are UTC's, whichever zone one reads in. */
export const dayWords = (day: string) => format(`${day}T00:00Z`, "date", "UTC");

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
      lead={t("seasons.create_lead")}
      actions={
        <>
          <ExportAction subject="seasons" />
          {make}
        </>
      }
      columns={[
        {
          name: "name",
          title: t("seasons.name"),
          cell: (row) => (
            <MuiLink component={Link} to={`/seasons/${row.id}`} sx={{ fontWeight: 600 }}>
              <Words>{row.name}</Words>
            </MuiLink>
          ),
        },
        { name: "phase", title: t("seasons.phase"), cell: (row) => <Phase phase={row.phase} /> },
        { name: "days", title: t("seasons.days"), cell: (row) => `${dayWords(row.first)} – ${dayWords(row.last)}` },
        { name: "prizes", title: t("seasons.prizes"), cell: (row) => <PrizeWords prizes={row.prizes} /> },
        { name: "sealed_at", title: t("seasons.sealed_at"), cell: (row) => <Time at={row.sealed_at} none="–" /> },
      ]}
      rowName={(row) => row.name}
      empty={{ title: t("seasons.empty"), text: t("seasons.empty_help"), action: make }}
    />
  );
}
