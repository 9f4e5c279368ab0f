import AddIcon from "@mui/icons-material/Add";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { ChoiceFilter } from "../parts/Filters";
import { List } from "../parts/List";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { useSlugs } from "../quizzes/categories";
import { StateMark } from "./marks";
import { named } from "./rules";
import { type Prompt, STATES } from "./types";

export function PromptList() {
  const t = useTranslate();
  const { nameOf } = useSlugs();
  const { permissions } = usePermissions<string[]>();
  const make = NEEDS.prompts.write.some((one) => permissions?.includes(one)) && (
    <Button component={Link} to="/prompts/create" variant="contained" startIcon={<AddIcon />}>
      {t("prompts.create")}
    </Button>
  );
  return (
    <List<Prompt>
      resource="prompts"
      exported="prompts"
      title={t("nav.prompts")}
      lead={t("prompts.lead")}
      actions={make}
      filters={
        <ChoiceFilter
          name="state"
          label={t("prompts.state")}
          choices={STATES.map((id) => ({ id, name: t(`prompts.states.${id}`) }))}
          width={150}
        />
      }
      columns={[
        {
          name: "text",
          title: t("prompts.text"),
          width: "50%",
          cell: ({ id, texts, takes }) => {
            const { lang, text } = named(texts);
            return (
              <Box sx={{ minWidth: 200 }}>
                <MuiLink component={Link} to={`/prompts/${id}`} sx={{ fontWeight: 600 }}>
                  <Words lang={lang}>{text}</Words>
                </MuiLink>
                <Box sx={{ color: "text.secondary", fontSize: "0.8rem" }}>{t(`prompts.takes_names.${takes}`)}</Box>
              </Box>
            );
          },
        },
        { name: "state", title: t("prompts.state"), cell: (row) => <StateMark state={row.state} /> },
        {
          name: "category",
          title: t("prompts.category"),
          cell: (row) => <bdi>{row.category ? nameOf(row.category) : t("prompts.every")}</bdi>,
        },
        { name: "languages", title: t("prompts.languages"), cell: (row) => Object.keys(row.texts).join(" ") },
        { name: "battles", title: t("prompts.battles"), align: "right", cell: (row) => row.battles },
        { name: "changed", title: t("prompts.changed"), cell: (row) => <Time at={row.updated_at} style="ago" /> },
      ]}
      rowName={(row) => named(row.texts).text}
      empty={{ title: t("prompts.empty"), text: t("prompts.empty_help"), action: make }}
    />
  );
}
