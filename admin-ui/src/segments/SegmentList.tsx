import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { List } from "../parts/List";
import { Time } from "../parts/Time";
import type { Segment } from "./types";

export function SegmentList() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const make = NEEDS.segments.write.some((one) => permissions?.includes(one)) && (
    <Button component={Link} to="/segments/create" variant="contained" startIcon={<AddIcon />}>
      {t("segments.create")}
    </Button>
  );
  return (
    <List<Segment>
      resource="segments"
      exported="segments"
      title={t("nav.segments")}
      lead={t("segments.lead")}
      actions={make}
      columns={[
        {
          name: "name",
          title: t("segments.name"),
          width: "50%",
          cell: (row) => (
            <MuiLink component={Link} to={`/segments/${row.id}`} sx={{ fontWeight: 600 }}>
              <bdi dir="auto">{row.name}</bdi>
            </MuiLink>
          ),
        },
        {
          name: "by",
          title: t("segments.by"),
          cell: (row) =>
            Object.keys(row.filter)
              .map((one) => t(`segments.fields.${one}`))
              .join(", ") || t("segments.everybody"),
        },
        { name: "changed", title: t("segments.changed"), cell: (row) => <Time at={row.updated_at} style="ago" /> },
      ]}
      rowName={(row) => row.name}
      empty={{ title: t("segments.empty"), text: t("segments.empty_help"), action: make }}
    />
  );
}
