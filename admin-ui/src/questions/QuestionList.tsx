import AddIcon from "@mui/icons-material/Add";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { useListContext, usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import { useCategories } from "../categories/tree";
import { ExportAction } from "../exports/ExportAction";
import { ChoiceFilter, TextFilter } from "../parts/Filters";
import { List } from "../parts/List";
import type { Column } from "../parts/Rows";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Bulk } from "./Bulk";
import { Languages, StateMark, Warnings } from "./marks";
import { DIFFICULTIES, KINDS, STATES } from "./rules";
import type { Item } from "./types";

const STEM_SHOWN = 160;

export function QuestionList() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const writes = permissions?.includes("content.write");
  const make = writes && (
    <Button component={Link} to="/questions/create" variant="contained" startIcon={<AddIcon />}>
      {t("questions.create")}
    </Button>
  );
  return (
    <List<Item>
      resource="questions"
      title={t("nav.questions")}
      actions={
        <>
          <Button component={Link} to="/questions/duplicates" variant="outlined">
            {t("questions.duplicates")}
          </Button>
          <ExportAction subject="questions" />
          {make}
        </>
      }
      filters={<Filters />}
      columns={useColumns()}
      rowName={(row) => row.stem}
      sort={{ field: "updated_at", order: "DESC" }}
      above={writes ? <ByFilter /> : undefined}
      bulk={writes ? (chosen) => <ByChoice chosen={chosen} /> : undefined}
      empty={{ title: t("questions.empty"), text: t("questions.empty_help"), action: make }}
    />
  );
}

function useColumns(): Column<Item>[] {
  const t = useTranslate();
  return [
    {
      name: "stem",
      title: t("questions.stem"),
      width: "52%",
      cell: (row) => (
        <Box sx={{ minWidth: 220 }}>
          <MuiLink component={Link} to={`/questions/${row.id}`} underline="hover" sx={{ fontWeight: 600 }}>
            <Words lang={row.lang}>{brief(row.stem)}</Words>
          </MuiLink>
          <Box sx={{ color: "text.secondary", fontSize: "0.8rem" }}>
            {t(`questions.kinds.${row.kind}`)} · {t(`questions.difficulties.${row.difficulty}`)}
          </Box>
        </Box>
      ),
    },
    {
      name: "state",
      title: t("questions.state"),
      cell: (row) => (
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 0.5 }}>
          <StateMark state={row.state} />
          <Warnings flags={row.flags.length} reports={row.reports} />
        </Box>
      ),
    },
    { name: "category", title: t("questions.category"), cell: (row) => <bdi>{row.category.name}</bdi> },
    { name: "languages", title: t("questions.languages"), cell: (row) => <Languages of={row.translations} /> },
    {
      name: "updated_at",
      title: t("questions.changed"),
      sort: "updated_at",
      cell: (row) => <Time at={row.updated_at} style="ago" />,
    },
  ];
}

/** As much of a stem as tells it from others. */
function brief(stem: string) {
  const letters = Array.from(stem);
  return letters.length > STEM_SHOWN ? `${letters.slice(0, STEM_SHOWN).join("").trimEnd()}…` : stem;
}

function Filters() {
  const t = useTranslate();
  const categories = useCategories();
  const named = (names: readonly string[], key: string) =>
    names.map((id) => ({ id, name: t(`questions.${key}.${id}`) }));
  const yes = [
    { id: "true", name: t("cms.yes") },
    { id: "false", name: t("cms.no") },
  ];
  return (
    <>
      <TextFilter name="q" label={t("questions.search")} width={280} />
      <ChoiceFilter name="state" label={t("questions.state")} choices={named(STATES, "states")} width={130} />
      <ChoiceFilter name="category_id" label={t("questions.category")} choices={categories.choices} width={190} />
      <ChoiceFilter name="kind" label={t("questions.kind")} choices={named(KINDS, "kinds")} width={150} />
      <ChoiceFilter
        name="difficulty"
        label={t("questions.difficulty")}
        choices={named(DIFFICULTIES, "difficulties")}
        width={120}
      />
      <TextFilter name="lang" label={t("questions.has_language")} width={120} />
      <TextFilter name="missing" label={t("questions.lacks_language")} width={130} />
      <TextFilter name="tag" label={t("questions.tag")} width={140} />
      <ChoiceFilter name="flagged" label={t("questions.flagged")} choices={yes} width={110} />
      <ChoiceFilter name="reported" label={t("questions.reported")} choices={yes} width={120} />
      <ChoiceFilter name="media" label={t("questions.has_media")} choices={yes} width={120} />
    </>
  );
}

/** A change of all that the filters find, however many pages that is. */
function ByFilter() {
  const t = useTranslate();
  const { filterValues, data } = useListContext<Item>();
  const [open, setOpen] = useState(false);
  if (!data?.length) return null;
  return (
    <Box sx={{ px: 1.5, py: 0.75, borderBottom: 1, borderColor: "divider", display: "flex", gap: 1 }}>
      <Button onClick={() => setOpen(true)}>{t("questions.bulk.by_filter")}</Button>
      {open && <Bulk filter={filterValues} onClose={() => setOpen(false)} />}
    </Box>
  );
}

function ByChoice({ chosen }: { chosen: Item[] }) {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        {t("questions.bulk.by_choice")}
      </Button>
      {open && <Bulk filter={{ id: chosen.map((one) => one.id) }} onClose={() => setOpen(false)} />}
    </>
  );
}
