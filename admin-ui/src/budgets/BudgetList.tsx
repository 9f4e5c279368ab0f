import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { sourceName, tokens } from "../ledger/types";
import { List } from "../parts/List";
import { Mark, type Tone } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { type Budget, type State, stateOf } from "./types";

const TONES: Record<State, Tone> = { upcoming: "info", open: "good", used: "bad", over: "plain" };

export function BudgetList() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const make = NEEDS.budgets.write.some((one) => permissions?.includes(one)) && (
    <Button component={Link} to="/budgets/create" variant="contained" startIcon={<AddIcon />}>
      {t("budgets.create")}
    </Button>
  );
  const state = (row: Budget) => stateOf(row, Date.now());
  return (
    <List<Budget>
      resource="budgets"
      exported="budgets"
      title={t("nav.budgets")}
      lead={t("budgets.lead")}
      actions={make}
      columns={[
        { name: "campaign", title: t("budgets.campaign"), cell: (row) => <Words>{row.campaign}</Words> },
        { name: "source", title: t("budgets.source"), cell: (row) => sourceName(row.source, t) },
        {
          name: "state",
          title: t("budgets.state"),
          cell: (row) => <Mark tone={TONES[state(row)]}>{t(`budgets.states.${state(row)}`)}</Mark>,
        },
        { name: "most", title: t("budgets.most"), align: "right", cell: (row) => tokens(row.tokens_most) },
        { name: "spent", title: t("budgets.spent"), align: "right", cell: (row) => tokens(row.spent) },
        { name: "left", title: t("budgets.left"), align: "right", cell: (row) => tokens(row.left) },
        { name: "since", title: t("budgets.since"), cell: (row) => <Time at={row.since} /> },
        { name: "until", title: t("budgets.until"), cell: (row) => <Time at={row.until} /> },
      ]}
      rowName={(row) => row.campaign}
      empty={{ title: t("budgets.empty"), action: make }}
    />
  );
}
