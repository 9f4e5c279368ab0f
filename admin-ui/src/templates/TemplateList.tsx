import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { List } from "../parts/List";
import { Time } from "../parts/Time";
import { LANGUAGES, type Template } from "./types";

export function TemplateList() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const make = NEEDS.templates.write.some((one) => permissions?.includes(one)) && (
    <Button component={Link} to="/templates/create" variant="contained" startIcon={<AddIcon />}>
      {t("templates.create")}
    </Button>
  );
  return (
    <List<Template>
      resource="templates"
      exported="templates"
      title={t("nav.templates")}
      lead={t("templates.lead")}
      actions={make}
      columns={[
        {
          name: "name",
          title: t("templates.name"),
          width: "50%",
          cell: (row) => (
            <MuiLink component={Link} to={`/templates/${row.id}`} sx={{ fontWeight: 600 }}>
              <bdi dir="auto">{row.name}</bdi>
            </MuiLink>
          ),
        },
        {
          name: "category",
          title: t("templates.category"),
          cell: (row) => t(`templates.categories.${row.category}`),
        },
        {
          name: "languages",
          title: t("templates.languages"),
          cell: (row) => LANGUAGES.filter((lang) => row.texts[lang]?.title).join(" "),
        },
        { name: "changed", title: t("templates.changed"), cell: (row) => <Time at={row.updated_at} style="ago" /> },
      ]}
      rowName={(row) => row.name}
      empty={{ title: t("templates.empty"), text: t("templates.empty_help"), action: make }}
    />
  );
}
