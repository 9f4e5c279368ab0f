/** The books: accounts, what audits found, and every transfer with its entries. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ChoiceFilter, MomentFilter, TextFilter } from "../parts/Filters";
import { List } from "../parts/List";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Accounts } from "./Accounts";
import { Audits } from "./Audits";
import { accountName, KINDS, sourceName, type Transfer, tokens } from "./types";

export function LedgerPage() {
  const t = useTranslate();
  return (
    <List<Transfer>
      resource="ledger"
      exported="transfers"
      title={t("nav.ledger")}
      lead={t("ledger.lead")}
      filters={
        <>
          <TextFilter name="player_id" label={t("ledger.player_id")} width={300} />
          <ChoiceFilter
            name="kind"
            label={t("ledger.kind")}
            choices={KINDS.map((id) => ({ id, name: t(`ledger.kinds.${id}`) }))}
          />
          <TextFilter name="source" label={t("ledger.source")} width={150} />
          <TextFilter name="scope" label={t("ledger.scope")} width={150} />
          <MomentFilter name="since" label={t("ledger.since")} />
          <MomentFilter name="until" label={t("ledger.until")} />
        </>
      }
      above={
        <Box sx={{ display: "grid", gap: 2, p: 2, gridTemplateColumns: { md: "minmax(0, 3fr) minmax(0, 2fr)" } }}>
          <Accounts />
          <Audits />
        </Box>
      }
      columns={[
        { name: "at", title: t("ledger.at"), cell: (row) => <Time at={row.at} /> },
        { name: "kind", title: t("ledger.kind"), cell: (row) => t(`ledger.kinds.${row.kind}`) },
        { name: "source", title: t("ledger.source"), cell: (row) => sourceName(row.source, t) },
        { name: "amount", title: t("ledger.amount"), align: "right", cell: (row) => tokens(row.amount) },
        {
          name: "player",
          title: t("ledger.player"),
          cell: (row) => (
            <MuiLink component={Link} to={`/players/${row.player_id}`}>
              {row.player_id}
            </MuiLink>
          ),
        },
        { name: "entries", title: t("ledger.entries"), cell: (row) => <Legs of={row} /> },
        {
          name: "cause",
          title: t("ledger.cause"),
          cell: (row) => (
            <>
              {row.scope}
              <Box sx={{ color: "text.secondary", fontSize: "0.8rem", overflowWrap: "anywhere", minWidth: 140 }}>
                <Words>{row.key}</Words>
              </Box>
            </>
          ),
        },
      ]}
      rowName={(row) => `${row.id}`}
      empty={{ title: t("ledger.empty") }}
    />
  );
}

function Legs({ of: { entries } }: { of: Transfer }) {
  const t = useTranslate();
  return entries.map((one) => (
    <Box key={one.account} sx={{ whiteSpace: "nowrap", fontSize: "0.85rem" }}>
      {accountName(one.account, t)} {tokens(one.amount, true)}
    </Box>
  ));
}
