/** A player's battles, each with the way to its page, where it is replayed round by round. */

import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Fighter, StateMark } from "../battles/marks";
import { BATTLES, battlesOf, type Line } from "../battles/types";
import { Card } from "../parts/Card";
import { Columns } from "../parts/Columns";
import { Time } from "../parts/Time";
import { Paged } from "./Paged";

export function Battles({ id }: { id: string }) {
  const t = useTranslate();
  const all = (
    <MuiLink component={Link} to={battlesOf(id)}>
      {t("players.battles_filter")}
    </MuiLink>
  );
  return (
    <Paged<Line> name="battles" player={id} path={BATTLES} query={{ player_id: id }} empty={t("players.no_battles")}>
      {(battles, more) => (
        <Card title={t("nav.battles")} actions={all} flush>
          <Columns
            rows={battles}
            columns={[
              {
                title: t("players.against"),
                cell: (one) =>
                  one.players
                    .filter((other) => other.id !== id || other.ghost)
                    .map((other) => (
                      <div key={`${other.id}${other.ghost}`}>
                        <Fighter of={other} />
                      </div>
                    )),
              },
              { title: t("battles.state"), cell: (one) => <StateMark state={one.state} /> },
              {
                title: t("battles.mode"),
                cell: (one) =>
                  `${t(`battles.modes.${one.mode}`)} · ${t(one.ranked ? "battles.ranked" : "battles.unranked")}`,
              },
              { title: t("battles.started"), cell: (one) => <Time at={one.started_at} /> },
              {
                title: t("players.replay"),
                cell: (one) => (
                  <MuiLink component={Link} to={`/battles/${one.id}`}>
                    {t("players.replay_it")}
                  </MuiLink>
                ),
              },
            ]}
          />
          {more}
        </Card>
      )}
    </Paged>
  );
}
