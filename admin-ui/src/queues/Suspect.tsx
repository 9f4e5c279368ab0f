import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Score } from "../players/PlayerList";
import { Signals } from "../players/Signals";
import type { Case } from "./types";

/** The player that a case is about. */
export function Suspect({ player }: { player: NonNullable<Case["player"]> }) {
  const t = useTranslate();
  return (
    <>
      <Card
        title={<Words>{player.name}</Words>}
        actions={
          <MuiLink component={Link} to={`/players/${player.id}`}>
            {t("queues.player_page")}
          </MuiLink>
        }
      >
        <Facts>
          <Fact name={t("players.account")}>{t(player.registered ? "players.registered" : "players.guest")}</Fact>
          <Fact name={t("players.country")}>{player.country?.toUpperCase() ?? "–"}</Fact>
          <Fact name={t("players.since")}>
            <Time at={player.created_at} style="date" />
          </Fact>
        </Facts>
      </Card>
      <Card title={t("players.suspicion")} actions={<Score score={player.suspicion.score} />}>
        <Signals signals={player.suspicion.signals} />
      </Card>
    </>
  );
}
