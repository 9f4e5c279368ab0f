import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ChoiceFilter } from "../parts/Filters";
import { List } from "../parts/List";
import { Mark, type Tone } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import type { QuizItem } from "./types";

const MODES = ["scheduled", "live", "daily"];
const TONES: Record<string, Tone> = { upcoming: "info", open: "good", past: "plain" };

export function QuizState({ state }: { state: string }) {
  const t = useTranslate();
  return <Mark tone={TONES[state] ?? "plain"}>{t(`quizzes.states.${state}`)}</Mark>;
}

export function QuizList() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const make = permissions?.includes("content.write") && (
    <Button component={Link} to="/quizzes/create" variant="contained" startIcon={<AddIcon />}>
      {t("quizzes.create")}
    </Button>
  );
  return (
    <List<QuizItem>
      resource="quizzes"
      title={t("nav.quizzes")}
      actions={make}
      filters={
        <ChoiceFilter
          name="mode"
          label={t("quizzes.mode")}
          choices={MODES.map((id) => ({ id, name: t(`quizzes.modes.${id}`) }))}
        />
      }
      columns={[
        {
          name: "title",
          title: t("quizzes.title"),
          cell: (row) => (
            <MuiLink component={Link} to={`/quizzes/${row.id}`} underline="hover" sx={{ fontWeight: 600 }}>
              <Words>{row.title}</Words>
            </MuiLink>
          ),
        },
        { name: "mode", title: t("quizzes.mode"), cell: (row) => t(`quizzes.modes.${row.mode}`) },
        { name: "state", title: t("quizzes.state"), cell: (row) => <QuizState state={row.state} /> },
        { name: "category", title: t("quizzes.category"), cell: (row) => row.category },
        { name: "langs", title: t("questions.languages"), cell: (row) => row.langs.join(" ") },
        { name: "count", title: t("quizzes.count"), align: "right", cell: (row) => row.count },
        { name: "opens_at", title: t("quizzes.opens_at"), cell: (row) => <Time at={row.opens_at} /> },
        { name: "closes_at", title: t("quizzes.closes_at"), cell: (row) => <Time at={row.closes_at} /> },
      ]}
      rowName={(row) => row.title}
      empty={{ title: t("quizzes.empty"), text: t("quizzes.empty_help"), action: make }}
    />
  );
}
