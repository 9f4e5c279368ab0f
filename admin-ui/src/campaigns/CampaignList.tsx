import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { ChoiceFilter } from "../parts/Filters";
import { List } from "../parts/List";
import { Time } from "../parts/Time";
import { StateMark } from "./marks";
import { type Campaign, STATES } from "./types";

export function CampaignList() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const make = NEEDS.campaigns.write.some((one) => permissions?.includes(one)) && (
    <Button component={Link} to="/campaigns/create" variant="contained" startIcon={<AddIcon />}>
      {t("campaigns.create")}
    </Button>
  );
  return (
    <List<Campaign>
      resource="campaigns"
      exported="campaigns"
      title={t("nav.campaigns")}
      lead={t("campaigns.lead")}
      actions={make}
      filters={
        <ChoiceFilter
          name="state"
          label={t("campaigns.state")}
          choices={STATES.map((id) => ({ id, name: t(`campaigns.states.${id}`) }))}
        />
      }
      columns={[
        {
          name: "name",
          title: t("campaigns.name"),
          width: "40%",
          cell: (row) => (
            <MuiLink component={Link} to={`/campaigns/${row.id}`} sx={{ fontWeight: 600 }}>
              <bdi dir="auto">{row.name}</bdi>
            </MuiLink>
          ),
        },
        { name: "state", title: t("campaigns.state"), cell: (row) => <StateMark state={row.state} /> },
        {
          name: "sent",
          title: t("campaigns.sent"),
          align: "right",
          cell: (row) => t("campaigns.of", { n: row.sent.toLocaleString("en"), all: row.planned.toLocaleString("en") }),
        },
        { name: "read", title: t("campaigns.read"), align: "right", cell: (row) => row.read.toLocaleString("en") },
        {
          name: "at",
          title: t("campaigns.scheduled_at"),
          cell: (row) => (row.scheduled_at ? <Time at={row.scheduled_at} /> : "–"),
        },
      ]}
      rowName={(row) => row.name}
      empty={{ title: t("campaigns.empty"), text: t("campaigns.empty_help"), action: make }}
    />
  );
}
