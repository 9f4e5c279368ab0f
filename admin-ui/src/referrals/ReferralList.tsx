import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ChoiceFilter, TextFilter } from "../parts/Filters";
import { List } from "../parts/List";
import { Player } from "../parts/Player";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { StateMark } from "./marks";
import { type Line, STATES } from "./types";
import { referrals } from "./words";

export function ReferralList() {
  const t = useTranslate();
  const named = (names: readonly string[], key: string) => names.map((id) => ({ id, name: t(`${key}.${id}`) }));
  const name = (row: Line) => row.referee ?? t("cms.erased");
  return (
    <List<Line>
      resource="referrals"
      exported="referrals"
      title={t("nav.referrals")}
      lead={t("referrals.lead")}
      filters={
        <>
          <ChoiceFilter name="state" label={t("referrals.state")} choices={named(STATES, "referrals.states")} />
          <ChoiceFilter
            name="reason"
            label={t("referrals.reason")}
            choices={named(Object.keys(referrals.codes), "referrals.codes")}
            width={260}
          />
          <TextFilter name="player_id" label={t("referrals.player_id")} width={300} />
        </>
      }
      columns={[
        {
          name: "referee",
          title: t("referrals.referee"),
          width: "24%",
          cell: (row) => (
            <MuiLink component={Link} to={`/referrals/${row.id}`} sx={{ fontWeight: 600 }}>
              <Words>{name(row)}</Words>
            </MuiLink>
          ),
        },
        {
          name: "referrer",
          title: t("referrals.referrer"),
          cell: (row) => <Player id={row.referrer_id} name={row.referrer} />,
        },
        { name: "state", title: t("referrals.state"), cell: (row) => <StateMark state={row.state} /> },
        { name: "since", title: t("referrals.since"), cell: (row) => <Time at={row.changed_at} style="ago" /> },
        { name: "score", title: t("referrals.score"), align: "right", cell: (row) => row.score },
        {
          name: "reasons",
          title: t("referrals.signs"),
          cell: (row) => row.reasons.map(({ code }) => t(`referrals.codes.${code}`, { _: code })).join(" · ") || "–",
        },
        { name: "claimed", title: t("referrals.claimed"), cell: (row) => <Time at={row.claimed_at} /> },
      ]}
      rowName={name}
      empty={{ title: t("referrals.empty"), text: t("referrals.empty_help") }}
    />
  );
}
