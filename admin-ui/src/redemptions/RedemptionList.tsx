import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { moneyWords, tokenWords } from "../catalogue/rules";
import { ChoiceFilter, TextFilter } from "../parts/Filters";
import { List } from "../parts/List";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Player, StateMark } from "./marks";
import { type Line, PARTNERS, STATES } from "./types";

export function RedemptionList() {
  const t = useTranslate();
  const named = (names: readonly string[], key: string) => names.map((id) => ({ id, name: t(`${key}.${id}`) }));
  return (
    <List<Line>
      resource="redemptions"
      exported="redemptions"
      title={t("nav.redemptions")}
      lead={t("redemptions.lead")}
      filters={
        <>
          <ChoiceFilter name="state" label={t("redemptions.state")} choices={named(STATES, "redemptions.states")} />
          <ChoiceFilter
            name="partner"
            label={t("catalogue.partner")}
            choices={named(PARTNERS, "catalogue.partners")}
            width={190}
          />
          <TextFilter name="partner_id" label={t("redemptions.partner_id")} width={220} />
          <TextFilter name="player_id" label={t("redemptions.player_id")} width={300} />
        </>
      }
      columns={[
        {
          name: "name",
          title: t("redemptions.what"),
          width: "30%",
          cell: (row) => (
            <Box sx={{ minWidth: 180 }}>
              <MuiLink component={Link} to={`/redemptions/${row.id}`} sx={{ fontWeight: 600 }}>
                <Words>{row.name}</Words>
              </MuiLink>
              <Box sx={{ color: "text.secondary", fontSize: "0.8rem" }}>
                {moneyWords(row.value)} · {row.country.toUpperCase()}
              </Box>
            </Box>
          ),
        },
        { name: "state", title: t("redemptions.state"), cell: (row) => <StateMark state={row.state} /> },
        { name: "since", title: t("redemptions.since"), cell: (row) => <Time at={row.changed_at} style="ago" /> },
        { name: "player", title: t("redemptions.player"), cell: (row) => <Player of={row} /> },
        { name: "tokens", title: t("redemptions.tokens"), align: "right", cell: (row) => tokenWords(row.tokens) },
        {
          name: "partner",
          title: t("catalogue.partner"),
          cell: (row) => (
            <>
              {t(`catalogue.partners.${row.partner}`)}
              {row.last_code && (
                <Box component="code" sx={{ display: "block", fontSize: "0.78rem" }}>
                  {row.last_code}
                </Box>
              )}
            </>
          ),
        },
        { name: "created", title: t("redemptions.created"), cell: (row) => <Time at={row.created_at} /> },
      ]}
      rowName={(row) => row.name}
      empty={{ title: t("redemptions.empty"), text: t("redemptions.empty_help") }}
    />
  );
}
