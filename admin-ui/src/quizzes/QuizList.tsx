import AddIcon from "@mui/icons-material/Add";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ExportAction } from "../exports/ExportAction";
import { ChoiceFilter } from "../parts/Filters";
import { List } from "../parts/List";
import { Mark, type Tone } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { useSlugs } from "./categories";
import { MODES, STATES } from "./rules";
import type { Item } from "./types";

const TONES: Record<Item["state"], Tone> = { upcoming: "info", open: "good", past: "plain" };

export function QuizState({ state }: { state: Item["state"] }) {
  const t = useTranslate();
  return <Mark tone={TONES[state]}>{t(`quizzes.states.${state}`)}</Mark>;
}

export function QuizList() {
  const t = useTranslate();
  const { nameOf } = useSlugs();
  const { permissions } = usePermissions<string[]>();
  const make = permissions?.includes("content.write") && (
    <Button component={Link} to="/quizzes/create" variant="contained" startIcon={<AddIcon />}>
      {t("quizzes.create")}
    </Button>
  );
  const named = (names: readonly string[], key: string) => names.map((id) => ({ id, name: t(`quizzes.${key}.${id}`) }));
  return (
    <List<Item>
      resource="quizzes"
      title={t("nav.quizzes")}
      actions={
        <>
          <ExportAction subject="quizzes" />
          {make}
        </>
      }
      filters={
        <>
          <ChoiceFilter name="state" label={t("quizzes.state")} choices={named(STATES, "states")} width={150} />
          <ChoiceFilter name="mode" label={t("quizzes.mode")} choices={named(MODES, "modes")} width={170} />
        </>
      }
      columns={[
        {
          name: "title",
          title: t("quizzes.title"),
          width: "48%",
          cell: (row) => (
            <Box sx={{ minWidth: 200 }}>
              <MuiLink component={Link} to={`/quizzes/${row.id}`} sx={{ fontWeight: 600 }}>
                <Words>{row.title}</Words>
              </MuiLink>
              <Box sx={{ color: "text.secondary", fontSize: "0.8rem" }}>
                {t(`quizzes.modes.${row.mode}`)} · <bdi>{nameOf(row.category)}</bdi>
              </Box>
            </Box>
          ),
        },
        { name: "state", title: t("quizzes.state"), cell: (row) => <QuizState state={row.state} /> },
        { name: "count", title: t("quizzes.count"), align: "right", cell: (row) => row.count },
        { name: "langs", title: t("quizzes.languages"), cell: (row) => row.langs.join(" ") },
        {
          name: "opens_at",
          title: t("quizzes.open"),
          cell: (row) => (
            <Box sx={{ fontSize: "0.82rem", lineHeight: 1.4 }}>
              <Time at={row.opens_at} />
              <Box sx={{ color: "text.secondary" }}>
                {t("quizzes.until")} <Time at={row.closes_at} />
              </Box>
            </Box>
          ),
        },
      ]}
      rowName={(row) => row.title}
      empty={{ title: t("quizzes.empty"), text: t("quizzes.empty_help"), action: make }}
    />
  );
}
