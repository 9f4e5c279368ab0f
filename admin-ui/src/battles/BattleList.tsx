import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ChoiceFilter, TextFilter } from "../parts/Filters";
import { List } from "../parts/List";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { useSlugs } from "../quizzes/categories";
import { StateMark } from "./marks";
import { type Line, MODES, STATES } from "./types";

export function BattleList() {
  const t = useTranslate();
  const { nameOf } = useSlugs();
  const named = (names: readonly string[], key: string) => names.map((id) => ({ id, name: t(`battles.${key}.${id}`) }));
  const names = ({ players }: Line) => players.map(({ name }) => name).join(" – ");
  return (
    <List<Line>
      resource="battles"
      exported="battles"
      title={t("nav.battles")}
      lead={t("battles.lead")}
      filters={
        <>
          <TextFilter name="player_id" label={t("battles.player_id")} width={300} />
          <ChoiceFilter name="mode" label={t("battles.mode")} choices={named(MODES, "modes")} width={140} />
          <ChoiceFilter name="state" label={t("battles.state")} choices={named(STATES, "states")} width={140} />
          <TextFilter name="battle_id" label={t("battles.battle_id")} width={300} />
        </>
      }
      columns={[
        {
          name: "players",
          title: t("battles.players"),
          width: "40%",
          cell: (row) => (
            <Box sx={{ minWidth: 200 }}>
              <MuiLink component={Link} to={`/battles/${row.id}`} sx={{ fontWeight: 600 }}>
                <Words>{names(row)}</Words>
              </MuiLink>
              <Box sx={{ color: "text.secondary", fontSize: "0.8rem" }}>
                {t(`battles.kinds.${row.kind}`)} · {t(row.ranked ? "battles.ranked" : "battles.unranked")}
              </Box>
            </Box>
          ),
        },
        { name: "state", title: t("battles.state"), cell: (row) => <StateMark state={row.state} /> },
        { name: "mode", title: t("battles.mode"), cell: (row) => t(`battles.modes.${row.mode}`) },
        {
          name: "category",
          title: t("battles.category"),
          cell: (row) => <bdi>{row.category ? nameOf(row.category) : t("battles.any")}</bdi>,
        },
        { name: "started_at", title: t("battles.started"), cell: (row) => <Time at={row.started_at} /> },
      ]}
      rowName={names}
      empty={{ title: t("battles.empty"), text: t("battles.empty_help") }}
    />
  );
}
