import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Score } from "../players/PlayerList";
import { Signals } from "../players/Signals";
import { Person } from "./Person";
import type { Case } from "./types";

/** The player that a case is about. */
export function Suspect({ player }: { player: NonNullable<Case["player"]> }) {
  const t = useTranslate();
  return (
    <>
      <Person player={player} />
      <Card title={t("players.suspicion")} actions={<Score score={player.suspicion.score} />}>
        <Signals signals={player.suspicion.signals} />
      </Card>
    </>
  );
}
